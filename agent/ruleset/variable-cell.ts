/** One variable of one owner: a value, or a list of the values last added. Both may grow old. */
import type { VariableValue } from "#lib/secl";

export type Scalar = number | string | boolean;

/** Characters of one text; what is longer is cut and counted. */
export const VARIABLE_TEXT_LENGTH_MAX = 4096;

/** What a value counts against the memory of variables. */
export function weightOf(value: Scalar): number {
  return typeof value === "string" ? value.length + 1 : 1;
}

export type Cell = {
  /** The value at a time in nanoseconds; undefined when it is not set or too old. */
  at(now: number): VariableValue | undefined;
  /** Adds a value, or puts it in the place of the one before. */
  put(value: Scalar, now: number): void;
  readonly weight: number;
};

export function createScalarCell(ttlNs: number): Cell {
  let value: Scalar | undefined;
  let until = Number.POSITIVE_INFINITY;
  return {
    at: (now) => (now < until ? value : undefined),
    put: (next, now) => {
      value = next;
      if (ttlNs > 0) until = now + ttlNs;
    },
    get weight() {
      return value === undefined ? 0 : weightOf(value);
    },
  };
}

/** Keeps `size` values; each stays for the time to live after it was last added. */
export function createListCell(ttlNs: number, size: number): Cell {
  /* In the order they were last added, which is that of their ends too. */
  const ends = new Map<Scalar, number>();
  let list: readonly Scalar[] | undefined;
  let weight = 0;

  const drop = (value: Scalar) => {
    ends.delete(value);
    weight -= weightOf(value);
    list = undefined;
  };
  const expire = (now: number) => {
    for (const [value, end] of ends) {
      if (end > now) return;
      drop(value);
    }
  };

  return {
    at: (now) => {
      if (ttlNs > 0) expire(now);
      if (ends.size === 0) return undefined;
      list ??= [...ends.keys()];
      return list;
    },
    put: (value, now) => {
      if (ttlNs > 0) expire(now);
      if (ends.has(value)) drop(value);
      ends.set(value, ttlNs > 0 ? now + ttlNs : Number.POSITIVE_INFINITY);
      weight += weightOf(value);
      list = undefined;
      if (ends.size <= size) return;
      const oldest = ends.keys().next();
      if (!oldest.done) drop(oldest.value);
    },
    get weight() {
      return weight;
    },
  };
}
