/** Formulas: what they give, what is refused, and that nothing breaks them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FORMULA_DEPTH_MAX, FORMULA_LENGTH_MAX, FORMULA_NODES_MAX } from "./ast.ts";
import { FUNCTION_NAMES, TEXT_LENGTH_MAX } from "./functions.ts";
import { compileFormula, fieldsOf, parseFormula, type Value } from "./index.ts";

const EVENT = {
  client: 2,
  server: "3",
  value: -1234.01,
  temperatures: [-1, 1, 5, 5],
  city: "Paris",
  country: "France",
  price: "USD10.50",
  address: "123 main st",
  url: "www.example.com/path/to/split",
  users: 5,
  capacity: 0,
  usr: { id: "Ann" },
  service: "web",
  "#ratio": 0.5,
  tags: ["env:prod", "ci-job-id:7"],
};

function resultOf(text: string): Value {
  const { expression, diagnostics } = parseFormula(text);
  assert.ok(expression, `${text}: ${diagnostics[0]?.what}`);
  return compileFormula(expression)(EVENT);
}

const VALUES: readonly [formula: string, value: Value][] = [
  ["abs(@client - @server)", 1],
  ["abs(@client-@server)", 1],
  ["ceil(2.2)", 3],
  ["floor(9.99)", 9],
  ["max(@temperatures)", 5],
  ["min(@temperatures, -7)", -7],
  ["round(@value, -1)", -1230],
  ["round(1.005, 2)", 1.01],
  ['concat(@city, ", ", @country)', "Paris, France"],
  ["lower(@usr.id)", "ann"],
  ["UPPER(@city)", "PARIS"],
  ["proper(@address)", "123 Main St"],
  ["left(@price, 3)", "USD"],
  ["right(@price, 2)", "50"],
  ["substring(@price, 3, 2)", "10"],
  ['split_before(@url, "/", 1)', "www.example.com/path"],
  ['split_before(@url, "/", 2)', "www.example.com/path/to"],
  ['split_after(@url, "/", 0)', "path/to/split"],
  ['split_after(@url, "/", 1)', "to/split"],
  ['split_after(@url, "/", 9)', null],
  ['textjoin("-", "true", @city, @none, @country)', "Paris-France"],
  ['textjoin("-", "false", @city, @none)', "Paris-"],
  ['if(@city == "Paris", "home", "away")', "home"],
  ["is_null(@users / @capacity)", true],
  ["is_null(@users)", false],
  ["1 + 2 * 3 ^ 2", 19],
  ["-2 ^ 2", 4],
  ["(1 + 2) * 3 % 4", 9],
  ["7 % 4 - 1", 2],
  ["10 - 4 - 3", 3],
  ['!(@users > 4) || env == "prod"', true],
  ["NOT @none AND @client < @server", true],
  ["@none > 1", null],
  ["@city > 1", true],
  ["@city * 2", null],
  ["#ratio * 100", 50],
  ["ci\\-job\\-id + 1", 8],
  ["service", "web"],
  ['"a \\"b\\""', 'a "b"'],
  ["@none", null],
];

test("formulas give what they say", () => {
  for (const [formula, value] of VALUES) assert.deepEqual(resultOf(formula), value, formula);
});

const FAULTS: readonly [formula: string, code: string, at: number][] = [
  ["", "FORMULA_UNEXPECTED", 0],
  ["1 +", "FORMULA_UNEXPECTED", 3],
  ["1 2", "FORMULA_UNEXPECTED", 2],
  ["@a @b", "FORMULA_UNEXPECTED", 3],
  ["@ + 1", "FORMULA_UNEXPECTED", 0],
  ["1e400", "FORMULA_UNEXPECTED", 0],
  ["(1", "FORMULA_UNCLOSED", 0],
  ['lower("a)', "FORMULA_UNCLOSED", 6],
  ["lower(@a", "FORMULA_UNCLOSED", 5],
  ["exec(@a)", "FORMULA_FUNCTION_UNKNOWN", 0],
  ["constructor(@a)", "FORMULA_FUNCTION_UNKNOWN", 0],
  ["lower(@a, @b)", "FORMULA_ARGUMENTS", 0],
  ["if(@a)", "FORMULA_ARGUMENTS", 0],
  ["(".repeat(FORMULA_DEPTH_MAX + 1), "FORMULA_TOO_LARGE", FORMULA_DEPTH_MAX + 1],
  ["-".repeat(FORMULA_DEPTH_MAX + 1), "FORMULA_TOO_LARGE", FORMULA_DEPTH_MAX + 1],
  ["1+".repeat(FORMULA_NODES_MAX), "FORMULA_TOO_LARGE", FORMULA_NODES_MAX + 1],
  ["1".padEnd(FORMULA_LENGTH_MAX + 1), "FORMULA_TOO_LONG", FORMULA_LENGTH_MAX],
];

test("faults have a code and a place", () => {
  for (const [formula, code, at] of FAULTS) {
    const { expression, diagnostics } = parseFormula(formula);
    assert.equal(expression, undefined, formula.slice(0, 40));
    assert.deepEqual([diagnostics[0]?.code, diagnostics[0]?.span.start], [code, at], formula);
  }
});

test("text stays bounded and what is read is known", () => {
  const long = { text: "x".repeat(TEXT_LENGTH_MAX) };
  const { expression } = parseFormula("concat(@text, @text, #other, service)");
  assert.ok(expression);
  assert.equal(String(compileFormula(expression)(long)).length, TEXT_LENGTH_MAX);
  assert.deepEqual(fieldsOf(expression), ["@text", "@text", "#other", "service"]);
});

test("no formula throws, whatever the event", () => {
  const pieces = fc.constantFrom(
    ...["@a", "#b", "c", "1", '"x"', "+", "-", "*", "/", "^", "%", "(", ")", ",", "==", "<", "&&"],
    ...["OR", "NOT", "!", " ", ...FUNCTION_NAMES.map((name) => `${name}(`)],
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 20 }).map((all) => all.join("")),
  );
  fc.assert(
    fc.property(texts, fc.object(), (text, event) => {
      const { expression, diagnostics } = parseFormula(text);
      assert.equal(expression === undefined, diagnostics.length > 0);
      if (expression === undefined) return;
      const value = compileFormula(expression)({ a: event, c: "d", ...event });
      assert.ok(value === null || ["string", "boolean", "number"].includes(typeof value));
      if (typeof value === "number") assert.ok(Number.isFinite(value));
    }),
    { numRuns: 1000 },
  );
});
