/**
 * Says of every condition of a rule how it came out for one event, for who writes the rule:
 * `explainMatch` tells why a rule held, this also why it did not.
 */
import { compileBool, compileValues, elementsOf, type Frame, type Scalar } from "./closure.ts";
import type { CheckedRule, EvaluationContext, SeclEvent, Value } from "./tree.ts";

/** Values of an array that are told. */
const VALUES_MAX = 8;

/** A condition, where it is written, and what its field had. */
export type Condition = {
  offset: number;
  length: number;
  /** Whether it came out as the rule needs it; below `!` that is when it does not hold. */
  met: boolean;
  /** Name of the field, or "" when the value is computed of none. */
  field: string;
  /** What the field had, at most VALUES_MAX of it; empty for an empty array. */
  values: Scalar[];
};

/**
 * The conditions in the order they are written, each place once. With a register they are told for
 * the first element for which the rule holds, or the first of all.
 */
export function traceRule(
  rule: CheckedRule,
  event: SeclEvent,
  context: EvaluationContext,
): Condition[] {
  const holds = compileBool(rule.root);
  const frames = elementsOf(rule, event).map((element) => ({ event, context, element }));
  const frame = frames.find(holds) ?? frames[0] ?? { event, context, element: {} };
  const found = new Map<string, Condition>();
  trace(rule.root, true, frame, (condition) => {
    const key = `${condition.offset} ${condition.length}`;
    const before = found.get(key);
    // A macro's conditions all stand where it is named.
    if (before === undefined) found.set(key, condition);
    else before.met &&= condition.met;
  });
  return [...found.values()].sort((a, b) => a.offset - b.offset || a.length - b.length);
}

function trace(
  value: Value,
  wanted: boolean,
  frame: Frame,
  note: (condition: Condition) => void,
): void {
  if (value.kind === "and" || value.kind === "or") {
    for (const term of value.terms) trace(term, wanted, frame, note);
    return;
  }
  const isGroup = value.kind === "not" && ["and", "or", "not"].includes(value.operand.kind);
  if (value.kind === "not" && isGroup) {
    trace(value.operand, !wanted, frame, note);
    return;
  }
  const leaf = value.kind === "not" ? value.operand : value;
  const { start, end } = value.span;
  const subject = readOf(leaf);
  note({
    offset: start,
    length: end - start,
    met: compileBool(value)(frame) === wanted,
    field: subject?.kind === "read" ? subject.field : "",
    values: subject === undefined ? [] : compileValues(subject)(frame).slice(0, VALUES_MAX),
  });
}

/** The first value a condition reads from outside of the rule's text. */
function readOf(value: Value): Value | undefined {
  if (value.kind === "read" || value.kind === "variable") return value;
  if (!("left" in value)) return undefined;
  return readOf(value.left) ?? ("right" in value ? readOf(value.right) : undefined);
}
