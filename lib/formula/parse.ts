/** The text of a formula → expression, by precedence. Stops at the first fault. */
import type { Diagnostic } from "#lib/base";
import {
  type Expression,
  FORMULA_DEPTH_MAX,
  FORMULA_LENGTH_MAX,
  FORMULA_NODES_MAX,
  type FormulaResult,
  OPERATORS,
  type Operator,
} from "./ast.ts";
import * as faults from "./diagnostics.ts";
import { FUNCTION_NAMES, functionOf } from "./functions.ts";

type Cursor = { text: string; at: number; depth: number; nodes: number };

/** Thrown at the first fault, caught by `parseFormula`. */
class Fault extends Error {
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.what);
    this.diagnostic = diagnostic;
  }
}

const NUMBER = /(\d+(\.\d+)?|\.\d+)(e[+-]?\d{1,3})?(?![\p{L}\p{N}_@#"])/uy;
/** A name with dots; anything else stands in it behind a backslash. */
const NAME = /(?:[@#](?:[\p{L}\p{N}_.]|\\.)|[\p{L}_]|\\.)(?:[\p{L}\p{N}_.]|\\.)*/uy;
/** Of operators of one level the longer come first, or `<` would be found in `<=`. */
const LEVELS = OPERATORS.map((level) => [...level].sort((a, b) => b.length - a.length));

function refuse(diagnostic: Diagnostic): never {
  throw new Fault(diagnostic);
}

function here({ text, at }: Cursor, length = 1) {
  return { start: at, end: Math.min(text.length, at + length) };
}

function skip(cursor: Cursor): void {
  while (/\s/.test(cursor.text[cursor.at] ?? "")) cursor.at++;
}

function match(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0];
  if (found !== undefined) cursor.at += found.length;
  return found;
}

function count(cursor: Cursor, expression: Expression): Expression {
  cursor.nodes++;
  if (cursor.nodes > FORMULA_NODES_MAX) refuse(faults.formulaTooLarge(here(cursor), "parts"));
  return expression;
}

function takeOperator(cursor: Cursor, level: readonly string[]): Operator | undefined {
  skip(cursor);
  const { text, at } = cursor;
  const found = level.find((operator) => {
    if (!text.startsWith(operator, at)) return false;
    return !/[A-Z]/.test(operator) || !/[\p{L}\p{N}_.]/u.test(text[at + operator.length] ?? "");
  });
  if (found === undefined) return undefined;
  cursor.at += found.length;
  return found === "OR" ? "||" : found === "AND" ? "&&" : (found as Operator);
}

function parseLevel(cursor: Cursor, at: number): Expression {
  const level = LEVELS[at];
  if (level === undefined) return parseUnary(cursor);
  let left = parseLevel(cursor, at + 1);
  for (;;) {
    const operator = takeOperator(cursor, level);
    if (operator === undefined) return left;
    const right = parseLevel(cursor, at + 1);
    left = count(cursor, { kind: "binary", operator, left, right });
  }
}

function nested<Result>(cursor: Cursor, parse: () => Result): Result {
  if (cursor.depth >= FORMULA_DEPTH_MAX) refuse(faults.formulaTooLarge(here(cursor), "levels"));
  cursor.depth++;
  const result = parse();
  cursor.depth--;
  return result;
}

function parseUnary(cursor: Cursor): Expression {
  skip(cursor);
  const { text, at } = cursor;
  const isNot = text[at] === "!" || /^NOT(?![\p{L}\p{N}_.])/u.test(text.slice(at, at + 5));
  if (!isNot && text[at] !== "-") return parsePrimary(cursor);
  cursor.at += isNot && text[at] !== "!" ? 3 : 1;
  const item = nested(cursor, () => parseUnary(cursor));
  return count(cursor, { kind: isNot ? "not" : "negate", item });
}

function parseQuoted(cursor: Cursor): Expression {
  const open = here(cursor);
  let value = "";
  for (cursor.at++; cursor.at < cursor.text.length; cursor.at++) {
    const char = cursor.text[cursor.at];
    if (char === '"') {
      cursor.at++;
      return count(cursor, { kind: "literal", value });
    }
    if (char === "\\" && cursor.at + 1 < cursor.text.length) cursor.at++;
    value += cursor.text[cursor.at];
  }
  return refuse(faults.formulaUnclosed(open, "quotation mark"));
}

function parsePrimary(cursor: Cursor): Expression {
  const { text, at } = cursor;
  if (text[at] === '"') return parseQuoted(cursor);
  if (text[at] === "(") {
    const open = here(cursor);
    cursor.at++;
    const inner = nested(cursor, () => parseLevel(cursor, 0));
    skip(cursor);
    if (cursor.text[cursor.at] !== ")") refuse(faults.formulaUnclosed(open, "parenthesis"));
    cursor.at++;
    return inner;
  }
  const number = match(cursor, NUMBER);
  if (number !== undefined && Number.isFinite(Number(number)))
    return count(cursor, { kind: "literal", value: Number(number) });
  cursor.at = at;
  const name = match(cursor, NAME);
  const isName = name !== undefined && !/^(AND|OR|NOT)$/.test(name);
  if (!isName) refuse(faults.formulaUnexpected({ start: at, end: at + 1 }, text[at] ?? ""));
  skip(cursor);
  if (cursor.text[cursor.at] === "(" && !/^[@#]/.test(name)) return parseCall(cursor, name, at);
  const key = name.replace(/\\(.)/gu, "$1");
  if (key === "true" || key === "false")
    return count(cursor, { kind: "literal", value: key === "true" });
  return count(cursor, { kind: "field", key });
}

function parseCall(cursor: Cursor, name: string, start: number): Expression {
  const span = { start, end: cursor.at };
  const open = here(cursor);
  const called = functionOf(name.toLowerCase());
  if (called === undefined)
    return refuse(faults.formulaFunctionUnknown(span, name, FUNCTION_NAMES.join(", ")));
  const args: Expression[] = [];
  do {
    cursor.at++;
    args.push(nested(cursor, () => parseLevel(cursor, 0)));
    skip(cursor);
  } while (cursor.text[cursor.at] === ",");
  if (cursor.text[cursor.at] !== ")") refuse(faults.formulaUnclosed(open, "parenthesis"));
  cursor.at++;
  const [least, most] = called.takes;
  const wanted = least === most ? `${least}` : `${least} to ${most}`;
  if (args.length < least || args.length > most)
    refuse(faults.formulaArguments(span, name, `${wanted} value${wanted === "1" ? "" : "s"}`));
  return count(cursor, { kind: "call", name: name.toLowerCase(), args });
}

/** Reads a formula. `expression` is there unless there is a diagnostic. */
export function parseFormula(text: string): FormulaResult {
  if (text.length > FORMULA_LENGTH_MAX) {
    const span = { start: FORMULA_LENGTH_MAX, end: text.length };
    return { diagnostics: [faults.formulaTooLong(span, FORMULA_LENGTH_MAX)] };
  }
  const cursor: Cursor = { text, at: 0, depth: 0, nodes: 0 };
  try {
    const expression = parseLevel(cursor, 0);
    skip(cursor);
    if (cursor.at < text.length)
      refuse(faults.formulaUnexpected(here(cursor), text[cursor.at] ?? ""));
    return { expression, diagnostics: [] };
  } catch (error) {
    if (error instanceof Fault) return { diagnostics: [error.diagnostic] };
    throw error;
  }
}

/** The keys that an expression reads. */
export function fieldsOf(expression: Expression): string[] {
  switch (expression.kind) {
    case "literal":
      return [];
    case "field":
      return [expression.key];
    case "call":
      return expression.args.flatMap(fieldsOf);
    case "binary":
      return [...fieldsOf(expression.left), ...fieldsOf(expression.right)];
    default:
      return fieldsOf(expression.item);
  }
}
