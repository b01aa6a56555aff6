/** Files that want to cost too much, or are torn: refused with the limit named, never thrown at. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { parsePolicy } from "./index.ts";
import { CONTENT_FILE_LENGTH_MAX, POLICY_ENTRIES_MAX } from "./limits.ts";
import { faultsOf, loadAll } from "./testing.ts";

const RULE = "{id: r, expression: 'exec.file.name == \"x\"'}";

/** Text, and what the first fault must say. */
const HOSTILE: readonly (readonly [name: string, text: string, says: RegExp])[] = [
  ["10 MB", `rules: [${RULE}]\n${"# \n".repeat(3_500_000)}`, /longer than 2097152 characters/],
  ["deep flow", "[".repeat(1_000_000), /more than 64 levels of nesting/],
  ["deep maps", `a: ${"{a: ".repeat(100_000)}`, /more than 64 levels of nesting/],
  [
    "deep blocks",
    Array.from({ length: 1000 }, (_, at) => `${" ".repeat(at)}a:\n`).join(""),
    /more than 64 levels of nesting/,
  ],
  ["deep keys", "? ".repeat(500_000), /more than 64 levels of nesting/],
  ["many keys", Array.from({ length: 150_000 }, (_, at) => `k${at}: 1\n`).join(""), /YAML tokens/],
  ["many comments", "#\n".repeat(1_000_000), /YAML tokens/],
  ["many documents", "---\n".repeat(400_000), /YAML tokens/],
  ["many anchors", "&a ".repeat(500_000), /YAML tokens/],
  ["many aliases", `a: &a 1\nrules: [${"*a,".repeat(20_000)}]`, /more than 10000 aliases/],
  ["an alias of itself", "rules: &a [*a]\n", /No value before this has the anchor a/],
  ["many rules", `rules: [${"{},".repeat(POLICY_ENTRIES_MAX + 1)}]`, /more than 5000 entries/],
  [
    "a rule of 1 MB over and over",
    `x: &r {id: r, expression: "${"a".repeat(1_000_000)}"}\nrules: [${"*r,".repeat(4000)}]`,
    /grows too large/,
  ],
  [
    "a list over and over",
    `x: &v [${"a,".repeat(50_000)}]\nmacros: [${"{id: M, values: *v},".repeat(2000)}]`,
    /grows too large/,
  ],
  [
    "billion laughs in tags",
    `a: &a [1]\nb: &b [${"*a,".repeat(20)}]\nc: &c [${"*b,".repeat(20)}]\nrules: [{id: r, expression: x, tags: {t: *c}}]`,
    /grows too large/,
  ],
  ["two documents", `rules: [${RULE}]\n---\nrules: []\n`, /a second file begins/],
  [
    "a long expression",
    `rules: [{id: r, expression: "${"(".repeat(70_000)}"}]`,
    /has 70000 characters/,
  ],
  [
    "a deep expression",
    `rules: [{id: r, expression: "${"(".repeat(5000)}open.flags == 1"}]`,
    /deep|nested|never closed|missing/,
  ],
];

test("each is refused or bounded, and says why", () => {
  for (const [name, text, says] of HOSTILE) {
    const found = faultsOf(loadAll({ "a.policy": text }));
    assert.ok(
      found.some(({ what }) => says.test(what)),
      `${name}: ${found.slice(0, 3).map(({ what }) => what)}`,
    );
    assert.ok(found.length <= 200, name);
  }
  assert.ok(CONTENT_FILE_LENGTH_MAX < 10e6);
});

const CORPUS = readFileSync(new URL("golden/corpus.policy", import.meta.url), "latin1");

/** What a byte mutator does: cut, repeat, overwrite, insert, and swap pieces. */
const mutation = fc.record({
  kind: fc.constantFrom("cut", "repeat", "overwrite", "insert", "swap"),
  at: fc.nat(),
  length: fc.nat(40),
  bytes: fc.string({ maxLength: 8, unit: "binary" }),
});
const TOKENS = [
  "- ",
  ": ",
  "&a ",
  "*a",
  "<<: *a",
  "|",
  ">",
  "{",
  "[",
  "]",
  '"',
  "'",
  "\t",
  "\0",
  "!!",
];

function mutate(text: string, { kind, at, length, bytes }: MutationOf<typeof mutation>): string {
  const from = at % (text.length + 1);
  const [head, piece, tail] = [
    text.slice(0, from),
    text.slice(from, from + length),
    text.slice(from + length),
  ];
  const token = TOKENS[at % TOKENS.length] ?? "";
  if (kind === "cut") return head + tail;
  if (kind === "repeat") return head + piece + piece + tail;
  if (kind === "overwrite") return head + bytes + tail;
  if (kind === "insert") return head + token + piece + tail;
  return head + tail.slice(0, length) + piece + tail.slice(length);
}
type MutationOf<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never;

test("any bytes load or are refused, with places inside them", () => {
  const mutations = fc.array(mutation, { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(mutations, (steps) => {
      const text = steps.reduce(mutate, CORPUS);
      const loaded = loadAll({ "a.policy": text });
      for (const { span } of faultsOf(loaded)) {
        assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length + 1);
      }
      for (const { rule, status } of loaded.rules) assert.ok(status !== "loaded" || rule.id !== "");
    }),
    { numRuns: Number(process.env["FUZZ_RUNS"] ?? 300) },
  );
});

test("any text at all is read without throwing", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400, unit: "binary" }), (text) => {
      assert.ok(parsePolicy("a.policy", text).diagnostics.length >= 0);
    }),
    { numRuns: 300 },
  );
});
