/**
 * What is known of a rule before any event: fields that the rule itself answers, and fields that
 * nothing delivers. The first become constants; a condition on the second never helps the rule to
 * hold, however it is negated, so that nobody gets matches from values that were never seen.
 */
import type { FieldTable } from "#lib/event";
import { compileBool } from "./closure.ts";
import { costOf } from "./cost.ts";
import type { CheckedRule, Read, SeclEvent, Value, Variable } from "./tree.ts";

export type UndeliveredField = { field: string; reason: string };

/** Fields of the rule that no event carries, with the reason of each. */
export function undeliveredFields(rule: CheckedRule, table: FieldTable): UndeliveredField[] {
  return rule.fields.flatMap((name) => {
    const reason = reasonOf(name, table);
    return reason === "" ? [] : [{ field: name, reason }];
  });
}

function reasonOf(name: string, { fields }: FieldTable): string {
  const field = fields.get(name);
  if (field !== undefined) return field.reason;
  /* The list itself, read for its length, is delivered when anything in it is. */
  const members = [...fields.values()].filter(({ iterator }) => iterator === name);
  return members.every(({ delivered }) => !delivered) ? (members[0]?.reason ?? "") : "";
}

/** A rule that was specialised, or one of several under one id, with what it lacks. */
export type Sight = { canFire: boolean; undelivered: readonly UndeliveredField[] };

const NEVER = "cannot fire: no event can meet its conditions";

/** What rules of one id cannot see here: nothing, or `cannot fire: why (field, field); why (…)`. */
export function describeUndelivered(own: readonly Sight[]): string {
  const missing = own.flatMap(({ undelivered }) => undelivered);
  if (missing.length === 0) return own.some(({ canFire }) => canFire) ? "" : NEVER;
  const reasons = [...Map.groupBy(missing, ({ reason }) => reason)].map(([reason, fields]) => {
    const names = new Set(fields.map(({ field }) => field));
    return `${reason} (${[...names].join(", ")})`;
  });
  const effect = own.some(({ canFire }) => canFire) ? "a part cannot fire" : "cannot fire";
  return `${effect}: ${reasons.join("; ")}`;
}

/**
 * The rule with what is known put in its place; `values` answers the fields whose origin is the
 * rule. A rule that then cannot hold has the root `false`: see `canHold`.
 */
export function specializeRule(
  rule: CheckedRule,
  table: FieldTable,
  values: SeclEvent,
): CheckedRule {
  const undelivered = new Set(undeliveredFields(rule, table).map(({ field }) => field));
  const isOfRule = (name: string) => table.fields.get(name)?.origin === "rule";
  if (undelivered.size === 0 && !rule.fields.some(isOfRule)) return rule;
  const decide = (leaf: Value, wanted: boolean): Value => {
    const sources = sourcesOf(leaf);
    const isOpen = (source: Read | Variable) =>
      source.kind === "variable" || !isOfRule(source.field);
    if (sources.some((source) => source.kind === "read" && undelivered.has(source.field)))
      return literal(leaf, !wanted);
    if (sources.length === 0 || sources.some(isOpen)) return leaf;
    const context = { now: 0, variables: { read: () => undefined } };
    return literal(leaf, compileBool(leaf)({ event: values, context, element: values }));
  };
  const root = reduce(rule.root, true, decide);
  return { ...rule, root, cost: costOf(root) };
}

/** Whether some event could make the rule hold, as far as constants tell. */
export function canHold({ root }: CheckedRule): boolean {
  return root.kind !== "literal" || root.value !== false;
}

type Decide = (leaf: Value, wanted: boolean) => Value;

/** Decides every condition below `value`, where coming out as `wanted` helps the rule to hold. */
function reduce(value: Value, wanted: boolean, decide: Decide): Value {
  switch (value.kind) {
    case "not": {
      const operand = reduce(value.operand, !wanted, decide);
      return isBool(operand) ? literal(value, !operand.value) : { ...value, operand };
    }
    case "and":
    case "or": {
      const ends = value.kind === "or";
      const terms = value.terms.map((term) => reduce(term, wanted, decide));
      if (terms.some((term) => isBool(term) && term.value === ends)) return literal(value, ends);
      const open = terms.filter((term) => !isBool(term));
      const [only] = open;
      if (only === undefined) return literal(value, !ends);
      return open.length === 1 ? only : { ...value, terms: open };
    }
    default:
      return decide(value, wanted);
  }
}

function isBool(value: Value): value is Value & { kind: "literal" } {
  return value.kind === "literal" && typeof value.value === "boolean";
}

function literal({ span }: Value, value: boolean): Value {
  return { kind: "literal", type: "bool", array: false, span, value };
}

/** Everything a condition reads from outside the rule's text. */
function sourcesOf(value: Value): (Read | Variable)[] {
  switch (value.kind) {
    case "literal":
      return [];
    case "read":
    case "variable":
      return [value];
    case "template":
      return value.parts.filter((part) => typeof part !== "string");
    case "and":
    case "or":
      return value.terms.flatMap(sourcesOf);
    case "not":
      return sourcesOf(value.operand);
    case "membership":
    case "age":
      return sourcesOf(value.left);
    default:
      return [...sourcesOf(value.left), ...sourcesOf(value.right)];
  }
}
