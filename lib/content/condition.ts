/**
 * Conditions of a detection rule's cases: `a > 5 && (b > 0 || c >= 2)` over the counts of its
 * queries, and `a > 5 THEN b > 0` over counts in this order of time.
 */
import type { Diagnostic } from "#lib/base";
import * as faults from "./diagnostics.ts";
import { CONDITION_DEPTH_MAX } from "./limits.ts";

export type Condition =
  | { kind: "and" | "or"; items: Condition[] }
  /** Only at the top: each item is met by events that come after those of the one before it. */
  | { kind: "then"; items: Condition[] }
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
  const condition = tokens && parseList(cursor, 0);
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

/** Kinds of lists, each within the one before it: `&&` binds tighter than `||`, THEN least. */
const LISTS = [
  { kind: "then", joint: "THEN" },
  { kind: "or", joint: "||" },
  { kind: "and", joint: "&&" },
] as const;

function parseList(cursor: Cursor, level: number): Condition | undefined {
  const list = LISTS[level];
  if (list === undefined) return parseItem(cursor);
  const items: Condition[] = [];
  do {
    const item = parseList(cursor, level + 1);
    if (item === undefined) return undefined;
    items.push(item);
  } while (cursor.tokens[cursor.at] === list.joint && ++cursor.at);
  return items.length === 1 ? items[0] : { kind: list.kind, items };
}

function parseItem(cursor: Cursor): Condition | undefined {
  const { tokens, at } = cursor;
  if (tokens[at] === "(") {
    if (cursor.depth >= CONDITION_DEPTH_MAX) return undefined;
    cursor.depth++;
    cursor.at++;
    const inner = parseList(cursor, 1);
    cursor.depth--;
    if (inner === undefined || tokens[cursor.at] !== ")") return undefined;
    cursor.at++;
    return inner;
  }
  const [label = "", operator = "", value = ""] = tokens.slice(at, at + 3);
  const isLabel = /^[A-Za-z_]/.test(label) && label !== "THEN";
  if (!isLabel || !OPERATORS.has(operator) || !/^\d/.test(value)) return undefined;
  cursor.at += 3;
  return { kind: "compare", label, operator: operator as Operator, value: Number(value) };
}

/** The labels a condition names, in order, each as often as it does. */
export function labelsOf(condition: Condition): string[] {
  if (condition.kind === "compare") return [condition.label];
  return condition.items.flatMap(labelsOf);
}

/** The conditions that must be met one after the other; a single one when there is no THEN. */
export function stepsOf(condition: Condition): readonly Condition[] {
  return condition.kind === "then" ? condition.items : [condition];
}

/** Whether a condition holds for counts by label; of a THEN, whether all its sides do. */
export function conditionHolds(condition: Condition, countOf: (label: string) => number): boolean {
  switch (condition.kind) {
    case "and":
    case "then":
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
