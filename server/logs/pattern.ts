/**
 * Patterns of log lines, such as `Failed password for %{notSpace:usr.name} from %{ip:client}`. Text
 * stands for itself; a matcher takes as many characters as it can and gives none back, and `data`
 * ends at the next text of the pattern. So a match reads a line once, whatever is in it.
 */
import { isIP } from "node:net";

export const PATTERN_CHARS_MAX = 2000;
export const PATTERN_PARTS_MAX = 100;

type Found = { end: number; value: string | number };
type Matcher = (line: string, at: number, until: string) => Found | undefined;
type Part = { literal: string } | { take: Matcher; path: string };

function run(line: string, at: number, expression: RegExp): string {
  expression.lastIndex = at;
  return expression.exec(line)?.[0] ?? "";
}

/** `expression` is sticky and one class of characters, so that it cannot go back. */
function classOf(expression: RegExp, check: (text: string) => boolean = () => true): Matcher {
  return (line, at) => {
    const value = run(line, at, expression);
    return value !== "" && check(value) ? { end: at + value.length, value } : undefined;
  };
}

function numberOf(expression: RegExp): Matcher {
  return (line, at) => {
    const text = run(line, at, expression);
    const value = Number(text);
    return text !== "" && Number.isFinite(value) ? { end: at + text.length, value } : undefined;
  };
}

function data(line: string, at: number, until: string): Found | undefined {
  const end = until === "" ? line.length : line.indexOf(until, at);
  return end === -1 ? undefined : { end, value: line.slice(at, end) };
}

function quotedText(line: string, at: number): Found | undefined {
  if (line[at] !== '"') return undefined;
  let value = "";
  for (let index = at + 1; index < line.length; index++) {
    const char = line[index] as string;
    if (char === '"') return { end: index + 1, value };
    value += char === "\\" && index + 1 < line.length ? (line[++index] as string) : char;
  }
  return undefined;
}

const MATCHERS: Readonly<Record<string, Matcher>> = {
  notSpace: classOf(/\S+/y),
  word: classOf(/\w+/y),
  hostname: classOf(/[\w.:-]+/y),
  ip: classOf(/[0-9A-Fa-f.:]+/y, (text) => isIP(text) !== 0),
  integer: numberOf(/-?\d+/y),
  number: numberOf(/-?\d+(?:\.\d+)?/y),
  space: classOf(/\s+/y),
  quoted: quotedText,
  data,
};

export const MATCHER_NAMES: readonly string[] = Object.keys(MATCHERS);

/** A value that a pattern found, and the path it is for. */
export type PatternValue = readonly [path: string, value: string | number];

/** A compiled pattern: the values of a line in order, or undefined when it does not match. */
export type Pattern = (line: string) => PatternValue[] | undefined;

/** Compiles a pattern, or says in a sentence what is wrong with it. */
export function compilePattern(text: string): Pattern | { fault: string } {
  if (text.length > PATTERN_CHARS_MAX) return { fault: `longer than ${PATTERN_CHARS_MAX}` };
  const parts: Part[] = [];
  let at = 0;
  for (const found of text.matchAll(/%\{(\w+)(?::([\w.@-]+))?\}/g)) {
    if (found.index > at) parts.push({ literal: text.slice(at, found.index) });
    const take = MATCHERS[found[1] ?? ""];
    if (take === undefined) return { fault: `there is no matcher ${found[1]}` };
    parts.push({ take, path: found[2] ?? "" });
    at = found.index + found[0].length;
  }
  if (at < text.length) parts.push({ literal: text.slice(at) });
  if (parts.length > PATTERN_PARTS_MAX) return { fault: `more than ${PATTERN_PARTS_MAX} parts` };
  const isOpen = parts.some((part, index) => {
    const next = parts[index + 1];
    return "take" in part && part.take === data && next !== undefined && "take" in next;
  });
  if (isOpen) return { fault: "after %{data} must come text or the end" };
  return (line) => match(parts, line);
}

function match(parts: readonly Part[], line: string): PatternValue[] | undefined {
  const values: PatternValue[] = [];
  let at = 0;
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as Part;
    if ("literal" in part) {
      if (!line.startsWith(part.literal, at)) return undefined;
      at += part.literal.length;
      continue;
    }
    const next = parts[index + 1];
    const found = part.take(line, at, next !== undefined && "literal" in next ? next.literal : "");
    if (found === undefined) return undefined;
    at = found.end;
    if (part.path !== "") values.push([part.path, found.value]);
  }
  return values;
}
