/**
 * Says which parts of a rule made it match, for highlighting. Runs only after a match, so it may
 * allocate. A condition under `!` counts when it did not hold, because that is what made the rule
 * true.
 */
import {
  compileBool,
  compileTest,
  compileValues,
  elementsOf,
  type Frame,
  type Scalar,
} from "./closure.ts";
import type { CheckedRule, EvaluationContext, SeclEvent, Value } from "./tree.ts";

/** A part of the rule's source that decided, with the value that its field had. */
export type Explanation = {
  offset: number;
  length: number;
  value: number | string | boolean;
  /** Name of the field, or "" when the value is computed. */
  field: string;
};

/** The deciding parts in the order they are written; empty when the rule does not hold. */
export function explainMatch(
  rule: CheckedRule,
  event: SeclEvent,
  context: EvaluationContext,
): Explanation[] {
  const holds = compileBool(rule.root);
  for (const element of elementsOf(rule, event)) {
    const frame: Frame = { event, context, element };
    if (!holds(frame)) continue;
    const found: Explanation[] = [];
    explain(rule.root, true, frame, found);
    return distinct(found);
  }
  return [];
}

/** Adds the conditions below `value` that gave it the outcome `wanted`, which it has. */
function explain(value: Value, wanted: boolean, frame: Frame, found: Explanation[]): void {
  if (value.kind === "not") {
    explain(value.operand, !wanted, frame, found);
    return;
  }
  if (value.kind === "and" || value.kind === "or") {
    for (const term of value.terms) {
      if (compileBool(term)(frame) === wanted) explain(term, wanted, frame, found);
    }
    return;
  }
  const { start, end } = value.span;
  const subject = "left" in value ? value.left : value;
  const field = fieldOf(subject);
  const shown = decisive(value, wanted, frame);
  if (shown !== undefined) found.push({ offset: start, length: end - start, value: shown, field });
}

function fieldOf(value: Value): string {
  if (value.kind === "read") return value.field;
  if (value.kind !== "arithmetic") return "";
  return fieldOf(value.left) || fieldOf(value.right);
}

/**
 * The value that decided: of an array, the first that passes; the first of all when it was their
 * absence.
 */
function decisive(value: Value, wanted: boolean, frame: Frame): Scalar | undefined {
  if (!("left" in value)) return compileValues(value)(frame)[0];
  const values = compileValues(value.left)(frame);
  if (!wanted || value.kind === "arithmetic") return values[0];
  if (value.kind === "membership") return values.find(compileTest(value.test));
  const alone = (candidate: Scalar) =>
    compileBool({ ...value, left: fixed(value.left, candidate) })(frame);
  return values.find(alone);
}

/** A literal with one of the values that `value` has. */
function fixed({ type, span }: Value, value: Scalar): Value {
  return { kind: "literal", type: type as "string", array: false, span, value };
}

/** A macro's conditions all stand where the macro is named: each place and field once. */
function distinct(found: readonly Explanation[]): Explanation[] {
  const seen = new Set<string>();
  const kept = found.filter(({ offset, length, field }) => {
    const key = `${offset} ${length} ${field}`;
    return !seen.has(key) && seen.add(key);
  });
  return kept.sort((a, b) => a.offset - b.offset || a.length - b.length);
}
