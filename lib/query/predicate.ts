/**
 * Query → function over event JSON; intake runs it on every event, so all that can be decided once
 * is decided here. A path through an array means any of its elements.
 */
import type { Query, ValueMatch } from "./ast.ts";
import { compileBlocks } from "./cidr.ts";
import { WALK_DEPTH_MAX } from "./limits.ts";
import { compilePattern } from "./wildcard.ts";

export type Predicate = (event: Record<string, unknown>) => boolean;
type Test = (value: unknown) => boolean;

/**
 * Makes the test whether an event (or a signal, or any other JSON object) is found by the search.
 */
export function compilePredicate(query: Query): Predicate {
  switch (query.kind) {
    case "all":
      return () => true;
    case "and": {
      const items = query.items.map(compilePredicate);
      return (event) => items.every((item) => item(event));
    }
    case "or": {
      const items = joinTexts(query.items);
      return (event) => items.some((item) => item(event));
    }
    case "not": {
      const item = compilePredicate(query.item);
      return (event) => !item(event);
    }
    case "term":
      return compileTerm(query.key, query.value);
  }
}

/**
 * `key:(a OR b OR …)` becomes one lookup in a set: detection rules list dozens of agent rules so.
 */
function joinTexts(items: readonly Query[]): Predicate[] {
  const texts = new Map<string, Set<string>>();
  const predicates: Predicate[] = [];
  for (const item of items) {
    if (item.kind === "term" && item.value.kind === "text" && !isFreeText(item.key)) {
      const set = texts.get(item.key) ?? new Set();
      texts.set(item.key, set.add(item.value.text));
    } else {
      predicates.push(compilePredicate(item));
    }
  }
  for (const [key, set] of texts) {
    predicates.unshift(
      lookup(
        key,
        onText((text) => set.has(text)),
      ),
    );
  }
  return predicates;
}

/** Where free text is looked for. */
export const FREE_TEXT_KEYS = ["message", "title"] as const;

/** Free text and `*:text` look for text inside values and ignore letter case. */
function isFreeText(key: string): boolean {
  return key === "" || key === "*";
}

function compileTerm(key: string, value: ValueMatch): Predicate {
  if (!isFreeText(key)) return lookup(key, compileValue(value));
  const test = compileFreeText(value);
  if (key === "*") return (event) => walk(event, test, 0);
  return (event) => FREE_TEXT_KEYS.some((name) => follow(event, [name], 0, test));
}

function compileFreeText(value: ValueMatch): Test {
  if (value.kind === "text") {
    const wanted = value.text.toLowerCase();
    return onText((text) => text.toLowerCase().includes(wanted));
  }
  if (value.kind === "pattern") {
    const matches = compilePattern(value.source.toLowerCase(), true);
    return onText((text) => matches(text.toLowerCase()));
  }
  return compileValue(value);
}

function compileValue(value: ValueMatch): Test {
  switch (value.kind) {
    case "exists":
      return (found) => found !== null && found !== undefined;
    case "text": {
      const { text: wanted } = value;
      return onText((text) => text === wanted);
    }
    case "pattern":
      return onText(compilePattern(value.source));
    case "cidr":
      return onText(compileBlocks(value.blocks));
    case "compare":
      return compileCompare(value.operator, value.value);
    case "range": {
      const { from, to } = value;
      const least = from === null ? undefined : compileCompare(">=", from);
      const most = to === null ? undefined : compileCompare("<=", to);
      const isScalar = onText(() => true);
      return (found) => isScalar(found) && (least?.(found) ?? true) && (most?.(found) ?? true);
    }
  }
}

/** Tests the text of a scalar; objects and null have none. */
function onText(test: (text: string) => boolean): Test {
  return (found) => {
    if (typeof found === "string") return test(found);
    const type = typeof found;
    return (type === "number" || type === "boolean" || type === "bigint") && test(String(found));
  };
}

/** Text that a comparison takes for a number: decimal, with blanks around it. */
const NUMBER_TEXT =
  /^[ \t\r\n\f]*[-+]?(\d{1,250}(\.\d{0,250})?|\.\d{1,250})(e[-+]?\d{1,3})?[ \t\r\n\f]*$/i;

/** Less than 0, 0 or more as `a` comes before, with or after `b` by code point. */
function compareTexts(a: string, b: string): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left === right) continue;
    // A surrogate belongs to a code point above all that are one unit.
    const [isLeftHigh, isRightHigh] = [(left & 0xf800) === 0xd800, (right & 0xf800) === 0xd800];
    return isLeftHigh === isRightHigh ? left - right : isLeftHigh ? 1 : -1;
  }
  return a.length - b.length;
}

/**
 * Numbers compare as numbers, also with text that is a number; text compares with text by code
 * point.
 */
function compileCompare(operator: ">" | ">=" | "<" | "<=", wanted: number | string): Test {
  // The sign of what is found minus what is wanted.
  const holds = {
    ">": (sign: number) => sign > 0,
    ">=": (sign: number) => sign >= 0,
    "<": (sign: number) => sign < 0,
    "<=": (sign: number) => sign <= 0,
  }[operator];
  if (typeof wanted === "string")
    return (found) => typeof found === "string" && holds(compareTexts(found, wanted));
  return (found) => {
    if (typeof found === "number") return holds(found - wanted);
    if (typeof found !== "string" || !NUMBER_TEXT.test(found)) return false;
    const value = Number(found);
    return Number.isFinite(value) && holds(value - wanted);
  };
}

/** Finds the values of a key: an attribute's by its path, else a top-level value's or a tag's. */
function lookup(key: string, test: Test): Predicate {
  if (key.startsWith("@")) {
    const path = key.slice(1).split(".");
    return (event) => follow(event, path, 0, test);
  }
  const prefix = `${key}:`;
  const isTag: Test = (tag) =>
    typeof tag === "string" && tag.startsWith(prefix) && test(tag.slice(prefix.length));
  const isPlain: Test = (found) => typeof found !== "object" && test(found);
  return (event) => follow(event, [key], 0, isPlain) || follow(event, ["tags"], 0, isTag);
}

/**
 * The values of a key in an event as texts, in the order they stand there; what grouping by the key
 * goes by.
 */
export function textValues(event: Record<string, unknown>, key: string): string[] {
  const texts: string[] = [];
  const collect = onText((text) => texts.push(text) < 0);
  lookup(key, collect)(event);
  return texts;
}

function follow(found: unknown, path: readonly string[], step: number, test: Test): boolean {
  if (Array.isArray(found)) {
    for (const element of found) if (follow(element, path, step, test)) return true;
    return false;
  }
  if (step === path.length) return test(found);
  if (typeof found !== "object" || found === null) return false;
  const segment = path[step]!;
  if (!Object.hasOwn(found, segment)) return false;
  return follow((found as Record<string, unknown>)[segment], path, step + 1, test);
}

function walk(found: unknown, test: Test, depth: number): boolean {
  if (typeof found !== "object" || found === null) return test(found);
  if (depth >= WALK_DEPTH_MAX) return false;
  for (const value of Object.values(found)) if (walk(value, test, depth + 1)) return true;
  return false;
}
