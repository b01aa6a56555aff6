/** What a window holds at the moment, by query: events, different values, sums or maxima. */
import { type Condition, conditionHolds } from "./condition.ts";
import type { HitBucket, Measure } from "./hit.ts";

export type Counts = ReturnType<typeof createCounts>;

export function createCounts(labels: readonly string[], measures: readonly Measure[]) {
  const totals = labels.map(() => 0);
  const values = labels.map(() => new Map<string, number>());
  const add = ({ query, distinct, hits }: HitBucket, sign: 1 | -1): void => {
    const measure = measures[query] ?? "count";
    const step = measure === "sum" ? hits * Number(distinct) : hits;
    totals[query] = (totals[query] ?? 0) + sign * step;
    const known = values[query];
    if (known === undefined || measure === "count" || measure === "sum") return;
    const left = (known.get(distinct) ?? 0) + sign * hits;
    if (left > 0) known.set(distinct, left);
    else known.delete(distinct);
  };
  const maximum = (known: ReadonlyMap<string, number>) => {
    let most = 0;
    for (const text of known.keys()) most = Math.max(most, Number(text));
    return most;
  };
  const countOf = (label: string): number => {
    const query = labels.indexOf(label);
    const known = values[query];
    if (known === undefined) return 0;
    if (measures[query] === "distinct") return known.size;
    return measures[query] === "max" ? maximum(known) : (totals[query] ?? 0);
  };
  const holds = (condition: Condition): boolean => conditionHolds(condition, countOf);
  return { add, countOf, holds };
}

/** Whether more events can only make the condition true, which an order in time needs. */
export function isGrowing(condition: Condition): boolean {
  if (condition.kind !== "compare") return condition.items.every(isGrowing);
  return condition.operator === ">" || condition.operator === ">=";
}
