/** Searches and what they mean; one row a behaviour. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Query, ValueMatch } from "./ast.ts";
import { formatQuery, literalValues, parseQuery, QUERY_DEPTH_MAX } from "./index.ts";

/** The query without spans, which formatting moves. */
function meaning(query: Query): unknown {
  return JSON.parse(JSON.stringify(query, (key, value) => (key === "span" ? undefined : value)));
}

function parsed(text: string): Query {
  const { query, diagnostics } = parseQuery(text);
  assert.ok(query, `${text}: ${diagnostics[0]?.what}`);
  return query;
}

const FORMS: [string, string][] = [
  ["  ", ""],
  ["*", ""],
  ["foo bar", "foo bar"],
  ["foo AND bar && baz", "foo bar baz"],
  ["a b OR c", "a b OR c"],
  ["a (b OR c)", "a (b OR c)"],
  ["a || b", "a OR b"],
  ["NOT a !b -c", "-a -b -c"],
  ["NOT(CIDR(@ip, 192.0.2.0/24))", "-CIDR(@ip, 192.0.2.0/24)"],
  ['"quoted words" "or\\"nate"', '"quoted words" "or\\"nate"'],
  ['"a*b" a\\*b a*b', '"a*b" "a*b" a*b'],
  ["@a.b:x", "@a.b:x"],
  ["env:prod", "env:prod"],
  ["service:(a OR b*)", "service:(a OR b*)"],
  ["@agent.rule_id:a OR @agent.rule_id:b", "@agent.rule_id:(a OR b)"],
  ["@x:(a -b)", "@x:a -@x:b"],
  ["-@a:* @b:*", "-@a:* @b:*"],
  ["@x:>100 @x:>=1.5 @x:<-3 @x:<=0", "@x:>100 @x:>=1.5 @x:<-3 @x:<=0"],
  ["@x:[400 TO 499] @x:[* TO 5] @t:[2024-01-01 TO *]", ""],
  ["@url:https://host.example/a?b=c", ""],
  ["tags:pci *:needle", "tags:pci *:needle"],
  ["a - b", 'a "-" b'],
  ["or not and", "or not and"],
];

test("searches have one canonical form", () => {
  for (const [text, form] of FORMS) {
    const query = parsed(text);
    const formatted = formatQuery(query);
    if (form !== "") assert.equal(formatted, form);
    assert.deepEqual(meaning(parsed(formatted)), meaning(query), text);
  }
});

test("AND binds tighter than OR, and a group of values is an OR of terms", () => {
  const value = (text: string) => ({ kind: "text", text });
  assert.deepEqual(meaning(parsed("a b OR k:(c OR d)")), {
    kind: "or",
    items: [
      {
        kind: "and",
        items: [
          { kind: "term", key: "", value: value("a") },
          { kind: "term", key: "", value: value("b") },
        ],
      },
      {
        kind: "or",
        items: [
          { kind: "term", key: "k", value: value("c") },
          { kind: "term", key: "k", value: value("d") },
        ],
      },
    ],
  });
});

test("a term knows where it stands", () => {
  const query = parsed("foo  @a.b:[1 TO 2]");
  assert.ok(query.kind === "and" && query.items[1]?.kind === "term");
  assert.deepEqual(query.items[1].span, { start: 5, end: 18 });
});

test("any text gives a query or a diagnostic, and formatting keeps the query", () => {
  const pieces = fc.constantFrom(
    ...'a b @k: env: ( ) " \\ * ? [ ] > >= < - ! NOT AND OR && || : 12 -3 1e21'.split(" "),
    " ",
    " TO ",
    "CIDR(@ip, 192.0.2.0/24)",
    "CIDR(",
    ",",
  );
  const text = fc.oneof(
    fc.array(pieces).map((parts) => parts.join("")),
    fc.string(),
  );
  fc.assert(
    fc.property(text, (source) => {
      const { query, diagnostics } = parseQuery(source);
      assert.equal(query === undefined, diagnostics.length > 0);
      for (const { span } of diagnostics) {
        assert.ok(span.start >= 0 && span.start <= span.end && span.end <= source.length, source);
      }
      if (query !== undefined) {
        const formatted = formatQuery(query);
        assert.deepEqual(meaning(parsed(formatted)), meaning(query), `${source} → ${formatted}`);
      }
    }),
    { numRuns: 2000 },
  );
});

const anyText = fc.string({ maxLength: 8 });
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const anyNumber = number.map((value) => (value === 0 ? 0 : value));
const operandText = fc.string({ minLength: 1, maxLength: 6 });
const value: fc.Arbitrary<ValueMatch> = fc.oneof(
  fc.constant<ValueMatch>({ kind: "exists" }),
  anyText.map((text): ValueMatch => ({ kind: "text", text })),
  anyText.map((text): ValueMatch => {
    const source = text.replace(/[*?\\]/g, "\\$&");
    return { kind: "pattern", source: `${source}*${source}?` };
  }),
  fc
    .tuple(fc.constantFrom(">" as const, ">=" as const, "<" as const, "<=" as const), anyNumber)
    .map(([operator, number]): ValueMatch => ({ kind: "compare", operator, value: number })),
  operandText.map((text): ValueMatch => ({ kind: "compare", operator: ">", value: text })),
  fc.tuple(anyNumber, anyNumber).map(([from, to]): ValueMatch => ({ kind: "range", from, to })),
  operandText.map((text): ValueMatch => ({ kind: "range", from: null, to: text })),
);
const key = fc.oneof(
  fc.constantFrom("@a.b", "host", "*", "AND"),
  fc.string({ minLength: 1, maxLength: 6 }).filter((name) => !/^[#*]|^@$|[*?]/.test(name)),
);
const span = { start: 0, end: 0 };
const query = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { depthSize: "small" },
    fc
      .tuple(key, value)
      .map(([name, match]): Query => ({ kind: "term", key: name, value: match, span })),
    anyText.map((text): Query => ({ kind: "term", key: "", value: { kind: "text", text }, span })),
    fc.constant<Query>({ kind: "all" }),
    tie("query").map((item): Query => ({ kind: "not", item })),
    fc
      .tuple(
        fc.constantFrom("and" as const, "or" as const),
        fc.array(tie("query"), { minLength: 2, maxLength: 4 }),
      )
      .map(([kind, items]): Query => ({ kind, items })),
  ),
})).query;

test("every query can be written and read back", () => {
  fc.assert(
    fc.property(query, (tree) => {
      const formatted = formatQuery(tree);
      assert.deepEqual(meaning(parsed(formatted)), meaning(tree), formatted);
    }),
    { numRuns: 1000 },
  );
});

test("nesting is bounded and the deepest allowed search still formats", () => {
  const deep = (depth: number) => `${"(-".repeat(depth / 2)}@k:(a OR b)${")".repeat(depth / 2)}`;
  assert.ok(parsed(formatQuery(parsed(deep(QUERY_DEPTH_MAX)))));
  assert.equal(parseQuery(deep(QUERY_DEPTH_MAX + 2)).diagnostics[0]?.code, "QUERY_TOO_DEEP");
  assert.equal(parseQuery("(".repeat(8000)).diagnostics[0]?.code, "QUERY_TOO_DEEP");
});

test("the values that a search requires of a key", () => {
  const rows: [string, string[] | undefined][] = [
    ["@agent.rule_id:a", ["a"]],
    ["@agent.rule_id:(a OR b OR a) host:x", ["a", "b"]],
    ["@agent.rule_id:(a OR b) @agent.rule_id:c", ["c"]],
    ["@agent.rule_id:a OR host:x", undefined],
    ["@agent.rule_id:a*", undefined],
    ["-@agent.rule_id:a", undefined],
    ["(@agent.rule_id:a host:x) OR @agent.rule_id:b", ["a", "b"]],
    ["", undefined],
  ];
  for (const [text, values] of rows) {
    assert.deepEqual(literalValues(parsed(text), "@agent.rule_id"), values, text);
  }
});
