/**
 * What a series of counts usually reaches, and how unusual a value is. The bound is the 99.5th
 * percentile of what was seen at the same time of day, or of the same weekday once two weeks show
 * that weekdays differ, or of everything while there is too little of that. Pure.
 */

const DAY_MS = 86_400_000;
/** How far back a baseline looks. */
export const BASELINE_MS = 14 * DAY_MS;
const PERCENTILE = 0.995;
/** Buckets this near to the same time of day are of the same time of day. */
const NEAR_MS = 3_600_000;
const DAYS_MIN = 3;
/** A tolerance of 1 is the bound itself; each more adds one spread. */
const SPREAD_MIN = 1;
/** Consistent with the standard deviation for a normal distribution. */
const MAD_SCALE = 1.4826;

export type Baseline = { bound: number };

/** Nearest rank: of few values, a high percentile is the highest. */
function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
}

const ascending = (a: number, b: number) => a - b;

function spreadOf(sorted: readonly number[]): number {
  const middle = percentile(sorted, 0.5);
  const deviations = sorted.map((value) => Math.abs(value - middle)).sort(ascending);
  return Math.max(SPREAD_MIN, MAD_SCALE * percentile(deviations, 0.5));
}

type Series = {
  /** Values by number of the bucket; a bucket that is not there is 0. */
  values: ReadonlyMap<number, number>;
  /** First bucket of the history. */
  first: number;
  bucketMs: number;
};

/** Values of the buckets around the same time, `stepMs` and its multiples before `bucket`. */
function seasonOf({ values, first, bucketMs }: Series, bucket: number, stepMs: number) {
  const step = Math.round(stepMs / bucketMs);
  const near = Math.max(1, Math.floor(NEAR_MS / bucketMs));
  const oldest = Math.max(first, bucket - Math.round(BASELINE_MS / bucketMs));
  const found: number[] = [];
  let seasons = 0;
  for (let center = bucket - step; center >= oldest; center -= step) {
    seasons += 1;
    for (let at = center - near; at <= center + near; at++)
      if (at >= oldest && at < bucket) found.push(values.get(at) ?? 0);
  }
  return { sorted: found.sort(ascending), seasons };
}

/** What a bucket may reach by the ones before it. `tolerance` is 1 to 5. */
export function baselineOf(series: Series, bucket: number, tolerance: number): Baseline {
  const margin = (sorted: readonly number[]) =>
    percentile(sorted, PERCENTILE) + (tolerance - 1) * spreadOf(sorted);
  const daily = seasonOf(series, bucket, DAY_MS);
  if (daily.seasons < DAYS_MIN) {
    const all: number[] = [];
    const oldest = Math.max(series.first, bucket - Math.round(BASELINE_MS / series.bucketMs));
    for (let at = oldest; at < bucket; at++) all.push(series.values.get(at) ?? 0);
    return { bound: margin(all.sort(ascending)) };
  }
  const weekly = seasonOf(series, bucket, 7 * DAY_MS);
  const shift = Math.abs(percentile(weekly.sorted, 0.5) - percentile(daily.sorted, 0.5));
  const isWeekly = weekly.seasons >= 2 && shift > 2 * spreadOf(weekly.sorted);
  return { bound: margin(isWeekly ? weekly.sorted : daily.sorted) };
}

/** What conditions compare with: above PERCENTILE exactly when the value is above the bound. */
export function scoreOf(value: number, bound: number): number {
  if (value <= bound) return bound <= 0 ? 0 : (PERCENTILE * value) / bound;
  return 1 - ((1 - PERCENTILE) * Math.max(0, bound)) / value;
}
