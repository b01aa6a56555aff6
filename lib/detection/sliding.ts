/**
 * A window slides over the hits of one group and stops at each of them: first case that holds is a
 * trigger. Hits come in buckets of at least a second, or of a millisecond where their order counts,
 * and a bucket that is partly in the window counts as a whole. Pure.
 */
import { type Condition, stepsOf } from "./condition.ts";
import { createCounts } from "./counts.ts";
import type { DraftHits, Trigger } from "./draft.ts";
import type { HitBucket } from "./hit.ts";
import { findOrdered, type Measured, momentsOf } from "./order.ts";

/** A window is counted in about this many buckets, but none shorter than a second. */
const BUCKETS_PER_WINDOW = 3600;
const BUCKET_MS_MIN = 1000;

export type WindowRule = Measured & { conditions: readonly Condition[]; windowMs: number };

/** Length of the buckets for a window; a window of 0 looks at single milliseconds. */
export function bucketMsOf(windowMs: number, conditions: readonly Condition[] = []): number {
  if (windowMs === 0 || conditions.some(({ kind }) => kind === "then")) return 1;
  return Math.max(BUCKET_MS_MIN, Math.ceil(windowMs / BUCKETS_PER_WINDOW));
}

/** For each condition with an order, by time: where the latest stretch that meets it began. */
function orderedStretches(rule: WindowRule, buckets: readonly HitBucket[]) {
  return rule.conditions.map((condition) => {
    if (condition.kind !== "then") return undefined;
    const stretches = findOrdered(rule, stepsOf(condition), momentsOf(buckets));
    return new Map(stretches.map(({ from, at }) => [at, from]));
  });
}

/**
 * Times from `since` on at which a case holds, ascending. `buckets` are those of one group, in any
 * order.
 */
export function findTriggers(
  rule: WindowRule,
  buckets: readonly HitBucket[],
  since: number,
): Trigger[] {
  const ordered = [...buckets].sort((a, b) => a.bucket - b.bucket);
  const counts = createCounts(rule.labels, rule.measures);
  const stretches = orderedStretches(rule, buckets);
  const holdsAt = (condition: Condition, index: number, at: number): boolean => {
    const begun = stretches[index];
    if (begun === undefined) return counts.holds(condition);
    return (begun.get(at) ?? Number.NEGATIVE_INFINITY) > at - rule.windowMs;
  };
  const triggers: Trigger[] = [];
  let oldest = 0;
  for (let next = 0; next < ordered.length; ) {
    const { bucket } = ordered[next] as HitBucket;
    let at = 0;
    for (; next < ordered.length && ordered[next]?.bucket === bucket; next++) {
      const added = ordered[next] as HitBucket;
      counts.add(added, 1);
      at = Math.max(at, added.last);
    }
    const isOut = (old: HitBucket) => old.last <= at - rule.windowMs && old.bucket !== bucket;
    for (; isOut(ordered[oldest] as HitBucket); oldest++)
      counts.add(ordered[oldest] as HitBucket, -1);
    if (at < since) continue;
    const met = rule.conditions.findIndex((condition, index) => holdsAt(condition, index, at));
    if (met === -1) continue;
    triggers.push({ at, from: firstOf(ordered, oldest, at), case: met });
  }
  return triggers;
}

/** Time of the first hit in the bucket that the window begins with. */
function firstOf(ordered: readonly HitBucket[], oldest: number, at: number): number {
  const bucket = ordered[oldest]?.bucket;
  let first = at;
  for (let next = oldest; ordered[next]?.bucket === bucket; next++)
    first = Math.min(first, ordered[next]?.first ?? at);
  return first;
}

/** The buckets by query, distinct values taken together. */
export function mergeBuckets(buckets: readonly HitBucket[]): DraftHits[] {
  const merged = new Map<string, DraftHits>();
  for (const { query, bucket, first, last, hits } of buckets) {
    const key = `${query}/${bucket}`;
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { query, first, last, count: hits });
    else {
      known.first = Math.min(known.first, first);
      known.last = Math.max(known.last, last);
      known.count += hits;
    }
  }
  return [...merged.values()];
}
