/**
 * An event as a flat list: what a table keeps of it so that SQL finds by any path what the
 * predicate finds. A path goes through arrays without naming them.
 */
import { assert } from "#lib/base";

/** An object stands at the path; only "has it any value" can be asked of it. */
export const LEAF_OBJECT = 0;
export const LEAF_TEXT = 1;
/** A number or a truth value. */
export const LEAF_OTHER = 2;
/** A list begins, and the list that began last ends. No values; they tell how the event was. */
const LIST_START = 3;
const LIST_END = 4;
const LEAF_NULL = 5;

/**
 * Three lists of one length; a value is the text of what stands at its path, "" for all that is no
 * scalar. `isWhole` says whether `eventOf` makes the same event of them.
 */
export type Leaves = { paths: string[]; values: string[]; kinds: number[]; isWhole: boolean };

/** What stands for a dot within a name: no path of a search leads through it. */
export const DOT_IN_NAME = "\u0001";
/** Begins the path of what is no value, so that nothing is found at it. */
export const MARK = "\u0002";

/**
 * Paths that were met before, by the names that lead to them: events of a kind have the same ones,
 * and a path that is one and the same text is found fastest by what counts them.
 */
type Place = { path: string; mark: string; isPlain: boolean; next: Map<string, Place> };

/** All that is remembered is forgotten at this many; longer paths are never remembered. */
const PLACES_MAX = 20_000;
const PLACE_CHARS_MAX = 512;

/** Whether a path cannot hold a name as it is. */
const isOdd = (name: string) =>
  name.includes(DOT_IN_NAME) || name.includes(MARK) || name === "__proto__";

const root: Place = { path: "", mark: MARK, isPlain: true, next: new Map() };
let places = 0;

function placeOf(parent: Place, name: string): Place {
  const known = parent.next.get(name);
  if (known !== undefined) return known;
  const segment = name.includes(".") ? name.replaceAll(".", DOT_IN_NAME) : name;
  const path = parent === root ? segment : `${parent.path}.${segment}`;
  const isPlain = parent.isPlain && !isOdd(name);
  const place = { path, mark: MARK + path, isPlain, next: new Map() };
  if (path.length > PLACE_CHARS_MAX) return place;
  if (places >= PLACES_MAX) {
    root.next.clear();
    places = 0;
  }
  places += 1;
  parent.next.set(name, place);
  return place;
}

/**
 * The leaves of an event, about `max` at most, without what stands at its top under one of
 * `omitted`; what is beyond cannot be found by path. Null is no value.
 */
export function leavesOf(
  event: Readonly<Record<string, unknown>>,
  max: number,
  omitted: ReadonlySet<string> = new Set(),
): Leaves {
  const leaves: Leaves = { paths: [], values: [], kinds: [], isWhole: true };
  for (const name of Object.keys(event))
    if (!omitted.has(name)) gather(event[name], placeOf(root, name), leaves, max);
  return leaves;
}

function add(leaves: Leaves, path: string, kind: number, value: string): void {
  leaves.paths.push(path);
  leaves.values.push(value);
  leaves.kinds.push(kind);
}

function gather(found: unknown, place: Place, leaves: Leaves, max: number): void {
  if (found === undefined) return;
  if (leaves.paths.length >= max || !place.isPlain) leaves.isWhole = false;
  if (leaves.paths.length >= max) return;
  if (typeof found === "string") add(leaves, place.path, LEAF_TEXT, found);
  else if (found === null) add(leaves, place.mark, LEAF_NULL, "");
  else if (typeof found !== "object")
    add(leaves, place.path, LEAF_OTHER, String(found as number | boolean));
  else if (Array.isArray(found)) {
    add(leaves, place.mark, LIST_START, "");
    for (const element of found) gather(element, place, leaves, max);
    add(leaves, MARK, LIST_END, "");
  } else {
    add(leaves, place.path, LEAF_OBJECT, "");
    const object = found as Record<string, unknown>;
    for (const name of Object.keys(object)) gather(object[name], placeOf(place, name), leaves, max);
  }
}

/** An object or a list that what comes next may belong to. */
type Open = { path: string; into: Record<string, unknown> | unknown[] };

/** Where the last name of a path begins in it when the path is right below an object's, else -1. */
function nameStart(path: string, object: Open, isTop: boolean): number {
  if (!isTop && !path.startsWith(`${object.path}.`)) return -1;
  const start = isTop ? 0 : object.path.length + 1;
  return path.includes(".", start) ? -1 : start;
}

function put(open: Open[], path: string, value: unknown): void {
  for (;;) {
    const last = open.at(-1) as Open;
    if (Array.isArray(last.into)) {
      last.into.push(value);
      return;
    }
    const start = nameStart(path, last, open.length === 1);
    if (start !== -1) {
      last.into[path.slice(start).replaceAll(DOT_IN_NAME, ".")] = value;
      return;
    }
    assert(open.length > 1, "each leaf belongs to what was opened before it");
    open.pop();
  }
}

/** The event that has these leaves, when they are whole. */
export function eventOf({ paths, values, kinds }: Omit<Leaves, "isWhole">) {
  const event: Record<string, unknown> = {};
  const open: Open[] = [{ path: "", into: event }];
  for (let at = 0; at < paths.length; at++) {
    const [found = "", text = "", kind] = [paths[at], values[at], kinds[at]];
    const path = found.startsWith(MARK) ? found.slice(1) : found;
    if (kind === LIST_END) {
      while (!Array.isArray(open.at(-1)?.into)) open.pop();
      open.pop();
    } else if (kind === LEAF_OBJECT || kind === LIST_START) {
      const into = kind === LIST_START ? [] : {};
      put(open, path, into);
      open.push({ path, into });
    } else if (kind === LEAF_OTHER)
      put(open, path, text === "true" || text === "false" ? text === "true" : Number(text));
    else put(open, path, kind === LEAF_TEXT ? text : null);
  }
  return event;
}
