/** What the tables of the event store share: engine, durability, retention, the lists of leaves. */
import { quoted } from "./sql-text.ts";

/**
 * `single` is one server or the embedded engine; `replicated` a cluster with the usual {shard} and
 * {replica} macros.
 */
export type EngineProfile = { kind: "single" } | { kind: "replicated"; cluster: string };

export type EventSchema = { database: string; profile: EngineProfile; retentionDays: number };

/**
 * The values of an event as three lists of one length, by which a search finds any attribute and
 * from which an event is put together again. The texts are one text with a NUL between them, which
 * the engine takes over as a whole. LZ4, for what a denser codec saves it takes from the intake.
 */
export const LEAF_COLUMNS = [
  ["leaf_paths", "Array(LowCardinality(String)) CODEC(LZ4)"],
  ["leaf_texts", "String CODEC(LZ4)"],
  ["leaf_kinds", "Array(UInt8) CODEC(LZ4)"],
] as const;

/** The texts of leaves, as a list: none for a row without paths, whose one text is empty. */
export const LEAF_TEXTS =
  "if(empty(leaf_paths), emptyArrayString(), splitByChar('\\0', leaf_texts))";

/** All texts at a path, each once, in the lists of a row. */
export function pathTexts(path: string): string {
  const isAt = `p = ${quoted(path)} AND (k = 1 OR k = 2)`;
  return `arrayDistinct(arrayFilter((v, p, k) -> ${isAt}, ${LEAF_TEXTS}, leaf_paths, leaf_kinds))`;
}

/** A column with all values of an attribute. */
export type ListColumn = readonly [name: string, type: string, path: string];

/**
 * Statements that give a table of an older version the columns it lacks. What it has of values so
 * far is found in the new ones: the engine works it out of the old when it is asked.
 */
export function addColumns(
  table: string,
  existing: ReadonlySet<string>,
  lists: readonly ListColumn[],
): string[] {
  const plain = LEAF_COLUMNS.map(([name, type]) => {
    const isListOfOld = name === "leaf_texts" && existing.has("leaf_values");
    const [first, codec = ""] = type.split(" CODEC");
    const old = isListOfOld ? " DEFAULT arrayStringConcat(leaf_values, '\\0')" : "";
    return [name, `${first}${old}${codec === "" ? "" : ` CODEC${codec}`}`];
  });
  const listed = lists.map(([name, type, path]) => [name, `${type} DEFAULT ${pathTexts(path)}`]);
  return [...plain, ...listed]
    .filter(([name]) => !existing.has(name as string))
    .map(([name, type]) => `ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS ${name} ${type}`);
}

/** Without these an insert is acknowledged while it is still in the page cache only. */
const DURABLE = [
  "fsync_after_insert = 1",
  "fsync_part_directory = 1",
  "min_rows_to_fsync_after_merge = 1",
  "ttl_only_drop_parts = 1",
].join(", ");

export function engineOf(profile: EngineProfile, kind = "MergeTree"): string {
  return profile.kind === "single"
    ? kind
    : `Replicated${kind}('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')`;
}

export function onCluster(profile: EngineProfile): string {
  return profile.kind === "single" ? "" : ` ON CLUSTER \`${profile.cluster}\``;
}

/** How many days a row lives; also how a changed retention is recognised in an existing table. */
export function ttlOf(schema: EventSchema): string {
  return `toDateTime(ts) + toIntervalDay(${schema.retentionDays})`;
}

/** The end of a table's definition. */
export function tableSettings(schema: EventSchema, ttl = ttlOf(schema)): string {
  return `TTL ${ttl}\nSETTINGS ${DURABLE}`;
}
