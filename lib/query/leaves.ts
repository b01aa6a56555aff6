/**
 * An event as a flat list: what a table keeps of it so that SQL finds by any path what the
 * predicate finds. What many events share, such as a process that did much, is a part with a text
 * of its own, made once and stored once.
 */
import { assert } from "#lib/base";
import {
  DOT_IN_NAME,
  LEAF_NULL,
  LEAF_OBJECT,
  LEAF_OTHER,
  LEAF_TEXT,
  LIST_END,
  LIST_START,
  leavesOfShape,
  longer,
  NO_LEAVES,
  type Place,
  placeOf,
  type Shape,
  shapeText,
  TOP,
} from "./leaf-shapes.ts";

/** Joins the values of leaves; no value holds it. */
const BETWEEN = "\0";

/**
 * `shape` says path and kind of each leaf. `text` and then the texts of `parts` are their values,
 * with a NUL between any two; "" for all that is no scalar.
 */
export type StoredLeaves = { shape: string; text: string; parts: string[] };

/** `isWhole` says whether `eventOf` makes the same event of them. */
export type Leaves = StoredLeaves & { isWhole: boolean };

type Json = Readonly<Record<string, unknown>>;

/** What the leaves of a shared object or list are at one place. */
type Part = { shape: string; texts: readonly string[]; leaves: number; isPlain: boolean };

type Shared = { base: Json | undefined; parts: Map<string, Part> };

/** Places at which the leaves of one shared object are remembered. */
const PART_PLACES_MAX = 8;
const shared = new WeakMap<object, Shared>();

/**
 * Says that an object or list is held by several events and is changed no more. `base` is another
 * shared object that has the same values for all names but the last few.
 */
export function shareLeaves(value: object, base?: Json): void {
  shared.set(value, { base, parts: new Map() });
}

/** What is put behind the rest, and the objects around it. */
type Later = { found: object; place: Place; within: readonly Place[] };

type Gathering = {
  shape: Shape;
  /** Values that are not put together yet. */
  values: string[];
  /** Texts of what is. */
  texts: string[];
  leaves: number;
  isPlain: boolean;
  later: Later[];
  /** Objects that are open around what comes next, but the outermost. */
  within: Place[];
  /** Lists that are open; nothing in them can be put elsewhere. */
  lists: number;
  max: number;
};

const gathering = (max: number): Gathering => ({
  ...{ shape: NO_LEAVES, values: [], texts: [], leaves: 0, isPlain: true },
  ...{ later: [], within: [], lists: 0, max },
});

function add(to: Gathering, place: Place, kind: number, value: string): void {
  to.shape = longer(to.shape, place.marks[kind] as string);
  to.values.push(value);
  to.leaves += 1;
}

function closeText(to: Gathering): void {
  if (to.values.length > 0) to.texts.push(to.values.join(BETWEEN));
  to.values = [];
}

const isShared = (found: object) =>
  shared.has(found) ||
  (Array.isArray(found) &&
    found.length > 0 &&
    found.every((item) => typeof item === "object" && item !== null && shared.has(item)));

function gather(found: unknown, place: Place, to: Gathering): void {
  if (found === undefined) return;
  if (to.leaves >= to.max || !place.isPlain) to.isPlain = false;
  if (to.leaves >= to.max) return;
  if (typeof found === "string") add(to, place, LEAF_TEXT, found);
  else if (found === null) add(to, place, LEAF_NULL, "");
  else if (typeof found !== "object") add(to, place, LEAF_OTHER, String(found as number | boolean));
  else if (to.lists === 0 && isShared(found))
    to.later.push({ found, place, within: [...to.within] });
  else if (Array.isArray(found)) gatherList(found, place, to);
  else {
    add(to, place, LEAF_OBJECT, "");
    to.within.push(place);
    gatherMembers(found as Json, place, to);
    to.within.pop();
  }
}

function gatherList(found: readonly unknown[], place: Place, to: Gathering): void {
  add(to, place, LIST_START, "");
  to.lists += 1;
  for (const element of found) gather(element, place, to);
  to.lists -= 1;
  add(to, place, LIST_END, "");
}

function gatherMembers(
  object: Json,
  place: Place,
  to: Gathering,
  isWanted?: (name: string) => boolean,
): void {
  for (const name of Object.keys(object))
    if (isWanted === undefined || isWanted(name)) gather(object[name], placeOf(place, name), to);
}

function addPart(part: Part, to: Gathering): void {
  to.shape = longer(to.shape, part.shape);
  to.texts.push(...part.texts);
  to.leaves += part.leaves;
  if (!part.isPlain) to.isPlain = false;
}

/** Adds what was put behind the rest; the objects around it are told of again. */
function addLater(to: Gathering): void {
  for (const { found, place, within } of to.later) {
    for (const outer of within) add(to, outer, LEAF_OBJECT, "");
    closeText(to);
    if (shared.has(found)) addPart(partOf(found, place), to);
    else {
      add(to, place, LIST_START, "");
      closeText(to);
      for (const item of found as readonly object[]) addPart(partOf(item, place), to);
      add(to, place, LIST_END, "");
    }
  }
  to.later = [];
  closeText(to);
}

function makePart(found: object, place: Place, base: Json | undefined): Part {
  const to = gathering(Number.POSITIVE_INFINITY);
  if (base !== undefined) {
    addPart(partOf(base, place), to);
    gatherMembers(found as Json, place, to, (name) => !Object.hasOwn(base, name));
  } else if (Array.isArray(found)) gatherList(found, place, to);
  else {
    add(to, place, LEAF_OBJECT, "");
    gatherMembers(found as Json, place, to);
  }
  closeText(to);
  addLater(to);
  const { texts, leaves } = to;
  return { shape: shapeText(to.shape), texts, leaves, isPlain: to.isPlain && place.isPlain };
}

function partOf(found: object, place: Place): Part {
  const { base, parts } = shared.get(found) as Shared;
  const known = parts.get(place.path);
  if (known !== undefined) return known;
  const part = makePart(found, place, base);
  if (parts.size >= PART_PLACES_MAX) parts.clear();
  parts.set(place.path, part);
  return part;
}

/**
 * The leaves of an event, about `max` at most beside those of its shared parts, without what stands
 * at its top under one of `omitted`; what is beyond cannot be found by path. Null is no value.
 */
export function leavesOf(
  event: Json,
  max: number,
  omitted: ReadonlySet<string> = new Set(),
): Leaves {
  const to = gathering(max);
  gatherMembers(event, TOP, to, (name) => !omitted.has(name));
  closeText(to);
  addLater(to);
  const [text = "", ...parts] = to.texts;
  return { shape: shapeText(to.shape), text, parts, isWhole: to.isPlain };
}

/** An object or a list that what comes next may belong to. */
type Open = { path: string; into: Record<string, unknown> | unknown[] };

/** Where the last name of a path begins in it when the path is right below an object's, else -1. */
function nameStart(path: string, object: Open, isTop: boolean): number {
  if (!isTop && !path.startsWith(`${object.path}.`)) return -1;
  const start = isTop ? 0 : object.path.length + 1;
  return path.includes(".", start) ? -1 : start;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Puts a value where it belongs and returns it, or the object that was begun there before. */
function put(open: Open[], path: string, value: unknown): unknown {
  for (;;) {
    const last = open.at(-1) as Open;
    if (Array.isArray(last.into)) {
      last.into.push(value);
      return value;
    }
    const start = nameStart(path, last, open.length === 1);
    if (start !== -1) {
      const name = path.slice(start).replaceAll(DOT_IN_NAME, ".");
      const begun = Object.hasOwn(last.into, name) ? last.into[name] : undefined;
      if (isObject(begun) && isObject(value)) return begun;
      last.into[name] = value;
      return value;
    }
    assert(open.length > 1, "each leaf belongs to what was opened before it");
    open.pop();
  }
}

/** The event that has these leaves, when they are whole. */
export function eventOf({ shape, text, parts }: StoredLeaves): Record<string, unknown> {
  const event: Record<string, unknown> = {};
  const open: Open[] = [{ path: "", into: event }];
  const values = [text, ...parts].join(BETWEEN).split(BETWEEN);
  leavesOfShape(shape).forEach(({ kind, path }, at) => {
    const value = values[at] ?? "";
    if (kind === LIST_END) {
      while (!Array.isArray(open.at(-1)?.into)) open.pop();
      open.pop();
    } else if (kind === LEAF_OBJECT || kind === LIST_START) {
      const into = put(open, path, kind === LIST_START ? [] : {});
      open.push({ path, into: into as Open["into"] });
    } else if (kind === LEAF_OTHER)
      put(open, path, value === "true" || value === "false" ? value === "true" : Number(value));
    else put(open, path, kind === LEAF_TEXT ? value : null);
  });
  return event;
}
