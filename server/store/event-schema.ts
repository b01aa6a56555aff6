/**
 * Tables of the event store, generated from the contract's column list. One statement list serves
 * the embedded engine and a cluster; only `engineOf` knows the difference. Steps may run again at
 * any time, also by replicas at once.
 */
import { EVENT_COLUMNS } from "./generated/columns.ts";
import { logColumnStatements, logsTable } from "./log-schema.ts";
import {
  type EventSchema,
  engineOf,
  LEAF_COLUMNS,
  onCluster,
  tableSettings,
  ttlOf,
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
const RAW = ["raw", "String CODEC(ZSTD(3))"] as const;

/** Names of the columns in the order of an inserted row. */
export const EVENT_ROW_COLUMNS: readonly string[] = [
  ...ENVELOPE.map(([name]) => name),
  RAW[0],
  ...LEAF_COLUMNS.map(([name]) => name),
  ...EVENT_COLUMNS.map(({ name }) => name),
];

export const HIT_ROW_COLUMNS = [
  "rule",
  "version",
  "query",
  "group_values",
  "distinct_value",
  "ts",
  "event_id",
] as const;

function eventsTable(schema: EventSchema): string {
  const hot = EVENT_COLUMNS.map(({ name, type }) => [name, type]);
  const columns = [...ENVELOPE, RAW, ...LEAF_COLUMNS, ...hot];
  const lines = columns.map(([name, type]) => `  ${name} ${type}`);
  // By hour first: most searches are about a recent stretch of time, within it about one rule.
  return `CREATE TABLE IF NOT EXISTS ${schema.database}.events${onCluster(schema.profile)} (
${lines.join(",\n")},
  INDEX event_id_index event_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX received_index received TYPE minmax GRANULARITY 1
) ENGINE = ${engineOf(schema.profile)}
PARTITION BY toDate(ts)
ORDER BY (toStartOfHour(ts), agent_rule_id, ts)
${tableSettings(schema)}`;
}

/**
 * One narrow row per event and detection query it meets. All of windows and thresholds is counted
 * here.
 */
function hitsTable(schema: EventSchema): string {
  return `CREATE TABLE IF NOT EXISTS ${schema.database}.hits${onCluster(schema.profile)} (
  rule LowCardinality(String),
  version UInt32,
  query UInt8,
  group_values String,
  distinct_value String,
  ts DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  event_id String CODEC(ZSTD(1))
) ENGINE = ${engineOf(schema.profile)}
PARTITION BY toDate(ts)
ORDER BY (rule, group_values, query, ts)
${tableSettings(schema)}`;
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
  const wanted = [...LEAF_COLUMNS, ...EVENT_COLUMNS.map(({ name, type }) => [name, type])];
  const added = wanted
    .filter(([name]) => !existing.eventColumns.has(name as string))
    .map(([name, type]) => `ALTER TABLE ${events} ADD COLUMN IF NOT EXISTS ${name} ${type}`);
  const aged = [...existing.definitions]
    .filter(([, definition]) => !definition.includes(ttlOf(schema)))
    .map(
      ([table]) =>
        `ALTER TABLE ${database}.${table}${onCluster(profile)} MODIFY TTL ${ttlOf(schema)}`,
    );
  return [...added, ...logColumnStatements(schema, existing.logColumns), ...aged];
}
