/**
 * Conditions that must be met one after the other. For each moment it is enough to know the latest
 * begin of a stretch that meets a condition: what leaves most room for what came before. Conditions
 * only grow (`isGrowing`), so begins move forward with time and one pass is enough. Pure.
 */
import type { Condition } from "./condition.ts";
import { createCounts } from "./counts.ts";
import type { HitBucket, Measure } from "./hit.ts";

/** Hits of the same moment. */
export type Moment = { at: number; hits: readonly HitBucket[] };

export type Measured = { labels: readonly string[]; measures: readonly Measure[] };

/** A condition held at `at` by what happened since `from`, and by nothing shorter. */
export type Stretch = { from: number; at: number };

/** Moments in order of time, of hits in buckets of a millisecond. */
export function momentsOf(buckets: readonly HitBucket[]): Moment[] {
  const byTime = Map.groupBy(buckets, ({ last }) => last);
  return [...byTime].map(([at, hits]) => ({ at, hits })).sort((a, b) => a.at - b.at);
}

/** For each moment at which the condition holds, the latest begin of a stretch that meets it. */
export function findStretches(
  rule: Measured,
  condition: Condition,
  moments: readonly Moment[],
): Stretch[] {
  const counts = createCounts(rule.labels, rule.measures);
  const change = (moment: Moment | undefined, sign: 1 | -1) => {
    for (const hit of moment?.hits ?? []) counts.add(hit, sign);
  };
  const found: Stretch[] = [];
  let first = 0;
  moments.forEach((moment, at) => {
    change(moment, 1);
    if (!counts.holds(condition)) return;
    while (first < at) {
      change(moments[first], -1);
      if (!counts.holds(condition)) {
        change(moments[first], 1);
        break;
      }
      first += 1;
    }
    found.push({ from: moments[first]?.at ?? moment.at, at: moment.at });
  });
  return found;
}

/** Stretches of `next` that begin after one of `before` ended; they begin where that began. */
export function follow(before: readonly Stretch[], next: readonly Stretch[]): Stretch[] {
  const found: Stretch[] = [];
  let latest = -1;
  for (const stretch of next) {
    while ((before[latest + 1]?.at ?? Number.POSITIVE_INFINITY) < stretch.from) latest += 1;
    const predecessor = before[latest];
    if (predecessor !== undefined) found.push({ from: predecessor.from, at: stretch.at });
  }
  return found;
}

/** Stretches that meet all the conditions in this order. */
export function findOrdered(
  rule: Measured,
  conditions: readonly Condition[],
  moments: readonly Moment[],
): Stretch[] {
  const [first = [], ...rest] = conditions.map((each) => findStretches(rule, each, moments));
  return rest.reduce(follow, first);
}
