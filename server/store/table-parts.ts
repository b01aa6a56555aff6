/** What the tables of the event store share: engine, durability, retention, the lists of leaves. */

/**
 * `single` is one server or the embedded engine; `replicated` a cluster with the usual {shard} and
 * {replica} macros.
 */
export type EngineProfile = { kind: "single" } | { kind: "replicated"; cluster: string };

export type EventSchema = { database: string; profile: EngineProfile; retentionDays: number };

/** The values of an event as three lists of one length, by which a search finds any attribute. */
export const LEAF_COLUMNS = [
  ["leaf_paths", "Array(LowCardinality(String))"],
  ["leaf_values", "Array(String) CODEC(ZSTD(1))"],
  ["leaf_kinds", "Array(UInt8) CODEC(ZSTD(1))"],
] as const;

/** Without these an insert is acknowledged while it is still in the page cache only. */
const DURABLE = [
  "fsync_after_insert = 1",
  "fsync_part_directory = 1",
  "min_rows_to_fsync_after_merge = 1",
  "ttl_only_drop_parts = 1",
].join(", ");

export function engineOf(profile: EngineProfile): string {
  return profile.kind === "single"
    ? "MergeTree"
    : "ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')";
}

export function onCluster(profile: EngineProfile): string {
  return profile.kind === "single" ? "" : ` ON CLUSTER \`${profile.cluster}\``;
}

/** How many days a row lives; also how a changed retention is recognised in an existing table. */
export function ttlOf(schema: EventSchema): string {
  return `toDateTime(ts) + toIntervalDay(${schema.retentionDays})`;
}

/** The end of a table's definition. */
export function tableSettings(schema: EventSchema): string {
  return `TTL ${ttlOf(schema)}\nSETTINGS ${DURABLE}`;
}
