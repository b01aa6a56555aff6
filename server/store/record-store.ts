/** Pages, groups and series over the tables of events and logs. */
import type { Query } from "#lib/query";
import { refuseStore } from "./errors.ts";
import type { EventClient } from "./event-client.ts";
import { CONTENT, type ContentRow, contentOf, EVENT_SOURCE, timeText } from "./event-rows.ts";
import { flatLog } from "./log-rows.ts";
import { recordCondition } from "./record-condition.ts";
import { placesOf, type RecordKind, textsOf } from "./record-places.ts";
import { numbersOf } from "./record-test.ts";
import { quoted } from "./sql-text.ts";

/** `from` and `to` are inclusive, milliseconds since 1970, and about when it happened. */
export type RecordCriteria = { kind: RecordKind; query: Query; from: number; to: number };

/** Where a page starts: behind the record with this time and id. */
export type RecordPlace = { ts: number; id: string };

/** An event or a log as searches see it. */
export type StoredRecord = { id: string; ts: number; event: Record<string, unknown> };

export type Aggregation = "count" | "cardinality" | "sum" | "min" | "max" | "avg" | number;

/** One number per group; a number as aggregation is that percentile. */
export type Compute = {
  aggregation: Aggregation;
  /** What is counted or summed up; undefined for the count of records. */
  metric?: string;
  /** Length of a bucket of a series in milliseconds; undefined for one number over all. */
  intervalMs?: number;
};

export type GroupBy = {
  key: string;
  limit: number;
  /** What stands for records without a value; they are left out without it. */
  missing?: string;
  /** By which number groups are ranked, and how. */
  rank: { compute: Compute; descending: boolean } | { alphabetical: true; descending: boolean };
};

/** Values of the groups, and of each compute one number or one for each bucket. */
export type Bucket = { by: string[]; values: (number | null | SeriesPoint[])[] };
export type SeriesPoint = { time: number; value: number | null };

/** A search that takes longer ends with EVENTS_SLOW. */
const SEARCH_SECONDS_MAX = 20;
const SEARCH_BYTES_MAX = 1_500_000_000;
/** Groups of one question, over all its facets. */
export const GROUPS_MAX = 10_000;
/** Points of all series of one question. */
export const POINTS_MAX = 100_000;

const SETTINGS =
  `SETTINGS max_execution_time = ${SEARCH_SECONDS_MAX}, max_memory_usage = ${SEARCH_BYTES_MAX}, ` +
  "precise_float_parsing = 1";

const COLUMNS: Readonly<Record<RecordKind, string>> = {
  events: `host, tags, ${CONTENT}`,
  logs: `host, tags, ${CONTENT}, service, source, status, message`,
};

type Row = ContentRow & {
  event_id: string;
  ms: string;
  host: string;
  tags: string[];
  service: string;
  source: string;
  status: string;
  message: string;
};

function recordOf(kind: RecordKind, row: Row): StoredRecord {
  const { host, tags } = row;
  const attributes = contentOf(row);
  const event =
    kind === "logs"
      ? flatLog({ ...row, attributes })
      : { ...attributes, host, tags, source: EVENT_SOURCE };
  return { id: row.event_id, ts: Number(row.ms), event };
}

const time = (ms: number) => `toDateTime64(${quoted(timeText(ms))}, 3, 'UTC')`;

function whereOf({ kind, query, from, to }: RecordCriteria): string {
  // Rows are sorted by hour first, which the engine does not conclude from the time alone. Said
  // for the index only, for the hour of each row costs as much as counting it.
  const [first, last] = [time(from), time(to)];
  const hours = `toStartOfHour(ts) >= toStartOfHour(${first}) AND toStartOfHour(ts) <= ${last}`;
  return `indexHint(${hours}) AND ts >= ${first} AND ts <= ${last} AND (${recordCondition(kind, query)})`;
}

function aggregate(kind: RecordKind, { aggregation, metric }: Compute): string {
  if (aggregation === "count" && metric === undefined) return "toFloat64(count())";
  const texts = textsOf(kind, metric ?? "");
  if (aggregation === "count") return `toFloat64(sum(length(${texts})))`;
  if (aggregation === "cardinality") return `toFloat64(uniqCombined64Array(${texts}))`;
  const numbers = numbersOf(texts);
  const name =
    typeof aggregation === "number"
      ? `quantileTDigestArray(${aggregation / 100})`
      : `${aggregation}Array`;
  const result = `${name}(${numbers})`;
  return `if(sumArray(arrayMap(x -> 1, ${numbers})) = 0, NULL, toFloat64(${result}))`;
}

/** One row for each value a record has, and which records have any where that must be said. */
function valuesOf(kind: RecordKind, { key, missing }: GroupBy): { value: string; having?: string } {
  const [only, ...others] = placesOf(kind, key);
  // A column as it is: the engine then groups by its dictionary, without making texts.
  if (missing === undefined && others.length === 0) {
    if (only?.list) return { value: `arrayJoin(${only.list})` };
    if (only?.column) return { value: only.column, having: `${only.column} != ''` };
  }
  const texts = textsOf(kind, key);
  if (missing === undefined) return { value: `arrayJoin(${texts})` };
  return { value: `arrayJoin(if(empty(${texts}), [${quoted(missing)}], ${texts}))` };
}

export function recordReader(client: EventClient, database: string) {
  const tableOf = (kind: RecordKind) => `${database}.${kind}`;

  /** Records by time and id, from behind `after`. */
  async function searchRecords(
    criteria: RecordCriteria,
    page: { descending: boolean; after?: RecordPlace; limit: number },
  ): Promise<StoredRecord[]> {
    const { kind } = criteria;
    const direction = page.descending ? "DESC" : "ASC";
    const beyond = page.descending ? "<" : ">";
    const { after } = page;
    const from = after && time(after.ts);
    const behind = after
      ? ` AND ts ${beyond}= ${from} AND (ts, event_id) ${beyond} (${from}, ${quoted(after.id)})`
      : "";
    const rows = await client.select<Row>(
      `SELECT event_id, toUnixTimestamp64Milli(ts) AS ms, ${COLUMNS[kind]}
       FROM ${tableOf(kind)} WHERE ${whereOf(criteria)}${behind}
       ORDER BY ts ${direction}, event_id ${direction} LIMIT ${page.limit} ${SETTINGS}`,
    );
    return rows.map((row) => recordOf(kind, row));
  }

  /** When the newest record that is found happened; undefined when none is. */
  async function newestRecord(criteria: RecordCriteria): Promise<number | undefined> {
    const [row] = await client.select<{ found: string; ms: string }>(
      `SELECT count() AS found, toUnixTimestamp64Milli(max(ts)) AS ms
       FROM ${tableOf(criteria.kind)} WHERE ${whereOf(criteria)} ${SETTINGS}`,
    );
    return row === undefined || Number(row.found) === 0 ? undefined : Number(row.ms);
  }

  /** Names of the best groups of each level, each level within the groups of the one before. */
  async function bestGroups(
    criteria: RecordCriteria,
    groups: readonly GroupBy[],
  ): Promise<string[][]> {
    let parents: string[][] = [[]];
    for (let level = 1; level <= groups.length; level++) {
      const own = groups.slice(0, level);
      const { limit, rank } = own.at(-1) as GroupBy;
      const direction = rank.descending ? "DESC" : "ASC";
      const measure =
        "alphabetical" in rank ? `g${level - 1}` : aggregate(criteria.kind, rank.compute);
      const before = own.slice(0, -1).map((_, at) => `g${at}`);
      const perParent = before.length === 0 ? "" : ` LIMIT ${limit} BY ${before.join(", ")}`;
      const keys = own.map((_, at) => `g${at}`).join(", ");
      const rows = await client.select<Record<string, string>>(
        `SELECT ${keys} FROM (${source(criteria, own, [])}) WHERE ${within(parents)}
         GROUP BY ${keys} ORDER BY ${measure} ${direction} NULLS LAST, ${keys}
         ${perParent} LIMIT ${before.length === 0 ? limit : GROUPS_MAX} ${SETTINGS}`,
      );
      const found = rows.map((row) => own.map((_, at) => row[`g${at}`] ?? ""));
      // Groups stay together under the one they are in, in the order of those.
      const byParent = Map.groupBy(found, (name) => JSON.stringify(name.slice(0, -1)));
      parents = parents.flatMap((parent) => byParent.get(JSON.stringify(parent)) ?? []);
      if (parents.length === 0) return [];
    }
    return parents;
  }

  function source(
    criteria: RecordCriteria,
    groups: readonly GroupBy[],
    more: readonly string[],
  ): string {
    const found = groups.map((group) => valuesOf(criteria.kind, group));
    const values = found.map(({ value }, at) => `${value} AS g${at}`);
    const where = [whereOf(criteria), ...found.flatMap(({ having }) => having ?? [])];
    return `SELECT ${[...values, ...more, "*"].join(", ")} FROM ${tableOf(criteria.kind)}
      WHERE ${where.join(" AND ")}`;
  }

  /** One level of groups with one number each for all computes: one look at the records. */
  async function plainGroups(
    criteria: RecordCriteria,
    computes: readonly Compute[],
    group: GroupBy,
  ): Promise<Bucket[]> {
    const { limit, rank } = group;
    const measure = "alphabetical" in rank ? "g0" : aggregate(criteria.kind, rank.compute);
    const values = computes.map((compute, at) => `${aggregate(criteria.kind, compute)} AS c${at}`);
    const rows = await client.select<Record<string, string | number | null>>(
      `SELECT ${["g0", ...values].join(", ")} FROM (${source(criteria, [group], [])})
       GROUP BY g0 ORDER BY ${measure} ${rank.descending ? "DESC" : "ASC"} NULLS LAST, g0
       LIMIT ${limit} ${SETTINGS}`,
    );
    return rows.map((row) => ({
      by: [String(row["g0"])],
      values: computes.map((_, at) => (row[`c${at}`] === null ? null : Number(row[`c${at}`]))),
    }));
  }

  /** Groups ranked and cut, with a number or a series for each compute. */
  async function aggregateRecords(
    criteria: RecordCriteria,
    computes: readonly Compute[],
    groups: readonly GroupBy[],
  ): Promise<Bucket[]> {
    const [group, ...deeper] = groups;
    const isPlain = computes.every(({ intervalMs }) => intervalMs === undefined);
    if (group !== undefined && deeper.length === 0 && isPlain)
      return plainGroups(criteria, computes, group);
    const names = groups.length === 0 ? [[]] : await bestGroups(criteria, groups);
    if (names.length === 0) return [];
    const buckets = new Map<string, Bucket>();
    for (const by of names)
      buckets.set(JSON.stringify(by), { by, values: computes.map(() => null) });
    for (const intervalMs of new Set(computes.map((compute) => compute.intervalMs)))
      await fill(criteria, groups, names, { computes, intervalMs, buckets });
    return [...buckets.values()];
  }

  type Filling = {
    computes: readonly Compute[];
    intervalMs: number | undefined;
    buckets: Map<string, Bucket>;
  };

  async function fill(
    criteria: RecordCriteria,
    groups: readonly GroupBy[],
    names: readonly string[][],
    { computes, intervalMs, buckets }: Filling,
  ): Promise<void> {
    const own = [...computes.entries()].filter(([, compute]) => compute.intervalMs === intervalMs);
    const keys = groups.map((_, at) => `g${at}`);
    if (intervalMs !== undefined) keys.push("bucket");
    const bucket =
      intervalMs === undefined
        ? []
        : [`intDiv(toUnixTimestamp64Milli(ts), ${intervalMs}) * ${intervalMs} AS bucket`];
    const values = own.map(([at, compute]) => `${aggregate(criteria.kind, compute)} AS c${at}`);
    const rows = await client.select<Record<string, string | number | null>>(
      `SELECT ${[...keys, ...values].join(", ")} FROM (${source(criteria, groups, bucket)})
       WHERE ${within(names)} ${keys.length === 0 ? "" : `GROUP BY ${keys.join(", ")}`}
       ${intervalMs === undefined ? "" : "ORDER BY bucket"} LIMIT ${POINTS_MAX + 1} ${SETTINGS}`,
    );
    if (rows.length > POINTS_MAX) throw refuseStore("EVENTS_POINTS_TOO_MANY", { max: POINTS_MAX });
    for (const row of rows) {
      const target = buckets.get(JSON.stringify(groups.map((_, at) => row[`g${at}`])));
      for (const [at] of own) {
        const value = row[`c${at}`] === null ? null : Number(row[`c${at}`]);
        if (target === undefined) continue;
        if (intervalMs === undefined) target.values[at] = value;
        else {
          const series = (target.values[at] ?? []) as SeriesPoint[];
          series.push({ time: Number(row["bucket"]), value });
          target.values[at] = series;
        }
      }
    }
  }

  return { searchRecords, newestRecord, aggregateRecords };
}

/** Only rows of the groups with these names; all of them when groups have none. */
function within(names: readonly string[][]): string {
  const width = names[0]?.length ?? 0;
  if (width === 0) return "1";
  const columns = Array.from({ length: width }, (_, at) => `g${at}`).join(", ");
  const tuples = names.map((name) => `(${name.map(quoted).join(", ")})`);
  return `(${columns}) IN (${tuples.join(", ")})`;
}
