/** What users and programs read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createOutput, formatBytes, formatCount, formatTable } from "./index.ts";

function collect(json: boolean) {
  const written = { stdout: "", stderr: "" };
  let now = 0;
  const streams = {
    stdout: (text: string) => {
      written.stdout += text;
    },
    stderr: (text: string) => {
      written.stderr += text;
    },
  };
  const clock = () => {
    now += 1500;
    return now;
  };
  return { written, output: createOutput(json, streams, clock, false) };
}

test("with --json only the result is on standard output", () => {
  const { written, output } = collect(true);
  output.line("for people");
  output.result({ a: 1 });
  output.step("build")("done");
  assert.equal(written.stdout, '{"a":1}\n');
  assert.match(written.stderr, /^ {2}build +done 1\.5 s\n$/);
});

test("without it people read lines", () => {
  const { written, output } = collect(false);
  output.line("for people");
  output.result({ a: 1 });
  assert.equal(written.stdout, "for people\n");
});

test("sizes, counts and tables", () => {
  assert.deepEqual([0, 1023, 1536, 5 * 2 ** 30].map(formatBytes), [
    "0 B",
    "1023 B",
    "1.5 KiB",
    "5.0 GiB",
  ]);
  assert.equal(formatCount(1234567), "1,234,567");
  assert.equal(
    formatTable([
      ["a", "b"],
      ["long", "x"],
    ]),
    "a     b\nlong  x",
  );
});
