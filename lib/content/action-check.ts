/**
 * Actions of a rule that loads, against the fields of its event. What can be evaluated is compiled;
 * an action at fault is reported and left out.
 */
import {
  type CheckEnvironment,
  type CheckedValue,
  checkValue,
  compileCapture,
  compileValue,
  type DenialWay,
  denialsOf,
  type ValueFunction,
} from "#lib/secl";
import type { CheckedExpression } from "./agent-check.ts";
import { placeFault } from "./place.ts";
import * as faults from "./policy-diagnostics.ts";
import type { Action, FileDiagnostic, FileText, SetAction } from "./types.ts";
import { describeType, type Variable, variableName } from "./variables.ts";

/** An action whose parts are functions of the event. */
export type CheckedAction = {
  action: Action;
  filter: ValueFunction | undefined;
  set: CheckedSet | undefined;
  /** What the kernel refuses; undefined for any other action. */
  deny: readonly DenialWay[] | undefined;
};

export type CheckedSet = {
  variable: Variable;
  append: boolean;
  /** The values to set, before capture. */
  values: ValueFunction;
  capture: ((text: string) => string | undefined) | undefined;
  /** Process id of the process whose the variable is. */
  owner: ValueFunction | undefined;
};

type Report = (diagnostic: FileDiagnostic) => void;

/** A rule's expressions, and the file that they are in. */
export type ActionRule = { path: string; expressions: readonly CheckedExpression[] };

/** Checks one action of a rule. */
export function checkAction(
  action: Action,
  rule: ActionRule,
  environment: CheckEnvironment,
  variables: ReadonlyMap<string, Variable>,
  onFault: Report,
): CheckedAction | undefined {
  const events = [...new Set(rule.expressions.map((each) => each.rule.event))];
  let isFaulty = false;
  const fail: Report = (diagnostic) => {
    isFaulty = true;
    onFault(diagnostic);
  };
  const check = (text: FileText) => checkText(text, events, environment, fail);
  const filter = action.filter === undefined ? undefined : checkFilter(action.filter, check, fail);
  const set = action.kind === "set" ? checkSet(action, check, variables, fail) : undefined;
  if (action.kind === "hash") checkHash(action, events, environment, fail);
  const deny = action.kind === "deny" ? checkDeny(action, rule, check, fail) : undefined;
  if (isFaulty || (action.kind === "set" && set === undefined)) return undefined;
  return { action, filter, set, deny };
}

/** One expression for every event of the rule; it must be right for all. */
function checkText(
  text: FileText,
  events: readonly string[],
  environment: CheckEnvironment,
  fail: Report,
): CheckedValue | undefined {
  let first: CheckedValue | undefined;
  for (const event of events) {
    const { value, diagnostics } = checkValue(text.text, environment, event);
    for (const fault of diagnostics) {
      if (fault.severity === "error") fail(placeFault(text, fault, text.path));
    }
    if (value === undefined) return undefined;
    first ??= value;
  }
  return first;
}

type Check = (text: FileText) => CheckedValue | undefined;

function wholeOf({ text }: FileText) {
  return { start: 0, end: Math.max(text.length, 1) };
}

function checkFilter(text: FileText, check: Check, fail: Report): ValueFunction | undefined {
  const value = check(text);
  if (value === undefined) return undefined;
  if (value.root.type === "bool") return compileValue(value);
  fail(placeFault(text, faults.filterKind(wholeOf(text)), text.path));
  return undefined;
}

function checkSet(
  action: Action & SetAction,
  check: Check,
  variables: ReadonlyMap<string, Variable>,
  fail: Report,
): CheckedSet | undefined {
  const variable = variables.get(variableName(action));
  if (variable === undefined) return undefined;
  const values = checkSource(action, variable, check, fail);
  const owner = checkOwner(action.scopeField, check, fail);
  const capture = checkCapture(action, variable, fail);
  if (values === undefined) return undefined;
  return { variable, append: action.append, values, capture, owner };
}

function checkSource(
  { source, append, path, span }: Action & SetAction,
  variable: Variable,
  check: Check,
  fail: Report,
): ValueFunction | undefined {
  if (source.from === "value") {
    const { value } = source;
    const values = typeof value === "object" ? value : [value];
    return () => values;
  }
  const checked = check(source.text);
  if (checked === undefined) return undefined;
  const { root } = checked;
  const isFitting = root.type === variable.type && (variable.array || append || !root.array);
  const isOne = source.from === "field" && source.at !== undefined;
  if (!isFitting && !(isOne && root.type === variable.type)) {
    const types = [describeType(variable), describeType(root)] as const;
    fail({ ...faults.setTypes(span, variable.name, ...types), path });
    return undefined;
  }
  const values = compileValue(checked);
  if (source.from !== "field" || source.at === undefined) return values;
  const { at } = source;
  return (event, context) => values(event, context).slice(at, at + 1);
}

function checkOwner(
  text: FileText | undefined,
  check: Check,
  fail: Report,
): ValueFunction | undefined {
  const value = text === undefined ? undefined : check(text);
  if (text === undefined || value === undefined) return undefined;
  if (value.root.type === "int" && !value.root.array) return compileValue(value);
  fail(placeFault(text, faults.scopeField(wholeOf(text), text.text), text.path));
  return undefined;
}

function checkCapture(
  { source }: SetAction,
  variable: Variable,
  fail: Report,
): CheckedSet["capture"] {
  if (source.from !== "field" || source.capture === undefined) return undefined;
  const { capture } = source;
  const refuse = (reason: string) => {
    fail(placeFault(capture, faults.setCapture(wholeOf(capture), reason), capture.path));
    return undefined;
  };
  if (variable.type !== "string") return refuse("the field is not a text");
  const group = compileCapture(capture.text);
  return typeof group === "string" ? refuse(group) : group;
}

/** A hash is of a file of the event; open and exec have one that is meant. */
function checkHash(
  action: Action & { kind: "hash" },
  events: readonly string[],
  { table }: CheckEnvironment,
  fail: Report,
): void {
  for (const event of events) {
    const isImplied = action.field === "" && (event === "open" || event === "exec");
    const field = table.fields.get(`${isImplied ? `${event}.file` : action.field}.path`);
    if (field !== undefined && (field.event === event || field.event === "*")) continue;
    fail({ ...faults.hashField(action.span, event), path: action.path });
    return;
  }
}

/** Every expression of the rule must be one that the kernel can decide, with the filter. */
function checkDeny({ filter }: Action, rule: ActionRule, check: Check, fail: Report): DenialWay[] {
  const condition = filter === undefined ? undefined : check(filter)?.root;
  return rule.expressions.flatMap(({ expression, rule: checked }) => {
    const own = denialsOf(checked);
    const found = own.ok && condition !== undefined ? denialsOf(checked, condition) : own;
    if (found.ok) return found.ways;
    const { span, why } = found.undecided;
    /* What only both together make undecided is laid to the filter. */
    const isFilter = own.ok && filter !== undefined;
    const text = isFilter ? filter : expression;
    const path = isFilter ? filter.path : rule.path;
    fail(placeFault(text, faults.denyUndecided(isFilter ? wholeOf(filter) : span, why), path));
    return [];
  });
}
