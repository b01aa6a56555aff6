/**
 * Where a search finds values in the two tables of events and logs: columns, tags, and the lists of
 * leaves. A place says whether it has any value, whether one meets a test, and which texts it has.
 */
import {
  compilePredicate,
  DOT_IN_NAME,
  isUnfindable,
  LEAF_OBJECT,
  LEAF_OTHER,
  LEAF_TEXT,
  leafPattern,
  type ValueMatch,
} from "#lib/query";
import { EVENT_SOURCE } from "./event-rows.ts";
import { EVENT_LISTS } from "./event-schema.ts";
import { LOG_HOT } from "./log-schema.ts";
import { testSql, wantsString } from "./record-test.ts";
import { quoted } from "./sql-text.ts";
import { hasLeaf, LEAF_TEXTS, pathTexts, wantedLeaves } from "./table-parts.ts";

export type RecordKind = "events" | "logs";

export type Place = {
  exists: string;
  some(value: ValueMatch, free: boolean): string;
  /** An expression for all its texts, as a list. */
  texts: string;
  /** The column that is this list, each text once, where there is one. */
  list?: string;
  /** The column that is its one text, where there is one; "" is none. */
  column?: string;
};

const NEVER = "0";
const NOTHING: Place = { exists: NEVER, some: () => NEVER, texts: "emptyArrayString()" };
const SCALARS = [LEAF_TEXT, LEAF_OTHER];
/** Kinds of leaves that a value may be about. */
const kindsFor = (value: ValueMatch) => (wantsString(value) ? [LEAF_TEXT] : SCALARS);

type Table = {
  /** Reserved names and the columns that hold them; "" is no value. */
  columns: Readonly<Record<string, string>>;
  /** Attributes whose values are all in a list of their own. */
  lists: ReadonlyMap<string, string>;
  /** Attributes that are one text in every row. */
  texts: ReadonlyMap<string, string>;
  /** Reserved names with the same value in every row. */
  constants: Readonly<Record<string, string>>;
};

const TABLES: Readonly<Record<RecordKind, Table>> = {
  events: {
    columns: { host: "host" },
    lists: new Map(EVENT_LISTS.map(([name, , path]) => [path, name])),
    // The intake takes no event without this one.
    texts: new Map([["agent.rule_id", "agent_rule_id"]]),
    constants: { source: EVENT_SOURCE },
  },
  logs: {
    columns: {
      host: "host",
      service: "service",
      source: "source",
      status: "status",
      message: "message",
    },
    lists: LOG_HOT,
    texts: new Map(),
    constants: {},
  },
};

function textPlace(column: string): Place {
  return {
    exists: `${column} != ''`,
    some: (value, free) => `(${column} != '' AND ${testSql(column, { value, free })})`,
    texts: `if(${column} = '', emptyArrayString(), [toString(${column})])`,
    column,
  };
}

function constantPlace(text: string): Place {
  const span = { start: 0, end: 0 };
  return {
    exists: "1",
    some: (value, free) => {
      const key = free ? "" : "@title";
      const isMet = compilePredicate({ kind: "term", key, value, span })({ title: text });
      return isMet ? "1" : NEVER;
    },
    texts: `[${quoted(text)}]`,
  };
}

function listPlace(column: string): Place {
  return {
    exists: `notEmpty(${column})`,
    some: (value, free) =>
      value.kind === "text" && !free
        ? `has(${column}, ${quoted(value.text)})`
        : `arrayExists(x -> ${testSql("x", { value, free })}, ${column})`,
    texts: `CAST(${column}, 'Array(String)')`,
  };
}

function tagPlace(key: string): Place {
  const prefix = `${key}:`;
  const isTag = `startsWith(x, ${quoted(prefix)})`;
  const rest = `substring(x, ${Buffer.byteLength(prefix) + 1})`;
  return {
    exists: `arrayExists(x -> ${isTag}, tags)`,
    some: (value, free) =>
      value.kind === "text" && !free
        ? `has(tags, ${quoted(prefix + value.text)})`
        : `arrayExists(x -> ${isTag} AND ${testSql(rest, { value, free })}, tags)`,
    texts: `arrayMap(x -> ${rest}, arrayFilter(x -> ${isTag}, CAST(tags, 'Array(String)')))`,
  };
}

/** The leaves at a path; `isPlain` leaves objects out, which a plain name never means. */
function leafPlace(path: string, isPlain: boolean): Place {
  return {
    exists: hasLeaf(isPlain ? SCALARS : [LEAF_OBJECT, ...SCALARS], path),
    some: (value, free) => {
      const kinds = kindsFor(value);
      const test = `w = 'y' AND ${testSql("v", { value, free })}`;
      const lists = `${LEAF_TEXTS}, ${wantedLeaves(kinds, path)}`;
      // The shape alone is a small column, so that rows without this path cost little.
      return `(${hasLeaf(kinds, path)} AND arrayExists((v, w) -> ${test}, ${lists}))`;
    },
    texts: pathTexts(path),
  };
}

const everyLeaf: Place = {
  exists: `match(leaf_shape, ${quoted(leafPattern(SCALARS))})`,
  some: (value, free) => {
    const test = `w = 'y' AND ${testSql("v", { value, free })}`;
    return `arrayExists((v, w) -> ${test}, ${LEAF_TEXTS}, ${wantedLeaves(kindsFor(value))})`;
  },
  texts: `arrayFilter((v, w) -> w = 'y', ${LEAF_TEXTS}, ${wantedLeaves(SCALARS)})`,
};

function reservedPlace(table: Table, name: string): Place | undefined {
  if (name === "tags") return listPlace("tags");
  const column = table.columns[name];
  if (column !== undefined && Object.hasOwn(table.columns, name)) return textPlace(column);
  const constant = Object.hasOwn(table.constants, name) ? table.constants[name] : undefined;
  return constant === undefined ? undefined : constantPlace(constant);
}

function attributePlace(table: Table, path: string): Place {
  if (isUnfindable(path)) return NOTHING;
  const [first = "", ...rest] = path.split(".");
  const reserved = reservedPlace(table, first);
  if (reserved !== undefined) return rest.length === 0 ? reserved : NOTHING;
  const text = table.texts.get(path);
  if (text !== undefined) return textPlace(text);
  const list = table.lists.get(path);
  const leaf = leafPlace(path, false);
  if (list === undefined) return leaf;
  const hot = listPlace(list);
  return {
    // An object at the path is a value too, and only the leaves know of it.
    exists: leaf.exists,
    some: (value, free) => (wantsString(value) ? leaf.some(value, free) : hot.some(value, free)),
    texts: hot.texts,
    list,
  };
}

/** All the places a key may mean; a value in any of them counts. */
export function placesOf(kind: RecordKind, key: string): Place[] {
  const table = TABLES[kind];
  if (key === "*") {
    const reserved = [...Object.keys(table.columns), ...Object.keys(table.constants), "tags"];
    return [...reserved.flatMap((name) => reservedPlace(table, name) ?? []), everyLeaf];
  }
  if (key.startsWith("@")) return [attributePlace(table, key.slice(1))];
  const own = isUnfindable(key)
    ? NOTHING
    : (reservedPlace(table, key) ?? leafPlace(key.replaceAll(".", DOT_IN_NAME), true));
  return [own, tagPlace(key)];
}

/** All texts that a key has in a row, each once. */
export function textsOf(kind: RecordKind, key: string): string {
  const places = placesOf(kind, key).filter((place) => place !== NOTHING);
  const [first, tag, ...more] = places;
  // Few rows have a tag of the name of a column; only those need two lists to be made one.
  if (first?.column !== undefined && tag !== undefined && more.length === 0) {
    const both = `arrayDistinct(arrayConcat(${first.texts}, ${tag.texts}))`;
    return `if(${tag.exists}, ${both}, ${first.texts})`;
  }
  const lists = places.map(({ texts }) => texts);
  const all = lists.length === 1 ? lists[0] : `arrayConcat(${lists.join(", ")})`;
  return lists.length === 0 ? NOTHING.texts : `arrayDistinct(${all})`;
}
