/**
 * An event as a flat list: what a table keeps of it so that SQL finds by any path what the
 * predicate finds. A path goes through arrays without naming them.
 */

/** An object stands at the path; only "has it any value" can be asked of it. */
export const LEAF_OBJECT = 0;
export const LEAF_TEXT = 1;
/** A number or a truth value. */
export const LEAF_OTHER = 2;

/** Three lists of one length; a value is the text of what stands at its path, "" for an object. */
export type Leaves = { paths: string[]; values: string[]; kinds: number[] };

/** What stands for a dot within a name: no path of a search leads through it. */
const DOT_IN_NAME = "\u0001";

/**
 * Paths that were met before, by the names that lead to them: events of a kind have the same ones,
 * and a path that is one and the same text is found fastest by what counts them.
 */
type Place = { path: string; next: Map<string, Place> };

/** All that is remembered is forgotten at this many; longer paths are never remembered. */
const PLACES_MAX = 20_000;
const PLACE_CHARS_MAX = 512;

const root: Place = { path: "", next: new Map() };
let places = 0;

function placeOf(parent: Place, name: string): Place {
  const known = parent.next.get(name);
  if (known !== undefined) return known;
  const segment = name.includes(".") ? name.replaceAll(".", DOT_IN_NAME) : name;
  const path = parent === root ? segment : `${parent.path}.${segment}`;
  const place = { path, next: new Map() };
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
 * The leaves of an event, at most `max`, without what stands at its top under one of `omitted`;
 * what is beyond cannot be found by path. Null is no value.
 */
export function leavesOf(
  event: Readonly<Record<string, unknown>>,
  max: number,
  omitted: ReadonlySet<string> = new Set(),
): Leaves {
  const leaves: Leaves = { paths: [], values: [], kinds: [] };
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
  if (found === null || found === undefined || leaves.paths.length >= max) return;
  if (typeof found === "string") add(leaves, place.path, LEAF_TEXT, found);
  else if (typeof found !== "object")
    add(leaves, place.path, LEAF_OTHER, String(found as number | boolean));
  else if (Array.isArray(found)) for (const element of found) gather(element, place, leaves, max);
  else {
    add(leaves, place.path, LEAF_OBJECT, "");
    const object = found as Record<string, unknown>;
    for (const name of Object.keys(object)) gather(object[name], placeOf(place, name), leaves, max);
  }
}
