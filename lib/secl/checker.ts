/**
 * What the parts of the checker share while they look at one rule: the environment, what was found,
 * the faults.
 */
import { DIAGNOSTICS_MAX, type Diagnostic, type Span } from "#lib/base";
import type { FieldTable, FieldType } from "#lib/event";
import type { Net } from "./address.ts";
import type { Ast } from "./ast.ts";
import type { Template, Value } from "./tree.ts";

/** Macros by name, as `defineMacros` makes them. */
export type MacroTable = ReadonlyMap<string, Ast>;

/** Types of the variables that rules may read. */
export type VariableTable = ReadonlyMap<string, { type: FieldType; array: boolean }>;

/** What the names of a rule can mean. */
export type CheckEnvironment = {
  table: FieldTable;
  macros?: MacroTable;
  variables?: VariableTable;
  /** Whether an expression may name no event; a rule must, because it runs for one event type. */
  anyEvent?: boolean;
};

export type Checker = {
  table: FieldTable;
  macros: MacroTable;
  variables: VariableTable;
  diagnostics: Diagnostic[];
  /** Event type of the fields seen so far, "" while all of them are of every event. */
  event: string;
  /**
   * Event type that the rule names somewhere, for fields that several events have under one name.
   */
  eventAhead: string;
  fields: Set<string>;
  register: { name: string; iterator: string } | undefined;
  /** Where a field of network events was used, which only some events have. */
  networkUse: { name: string; span: Span } | undefined;
  /** Macros being put in place, outermost first, and where the outermost was named. */
  expanding: string[];
  place: Span | undefined;
  nodes: number;
  depth: number;
};

/** `~"…"` or `r"…"`, which only comparisons can take. */
export type Matcher = { kind: "matcher"; form: "pattern" | "regexp"; text: string; span: Span };
export type Nets = { kind: "nets"; nets: Net[]; span: Span };
export type Duration = { kind: "duration"; value: number; span: Span };
export type List = {
  kind: "list";
  items: (Value | Matcher | Nets | Template)[];
  span: Span;
};

/** What an expression can be before a comparison has taken it. */
export type Operand = Value | Matcher | Nets | Duration | List;

export function createChecker(environment: CheckEnvironment): Checker {
  return {
    table: environment.table,
    macros: environment.macros ?? new Map(),
    variables: environment.variables ?? new Map(),
    diagnostics: [],
    event: "",
    eventAhead: "",
    fields: new Set(),
    register: undefined,
    networkUse: undefined,
    expanding: [],
    place: undefined,
    nodes: 0,
    depth: 0,
  };
}

/** Notes a fault and gives nothing, so that a check can end with `return report(…)`. */
export function report(checker: Checker, diagnostic: Diagnostic): undefined {
  if (checker.diagnostics.length >= DIAGNOSTICS_MAX) return undefined;
  const { fix, ...rest } = diagnostic;
  // Within a macro there is nothing to change in the rule.
  if (checker.place !== undefined) checker.diagnostics.push({ ...rest, span: checker.place });
  else checker.diagnostics.push(diagnostic);
  return undefined;
}

/** Where a node is in the rule: nodes of a macro are where the macro was named. */
export function placeOf(checker: Checker, ast: { span: Span }): Span {
  return checker.place ?? ast.span;
}

/** Names an operand's type the way diagnostics do. */
export function describe(operand: Operand): string {
  switch (operand.kind) {
    case "matcher":
      return operand.form === "pattern" ? "a pattern" : "a regular expression";
    case "nets":
      return "an address";
    case "duration":
      return "a duration";
    case "list":
      return "a list";
    default:
      return describeType(operand.type, operand.array);
  }
}

const TYPE_NAMES: Readonly<Record<FieldType, readonly [string, string]>> = {
  int: ["an int", "an array of ints"],
  string: ["a string", "an array of strings"],
  bool: ["a bool", "an array of bools"],
  ip: ["an address", "an array of addresses"],
};

function describeType(type: FieldType, array: boolean): string {
  return TYPE_NAMES[type][array ? 1 : 0];
}

/** Whether the operand is one of the event's or a variable's values, or made of such. */
export function isValue(operand: Operand): operand is Value {
  return !["matcher", "nets", "duration", "list"].includes(operand.kind);
}
