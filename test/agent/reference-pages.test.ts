/**
 * The pages that say what is shown by which test: every test that they name exists, and every row
 * names one or says why there is none.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const FOLDER = join(import.meta.dirname, "../../docs/reference");
/** A link to a file of tests, and the names that follow it up to the next. */
const TESTS = /\[[^\]]+\]\(([^)]+\.test\.ts)\): ((?:".*?"(?:, )?)+?)(?=<br>|$)/g;
const MISSING = /^No test: \S/;

/** Cells of the tables' rows, without heads and rules. */
function rowsOf(page: string): string[][] {
  return readFileSync(join(FOLDER, page), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (?:---|what|way) /.test(line))
    .map((line) => line.slice(2, -2).split(" | "));
}

for (const page of ["acceptance.md", "evasion.md"])
  test(`every row of ${page} names tests that exist, or says why there is none`, () => {
    const rows = rowsOf(page);
    assert.ok(rows.length > 0);
    for (const [what = "", shown = ""] of rows) {
      if (MISSING.test(shown)) continue;
      const files = [...shown.matchAll(TESTS)];
      assert.equal(files.length, shown.split("<br>").length, `${what}: ${shown}`);
      for (const [, path = "", names = ""] of files) {
        const file = join(FOLDER, path);
        assert.ok(existsSync(file), `${what}: ${path}`);
        const text = readFileSync(file, "utf8");
        for (const name of names.slice(1, -1).split('", "'))
          assert.ok(text.includes(name), `${what}: ${path} has no test "${name}"`);
      }
    }
  });
