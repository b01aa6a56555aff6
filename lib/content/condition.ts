/**
 * Conditions of a detection rule's cases: `a > 5 && (b > 0 || c >= 2)` over the counts of its
 * queries.
 */
import type { Diagnostic } from "#lib/base";
import * as faults from "./diagnostics.ts";
import { CONDITION_DEPTH_MAX } from "./limits.ts";

export type Condition =
  | { kind: "and" | "or"; items: Condition[] }
  | { kind: "compare"; label: string; operator: Operator; value: number };
type Operator = ">" | ">=" | "<" | "<=" | "==";

const TOKEN = /\s*(&&|\|\||>=|<=|==|[<>()]|[A-Za-z_][\w.-]*|\d+(?:\.\d+)?)/y;
const OPERATORS = new Set([">", ">=", "<", "<=", "=="]);

type Cursor = { tokens: string[]; at: number; depth: number };

/** Parses a condition and checks that its labels are among `labels`. */
export function parseCondition(
  text: string,
  labels: readonly string[],
): { condition?: Condition; diagnostics: Diagnostic[] } {
  const span = { start: 0, end: text.length };
  const tokens = tokenize(text);
  const cursor: Cursor = { tokens: tokens ?? [], at: 0, depth: 0 };
  const condition = tokens && parseList(cursor, "or");
  if (condition === undefined || cursor.at < cursor.tokens.length) {
    return { diagnostics: [faults.conditionInvalid(span)] };
  }
  const unknown = labelsOf(condition).find((label) => !labels.includes(label));
  if (unknown === undefined) return { condition, diagnostics: [] };
  const start = text.indexOf(unknown);
  const place = { start, end: start + unknown.length };
  return { diagnostics: [faults.labelUnknown(place, unknown, labels)] };
}

function tokenize(text: string): string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    tokens.push(match[1] ?? "");
  }
  return tokens;
}

function parseList(cursor: Cursor, kind: "and" | "or"): Condition | undefined {
  const items: Condition[] = [];
  const joint = kind === "or" ? "||" : "&&";
  do {
    const item = kind === "or" ? parseList(cursor, "and") : parseItem(cursor);
    if (item === undefined) return undefined;
    items.push(item);
  } while (cursor.tokens[cursor.at] === joint && ++cursor.at);
  return items.length === 1 ? items[0] : { kind, items };
}

function parseItem(cursor: Cursor): Condition | undefined {
  const { tokens, at } = cursor;
  if (tokens[at] === "(") {
    if (cursor.depth >= CONDITION_DEPTH_MAX) return undefined;
    cursor.depth++;
    cursor.at++;
    const inner = parseList(cursor, "or");
    cursor.depth--;
    if (inner === undefined || tokens[cursor.at] !== ")") return undefined;
    cursor.at++;
    return inner;
  }
  const [label = "", operator = "", value = ""] = tokens.slice(at, at + 3);
  if (!/^[A-Za-z_]/.test(label) || !OPERATORS.has(operator) || !/^\d/.test(value)) return undefined;
  cursor.at += 3;
  return { kind: "compare", label, operator: operator as Operator, value: Number(value) };
}

function labelsOf(condition: Condition): string[] {
  if (condition.kind === "compare") return [condition.label];
  return condition.items.flatMap(labelsOf);
}

/** Whether a condition holds for counts by label. */
export function conditionHolds(condition: Condition, countOf: (label: string) => number): boolean {
  switch (condition.kind) {
    case "and":
      return condition.items.every((item) => conditionHolds(item, countOf));
    case "or":
      return condition.items.some((item) => conditionHolds(item, countOf));
    case "compare":
      return compares(condition.operator, countOf(condition.label), condition.value);
  }
}

function compares(operator: Operator, count: number, value: number): boolean {
  switch (operator) {
    case ">":
      return count > value;
    case ">=":
      return count >= value;
    case "<":
      return count < value;
    case "<=":
      return count <= value;
    case "==":
      return count === value;
  }
}
