/** What the tables of the event store share: engine, durability, retention, the lists of leaves. */
import { LEAF_OTHER, LEAF_TEXT, leafMark, leafPattern } from "#lib/query";
import { quoted } from "./sql-text.ts";

/**
 * `single` is one server or the embedded engine; `replicated` a cluster with the usual {shard} and
 * {replica} macros.
 */
export type EngineProfile = { kind: "single" } | { kind: "replicated"; cluster: string };

export type EventSchema = {
  database: string;
  profile: EngineProfile;
  /** How long events and logs live. */
  retentionDays: number;
  /** How long hits live, not longer than events: as long unless it is given. */
  hitDays?: number;
};

/**
 * The values of an event, by which a search finds any attribute and from which an event is put
 * together again. Path and kind of all are one text, of which there are few. The values are one
 * text with a NUL between them, and behind it the texts of what several events share, each of which
 * is stored once. LZ4, for what a denser codec saves it takes from the intake.
 */
export const LEAF_COLUMNS = [
  ["leaf_shape", "LowCardinality(String) CODEC(LZ4)"],
  ["leaf_texts", "String CODEC(LZ4)"],
  ["leaf_parts", "Array(LowCardinality(String)) CODEC(LZ4)"],
] as const;

const ALL_TEXTS =
  "if(empty(leaf_parts), leaf_texts, " +
  "concat(leaf_texts, '\\0', arrayStringConcat(leaf_parts, '\\0')))";

const SPLIT_TEXTS = `splitByChar('\\0', ${ALL_TEXTS})`;
/** The texts of leaves, as a list: none for a row without leaves, whose one text is empty. */
export const LEAF_TEXTS = `if(leaf_shape = '', emptyArrayString(), ${SPLIT_TEXTS})`;

/** Whether a row has a leaf of one of the kinds at a path; asked of each shape once. */
export function hasLeaf(kinds: readonly number[], path: string): string {
  const found = kinds.map((kind) => `position(leaf_shape, ${quoted(leafMark(kind, path))}) > 0`);
  return `(${found.join(" OR ")})`;
}

const ANY_KIND = quoted(leafPattern([0, 1, 2, 3, 4, 5]));

/** For each leaf of a row "y" or "n", as a list: whether its kind and place are wanted. */
export function wantedLeaves(kinds: readonly number[], path?: string): string {
  const wanted =
    path === undefined
      ? `replaceRegexpAll(leaf_shape, ${quoted(leafPattern(kinds))}, 'y')`
      : kinds.reduce(
          (shape, kind) => `replaceAll(${shape}, ${quoted(leafMark(kind, path))}, 'y')`,
          "leaf_shape",
        );
  // Of each shape once; only the letters are a list of each row.
  return `splitByString('', toString(replaceRegexpAll(${wanted}, ${ANY_KIND}, 'n')))`;
}

const SCALARS = [LEAF_TEXT, LEAF_OTHER];

/** All texts at a path, each once, in the leaves of a row. */
export function pathTexts(path: string): string {
  const own = `arrayFilter((v, w) -> w = 'y', ${LEAF_TEXTS}, ${wantedLeaves(SCALARS, path)})`;
  return `if(${hasLeaf(SCALARS, path)}, arrayDistinct(${own}), emptyArrayString())`;
}

/** A column with all values of an attribute. */
export type ListColumn = readonly [name: string, type: string, path: string];

/**
 * What the leaves of older rows are in the columns of today: those rows have a list of paths, one
 * of kinds, and their values as a list or one text. What was no value had a mark before its path.
 */
const OLD_PATH = "replaceAll(trim(LEADING '\\x02' FROM p), '\\x03', '\\x01')";
const OLD_SHAPE =
  `arrayStringConcat(arrayMap((p, k) -> concat('\\x02', toString(k), ${OLD_PATH}, '\\x03'), ` +
  "leaf_paths, leaf_kinds))";
const OLD_TEXTS = "arrayStringConcat(leaf_values, '\\0')";

function oldValueOf(name: string, existing: ReadonlySet<string>): string {
  if (name === "leaf_shape" && existing.has("leaf_kinds")) return ` DEFAULT ${OLD_SHAPE}`;
  if (name === "leaf_texts" && existing.has("leaf_values")) return ` DEFAULT ${OLD_TEXTS}`;
  return "";
}

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
    const [first, codec = ""] = type.split(" CODEC");
    return [name, `${first}${oldValueOf(name, existing)}${codec === "" ? "" : ` CODEC${codec}`}`];
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
export function ttlOf(
  { retentionDays, hitDays = retentionDays }: EventSchema,
  table = "events",
): string {
  return `toDateTime(ts) + toIntervalDay(${table === "hits" ? hitDays : retentionDays})`;
}

/** The end of a table's definition. */
export function tableSettings(schema: EventSchema, ttl = ttlOf(schema)): string {
  return `TTL ${ttl}\nSETTINGS ${DURABLE}`;
}

/**
 * How parts of tables with many columns merge: column by column, however small they are, for row by
 * row costs several times an insert, most of all in columns of lists. Only parts of a file a column
 * can; what is inserted is one file, which is synced sooner.
 */
const MERGES = [
  "vertical_merge_algorithm_min_rows_to_activate = 1",
  "min_level_for_wide_part = 1",
  "min_bytes_for_wide_part = 1048576",
];

/** The end of the definition of a table with many columns. */
export function wideTableSettings(schema: EventSchema): string {
  return [tableSettings(schema), ...MERGES].join(", ");
}

/** Statements that give a table of an older version the way its parts merge today. */
export function changeMerges(table: string, definition: string | undefined): string[] {
  const missing = MERGES.filter((setting) => !(definition ?? setting).includes(setting));
  return missing.length === 0 ? [] : [`ALTER TABLE ${table} MODIFY SETTING ${missing.join(", ")}`];
}
