/** Every fault of a search, as people see it. UPDATE_GOLDENS=1 writes the golden file anew. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { formatDiagnostic } from "#lib/base";
import * as faults from "./diagnostics.ts";
import { parseQuery, QUERY_DEPTH_MAX, QUERY_LENGTH_MAX, QUERY_TERMS_MAX } from "./index.ts";

const GOLDEN = new URL("golden/diagnostics.txt", import.meta.url);

const SOURCES = [
  'host:a "open',
  "host:a (b OR c",
  "a OR b)",
  "a OR",
  "AND a",
  "(a NOT)",
  "host: a",
  "@a.*:x",
  "@:x",
  "#sum:>3",
  "strlen(x)",
  'ab"c"',
  "@x:[1 TO]",
  "@x:[1 TO b]",
  "@x:>",
  "@x:>a*",
  "CIDR(@ip)",
  "CIDR(@ip, 192.0.2.0/33)",
  "CIDR(@ip, 192.0.2.0/24",
];

const LARGE = [
  "a".repeat(QUERY_LENGTH_MAX + 1),
  "-".repeat(QUERY_DEPTH_MAX + 1).concat("a"),
  "a ".repeat(QUERY_TERMS_MAX + 1),
];

test("faults read as in the golden file", () => {
  const text = SOURCES.map((source) => {
    const { diagnostics } = parseQuery(source);
    assert.equal(diagnostics.length, 1, source);
    return `${formatDiagnostic(diagnostics[0]!, source, "search")}\n`;
  }).join("\n");
  if (process.env["UPDATE_GOLDENS"] === "1") writeFileSync(GOLDEN, text);
  assert.equal(text, readFileSync(GOLDEN, "utf8"));
});

test("searches over a maximum are refused", () => {
  const codes = LARGE.map((source) => parseQuery(source).diagnostics[0]?.code);
  assert.deepEqual(codes, ["QUERY_TOO_LONG", "QUERY_TOO_DEEP", "QUERY_TOO_MANY_TERMS"]);
});

test("every fault that is worded can happen", () => {
  const seen = new Set<string>();
  for (const source of [...SOURCES, ...LARGE]) {
    for (const { code } of parseQuery(source).diagnostics) seen.add(code);
  }
  assert.equal(seen.size, Object.keys(faults).length);
});
