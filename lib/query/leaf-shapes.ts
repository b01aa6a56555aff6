/**
 * The shape of an event: the path and kind of each of its leaves, in order, as one text. Events of
 * a kind have the same few shapes, so what stores them keeps each once. A path goes through arrays
 * without naming them.
 */

import { createCounters } from "#lib/base";

/** An object stands at the path; only "has it any value" can be asked of it. */
export const LEAF_OBJECT = 0;
export const LEAF_TEXT = 1;
/** A number or a truth value. */
export const LEAF_OTHER = 2;
/** A list begins, and the list that began last ends. No values; they tell how the event was. */
export const LIST_START = 3;
export const LIST_END = 4;
export const LEAF_NULL = 5;
const KINDS = [LEAF_OBJECT, LEAF_TEXT, LEAF_OTHER, LIST_START, LIST_END, LEAF_NULL];

/** What stands for a dot within a name: no path of a search leads through it. */
export const DOT_IN_NAME = "\u0001";
/** Each leaf of a shape is a START, the digit of its kind, its path, and an END. */
const START = "\u0002";
const END = "\u0003";
/** What only shapes and texts of leaves hold. */
const MARKS = ["\0", DOT_IN_NAME, START, END];

/** A leaf as it stands in a shape. */
export function leafMark(kind: number, path: string): string {
  return START + kind + path + END;
}

/** A regular expression for the leaves of a shape that are of one of the kinds. */
export function leafPattern(kinds: readonly number[]): string {
  return `${START}[${kinds.join("")}][^${END}]*${END}`;
}

/** Whether no search can name a path, for it holds what only shapes hold. */
export function isUnfindable(path: string): boolean {
  return MARKS.some((mark) => path.includes(mark));
}

/** Kinds and paths of a shape's leaves. */
export function leavesOfShape(shape: string): { kind: number; path: string }[] {
  const marks = shape.split(END);
  marks.pop();
  return marks.map((mark) => ({ kind: Number(mark[1]), path: mark.slice(2) }));
}

/** What is remembered of paths and shapes; kept less dropped is what is held now. */
export const leafCounters = createCounters([
  "leaf_paths_kept",
  "leaf_paths_dropped",
  "leaf_shapes_kept",
  /** Events and parts of events whose shape was known. */
  "leaf_shapes_found",
  "leaf_shapes_dropped",
]);

/**
 * Paths that were met before, by the names that lead to them: events of a kind have the same ones,
 * and a mark that is one and the same text is found fastest by what counts them.
 */
export type Place = {
  path: string;
  /** The leaf of each kind at this path. */
  marks: readonly string[];
  /** Whether the path says all of the names that lead here. */
  isPlain: boolean;
  next: Map<string, Place>;
};

/** All that is remembered is forgotten at this many; longer paths are never remembered. */
const PLACES_MAX = 20_000;
const PLACE_CHARS_MAX = 512;

/** Whether a path cannot hold a name as it is. */
const isOdd = (name: string) => isUnfindable(name) || name === "__proto__";

export const TOP: Place = { path: "", marks: [], isPlain: true, next: new Map() };
let places = 0;

export function placeOf(parent: Place, name: string): Place {
  const known = parent.next.get(name);
  if (known !== undefined) return known;
  const segment = [...MARKS, "."].reduce((left, mark) => left.replaceAll(mark, DOT_IN_NAME), name);
  const path = parent === TOP ? segment : `${parent.path}.${segment}`;
  const marks = KINDS.map((kind) => leafMark(kind, kind === LIST_END ? "" : path));
  const isPlain = parent.isPlain && !isOdd(name);
  const place = { path, marks, isPlain, next: new Map() };
  if (path.length > PLACE_CHARS_MAX) return place;
  if (places >= PLACES_MAX) {
    TOP.next.clear();
    leafCounters.leaf_paths_dropped.add(places);
    places = 0;
  }
  places += 1;
  leafCounters.leaf_paths_kept.add();
  parent.next.set(name, place);
  return place;
}

/** A shape so far, and those that were met before and go on from it. */
export type Shape = {
  before: Shape | undefined;
  mark: string;
  next: Map<string, Shape> | undefined;
  /** The one that was gone on to last, most often the next one too. */
  last: Shape | undefined;
  text: string;
};

/** All are forgotten at this many, or when their texts are this long together. */
const SHAPES_MAX = 100_000;
const SHAPE_CHARS_MAX = 32 * 1024 * 1024;

const shapeOf = (before: Shape | undefined, mark: string): Shape => ({
  ...{ before, mark, text: "" },
  ...{ next: undefined, last: undefined },
});
export const NO_LEAVES = shapeOf(undefined, "");
/** Shapes on the way to longer ones among them. */
let shapes = 0;
let shapeTexts = 0;
let chars = 0;

/** The shape with one more leaf, or with a part that has several. */
export function longer(shape: Shape, mark: string): Shape {
  const { last } = shape;
  if (last !== undefined && last.mark === mark) return last;
  const known = shape.next?.get(mark);
  if (known !== undefined) {
    shape.last = known;
    return known;
  }
  if (shapes >= SHAPES_MAX || chars >= SHAPE_CHARS_MAX) {
    NO_LEAVES.next = undefined;
    NO_LEAVES.last = undefined;
    leafCounters.leaf_shapes_dropped.add(shapeTexts);
    shapeTexts = 0;
    shapes = 0;
    chars = 0;
  }
  const made = shapeOf(shape, mark);
  shape.next ??= new Map();
  shape.next.set(mark, made);
  shapes += 1;
  return made;
}

/** The text of a shape: one and the same for equal shapes as long as they are remembered. */
export function shapeText(shape: Shape): string {
  if (shape.before === undefined) return "";
  if (shape.text !== "") {
    leafCounters.leaf_shapes_found.add();
    return shape.text;
  }
  const marks: string[] = [];
  for (let at: Shape | undefined = shape; at !== undefined; at = at.before) marks.push(at.mark);
  // Through an array, so that the text is one piece and not a tree of its parts.
  shape.text = marks.reverse().join("");
  chars += shape.text.length;
  shapeTexts += 1;
  leafCounters.leaf_shapes_kept.add();
  return shape.text;
}
