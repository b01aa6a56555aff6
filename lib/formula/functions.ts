/**
 * The functions that formulas call. Each takes values and gives one; text is cut at a length, and
 * what cannot be worked out is null.
 */
import type { Value } from "./ast.ts";

/** UTF-16 units of a text that a formula makes. */
export const TEXT_LENGTH_MAX = 8192;
const NUMBER = /^\s*[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d{1,3})?\s*$/i;
const PRECISION_MAX = 15;

/** Finite numbers, and text that is one. */
export function numberOf(value: Value | undefined): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string" || value.length > 64 || !NUMBER.test(value)) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

export function textOf(value: Value | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

/** What counts as met: true and the text "true". */
export function isTrue(value: Value | undefined): boolean {
  return value === true || value === "true";
}

type Fn = {
  /** Least and most values it takes. */
  takes: readonly [number, number];
  /** Whether an attribute with several values is all of them. */
  spreads?: boolean;
  of(values: readonly Value[]): Value;
};

const MANY = 50;

function ofNumber(apply: (value: number) => number): Fn {
  return {
    takes: [1, 1],
    of([value]) {
      const number = numberOf(value);
      return number === null ? null : numberOf(apply(number));
    },
  };
}

function ofText(apply: (text: string) => string): Fn {
  return {
    takes: [1, 1],
    of([value]) {
      const text = textOf(value);
      return text === null ? null : apply(text);
    },
  };
}

function ofNumbers(choose: (a: number, b: number) => number): Fn {
  return {
    takes: [1, MANY],
    spreads: true,
    of(values) {
      const numbers = values.map(numberOf).filter((number) => number !== null);
      return numbers.length === 0 ? null : numbers.reduce((a, b) => choose(a, b));
    },
  };
}

/** A text and whole numbers of 0 or more beside it; null when one is not. */
function withCounts(takes: number, apply: (text: string, ...counts: number[]) => string): Fn {
  return {
    takes: [takes, takes],
    of([value, ...rest]) {
      const text = textOf(value);
      const counts = rest.map(numberOf);
      if (text === null || counts.some((count) => count === null || count < 0)) return null;
      return apply(text, ...counts.map((count) => Math.floor(count ?? 0)));
    },
  };
}

/** Where the separator stands for the nth time, counted from 0. */
function split(take: (text: string, at: number, separator: string) => string): Fn {
  return {
    takes: [3, 3],
    of([value, by, nth]) {
      const [text, separator, count] = [textOf(value), textOf(by), numberOf(nth)];
      if (text === null || separator === null || separator === "") return null;
      if (count === null || count < 0) return null;
      let at = text.indexOf(separator);
      for (let found = 0; at !== -1 && found < Math.floor(count); found++)
        at = text.indexOf(separator, at + separator.length);
      return at === -1 ? null : take(text, at, separator);
    },
  };
}

function round([value, precision = 0]: readonly Value[]): Value {
  const [number, places] = [numberOf(value), numberOf(precision)];
  if (number === null || places === null || Math.abs(places) > PRECISION_MAX) return null;
  const [digits = "0", exponent = "0"] = String(number).split("e");
  const shifted = Math.round(Number(`${digits}e${Number(exponent) + Math.trunc(places)}`));
  const [back = "0", by = "0"] = String(shifted).split("e");
  return numberOf(Number(`${back}e${Number(by) - Math.trunc(places)}`));
}

function join(separator: string, ignoresEmpty: boolean, values: readonly Value[]): string {
  const texts = values.map((value) => textOf(value) ?? "");
  return (ignoresEmpty ? texts.filter((text) => text !== "") : texts).join(separator);
}

const FUNCTIONS = {
  abs: ofNumber(Math.abs),
  ceil: ofNumber(Math.ceil),
  floor: ofNumber(Math.floor),
  max: ofNumbers(Math.max),
  min: ofNumbers(Math.min),
  round: { takes: [1, 2], of: round },
  concat: { takes: [1, MANY], of: (values) => join("", false, values) },
  lower: ofText((text) => text.toLowerCase()),
  upper: ofText((text) => text.toUpperCase()),
  proper: ofText((text) =>
    text
      .toLowerCase()
      .replace(
        /(^|[^\p{L}\p{N}'])(\p{L})/gu,
        (_, before: string, letter: string) => before + letter.toUpperCase(),
      ),
  ),
  left: withCounts(2, (text, count = 0) => text.slice(0, count)),
  right: withCounts(2, (text, count = 0) => text.slice(Math.max(0, text.length - count))),
  substring: withCounts(3, (text, start = 0, count = 0) => text.slice(start, start + count)),
  split_before: split((text, at) => text.slice(0, at)),
  split_after: split((text, at, separator) => text.slice(at + separator.length)),
  textjoin: {
    takes: [3, MANY],
    of: ([separator, ignores, ...values]) => join(textOf(separator) ?? "", isTrue(ignores), values),
  },
  if: { takes: [3, 3], of: ([met, yes = null, no = null]) => (isTrue(met) ? yes : no) },
  is_null: { takes: [1, 1], of: ([value]) => value === null },
} satisfies Readonly<Record<string, Fn>>;

export const FUNCTION_NAMES: readonly string[] = Object.keys(FUNCTIONS);

/** A function by its name in lower case; undefined when there is none. */
export function functionOf(name: string): Fn | undefined {
  return Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name as keyof typeof FUNCTIONS] : undefined;
}
