/**
 * What the generator writes with: constants passed in by number, helper functions, and cells. A
 * cell is a variable that holds a field's value once it was read. Text reaches the generated code
 * through JSON.stringify only.
 */

import { addressesMatch } from "./address.ts";
import { bitAnd, bitOr, bitXor } from "./bits.ts";
import type { FieldIndexes } from "./field-index.ts";
import { ITERATOR_ELEMENTS_MAX } from "./limits.ts";
import { NONE_FOUND } from "./match-index.ts";
import { byteLength, foldCase, rootDomain } from "./pattern.ts";

/** Values the generated code may name: `k0`, `k1`, … */
export type Emitter = {
  constants: unknown[];
  /** Helper functions by their text, so that equal ones are written once. */
  helpers: Map<string, string>;
  /** Cells that several functions use, which live outside of them. */
  shared: ReadonlySet<string>;
  /** Names of cells by what they hold, and those of the function being written. */
  cells: Map<string, string>;
  locals: Set<string>;
  /**
   * Cells that hold times. They are beyond small integers, so that a variable outside of a function
   * would take a heap number for each event; each function reads them for itself.
   */
  times: Set<string>;
  cellsMade: number;
  /** Where tests of one field that all rules share are looked up, and each by its number. */
  indexes: FieldIndexes;
};

/** Cells that surely hold a value at a place of the code; elsewhere they are filled when needed. */
export type Scope = Set<string>;

const EMPTY: readonly never[] = Object.freeze([]);

export function createEmitter(shared: ReadonlySet<string>, indexes: FieldIndexes): Emitter {
  return {
    constants: [],
    helpers: new Map(),
    shared,
    cells: new Map(),
    locals: new Set(),
    times: new Set(),
    cellsMade: 0,
    indexes,
  };
}

/** Whether an element of a list has alternatives at the property. */
function someAlternatives(list: readonly object[], property: string): boolean {
  for (let at = 0; at < list.length && at < ITERATOR_ELEMENTS_MAX; at++) {
    const found = (list[at] as Record<string, readonly string[] | undefined>)[property];
    if (found !== undefined && found.length > 0) return true;
  }
  return false;
}

/** Alternatives as one and the same list when there are none. */
function presentAlternatives(found: readonly string[] | undefined): readonly string[] {
  return found === undefined || found.length === 0 ? EMPTY : found;
}

/** Functions of this module that generated code calls. */
export const RUNTIME = {
  bitAnd,
  bitOr,
  bitXor,
  addressesMatch,
  byteLength,
  foldCase,
  rootDomain,
  someAlternatives,
  NONE_FOUND,
  presentAlternatives,
  EMPTY,
};

/** Name under which the generated code finds `value`. */
export function constant(emitter: Emitter, value: unknown): string {
  const known = emitter.constants.indexOf(value);
  if (known !== -1) return `k${known}`;
  return `k${emitter.constants.push(value) - 1}`;
}

/** Name of a function with the given parameters and body. */
export function helper(emitter: Emitter, parameters: string, body: string): string {
  const text = `(${parameters}) {\n${body}\n}`;
  const known = emitter.helpers.get(text);
  if (known !== undefined) return known;
  const name = `h${emitter.helpers.size}`;
  emitter.helpers.set(text, name);
  return name;
}

/** Code that gives the cell's value, reading it with `read` when no code before surely has. */
export function cell(emitter: Emitter, scope: Scope, key: string, read: () => string): string {
  let name = emitter.cells.get(key);
  if (name === undefined) {
    name = `${emitter.shared.has(key) ? "s" : "f"}${emitter.cellsMade++}`;
    emitter.cells.set(key, name);
  }
  emitter.locals.add(key);
  if (scope.has(name)) return name;
  const code = `(${name} ??= ${read()})`;
  scope.add(name);
  return code;
}
