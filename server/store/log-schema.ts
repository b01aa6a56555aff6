/**
 * The table of logs, beside that of events. What rules and people ask for most has a column of its
 * own with all its values; the rest is found by the flat list of leaves.
 */
import type { BlockColumn } from "./native-block.ts";
import {
  type EventSchema,
  engineOf,
  LEAF_COLUMNS,
  onCluster,
  tableSettings,
} from "./table-parts.ts";

/** Attributes with a column: path → name; what detection rules of logs group and ask by most. */
export const LOG_HOT: ReadonlyMap<string, string> = new Map(
  [
    "usr.id",
    "usr.name",
    "usr.email",
    "network.client.ip",
    "network.client.geoip.country.iso_code",
    "network.destination.ip",
    "evt.name",
    "evt.outcome",
    "evt.category",
    "evt.id",
    "http.status_code",
    "http.method",
    "http.url_details.path",
    "http.useragent",
    "userIdentity.arn",
    "userIdentity.type",
    "objectRef.resource",
    "objectRef.namespace",
    "process.name",
    "threat_intel.results.category",
  ].map((path) => [path, `at_${path.replaceAll(".", "_")}`]),
);

const ENVELOPE = [
  ["event_id", "String CODEC(ZSTD(1))"],
  ["ts", "DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))"],
  ["received", "DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))"],
  ["host", "LowCardinality(String)"],
  ["service", "LowCardinality(String)"],
  ["source", "LowCardinality(String)"],
  ["status", "LowCardinality(String)"],
  ["tags", "Array(LowCardinality(String))"],
  ["message", "String CODEC(ZSTD(3))"],
  ["raw", "String CODEC(ZSTD(3))"],
] as const;

const HOT = [...LOG_HOT.values()].map((name) => [name, "Array(LowCardinality(String))"] as const);

/** The columns in the order of an inserted row. */
export const LOG_ROW: readonly BlockColumn[] = [...ENVELOPE, ...LEAF_COLUMNS, ...HOT];

/** The statement that makes the table, which does nothing when there is one. */
export function logsTable(schema: EventSchema): string {
  const lines = LOG_ROW.map(([name, type]) => `  ${name} ${type}`);
  // Sources and services differ far more in what they say than minutes do.
  return `CREATE TABLE IF NOT EXISTS ${schema.database}.logs${onCluster(schema.profile)} (
${lines.join(",\n")},
  INDEX event_id_index event_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX received_index received TYPE minmax GRANULARITY 1
) ENGINE = ${engineOf(schema.profile)}
PARTITION BY toDate(ts)
ORDER BY (toStartOfHour(ts), source, service, ts)
${tableSettings(schema)}`;
}

/** Statements that give a table of an older version its new columns. */
export function logColumnStatements(schema: EventSchema, existing: ReadonlySet<string>): string[] {
  return HOT.filter(([name]) => !existing.has(name)).map(
    ([name, type]) =>
      `ALTER TABLE ${schema.database}.logs${onCluster(schema.profile)} ADD COLUMN IF NOT EXISTS ${name} ${type}`,
  );
}
