/**
 * Fourth stage: what to run for an event type, and in which order. Equal operators are joined,
 * known conditions dropped, cheap ones put first; meaning never changes, because evaluating has no
 * effects.
 */
import { costOf } from "./cost.ts";
import { RULES_PER_FUNCTION_MAX } from "./limits.ts";
import type { CheckedRule, Value } from "./tree.ts";

export type PlannedRule = {
  /** Place of the rule in the list that was given. */
  index: number;
  /** What must hold before the register walks: the conditions that look at no element. */
  guard: Value | undefined;
  root: Value;
  /** List that the rule's register walks, or "". */
  iterator: string;
};

/** The rules of one event type, in the order given, cut into chunks of one function each. */
export type Bucket = { event: string; chunks: PlannedRule[][] };

/** Sorts rules into buckets by event type. */
export function planBuckets(rules: readonly CheckedRule[]): Bucket[] {
  const buckets = new Map<string, PlannedRule[]>();
  rules.forEach((rule, index) => {
    const planned = planRule(rule, index);
    const bucket = buckets.get(rule.event);
    if (bucket === undefined) buckets.set(rule.event, [planned]);
    else bucket.push(planned);
  });
  return [...buckets].map(([event, planned]) => ({ event, chunks: cut(planned) }));
}

function planRule({ root, iterator }: CheckedRule, index: number): PlannedRule {
  const simple = simplify(root);
  if (iterator === "" || simple.kind !== "and") {
    return { index, guard: undefined, root: simple, iterator };
  }
  const [fixed, walking] = [false, true].map((wanted) => {
    const terms = simple.terms.filter((term) => readsElement(term) === wanted);
    return simplify({ ...simple, terms });
  });
  return { index, guard: fixed, root: walking ?? simple, iterator };
}

/** Whether a value changes with the element that the register stands at. */
function readsElement(value: Value): boolean {
  switch (value.kind) {
    case "read":
      return value.source === "element";
    case "template":
      return value.parts.some((part) => typeof part !== "string" && readsElement(part));
    case "and":
    case "or":
      return value.terms.some(readsElement);
    case "not":
      return readsElement(value.operand);
    case "relation":
    case "arithmetic":
      return readsElement(value.left) || readsElement(value.right);
    case "membership":
    case "age":
      return readsElement(value.left);
    default:
      return false;
  }
}

function cut(rules: PlannedRule[]): PlannedRule[][] {
  const chunks: PlannedRule[][] = [];
  for (let at = 0; at < rules.length; at += RULES_PER_FUNCTION_MAX) {
    chunks.push(rules.slice(at, at + RULES_PER_FUNCTION_MAX));
  }
  return chunks;
}

/** The same condition, flat, without what is known beforehand, cheapest terms first. */
function simplify(value: Value): Value {
  if (value.kind === "not") {
    const operand = simplify(value.operand);
    if (operand.kind === "not" && !operand.operand.array) return operand.operand;
    if (operand.kind === "literal") return { ...operand, value: operand.value !== true };
    return { ...value, operand };
  }
  if (value.kind !== "and" && value.kind !== "or") return value;
  const { kind } = value;
  const decides = kind === "or";
  const terms: Value[] = [];
  for (const term of value.terms.map(simplify)) {
    if (term.kind === kind) terms.push(...term.terms);
    else if (term.kind !== "literal") terms.push(term);
    else if (term.value === decides) return term;
  }
  const [only] = terms;
  const { span } = value;
  if (only === undefined)
    return { kind: "literal", type: "bool", array: false, span, value: !decides };
  if (terms.length === 1 && !only.array) return only;
  const costs = new Map(terms.map((term) => [term, costOf(term)]));
  terms.sort((a, b) => (costs.get(a) ?? 0) - (costs.get(b) ?? 0));
  return { ...value, terms };
}
