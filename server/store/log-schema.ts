/**
 * The table of logs, beside that of events. What rules and people ask for most has a column of its
 * own with all its values; the rest is found by the flat list of leaves.
 */
import type { BlockColumn } from "./native-block.ts";
import {
  addColumns,
  type EventSchema,
  engineOf,
  LEAF_COLUMNS,
  type ListColumn,
  onCluster,
  wideTableSettings,
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
  ["message", "String CODEC(LZ4)"],
  ["raw", "String CODEC(LZ4)"],
] as const;

/** All values of each of them, each once. */
export const LOG_LISTS: readonly ListColumn[] = [...LOG_HOT].map(([path, name]) => [
  name,
  "Array(LowCardinality(String))",
  path,
]);

/** The columns in the order of an inserted row. */
export const LOG_ROW: readonly BlockColumn[] = [
  ...ENVELOPE,
  ...LEAF_COLUMNS,
  ...LOG_LISTS.map(([name, type]) => [name, type] as const),
];

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
${wideTableSettings(schema)}`;
}

/** Statements that give a table of an older version its new columns. */
export function logColumnStatements(schema: EventSchema, existing: ReadonlySet<string>): string[] {
  return addColumns(`${schema.database}.logs${onCluster(schema.profile)}`, existing, LOG_LISTS);
}
