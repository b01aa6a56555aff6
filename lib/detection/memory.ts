/**
 * Remembered rows in memory: for runs of rules over the past, for their tests, and as the model
 * that stores are held against.
 */
import type {
  HitBucket,
  HitCountAsk,
  HitRow,
  HitSource,
  HitWindow,
  LearnedAsk,
  LearnedRow,
  SeriesPoint,
} from "./hit.ts";

const DAY_MS = 86_400_000;

export type HitMemory = HitSource & {
  /** Adds hits; the same hit twice is one. */
  add(hits: readonly HitRow[]): void;
  learn(rows: readonly LearnedRow[]): void;
  /** Rows it holds of both kinds. */
  size(): number;
  /** Drops what of a rule was last true before a time. */
  forget(rule: string, before: number): void;
};

function bucketsOf(rows: Iterable<HitRow>, { bucketMs }: HitWindow): HitBucket[] {
  const buckets = new Map<string, HitBucket>();
  for (const { group, query, distinct, ts } of rows) {
    const bucket = Math.floor(ts / bucketMs);
    const key = JSON.stringify([group, query, bucket, distinct]);
    const known = buckets.get(key);
    if (known === undefined)
      buckets.set(key, { group, query, bucket, distinct, hits: 1, first: ts, last: ts });
    else {
      known.hits += 1;
      known.first = Math.min(known.first, ts);
      known.last = Math.max(known.last, ts);
    }
  }
  return [...buckets.values()];
}

function measured(hits: readonly HitRow[], measure: string): number {
  const numbers = () => hits.map(({ distinct }) => Number(distinct));
  if (measure === "count") return hits.length;
  if (measure === "distinct") return new Set(hits.map(({ distinct }) => distinct)).size;
  return measure === "sum" ? numbers().reduce((a, b) => a + b, 0) : Math.max(...numbers());
}

/** An empty memory. Hits are found by rule and group; what is asked of one group costs its own. */
export function createHitMemory(): HitMemory {
  const hits = new Map<string, Map<string, Map<string, HitRow>>>();
  const learned = new Map<string, Map<string, Map<string, LearnedRow>>>();
  let size = 0;
  function* rowsOf(range: HitWindow): Generator<HitRow> {
    for (const own of groupsOf(hits, range.rule, range.groups))
      for (const row of own.values())
        if (row.version === range.version && row.ts >= range.from && row.ts <= range.to) yield row;
  }
  function* learnedOf(ask: LearnedAsk): Generator<LearnedRow> {
    for (const own of groupsOf(learned, ask.rule, ask.groups))
      for (const row of own.values()) if (asked(row, ask)) yield row;
  }
  return {
    add(rows) {
      for (const row of rows) {
        const own = groupOf(hits, row);
        const before = own.size;
        own.set(JSON.stringify([row.version, row.query, row.eventId]), row);
        size += own.size - before;
      }
    },
    learn(rows) {
      for (const row of rows) {
        const own = groupOf(learned, row);
        const day = Math.floor(row.first / DAY_MS);
        const key = JSON.stringify([row.version, row.query, row.value, day]);
        const before = own.size;
        const known = own.get(key) ?? row;
        const first = Math.min(known.first, row.first);
        own.set(key, { ...row, first, last: Math.max(known.last, row.last) });
        size += own.size - before;
      }
    },
    size: () => size,
    forget(rule, before) {
      size -= forgetIn(hits, rule, ({ ts }) => ts < before);
      size -= forgetIn(learned, rule, ({ last }) => last < before);
    },
    hitBuckets: async (range) => bucketsOf(rowsOf(range), range),
    async hitCounts(asks) {
      return asks.map(({ rule, group, from, to }: HitCountAsk) => {
        const counts: number[] = [];
        for (const own of groupsOf(hits, rule, [group]))
          for (const row of own.values())
            if (row.ts >= from && row.ts <= to) counts[row.query] = (counts[row.query] ?? 0) + 1;
        return counts;
      });
    },
    async hitSeries(range, query, measure): Promise<SeriesPoint[]> {
      const own = [...rowsOf(range)].filter((row) => row.query === query);
      const keyOf = (row: HitRow) =>
        JSON.stringify([row.group, Math.floor(row.ts / range.bucketMs)]);
      return [...Map.groupBy(own, keyOf)].map(([key, rows]) => {
        const [group, bucket] = JSON.parse(key) as [string, number];
        return { group, bucket, value: measured(rows, measure) };
      });
    },
    learned: async (ask) => [...learnedOf(ask)],
    async groupStarts(ask) {
      const starts = new Map<string, number>();
      for (const row of learnedOf(ask))
        starts.set(row.group, Math.min(row.first, starts.get(row.group) ?? row.first));
      return starts;
    },
  };
}

type ByGroup<Row> = Map<string, Map<string, Map<string, Row>>>;

function groupOf<Row>(all: ByGroup<Row>, row: { rule: string; group: string }): Map<string, Row> {
  const groups = all.get(row.rule) ?? new Map<string, Map<string, Row>>();
  all.set(row.rule, groups);
  const own = groups.get(row.group) ?? new Map<string, Row>();
  groups.set(row.group, own);
  return own;
}

/** The rows of each group that is asked for, or of all of them. */
function groupsOf<Row>(
  all: ByGroup<Row>,
  rule: string,
  groups: readonly string[] | undefined,
): Iterable<Map<string, Row>> {
  const own = all.get(rule);
  if (groups === undefined || own === undefined) return own?.values() ?? [];
  return [...new Set(groups)].flatMap((group) => own.get(group) ?? []);
}

/** How many rows it dropped. */
function forgetIn<Row>(all: ByGroup<Row>, rule: string, isOld: (row: Row) => boolean): number {
  let dropped = 0;
  for (const [group, own] of all.get(rule) ?? []) {
    for (const [key, row] of own)
      if (isOld(row)) {
        own.delete(key);
        dropped += 1;
      }
    if (own.size === 0) all.get(rule)?.delete(group);
  }
  return dropped;
}

function asked(row: LearnedRow, ask: LearnedAsk): boolean {
  return (
    row.version === ask.version &&
    row.last >= ask.from &&
    row.first <= ask.to &&
    (ask.values === undefined || ask.values.includes(row.value))
  );
}
