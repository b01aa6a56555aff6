/**
 * A window slides over the hits of one group and stops at each of them: first case that holds is a
 * trigger. Hits come in buckets of at least a second, and a bucket that is partly in the window
 * counts as a whole. Pure.
 */
import { type Condition, conditionHolds } from "#lib/content";
import type { DraftHits, HitBucket, Trigger } from "#server/store";

/** A window is counted in about this many buckets, but none shorter than a second. */
const BUCKETS_PER_WINDOW = 3600;
const BUCKET_MS_MIN = 1000;

/** Length of the buckets for a window; a window of 0 looks at single milliseconds. */
export function bucketMsOf(windowMs: number): number {
  if (windowMs === 0) return 1;
  return Math.max(BUCKET_MS_MIN, Math.ceil(windowMs / BUCKETS_PER_WINDOW));
}

type WindowRule = {
  labels: readonly string[];
  conditions: readonly Condition[];
  /** For each query, whether distinct values are counted. */
  countsDistinct: readonly boolean[];
  windowMs: number;
};

/** What the window holds at the moment, by query. */
function createCounts(rule: WindowRule) {
  const totals = rule.labels.map(() => 0);
  const values = rule.labels.map(() => new Map<string, number>());
  const add = ({ query, distinct, hits }: HitBucket, sign: 1 | -1): void => {
    totals[query] = (totals[query] ?? 0) + sign * hits;
    const known = values[query];
    if (known === undefined || rule.countsDistinct[query] !== true) return;
    const left = (known.get(distinct) ?? 0) + sign * hits;
    if (left > 0) known.set(distinct, left);
    else known.delete(distinct);
  };
  const countOf = (label: string): number => {
    const query = rule.labels.indexOf(label);
    return (rule.countsDistinct[query] ? values[query]?.size : totals[query]) ?? 0;
  };
  return { add, countOf };
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
  const counts = createCounts(rule);
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
    const met = rule.conditions.findIndex((condition) => conditionHolds(condition, counts.countOf));
    if (met === -1) continue;
    const inside = ordered.slice(oldest, next).map(({ first }) => first);
    triggers.push({ at, from: inside.reduce((a, b) => Math.min(a, b), at), case: met });
  }
  return triggers;
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
