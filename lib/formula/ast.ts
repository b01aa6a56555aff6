/** What a formula is once it is read. */
import type { Diagnostic } from "#lib/base";

/** `null` is the value of what is not there, and of what cannot be worked out. */
export type Value = number | string | boolean | null;

export type Expression =
  | { kind: "literal"; value: Value }
  /** A key as searches have it: `@usr.id`, `service`, `#name` for another calculated field. */
  | { kind: "field"; key: string }
  | { kind: "negate" | "not"; item: Expression }
  | { kind: "binary"; operator: Operator; left: Expression; right: Expression }
  | { kind: "call"; name: string; args: readonly Expression[] };

export const OPERATORS = [
  ["||", "OR"],
  ["&&", "AND"],
  ["==", "!="],
  ["<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/"],
  ["^", "%"],
] as const;
export type Operator = Exclude<(typeof OPERATORS)[number][number], "OR" | "AND">;

export type FormulaResult = { expression?: Expression; diagnostics: Diagnostic[] };

/** UTF-16 units of a formula. */
export const FORMULA_LENGTH_MAX = 4096;
/** Parentheses, negations and calls within each other. */
export const FORMULA_DEPTH_MAX = 32;
/** Operators, calls and values of a formula. */
export const FORMULA_NODES_MAX = 400;
