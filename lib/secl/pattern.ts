/**
 * What `~"…"` and `r"…"` match, for both back ends. The same text means two things: on most fields
 * `*` runs over anything, on paths it stays within a segment and only `**` crosses `/`. Matchers
 * for case-insensitive fields are compiled from, and given, lower-cased text.
 */
import { RE2JS } from "re2js";
import { REGEXP_LENGTH_MAX } from "./limits.ts";

type TextMatcher = (value: string) => boolean;

/** Tests `text` from `start` to `end`, so that a segment of a path needs no string of its own. */
type RangeMatcher = (text: string, start: number, end: number) => boolean;

/**
 * Ordinary pattern: each literal is taken where it first appears, without going back, and nothing
 * may be left over.
 */
export function compilePattern(pattern: string): TextMatcher {
  if (!pattern.includes("*")) return (value) => value === pattern;
  const matches = compileRange(pattern);
  return (value) => matches(value, 0, value.length);
}

function compileRange(pattern: string): RangeMatcher {
  const parts = pattern.split(/\*+/);
  const [first = "", ...rest] = parts;
  if (rest.length === 0) {
    return (text, start, end) => end - start === first.length && text.startsWith(first, start);
  }
  const openEnded = rest[rest.length - 1] === "";
  const literals = rest.filter((literal) => literal !== "");
  const last = openEnded ? "" : (literals[literals.length - 1] ?? "");
  const fixed = first.length + last.length;
  return (text, start, end) => {
    if (end - start < fixed || !text.startsWith(first, start)) return false;
    if (!text.endsWith(last, end)) return false;
    let at = start + first.length;
    for (const literal of literals) {
      const found = text.indexOf(literal, at);
      if (found === -1 || found + literal.length > end) return false;
      at = found + literal.length;
    }
    return openEnded || at === end;
  };
}

/**
 * Path pattern: segment by segment; `**` stands for any number of segments. An empty path matches
 * nothing.
 */
export function compileGlob(pattern: string): TextMatcher {
  if (!pattern.includes("*")) return (value) => value !== "" && value === pattern;
  const segments = globSegments(pattern);
  const across = segments.indexOf("**");
  const match = across === -1 ? compileSegments(segments) : compileAcross(segments, across);
  if (!leadsWithStar(pattern)) return match;
  return (value) => match(value === "" || value.startsWith("/") ? value : `/${value}`);
}

/** Without `**`: as many segments as the pattern has. */
function compileSegments(segments: readonly string[]): TextMatcher {
  const matchers = segments.map(compileRange);
  return (path) => path !== "" && matchHead(path, matchers) === path.length + 1;
}

/** With `**`: what stands before it matches the beginning, what stands after it the end. */
function compileAcross(segments: readonly string[], across: number): TextMatcher {
  const [before, after] = [segments.slice(0, across), segments.slice(across + 1)];
  const [head, tail] = [before.map(compileRange), after.map(compileRange)];
  const folder = before.map((segment) => `${segment}/`).join("");
  const isFixed = !before.some((segment) => segment.includes("*"));
  if (isFixed && after.length === 0) return (path) => path !== "" && path.startsWith(folder);
  return (path) => path !== "" && matchHead(path, head) <= path.length && matchTail(path, tail);
}

/**
 * `*` and `**` at the start stand for a first segment, so that `*\/x` is `/*\/x`; `**x` within a
 * segment is `*x`.
 */
function globSegments(pattern: string): string[] {
  const rooted = leadsWithStar(pattern) ? `/${pattern}` : pattern;
  return rooted
    .split("/")
    .map((segment) => (segment === "**" ? segment : segment.replace(/\*+/g, "*")));
}

function leadsWithStar(pattern: string): boolean {
  return /^\*\*?(\/|$)/.test(pattern);
}

/**
 * Where the segment after the matched ones begins; one past the end when all are used up, Infinity
 * for no match.
 */
function matchHead(path: string, head: readonly RangeMatcher[]): number {
  let start = 0;
  for (const matches of head) {
    if (start > path.length) return Number.POSITIVE_INFINITY;
    const slash = path.indexOf("/", start);
    const end = slash === -1 ? path.length : slash;
    if (!matches(path, start, end)) return Number.POSITIVE_INFINITY;
    start = end + 1;
  }
  return start;
}

/**
 * Whether the last segments match; they may be the same segments that the head used, as `/a/**\/a`
 * on `/a/a`.
 */
function matchTail(path: string, tail: readonly RangeMatcher[]): boolean {
  let end = path.length;
  for (let index = tail.length - 1; index >= 0; index--) {
    if (end < 0) return false;
    const slash = end === 0 ? -1 : path.lastIndexOf("/", end - 1);
    if (!tail[index]?.(path, slash + 1, end)) return false;
    end = slash;
  }
  return true;
}

/** Characters that a literal alternation may hold, as they are or after a backslash. */
const LITERAL = String.raw`(?:[A-Za-z0-9 _/:;,@%&=<>~"'!#-]|\\[.*+?()[\]{}^$/\\-])+`;
const WORDS = String.raw`(${LITERAL}(?:\|${LITERAL})*)`;
const ALTERNATION = new RegExp(String.raw`^(?:\.\*)?(?:${WORDS}|\((?:\?:)?${WORDS}\))(?:\.\*)?$`);

/** Regular expression of RE2, found anywhere in the value; throws RE2JS's syntax error. */
export function compileRegexp(source: string, ignoreCase: boolean): TextMatcher {
  const expression = RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  const literals = ignoreCase ? undefined : literalAlternatives(source);
  if (literals === undefined) return (value) => expression.test(value);
  const [only = ""] = literals;
  if (literals.length === 1) return (value) => value.includes(only);
  return (value) => {
    for (const literal of literals) if (value.includes(literal)) return true;
    return false;
  };
}

/**
 * What the first group of a regular expression of RE2 takes out of a text, or undefined where it is
 * not found; a sentence when it is no such expression.
 */
export function compileCapture(source: string): ((text: string) => string | undefined) | string {
  if (source.length > REGEXP_LENGTH_MAX) return `it has more than ${REGEXP_LENGTH_MAX} characters`;
  try {
    const expression = RE2JS.compile(source);
    if (expression.groupCount() === 0) return "it has no group";
    return (text) => {
      const matcher = expression.matcher(text);
      return matcher.find() ? (matcher.group(1) ?? undefined) : undefined;
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * The words of `.*(a|b|c).*`, which need no automaton; undefined for any other expression. Without
 * parentheses, `.*a|b.*` is two alternatives, each free at both ends, so that dropping `.*` changes
 * nothing either.
 */
export function literalAlternatives(source: string): string[] | undefined {
  const found = ALTERNATION.exec(source);
  const words = found?.[1] ?? found?.[2];
  return words?.split("|").map((word) => word.replace(/\\(.)/g, "$1"));
}

/** Letter case set aside, for names that ignore it. Most have none, and are given back as is. */
export function foldCase(value: string): string {
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code > 0x7f || (code >= 0x41 && code <= 0x5a)) return value.toLowerCase();
  }
  return value;
}

/** Bytes of a text in UTF-8, which is what `.length` counts. */
export function byteLength(value: string): number {
  let bytes = value.length;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code < 0x80) continue;
    bytes += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}

/** Second-level labels under which country registries sell names, as in `example.co.uk`. */
const REGISTRY_LABELS: ReadonlySet<string> = new Set(
  "ac co com edu gob gouv gov go ltd mil ne net nom or org plc sch".split(" "),
);

/**
 * The name someone registered: the last two labels, or three beneath a country's `co`, `com` and
 * the like. A rule of thumb in place of the public suffix list, which changes weekly.
 */
export function rootDomain(name: string): string {
  const labels = name.replace(/\.$/, "").split(".");
  const country = labels[labels.length - 1] ?? "";
  const registry = labels[labels.length - 2] ?? "";
  const isNested = country.length === 2 && REGISTRY_LABELS.has(registry.toLowerCase());
  return labels.slice(isNested ? -3 : -2).join(".");
}
