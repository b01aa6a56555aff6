/**
 * First stage: source text to tokens. Never throws; a fault ends the token list with a diagnostic.
 * The order of PATTERNS matters: `1.2.3.4` is an address before it is a number, `5s` a duration
 * before an int, and `-2` is one int, so that `5-2` is two ints and no subtraction.
 */
import type { Diagnostic, Span } from "#lib/base";
import * as faults from "./diagnostics.ts";
import { SOURCE_LENGTH_MAX } from "./limits.ts";

type TokenKind =
  | "cidr"
  | "ip"
  | "variable"
  | "reference"
  | "duration"
  | "regexp"
  | "name"
  | "string"
  | "pattern"
  | "int"
  | "operator"
  | "end";

/** `text` is the content: without quotes, `${}` or `%{}`. */
export type Token = { kind: TokenKind; text: string; span: Span };
export type Comment = { text: string; span: Span };

const V4 = String.raw`\d+\.\d+\.\d+\.\d+`;
const V6 = `(?:[0-9A-Fa-f]{0,4}:){2,8}(?:${V4}|[0-9A-Fa-f]{0,4})`;
const QUOTED = String.raw`"([^"\\]*(?:\\[^][^"\\]*)*)"`;

/** Group 1, where there is one, is the token's content. */
const PATTERNS: readonly (readonly [TokenKind | "comment" | "space", RegExp])[] = [
  ["space", /\s+/y],
  ["comment", /(?:#|\/\/)[^\n]*/y],
  ["cidr", new RegExp(`(?:${V4}|${V6})/\\d+`, "y")],
  ["ip", new RegExp(`${V4}|${V6}`, "y")],
  ["variable", /\$\{([A-Za-z_][A-Za-z0-9_.]*)\}/y],
  ["reference", /%\{([A-Za-z_][A-Za-z0-9_.[\]]*)\}/y],
  ["duration", /\d+[msh]s*/y],
  ["regexp", new RegExp(`r${QUOTED}`, "y")],
  ["name", /[A-Za-z_](?:[A-Za-z0-9_.]|\[[A-Za-z0-9_]*\])*/y],
  ["string", new RegExp(QUOTED, "y")],
  ["pattern", new RegExp(`~${QUOTED}`, "y")],
  ["int", /[-+]?\d+/y],
  ["operator", /==|!=|=~|!~|<=|>=|&&|\|\||[!=<>+\-[\](),&|~^%]/y],
];

/** Words that are operators; the names `and` and `or` stand for `&&` and `||`. */
const WORD_OPERATORS: ReadonlyMap<string, string> = new Map([
  ["and", "&&"],
  ["or", "||"],
  ["not", "not"],
  ["in", "in"],
  ["allin", "allin"],
]);

type LexResult = { tokens: Token[]; comments: Comment[]; diagnostics: Diagnostic[] };

/** Cuts a rule into tokens; the last is always `end`. */
export function lex(source: string): LexResult {
  const result: LexResult = { tokens: [], comments: [], diagnostics: [] };
  const length = source.length;
  if (length > SOURCE_LENGTH_MAX) {
    result.diagnostics.push(faults.sourceTooLong({ start: 0, end: 0 }, length));
  }
  let at = 0;
  while (result.diagnostics.length === 0 && at < length) {
    const end = readToken(source, at, result);
    if (end === at) result.diagnostics.push(faultAt(source, at));
    else at = end;
  }
  result.tokens.push({ kind: "end", text: "", span: { start: length, end: length } });
  return result;
}

/**
 * Reads one token, comment or run of blanks at `at`; gives where it ends, or `at` when nothing
 * fits.
 */
function readToken(source: string, at: number, result: LexResult): number {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found === null) continue;
    const end = pattern.lastIndex;
    const span = { start: at, end };
    const text = found[1] ?? found[0];
    if (kind === "comment") result.comments.push({ text, span });
    else if (kind === "name" && WORD_OPERATORS.has(text)) {
      result.tokens.push({ kind: "operator", text: WORD_OPERATORS.get(text) ?? text, span });
    } else if (kind !== "space") result.tokens.push({ kind, text, span });
    return end;
  }
  return at;
}

function faultAt(source: string, at: number): Diagnostic {
  const opensQuote = /[r~]?"/y;
  opensQuote.lastIndex = at;
  if (opensQuote.test(source)) return faults.unterminatedString({ start: at, end: source.length });
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
  return faults.unexpectedCharacter({ start: at, end: at + character.length }, character);
}
