/**
 * Tables of the event store, generated from the contract's column list. One statement list serves
 * the embedded engine and a cluster; only `engineOf` knows the difference. Steps may run again at
 * any time, also by replicas at once.
 */
import { EVENT_COLUMNS } from "./generated/columns.ts";
import { logColumnStatements, logsTable } from "./log-schema.ts";
import type { BlockColumn } from "./native-block.ts";
import {
  addColumns,
  changeMerges,
  type EventSchema,
  engineOf,
  LEAF_COLUMNS,
  type ListColumn,
  onCluster,
  tableSettings,
  ttlOf,
  wideTableSettings,
} from "./table-parts.ts";

export const RETENTION_DAYS_DEFAULT = 30;
export const RETENTION_DAYS_MAX = 3650;

/** Columns of an event that do not come out of its JSON. `seq` counts within (agent_id, spool). */
const ENVELOPE = [
  ["event_id", "String CODEC(ZSTD(1))"],
  ["ts", "DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))"],
  ["received", "DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))"],
  ["agent_id", "LowCardinality(String)"],
  ["boot", "LowCardinality(String)"],
  ["spool", "LowCardinality(String)"],
  ["seq", "UInt64 CODEC(Delta, ZSTD(1))"],
  ["host", "LowCardinality(String)"],
  ["tags", "Array(LowCardinality(String))"],
] as const;
/** The event JSON of those few that their leaves do not say whole; else "". */
const RAW = ["raw", "String CODEC(LZ4)"] as const;
/** The one attribute that is a text in every event; the table is sorted by it. */
const RULE_ID = ["agent_rule_id", "LowCardinality(String)"] as const;

/** Attributes with a column of all their values, each once. */
export const EVENT_LISTS: readonly ListColumn[] = EVENT_COLUMNS.filter(
  ({ name }) => name !== RULE_ID[0],
).map(({ name, json, type }) => [
  `at_${name}`,
  type === "LowCardinality(String)" ? "Array(LowCardinality(String))" : "Array(String)",
  json,
]);

/** The columns in the order of an inserted row. */
export const EVENT_ROW: readonly BlockColumn[] = [
  ...ENVELOPE,
  RAW,
  ...LEAF_COLUMNS,
  RULE_ID,
  ...EVENT_LISTS.map(([name, type]) => [name, type] as const),
];

export const HIT_ROW: readonly BlockColumn[] = [
  ["rule", "LowCardinality(String)"],
  ["version", "UInt32"],
  ["query", "UInt8"],
  ["group_values", "String"],
  ["distinct_value", "String"],
  ["ts", "DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))"],
  ["event_id", "String CODEC(ZSTD(1))"],
];

export const LEARNED_ROW_COLUMNS = [
  "rule",
  "version",
  "query",
  "group_values",
  "value",
  "day",
  "first",
  "last",
] as const;

/** Learned values are kept as long as a rule may ask for them, whatever events are. */
const LEARNED_DAYS_MIN = 45;

function eventsTable(schema: EventSchema): string {
  const lines = EVENT_ROW.map(([name, type]) => `  ${name} ${type}`);
  // By hour first: most searches are about a recent stretch of time, within it about one rule.
  return `CREATE TABLE IF NOT EXISTS ${schema.database}.events${onCluster(schema.profile)} (
${lines.join(",\n")},
  INDEX event_id_index event_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX received_index received TYPE minmax GRANULARITY 1
) ENGINE = ${engineOf(schema.profile)}
PARTITION BY toDate(ts)
ORDER BY (toStartOfHour(ts), agent_rule_id, ts)
${wideTableSettings(schema)}`;
}

/**
 * One narrow row per event and detection query it meets. All of windows and thresholds is counted
 * here.
 */
function hitsTable(schema: EventSchema): string {
  return `CREATE TABLE IF NOT EXISTS ${schema.database}.hits${onCluster(schema.profile)} (
${HIT_ROW.map(([name, type]) => `  ${name} ${type}`).join(",\n")}
) ENGINE = ${engineOf(schema.profile)}
PARTITION BY toDate(ts)
ORDER BY (rule, group_values, query, ts)
${tableSettings(schema, ttlOf(schema, "hits"))}`;
}

/**
 * What learning rules remember: a row a value and day. Rows of the same key are one, with the
 * earliest `first` and the latest `last` of them, so that writing one again changes nothing.
 */
function learnedTable(schema: EventSchema): string {
  const days = Math.max(LEARNED_DAYS_MIN, schema.retentionDays);
  return `CREATE TABLE IF NOT EXISTS ${schema.database}.learned${onCluster(schema.profile)} (
  rule LowCardinality(String),
  version UInt32,
  query UInt8,
  group_values String,
  value String,
  day Date,
  first SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  last SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
) ENGINE = ${engineOf(schema.profile, "AggregatingMergeTree")}
PARTITION BY day
ORDER BY (rule, version, group_values, value, query, day)
${tableSettings(schema, `day + toIntervalDay(${days})`)}`;
}

/** Statements that make the tables; each does nothing when its work is done. */
export function createStatements(schema: EventSchema): string[] {
  const { database, profile } = schema;
  const engine = profile.kind === "single" ? " ENGINE = Atomic" : "";
  return [
    `CREATE DATABASE IF NOT EXISTS ${database}${onCluster(profile)}${engine}`,
    eventsTable(schema),
    hitsTable(schema),
    logsTable(schema),
    learnedTable(schema),
  ];
}

/** Statements that bring tables of an older version or other retention up to date. */
export function upgradeStatements(
  schema: EventSchema,
  existing: {
    eventColumns: ReadonlySet<string>;
    logColumns: ReadonlySet<string>;
    definitions: ReadonlyMap<string, string>;
  },
): string[] {
  const { database, profile } = schema;
  const events = `${database}.events${onCluster(profile)}`;
  const added = addColumns(events, existing.eventColumns, EVENT_LISTS);
  const aged = [...existing.definitions]
    .map(([table, definition]) => ({ table, definition, ttl: ttlOf(schema, table) }))
    .filter(({ definition, ttl }) => !definition.includes(ttl))
    .map(
      ({ table, ttl }) => `ALTER TABLE ${database}.${table}${onCluster(profile)} MODIFY TTL ${ttl}`,
    );
  const merges = ["events", "logs"].flatMap((table) =>
    changeMerges(`${database}.${table}${onCluster(profile)}`, existing.definitions.get(table)),
  );
  return [...added, ...logColumnStatements(schema, existing.logColumns), ...aged, ...merges];
}
