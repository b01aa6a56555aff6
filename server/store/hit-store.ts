/**
 * Questions over the narrow table of hits: which exist, how many fall into each stretch of time,
 * the newest of them.
 */
import type { EventClient } from "./event-client.ts";
import { type HitRow, timeText } from "./event-rows.ts";

type HitWindow = {
  rule: string;
  version: number;
  groups: readonly string[];
  /** Inclusive, milliseconds since 1970. */
  from: number;
  to: number;
  /** Length of a bucket in milliseconds. */
  bucketMs: number;
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

/**
 * Groups or hits in one statement, whose parameters travel in its address; more are asked for in
 * turn.
 */
const GROUPS_MAX = 200;
/** Buckets in one answer; beyond it the oldest are left out, which can only make counts smaller. */
const HIT_BUCKETS_MAX = 200_000;

/** Identity of a hit, to tell those that are stored from those that are not. */
export function hitKey(hit: Pick<HitRow, "rule" | "query" | "group" | "eventId">): string {
  return JSON.stringify([hit.rule, hit.query, hit.group, hit.eventId]);
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  const result: Item[][] = [];
  for (let at = 0; at < items.length; at += size) result.push(items.slice(at, at + size));
  return result;
}

type KeyResult = { rule: string; query: number; group_values: string; event_id: string };
type BucketResult = {
  group_values: string;
  query: number;
  bucket: string;
  distinct_value: string;
  hits: string;
  first: string;
  last: string;
};

export function hitReader(client: EventClient, hits: string) {
  /** Keys (`hitKey`) of those of the given hits that are stored already. */
  async function storedHits(wanted: readonly HitRow[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (const chunk of chunks(wanted, GROUPS_MAX)) {
      const rows = await client.select<KeyResult>(
        `SELECT rule, query, group_values, event_id FROM ${hits}
         WHERE rule IN {rules: Array(String)} AND group_values IN {groups: Array(String)}
           AND event_id IN {ids: Array(String)}`,
        {
          rules: [...new Set(chunk.map(({ rule }) => rule))],
          groups: [...new Set(chunk.map(({ group }) => group))],
          ids: [...new Set(chunk.map(({ eventId }) => eventId))],
        },
      );
      for (const { rule, query, group_values, event_id } of rows)
        found.add(hitKey({ rule, query, group: group_values, eventId: event_id }));
    }
    return found;
  }

  async function hitBuckets(window: HitWindow): Promise<HitBucket[]> {
    const result: HitBucket[] = [];
    for (const groups of chunks(window.groups, GROUPS_MAX)) {
      const rows = await client.select<BucketResult>(
        `SELECT group_values, query, intDiv(toUnixTimestamp64Milli(ts), {size: Int64}) AS bucket,
           distinct_value, count() AS hits,
           toUnixTimestamp64Milli(min(ts)) AS first, toUnixTimestamp64Milli(max(ts)) AS last
         FROM ${hits}
         WHERE rule = {rule: String} AND group_values IN {groups: Array(String)}
           AND version = {version: UInt32}
           AND ts >= {from: DateTime64(3, 'UTC')} AND ts <= {to: DateTime64(3, 'UTC')}
         GROUP BY group_values, query, bucket, distinct_value
         ORDER BY bucket DESC LIMIT ${HIT_BUCKETS_MAX}`,
        {
          rule: window.rule,
          version: window.version,
          size: window.bucketMs,
          groups,
          from: timeText(window.from),
          to: timeText(window.to),
        },
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

  return { storedHits, hitBuckets, newestHits };
}
