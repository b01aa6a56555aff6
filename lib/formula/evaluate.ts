/**
 * Expression → function over event JSON. It calls nothing but the functions of the list, never
 * throws, and takes time in proportion to the formula and the texts it reads.
 */
import { valueReader } from "#lib/query";
import type { Expression, Operator, Value } from "./ast.ts";
import { functionOf, isTrue, numberOf, TEXT_LENGTH_MAX } from "./functions.ts";

type Event = Record<string, unknown>;
type Read = (event: Event) => Value;

/** Numbers compare as numbers, also as text; all else by its text. Null compares with nothing. */
function compare(left: Value, right: Value, holds: (sign: number) => boolean): Value {
  if (left === null || right === null) return null;
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== null && b !== null) return holds(a - b);
  const [first, second] = [String(left), String(right)];
  return holds(first < second ? -1 : first > second ? 1 : 0);
}

function calculate(left: Value, right: Value, apply: (a: number, b: number) => number): Value {
  const [a, b] = [numberOf(left), numberOf(right)];
  // Infinity, as of a division by zero, is nothing that can be worked out.
  return a === null || b === null ? null : numberOf(apply(a, b));
}

const BINARY: Readonly<Record<Operator, (left: Value, right: Value) => Value>> = {
  "||": (left, right) => isTrue(left) || isTrue(right),
  "&&": (left, right) => isTrue(left) && isTrue(right),
  "==": (left, right) => compare(left, right, (sign) => sign === 0),
  "!=": (left, right) => compare(left, right, (sign) => sign !== 0),
  "<": (left, right) => compare(left, right, (sign) => sign < 0),
  "<=": (left, right) => compare(left, right, (sign) => sign <= 0),
  ">": (left, right) => compare(left, right, (sign) => sign > 0),
  ">=": (left, right) => compare(left, right, (sign) => sign >= 0),
  "+": (left, right) => calculate(left, right, (a, b) => a + b),
  "-": (left, right) => calculate(left, right, (a, b) => a - b),
  "*": (left, right) => calculate(left, right, (a, b) => a * b),
  "/": (left, right) => calculate(left, right, (a, b) => a / b),
  "^": (left, right) => calculate(left, right, (a, b) => a ** b),
  "%": (left, right) => calculate(left, right, (a, b) => a % b),
};

function bounded(value: Value): Value {
  if (typeof value !== "string" || value.length <= TEXT_LENGTH_MAX) return value;
  return value.slice(0, TEXT_LENGTH_MAX);
}

/** All values of a field where a function wants all, else the first of them. */
function argument(expression: Expression, spreads: boolean): (event: Event) => readonly Value[] {
  if (spreads && expression.kind === "field") return valueReader(expression.key);
  const read = compileFormula(expression);
  return (event) => [read(event)];
}

/** Makes the function that works a formula out; null where it cannot be. */
export function compileFormula(expression: Expression): Read {
  switch (expression.kind) {
    case "literal":
      return () => expression.value;
    case "field": {
      const read = valueReader(expression.key);
      return (event) => bounded(read(event)[0] ?? null);
    }
    case "not": {
      const read = compileFormula(expression.item);
      return (event) => !isTrue(read(event));
    }
    case "negate": {
      const read = compileFormula(expression.item);
      return (event) => calculate(0, read(event), (a, b) => a - b);
    }
    case "binary": {
      const [left, right] = [compileFormula(expression.left), compileFormula(expression.right)];
      const apply = BINARY[expression.operator];
      return (event) => apply(left(event), right(event));
    }
    case "call": {
      const called = functionOf(expression.name);
      const reads = expression.args.map((each) => argument(each, called?.spreads === true));
      return (event) => bounded(called?.of(reads.flatMap((read) => [...read(event)])) ?? null);
    }
  }
}
