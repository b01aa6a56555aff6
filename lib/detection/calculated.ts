/**
 * Calculated fields of a rule: values that formulas make of an event, searched and grouped by as
 * `#name`. The store knows none of them; it is asked for all events that may be meant.
 */
import { compileFormula, type Expression, fieldsOf, parseFormula } from "#lib/formula";
import type { DetectionRule } from "#lib/protocol";
import type { Query } from "#lib/query";
import { need } from "./need.ts";

type Event = Record<string, unknown>;
type Rule = Pick<DetectionRule, "calculatedFields">;

export function calculatedNames({ calculatedFields = [] }: Rule): ReadonlySet<string> {
  return new Set(calculatedFields.map(({ name }) => name));
}

/** Names of the calculated fields that a formula reads. */
export function calculatedIn(expression: Expression): string[] {
  return fieldsOf(expression).flatMap((key) => (key.startsWith("#") ? [key.slice(1)] : []));
}

/** Names in an order in which each comes after those it reads; undefined when there is a ring. */
export function calculationOrder(
  reads: ReadonlyMap<string, readonly string[]>,
): string[] | undefined {
  const order: string[] = [];
  const left = new Map(reads);
  while (left.size > 0) {
    const ready = [...left].filter(([, own]) => !own.some((name) => left.has(name)));
    if (ready.length === 0) return undefined;
    for (const [name] of ready) left.delete(name);
    order.push(...ready.map(([name]) => name));
  }
  return order;
}

/** Makes what adds the calculated fields to an event; undefined when the rule has none. */
export function compileCalculated({ calculatedFields = [] }: Rule) {
  if (calculatedFields.length === 0) return undefined;
  const expressions = new Map<string, Expression>();
  for (const { name, expression: text } of calculatedFields) {
    const { expression, diagnostics } = parseFormula(text);
    need(expression !== undefined, `#${name}: ${diagnostics[0]?.what ?? "it cannot be read"}`);
    expressions.set(name, expression);
  }
  const reads = new Map([...expressions].map(([name, own]) => [name, calculatedIn(own)]));
  const order = calculationOrder(reads);
  need(order !== undefined, "its calculated fields read each other in a ring");
  const steps = order.map((name) => ({
    key: `#${name}`,
    work: compileFormula(expressions.get(name) as Expression),
  }));
  return (event: Event): Event => {
    const extended: Event = { ...event };
    for (const { key, work } of steps) {
      // What an event calls itself by such a name is none of the rule's.
      delete extended[key];
      const value = work(extended);
      if (value !== null) extended[key] = value;
    }
    return extended;
  };
}

const ALL: Query = { kind: "all" };

function hasCalculated(query: Query): boolean {
  if (query.kind === "term") return query.key.startsWith("#") || query.key === "*";
  if (query.kind === "not") return hasCalculated(query.item);
  return (query.kind === "and" || query.kind === "or") && query.items.some(hasCalculated);
}

/**
 * A search that needs no calculated field and finds at least what the search finds, of a rule that
 * has some.
 */
export function withoutCalculated(query: Query): Query {
  switch (query.kind) {
    case "and":
      return { kind: "and", items: query.items.map(withoutCalculated) };
    case "or":
      return query.items.some(hasCalculated) ? ALL : query;
    case "not":
    case "term":
      return hasCalculated(query) ? ALL : query;
    default:
      return query;
  }
}
