/**
 * What a token is: the one table of the language's words. Everything that shows or reads rules
 * cuts them with it: the parser by way of `lex`, which stops at a fault, editors by way of `scan`,
 * which goes on. The order of PATTERNS matters: `1.2.3.4` is an address before it is a number, `5s`
 * a duration before an int, and `-2` is one int, so that `5-2` is two ints and no subtraction.
 */
import type { Span } from "#lib/base";

export type LexemeKind =
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
  | "comment"
  | "fault";

const V4 = String.raw`\d+\.\d+\.\d+\.\d+`;
const V6 = `(?:[0-9A-Fa-f]{0,4}:){2,8}(?:${V4}|[0-9A-Fa-f]{0,4})`;
const QUOTED = String.raw`"([^"\\]*(?:\\[^][^"\\]*)*)"`;

/** Group 1, where there is one, is the token's content. */
const PATTERNS: readonly (readonly [Exclude<LexemeKind, "fault"> | "space", RegExp])[] = [
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

/** `text` is the content: without quotes, `${}` or `%{}`, and with `&&` for `and`. */
export type Lexeme = { kind: LexemeKind; text: string; span: Span };

type Read = { lexeme: Lexeme | undefined; end: number };

/**
 * Reads one token, comment or run of blanks at `at`, the last without a lexeme; undefined when
 * nothing fits.
 */
export function readLexeme(source: string, at: number): Read | undefined {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found === null) continue;
    const end = pattern.lastIndex;
    const span = { start: at, end };
    const text = found[1] ?? found[0];
    if (kind === "space") return { lexeme: undefined, end };
    const word = kind === "name" ? WORD_OPERATORS.get(text) : undefined;
    if (word !== undefined) return { lexeme: { kind: "operator", text: word, span }, end };
    return { lexeme: { kind, text, span }, end };
  }
  return undefined;
}

/**
 * Whether a quote that nothing closes opens at `at`; the only fault that is longer than a
 * character.
 */
export function opensQuote(source: string, at: number): boolean {
  const opening = /[r~]?"/y;
  opening.lastIndex = at;
  return opening.test(source);
}

/**
 * All tokens and comments of a source, whatever it holds. What is none becomes a `fault`: a single
 * character, or an open quote with the rest of its line.
 */
export function scan(source: string): Lexeme[] {
  const lexemes: Lexeme[] = [];
  for (let at = 0; at < source.length; ) {
    const read = readLexeme(source, at);
    const end = read?.end ?? endOfFault(source, at);
    if (read === undefined) {
      lexemes.push({ kind: "fault", text: source.slice(at, end), span: { start: at, end } });
    } else if (read.lexeme !== undefined) lexemes.push(read.lexeme);
    at = end;
  }
  return lexemes;
}

function endOfFault(source: string, at: number): number {
  if (!opensQuote(source, at)) return at + String.fromCodePoint(source.codePointAt(at) ?? 0).length;
  const newline = source.indexOf("\n", at);
  return newline === -1 ? source.length : newline;
}
