/**
 * What detection remembers: one narrow row an event and query, and for methods that learn one row
 * a value and day. Everything a rule decides follows from these rows, so whoever has them may
 * decide, at any time and again.
 */

/**
 * A stored event as the rules see it, whatever it came from: its JSON with `host`, `service`,
 * `source`, `status`, `tags` and `message` at the top.
 */
export type DetectedEvent = {
  eventId: string;
  /** When it happened, milliseconds since 1970. */
  ts: number;
  host: string;
  tags: readonly string[];
  event: Record<string, unknown>;
};

/** An event met one query of a detection rule. */
export type HitRow = {
  rule: string;
  /** Which logic of the rule it was: hits of another are not counted. */
  version: number;
  /** Index of the query in the rule. */
  query: number;
  /** JSON array with the values of the group-by fields; "[]" without any. */
  group: string;
  /** What the query measures of the event: a distinct value, a number, a location; else "". */
  distinct: string;
  ts: number;
  eventId: string;
};

/** Hits of one query of one group with the same distinct value, within one bucket of time. */
export type HitBucket = {
  group: string;
  query: number;
  /** Number of the bucket: time divided by its length. */
  bucket: number;
  distinct: string;
  hits: number;
  /** Times of the first and the newest hit in it. */
  first: number;
  last: number;
};

export type HitWindow = {
  rule: string;
  version: number;
  /** All groups when undefined. */
  groups: readonly string[] | undefined;
  /** Inclusive, milliseconds since 1970. */
  from: number;
  to: number;
  /** Length of a bucket in milliseconds. */
  bucketMs: number;
};

/** When a value of a group was seen on one day (UTC). Written again, it only grows. */
export type LearnedRow = {
  rule: string;
  version: number;
  query: number;
  group: string;
  value: string;
  first: number;
  last: number;
};

export type LearnedAsk = Pick<HitWindow, "rule" | "version" | "from" | "to"> & {
  groups: readonly string[];
  /** All values when undefined. */
  values: readonly string[] | undefined;
};

/** What one query counts: events, different values, or the sum or maximum of numbers. */
export type Measure = "count" | "distinct" | "sum" | "max";

/** A query's value in each bucket of a group that has hits. */
export type SeriesPoint = { group: string; bucket: number; value: number };

/** Hits of one group of a rule within a time, both ends inclusive, whatever version they are of. */
export type HitCountAsk = { rule: string; group: string; from: number; to: number };

/** Hits of each query of the signals that were planned, by what was asked. */
export type Recounts = ReadonlyMap<string, readonly number[]>;

/** Where remembered rows are read. All answers are bounded; the oldest are left out. */
export type HitSource = {
  hitBuckets(window: HitWindow): Promise<HitBucket[]>;
  hitSeries(window: HitWindow, query: number, measure: Measure): Promise<SeriesPoint[]>;
  /** For each ask how many hits each query has, by its index; queries without any may be absent. */
  hitCounts(asks: readonly HitCountAsk[]): Promise<number[][]>;
  learned(ask: LearnedAsk): Promise<LearnedRow[]>;
  /** When each group was first seen, of what is remembered. */
  groupStarts(ask: LearnedAsk): Promise<ReadonlyMap<string, number>>;
};
