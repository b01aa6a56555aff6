import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compilePredicate, createGramIndex, formatQuery, type Query } from "#lib/query";
import { createMatchIndex } from "./match-index.ts";

const span = { start: 0, end: 0 };
const texts = fc.constantFrom(
  "",
  "a",
  "ab",
  "abcd",
  "rule_1",
  "rule_17",
  "É",
  "ABCD x",
  "7",
  "😀b",
);
const value = fc.oneof(
  fc.record({ kind: fc.constant("exists" as const) }),
  fc.record({ kind: fc.constant("text" as const), text: texts }),
  fc.record({
    kind: fc.constant("pattern" as const),
    source: fc.string({
      unit: fc.constantFrom("a", "b", "r", "_", "1", "*", "?", "É"),
      maxLength: 5,
    }),
  }),
  fc.record({
    kind: fc.constant("compare" as const),
    operator: fc.constantFrom(">" as const, "<=" as const),
    value: fc.constantFrom(5, "b"),
  }),
);
const { query } = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 3 },
    fc.record({
      kind: fc.constant("term" as const),
      key: fc.constantFrom("", "*", "host", "env", "@a", "@a.b", "@message"),
      value,
      span: fc.constant(span),
    }) as fc.Arbitrary<Query>,
    fc.record({ kind: fc.constant("not" as const), item: tie("query") }) as fc.Arbitrary<Query>,
    fc.record({
      kind: fc.constantFrom("and" as const, "or" as const),
      items: fc.array(tie("query"), { minLength: 1, maxLength: 3 }),
    }) as fc.Arbitrary<Query>,
    fc.constant<Query>({ kind: "all" }),
  ),
}));
const scalar = fc.oneof(texts, fc.constantFrom(7, true, null));
const part = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  fc.record({ b: scalar }),
  fc.array(fc.record({ b: scalar }), { maxLength: 2 }),
);
const event = fc.record(
  { a: part, host: texts, message: texts, tags: fc.array(fc.constantFrom("env:a", "env:rule_1")) },
  { requiredKeys: [] },
);

test("whatever a query finds, the index gives it the query to try", () => {
  fc.assert(
    fc.property(
      fc.array(query, { minLength: 1, maxLength: 40 }),
      fc.array(event, { minLength: 1, maxLength: 10 }),
      (queries, events) => {
        const entries = queries.map((each) => ({ query: { query: each } }));
        const find = createMatchIndex(entries);
        const predicates = queries.map(compilePredicate);
        for (const each of events) {
          const given = new Set<unknown>();
          find(each, (entry) => given.add(entry));
          predicates.forEach((predicate, at) => {
            if (predicate(each))
              assert.ok(
                given.has(entries[at]),
                `${formatQuery(queries[at] as Query)} ${JSON.stringify(each)}`,
              );
          });
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("an event is given few of many queries that have no exact value", () => {
  const entries = Array.from({ length: 500 }, (_, at) => {
    const term: Query = {
      kind: "term",
      key: "@a",
      value: { kind: "pattern", source: `rule_${at}*` },
      span,
    };
    return { query: { query: term } };
  });
  const given = new Set<unknown>();
  createMatchIndex(entries)({ a: "rule_123", message: "rule_4" }, (entry) => given.add(entry));
  assert.deepEqual(
    [...given].map((entry) => entries.indexOf(entry as (typeof entries)[0])).sort(),
    [1, 12, 123],
  );
});

test("literals are found wherever they stand, or at the start alone", () => {
  const unit = fc.constantFrom("a", "b", "é", "\u0161", "a😀");
  const literal = fc.record({
    text: fc.string({ unit, minLength: 1, maxLength: 6 }),
    atStart: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(literal, { maxLength: 20 }),
      fc.string({ unit, maxLength: 20 }),
      (literals, text) => {
        const found = new Set<number>();
        createGramIndex(literals)(text, (index) => found.add(index));
        const expected = literals.flatMap((each, index) =>
          (each.atStart ? text.startsWith(each.text) : text.includes(each.text)) ? [index] : [],
        );
        assert.deepEqual(
          [...found].sort((a, b) => a - b),
          expected,
        );
      },
    ),
    { numRuns: 2000 },
  );
});
