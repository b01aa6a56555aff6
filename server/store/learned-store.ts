/**
 * What learning rules remember: when each value of a group was seen first and last on each day. A
 * row may be written any number of times, by any replica; the engine keeps the earliest and latest.
 */
import type { LearnedAsk, LearnedRow } from "#lib/detection";
import type { EventClient } from "./event-client.ts";
import { learnedRow, splitByDay, timeText } from "./event-rows.ts";
import { LEARNED_ROW_COLUMNS } from "./event-schema.ts";
import { chunks, groupChunks } from "./hit-store.ts";

/** Values in one statement; more are asked for in turn. */
const VALUES_MAX = 200;
/** Rows of one answer; beyond it the oldest are left out, and count as forgotten. */
const LEARNED_MAX = 200_000;

const ASKED = `rule = {rule: String} AND version = {version: UInt32}
  AND group_values IN {groups: Array(String)}
  AND day >= toDate({from: DateTime64(3, 'UTC')}) AND day <= toDate({to: DateTime64(3, 'UTC')})`;

type LearnedResult = {
  query: number;
  group_values: string;
  value: string;
  first_ms: string;
  last_ms: string;
};

export function learnedStore(client: EventClient, table: string) {
  const paramsOf = (ask: LearnedAsk, groups: readonly string[]) => ({
    rule: ask.rule,
    version: ask.version,
    groups,
    from: timeText(Math.max(0, ask.from)),
    to: timeText(ask.to),
  });

  async function insertLearned(rows: readonly LearnedRow[]): Promise<void> {
    const dated = rows.map((row) => ({ ...row, ts: row.first }));
    for (const day of splitByDay(dated))
      await client.insert(table, LEARNED_ROW_COLUMNS, day.map(learnedRow));
  }

  async function learned(ask: LearnedAsk): Promise<LearnedRow[]> {
    const { rule, version } = ask;
    const result: LearnedRow[] = [];
    for (const groups of groupChunks(ask.groups))
      for (const values of ask.values === undefined ? [[]] : chunks(ask.values, VALUES_MAX)) {
        const rows = await client.select<LearnedResult>(
          `SELECT query, group_values, value, toUnixTimestamp64Milli(min(first)) AS first_ms,
             toUnixTimestamp64Milli(max(last)) AS last_ms
           FROM ${table}
           WHERE ${ASKED} AND ({all: UInt8} OR value IN {values: Array(String)})
           GROUP BY query, group_values, value, day
           HAVING last_ms >= {from_ms: Int64} AND first_ms <= {to_ms: Int64}
           ORDER BY day DESC LIMIT ${LEARNED_MAX}`,
          {
            ...paramsOf(ask, groups ?? []),
            ...{ all: ask.values === undefined ? 1 : 0, values },
            ...{ from_ms: ask.from, to_ms: ask.to },
          },
        );
        for (const { query, group_values: group, value, first_ms, last_ms } of rows)
          result.push({
            ...{ rule, version, query, group, value },
            ...{ first: Number(first_ms), last: Number(last_ms) },
          });
      }
    return result;
  }

  async function groupStarts(ask: LearnedAsk): Promise<ReadonlyMap<string, number>> {
    const starts = new Map<string, number>();
    for (const groups of groupChunks(ask.groups)) {
      const rows = await client.select<{ group_values: string; first_ms: string }>(
        `SELECT group_values, toUnixTimestamp64Milli(min(first)) AS first_ms
         FROM ${table} WHERE ${ASKED} GROUP BY group_values`,
        paramsOf(ask, groups ?? []),
      );
      for (const { group_values, first_ms } of rows) starts.set(group_values, Number(first_ms));
    }
    return starts;
  }

  return { insertLearned, learned, groupStarts };
}
