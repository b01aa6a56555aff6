/** Remembered rows in memory: for tests of rules, and as the model that stores are held against. */
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

/** An empty memory. */
export function createHitMemory(): HitMemory {
  const hits = new Map<string, Map<string, HitRow>>();
  const rowsOf = (rule: string) => [...(hits.get(rule)?.values() ?? [])];
  const learned = new Map<string, LearnedRow>();
  const within = (row: HitRow, range: HitWindow) =>
    row.rule === range.rule &&
    row.version === range.version &&
    row.ts >= range.from &&
    row.ts <= range.to &&
    (range.groups === undefined || range.groups.includes(row.group));
  const asked = (row: LearnedRow, ask: LearnedAsk) =>
    row.rule === ask.rule &&
    row.version === ask.version &&
    row.last >= ask.from &&
    row.first <= ask.to &&
    ask.groups.includes(row.group) &&
    (ask.values === undefined || ask.values.includes(row.value));
  return {
    add(rows) {
      for (const row of rows) {
        const own = hits.get(row.rule) ?? new Map<string, HitRow>();
        own.set(JSON.stringify([row.version, row.query, row.group, row.eventId]), row);
        hits.set(row.rule, own);
      }
    },
    learn(rows) {
      for (const row of rows) {
        const { rule, version, query, group, value, first } = row;
        const day = Math.floor(first / DAY_MS);
        const key = JSON.stringify([rule, version, query, group, value, day]);
        const known = learned.get(key) ?? row;
        learned.set(key, {
          ...row,
          first: Math.min(known.first, first),
          last: Math.max(known.last, row.last),
        });
      }
    },
    hitBuckets: async (range) =>
      bucketsOf(
        rowsOf(range.rule).filter((row) => within(row, range)),
        range,
      ),
    async hitCounts(asks) {
      return asks.map(({ rule, group, from, to }: HitCountAsk) => {
        const counts: number[] = [];
        for (const row of rowsOf(rule))
          if (row.group === group && row.ts >= from && row.ts <= to)
            counts[row.query] = (counts[row.query] ?? 0) + 1;
        return counts;
      });
    },
    async hitSeries(range, query, measure): Promise<SeriesPoint[]> {
      const own = rowsOf(range.rule).filter((row) => row.query === query && within(row, range));
      const keyOf = (row: HitRow) =>
        JSON.stringify([row.group, Math.floor(row.ts / range.bucketMs)]);
      return [...Map.groupBy(own, keyOf)].map(([key, rows]) => {
        const [group, bucket] = JSON.parse(key) as [string, number];
        return { group, bucket, value: measured(rows, measure) };
      });
    },
    learned: async (ask) => [...learned.values()].filter((row) => asked(row, ask)),
    async groupStarts(ask) {
      const starts = new Map<string, number>();
      for (const row of learned.values())
        if (asked(row, ask))
          starts.set(row.group, Math.min(row.first, starts.get(row.group) ?? row.first));
      return starts;
    },
  };
}
