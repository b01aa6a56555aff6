/**
 * Questions over the narrow table of hits: which exist, how many fall into each stretch of time,
 * the newest of them.
 */
import type {
  HitBucket,
  HitCountAsk,
  HitRow,
  HitWindow,
  Measure,
  SeriesPoint,
} from "#lib/detection";
import type { EventClient } from "./event-client.ts";
import { timeText } from "./event-rows.ts";

/**
 * Groups or hits in one statement, whose parameters travel in its address; more are asked for in
 * turn.
 */
const GROUPS_MAX = 200;
/** Buckets in one answer; beyond it the oldest are left out, which can only make counts smaller. */
const HIT_BUCKETS_MAX = 200_000;

/** Identity of a hit, to tell those that are stored from those that are not. */
export function hitKey(hit: Omit<HitRow, "distinct" | "ts">): string {
  return JSON.stringify([hit.rule, hit.version, hit.query, hit.group, hit.eventId]);
}

export function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  const result: Item[][] = [];
  for (let at = 0; at < items.length; at += size) result.push(items.slice(at, at + size));
  return result;
}

const WINDOW = `rule = {rule: String} AND version = {version: UInt32}
  AND ({all: UInt8} OR group_values IN {groups: Array(String)})
  AND ts >= {from: DateTime64(3, 'UTC')} AND ts <= {to: DateTime64(3, 'UTC')}`;

const MEASURES: Readonly<Record<Measure, string>> = {
  count: "count()",
  distinct: "uniqExact(distinct_value)",
  sum: "sum(toFloat64OrZero(distinct_value))",
  max: "max(toFloat64OrZero(distinct_value))",
};

/** Groups in turns; one turn over all of them when none are named. */
export function groupChunks(
  groups: readonly string[] | undefined,
): (readonly string[] | undefined)[] {
  return groups === undefined ? [undefined] : chunks(groups, GROUPS_MAX);
}

function windowParams(window: HitWindow, groups: readonly string[] | undefined) {
  return {
    rule: window.rule,
    version: window.version,
    size: window.bucketMs,
    all: groups === undefined ? 1 : 0,
    groups: groups ?? [],
    from: timeText(window.from),
    to: timeText(window.to),
  };
}

type KeyResult = {
  rule: string;
  version: number;
  query: number;
  group_values: string;
  event_id: string;
};
type SeriesResult = { group_values: string; bucket: string; value: number };
type CountResult = { group_values: string; query: number; hits: string };
type BucketResult = {
  group_values: string;
  query: number;
  bucket: string;
  distinct_value: string;
  hits: string;
  first: string;
  last: string;
};

/** Asks of one rule in statements in which no group is named twice; each with its place. */
function countRounds(asks: readonly HitCountAsk[]): [HitCountAsk, number][][] {
  const placed = asks.map((ask, at): [HitCountAsk, number] => [ask, at]);
  return [...Map.groupBy(placed, ([{ rule }]) => rule).values()].flatMap((ofRule) => {
    const rounds: [HitCountAsk, number][][] = [];
    for (const same of Map.groupBy(ofRule, ([{ group }]) => group).values())
      same.forEach((item, round) => {
        rounds[round] = [...(rounds[round] ?? []), item];
      });
    return rounds.flatMap((round) => chunks(round, GROUPS_MAX));
  });
}

export function hitReader(client: EventClient, hits: string) {
  /** Keys (`hitKey`) of those of the given hits that are stored already. */
  async function storedHits(wanted: readonly HitRow[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (const chunk of chunks(wanted, GROUPS_MAX)) {
      const rows = await client.select<KeyResult>(
        `SELECT rule, version, query, group_values, event_id FROM ${hits}
         WHERE rule IN {rules: Array(String)} AND group_values IN {groups: Array(String)}
           AND event_id IN {ids: Array(String)}`,
        {
          rules: [...new Set(chunk.map(({ rule }) => rule))],
          groups: [...new Set(chunk.map(({ group }) => group))],
          ids: [...new Set(chunk.map(({ eventId }) => eventId))],
        },
      );
      for (const { rule, version, query, group_values: group, event_id: eventId } of rows)
        found.add(hitKey({ rule, version, query, group, eventId }));
    }
    return found;
  }

  async function hitBuckets(window: HitWindow): Promise<HitBucket[]> {
    const result: HitBucket[] = [];
    for (const groups of groupChunks(window.groups)) {
      const rows = await client.select<BucketResult>(
        `SELECT group_values, query, intDiv(toUnixTimestamp64Milli(ts), {size: Int64}) AS bucket,
           distinct_value, count() AS hits,
           toUnixTimestamp64Milli(min(ts)) AS first, toUnixTimestamp64Milli(max(ts)) AS last
         FROM ${hits} WHERE ${WINDOW}
         GROUP BY group_values, query, bucket, distinct_value
         ORDER BY bucket DESC LIMIT ${HIT_BUCKETS_MAX}`,
        windowParams(window, groups),
      );
      for (const row of rows) {
        result.push({
          group: row.group_values,
          query: row.query,
          bucket: Number(row.bucket),
          distinct: row.distinct_value,
          hits: Number(row.hits),
          first: Number(row.first),
          last: Number(row.last),
        });
      }
    }
    return result;
  }

  async function hitCounts(asks: readonly HitCountAsk[]): Promise<number[][]> {
    const result: number[][] = asks.map(() => []);
    for (const round of countRounds(asks)) {
      const rows = await client.select<CountResult>(
        `SELECT group_values, query, count() AS hits FROM ${hits}
         WHERE rule = {rule: String} AND group_values IN {groups: Array(String)}
           AND ts >= {from: DateTime64(3, 'UTC')} AND ts <= {to: DateTime64(3, 'UTC')}
           AND toUnixTimestamp64Milli(ts) >=
             {froms: Array(Int64)}[indexOf({groups: Array(String)}, group_values)]
           AND toUnixTimestamp64Milli(ts) <=
             {tos: Array(Int64)}[indexOf({groups: Array(String)}, group_values)]
         GROUP BY group_values, query`,
        {
          rule: round[0]?.[0].rule,
          groups: round.map(([{ group }]) => group),
          froms: round.map(([{ from }]) => from),
          tos: round.map(([{ to }]) => to),
          from: timeText(Math.min(...round.map(([{ from }]) => from))),
          to: timeText(Math.max(...round.map(([{ to }]) => to))),
        },
      );
      const placeOf = new Map(round.map(([{ group }, at]) => [group, at]));
      for (const { group_values: group, query, hits: count } of rows) {
        const counts = result[placeOf.get(group) ?? -1];
        if (counts !== undefined) counts[query] = Number(count);
      }
    }
    return result;
  }

  async function hitSeries(
    window: HitWindow,
    query: number,
    measure: Measure,
  ): Promise<SeriesPoint[]> {
    const result: SeriesPoint[] = [];
    for (const groups of groupChunks(window.groups)) {
      const rows = await client.select<SeriesResult>(
        `SELECT group_values, intDiv(toUnixTimestamp64Milli(ts), {size: Int64}) AS bucket,
           toFloat64(${MEASURES[measure]}) AS value
         FROM ${hits} WHERE ${WINDOW} AND query = {query: UInt8}
         GROUP BY group_values, bucket ORDER BY bucket DESC LIMIT ${HIT_BUCKETS_MAX}`,
        { ...windowParams(window, groups), query },
      );
      for (const { group_values: group, bucket, value } of rows)
        result.push({ group, bucket: Number(bucket), value: Number(value) });
    }
    return result;
  }

  /** Ids of the newest events of each query of one group within a time range, oldest first. */
  async function newestHits(
    pair: { rule: string; version: number; group: string; from: number; to: number },
    perQuery: number,
  ): Promise<{ query: number; eventId: string }[]> {
    const rows = await client.select<{ query: number; event_id: string }>(
      `SELECT query, event_id FROM (
         SELECT query, event_id, ts FROM ${hits}
         WHERE rule = {rule: String} AND group_values = {group: String}
           AND version = {version: UInt32}
           AND ts >= {from: DateTime64(3, 'UTC')} AND ts <= {to: DateTime64(3, 'UTC')}
         ORDER BY ts DESC LIMIT {count: UInt32} BY query
       ) ORDER BY ts`,
      {
        rule: pair.rule,
        version: pair.version,
        group: pair.group,
        from: timeText(pair.from),
        to: timeText(pair.to),
        count: perQuery,
      },
    );
    return rows.map(({ query, event_id }) => ({ query, eventId: event_id }));
  }

  return { storedHits, hitBuckets, hitCounts, hitSeries, newestHits };
}
