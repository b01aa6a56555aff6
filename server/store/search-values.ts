/**
 * Where a search finds values in the signals table, in both SQL dialects. JSON comes apart into
 * rows of scalars, one for each element of an array; objects and null are no values. What SQLite
 * has no operator for, or none whose cost is bounded, is answered by the search language's own
 * predicate through an SQL function.
 */
import { type RawBuilder, sql } from "kysely";
import { compilePredicate, patternParts, type ValueMatch } from "#lib/query";
import type { ControlDialect } from "./control-migration.ts";

export type Condition = RawBuilder<boolean>;
/** Whether free text is looked for: anywhere within the value and regardless of case. */
type Test = { value: ValueMatch; free: boolean };
/** A scalar in SQL: its text, and whether it is a string. */
type Scalar = { text: RawBuilder<string>; isString: Condition };

/** A place of values: is there any, and does any meet a test. */
export type Values = { exist: Condition; some(test: Test): Condition };

export const NEVER: Condition = sql<boolean>`(1 = 0)`;

/** Name of the function that SQLite connections get; see `matchText`. */
export const MATCH_FUNCTION = "vigil_match";
const COMPILED_MAX = 100;
const compiled = new Map<string, (text: string) => boolean>();

/** Whether text meets a test given as JSON. */
export function matchText(test: string, text: unknown): number {
  let matches = compiled.get(test);
  if (matches === undefined) {
    const { value, free } = JSON.parse(test) as Test;
    const span = { start: 0, end: 0 };
    const predicate = compilePredicate({ kind: "term", key: free ? "" : "@title", value, span });
    matches = (title) => predicate({ title });
    if (compiled.size >= COMPILED_MAX) compiled.clear();
    compiled.set(test, matches);
  }
  return typeof text === "string" && matches(text) ? 1 : 0;
}

function likePattern(source: string): string {
  const parts = patternParts(source).map((part) => {
    if (part.kind === "text") return part.text.replaceAll(/[\\%_]/g, "\\$&");
    return part.kind === "any" ? "%" : "_";
  });
  return parts.join("");
}

/** Text that is a number as PostgreSQL reads them; other text must not reach the cast. */
const NUMBER = String.raw`^\s*[-+]?(\d{1,250}(\.\d{0,250})?|\.\d{1,250})([eE][-+]?\d{1,2})?\s*$`;

/**
 * IPv4 as dotted quad, or IPv6 with at most one `::`; other text must not reach the cast to inet.
 */
function inBlocks(text: RawBuilder<string>, blocks: readonly string[]): Condition {
  const octet = String.raw`(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
  const isV4 = sql`${text} ~ ${`^(${octet}\\.){3}${octet}$`}`;
  const word = "[0-9a-fA-F]{1,4}";
  const words = `${word}(:${word})*`;
  const isFull = sql`${text} ~ ${`^(${word}:){7}${word}$`}`;
  const colons = sql`length(${text}) - length(replace(${text}, ':', ''))`;
  const isShort = sql`(${text} ~ ${`^(${words})?::(${words})?$`} and ${colons} <= 7)`;
  const inside = blocks.map((block) => sql`cast(${text} as inet) <<= cast(${block} as inet)`);
  return sql`(case when ${isV4} or ${isFull} or ${isShort}
    then (${sql.join(inside, sql` or `)}) else false end)`;
}

/**
 * PostgreSQL's comparison: numbers as numbers, also text that is one; strings with a string by code
 * point.
 */
function compare({ text, isString }: Scalar, operator: string, wanted: number | string): Condition {
  const sign = sql.raw(operator);
  if (typeof wanted === "string")
    return sql`(${isString} and ${text} collate "C" ${sign} ${wanted})`;
  const number = sql`(case when ${text} ~ ${NUMBER} then cast(${text} as numeric) end)`;
  return sql`(${number} ${sign} cast(${wanted} as numeric))`;
}

function freeText(text: RawBuilder<string>, value: ValueMatch): Condition {
  if (value.kind === "text")
    return sql`(position(${value.text.toLowerCase()} in lower(${text})) > 0)`;
  const source = value.kind === "pattern" ? likePattern(value.source.toLowerCase()) : "";
  return sql`(lower(${text}) like ${`%${source}%`} escape '\\')`;
}

function comparesStrings(value: ValueMatch): boolean {
  if (value.kind === "compare") return typeof value.value === "string";
  return value.kind === "range" && [value.from, value.to].some((end) => typeof end === "string");
}

function meetsSqlite({ text, isString }: Scalar, test: Test): Condition {
  if (test.value.kind === "text" && !test.free) return sql`(${text} = ${test.value.text})`;
  const call = sql<boolean>`(${sql.raw(MATCH_FUNCTION)}(${JSON.stringify(test)}, ${text}) = 1)`;
  return comparesStrings(test.value) ? sql`(${isString} and ${call})` : call;
}

function meetsPostgres(scalar: Scalar, { value, free }: Test): Condition {
  const { text } = scalar;
  if (free && (value.kind === "text" || value.kind === "pattern")) return freeText(text, value);
  switch (value.kind) {
    case "exists":
      return sql`(${text} is not null)`;
    case "text":
      return sql`(${text} = ${value.text})`;
    case "pattern":
      return sql`(${text} like ${likePattern(value.source)} escape '\\')`;
    case "cidr":
      return inBlocks(text, value.blocks);
    case "compare":
      return compare(scalar, value.operator, value.value);
    case "range": {
      const { from, to } = value;
      const least = from === null ? sql`${text} is not null` : compare(scalar, ">=", from);
      const most = to === null ? sql`${text} is not null` : compare(scalar, "<=", to);
      return sql`(${least} and ${most})`;
    }
  }
}

function meets(scalar: Scalar, test: Test, dialect: ControlDialect): Condition {
  return dialect === "sqlite" ? meetsSqlite(scalar, test) : meetsPostgres(scalar, test);
}

/** The value of a plain column. */
export function columnValues(column: string, isString: boolean, dialect: ControlDialect): Values {
  const text = sql<string>`cast(${sql.ref(column)} as text)`;
  const scalar = { text, isString: isString ? sql<boolean>`(1 = 1)` : NEVER };
  return {
    exist: sql<boolean>`(1 = 1)`,
    some: (test) => sql`coalesce(${meets(scalar, test, dialect)}, false)`,
  };
}

/**
 * A FROM item that yields a row per scalar at a path of a JSON column, and how to read its text.
 */
export function jsonRows(
  column: string,
  path: readonly string[] | "all",
  dialect: ControlDialect,
): { from: RawBuilder<unknown>; where: Condition } & Scalar {
  const document = sql.ref(column);
  if (dialect === "postgres") {
    const steps =
      path === "all" ? ".**" : `${path.map((s) => `.${JSON.stringify(s)}`).join("")}[*]`;
    return {
      from: sql`jsonb_path_query(${document}, cast(${`$${steps}`} as jsonpath)) as item(value)`,
      where: sql`(jsonb_typeof(item.value) in ('string', 'number', 'boolean'))`,
      text: sql`(item.value #>> '{}')`,
      isString: sql`(jsonb_typeof(item.value) = 'string')`,
    };
  }
  const text = sql<string>`(case item.type when 'true' then 'true'
    when 'false' then 'false' else cast(item.atom as text) end)`;
  const isString = sql<boolean>`(item.type = 'text')`;
  const isScalar = sql`item.type in ('text', 'integer', 'real', 'true', 'false')`;
  if (path === "all")
    return { from: sql`json_tree(${document}) as item`, where: sql`(${isScalar})`, text, isString };
  const at = `$${path.map((segment) => `."${segment}"`).join("")}`;
  // The elements of an object are not values of its path.
  const where = sql<boolean>`(${isScalar} and json_type(${document}, ${at}) <> 'object')`;
  return { from: sql`json_each(${document}, ${at}) as item`, where, text, isString };
}

/**
 * The values at a path of a JSON column. SQLite's paths cannot name every key; such a key has no
 * values there.
 */
export function jsonValues(
  column: string,
  path: readonly string[] | "all",
  dialect: ControlDialect,
): Values {
  const isUnnameable = path !== "all" && path.some((segment) => /["\\]/.test(segment));
  if (isUnnameable) return { exist: NEVER, some: () => NEVER };
  const { from, where, ...scalar } = jsonRows(column, path, dialect);
  return {
    exist: path === "all" ? sql`(1 = 1)` : jsonExists(column, path, dialect),
    some: (test) =>
      sql`exists (select 1 from ${from} where ${where} and ${meets(scalar, test, dialect)})`,
  };
}

function jsonExists(column: string, path: readonly string[], dialect: ControlDialect): Condition {
  const document = sql.ref(column);
  if (dialect === "postgres") {
    const steps = path.map((segment) => `.${JSON.stringify(segment)}`).join("");
    const at = `$${steps} ? (@ != null)`;
    return sql`jsonb_path_exists(${document}, cast(${at} as jsonpath))`;
  }
  const at = `$${path.map((segment) => `."${segment}"`).join("")}`;
  return sql`(coalesce(json_type(${document}, ${at}), 'null') <> 'null')`;
}

/** Values of the `key:value` tags of one key in a JSON array of tags. */
export function tagValues(column: string, key: string, dialect: ControlDialect): Values {
  const { from, where, text } = jsonRows(column, [], dialect);
  const prefix = `${key}:`;
  const isTag = sql<boolean>`(${where} and substr(${text}, 1, ${prefix.length}) = ${prefix})`;
  const value = sql<string>`substr(${text}, ${prefix.length + 1})`;
  const scalar = { text: value, isString: sql<boolean>`(1 = 1)` };
  return {
    exist: sql`exists (select 1 from ${from} where ${isTag})`,
    some: (test) =>
      sql`exists (select 1 from ${from} where ${isTag} and ${meets(scalar, test, dialect)})`,
  };
}
