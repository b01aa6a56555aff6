/**
 * Numbers that every event matching a condition must hold: in which ranges one must lie, or which
 * bits it must have any of.
 */
import type { RelationOperator } from "./tree.ts";

/** From and to, both included. Numbers of the kernel are unsigned. */
export type Span = readonly [from: number, to: number];

export const NUMBER_MAX = Number.MAX_SAFE_INTEGER;

/** Joins what touches or overlaps, in order. */
export function joinSpans(spans: readonly Span[]): Span[] {
  const joined: [number, number][] = [];
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** Where a number lies that is in none of the spans. */
export function outsideOf(spans: readonly Span[]): Span[] {
  const outside: Span[] = [];
  let from = 0;
  for (const [start, end] of joinSpans(spans)) {
    if (start > from) outside.push([from, start - 1]);
    from = Math.max(from, end + 1);
  }
  return from <= NUMBER_MAX ? [...outside, [from, NUMBER_MAX]] : outside;
}

/** Where a number lies that compares so with `bound`. */
export function spansOf(operator: RelationOperator, bound: number): Span[] {
  const spans: Readonly<Record<RelationOperator, Span>> = {
    "==": [bound, bound],
    "<": [0, bound - 1],
    "<=": [0, bound],
    ">": [bound + 1, NUMBER_MAX],
    ">=": [bound, NUMBER_MAX],
  };
  const [from, to] = spans[operator];
  return to < 0 || from > to ? [] : [[Math.max(from, 0), to]];
}

/** Whether no bit of a mask set makes the comparison come out otherwise than wanted. */
export function excludesZero(
  operator: RelationOperator | "all",
  wanted: boolean,
  bound: number,
): boolean {
  switch (operator) {
    case "==":
      return (bound === 0) !== wanted;
    case ">":
      return 0 > bound !== wanted;
    case ">=":
      return 0 >= bound !== wanted;
    case "<":
      return 0 < bound !== wanted;
    case "<=":
      return 0 <= bound !== wanted;
    case "all":
      return false;
  }
}
