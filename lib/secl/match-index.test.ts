/** Tests found together are those found one by one, and rules that share them agree with closures. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { compileClosures } from "./closure.ts";
import { compileIndex, NONE_FOUND } from "./match-index.ts";
import { compileGlob, compilePattern } from "./pattern.ts";
import { compileRules } from "./ruleset.ts";
import { contextOf, ruleOf } from "./testing/fixture.ts";
import type { StringTest } from "./tree.ts";

const RUNS = 2000;

const equal = (text: string): StringTest => ({
  form: "equal",
  text,
  matches: (value) => value === text,
});
const glob = (text: string): StringTest => ({ form: "glob", text, matches: compileGlob(text) });
const pattern = (text: string): StringTest => ({
  form: "pattern",
  text,
  matches: compilePattern(text),
});

const piece = fc.constantFrom("a", "b", "ab", "/", "/a", "*", "**", "/*", "/**", "é");
const textOf = (maxLength: number) => fc.array(piece, { maxLength }).map((parts) => parts.join(""));
const values = fc
  .array(fc.constantFrom("a", "b", "ab", "/", "/a", "/b", "é"), { maxLength: 6 })
  .map((parts) => parts.join(""));
const tests = fc.oneof(
  textOf(4).map(equal),
  textOf(4).map(pattern),
  textOf(5)
    .filter((text) => text.split("/").filter((one) => one === "**").length <= 1)
    .map(glob),
);

test("an index finds what its tests match, one by one", () => {
  let found = 0;
  fc.assert(
    fc.property(fc.array(tests, { maxLength: 40 }), fc.array(values), (list, seen) => {
      const find = compileIndex(list.map((one, at) => [one, at]));
      for (const value of seen) {
        const expected = list.flatMap((one, at) => (one.matches(value) ? [at] : []));
        found += expected.length;
        assert.deepEqual(
          find(value).toSorted((a, b) => a - b),
          expected,
          value,
        );
        if (expected.length === 0) assert.equal(find(value), NONE_FOUND);
      }
    }),
    { numRuns: RUNS },
  );
  assert.ok(found > RUNS, `only ${found} matches`);
});

const path = fc.constantFrom("/a", "/a/b", "/a/b/c", "/b/a", "/ab/c", "/c/ab/x");
const globText = fc.constantFrom("/a/*", "/a/**", "/*/a", "/**/c", "*/b", "/ab/c*", "/**/ab/*");
const condition = fc.oneof(
  path.map((text) => `open.file.path == "${text}"`),
  globText.map((text) => `open.file.path =~ "${text}"`),
  fc
    .tuple(fc.constantFrom("in", "not in"), fc.array(globText, { minLength: 1, maxLength: 3 }))
    .map(([word, list]) => `open.file.path ${word} [${list.map((t) => `~"${t}"`).join(", ")}]`),
  path.map((text) => `process.file.path != "${text}"`),
  globText.map((text) => `process.ancestors[A].file.path =~ "${text}"`),
);
const source = fc
  .array(condition, { minLength: 1, maxLength: 3 })
  .map((terms) => `open.flags >= 0 && (${terms.join(" || ")})`);
const event = fc.record(
  {
    "open.flags": fc.nat(1),
    "open.file.path": path,
    "open.file.path.alternatives": fc.array(path, { maxLength: 2 }),
    "process.file.path": path,
    "process.ancestors": fc.array(fc.record({ "file.path": path }), { maxLength: 2 }),
  },
  { requiredKeys: ["open.flags"] },
);

test("rules that share the tests of a field hold as each on its own", () => {
  fc.assert(
    fc.property(
      fc.array(source, { minLength: 20, maxLength: 70 }),
      fc.array(event, { maxLength: 6 }),
      (sources, seen) => {
        const rules = sources.map((text) => ({ id: text, rule: ruleOf(text) }));
        const ruleset = compileRules(rules);
        for (const one of seen) {
          const found = new Set<number>();
          ruleset.evaluate(one, "open", contextOf(), (at) => found.add(at));
          rules.forEach(({ rule }, at) => {
            const expected = compileClosures(rule)(one, contextOf());
            assert.equal(found.has(at), expected, `${rule.source}\n${JSON.stringify(one)}`);
          });
        }
      },
    ),
    { numRuns: 150 },
  );
});
