/**
 * Search text → Query, in one pass without a separate token stream, because what a character means
 * depends on where it stands (`-` negates before a term and is a character in a value). Stops at
 * the first fault.
 */
import { DIAGNOSTICS_MAX, type Diagnostic, type Span } from "#lib/base";
import type { Query, ValueMatch } from "./ast.ts";
import { isBlock } from "./cidr.ts";
import * as faults from "./diagnostics.ts";
import { QUERY_DEPTH_MAX, QUERY_LENGTH_MAX, QUERY_TERMS_MAX } from "./limits.ts";
import { isBoundary, scanQuoted, scanWord, skipSpace, type Word } from "./scan.ts";

export type ParseResult = { query?: Query; diagnostics: Diagnostic[] };

/**
 * `key` is set inside `key:( … )`, where words are values of it; `calculated` are the names after
 * `#` that a formula belongs to.
 */
type Cursor = {
  text: string;
  at: number;
  depth: number;
  terms: number;
  key: string | undefined;
  calculated: ReadonlySet<string>;
  diagnostics: Diagnostic[];
};

const NONE: ReadonlySet<string> = new Set();

/**
 * Parses a search. `query` is there unless there is a diagnostic; a blank text is the search for
 * everything. `calculated` names the fields that may be searched as `#name`; none unless given.
 */
export function parseQuery(text: string, calculated: ReadonlySet<string> = NONE): ParseResult {
  const diagnostics: Diagnostic[] = [];
  const place = { at: 0, depth: 0, terms: 0, key: undefined };
  const cursor: Cursor = { text, ...place, calculated, diagnostics };
  if (text.length > QUERY_LENGTH_MAX) {
    const span = { start: QUERY_LENGTH_MAX, end: text.length };
    return { diagnostics: [faults.tooLong(span, QUERY_LENGTH_MAX)] };
  }
  cursor.at = skipSpace(text, 0);
  if (cursor.at === text.length) return { query: { kind: "all" }, diagnostics };
  const query = parseOr(cursor);
  if (query === undefined) return { diagnostics };
  if (cursor.at < text.length) {
    return { diagnostics: [faults.unexpectedClose({ start: cursor.at, end: cursor.at + 1 })] };
  }
  return { query, diagnostics };
}

function refuse(cursor: Cursor, diagnostic: Diagnostic): undefined {
  if (cursor.diagnostics.length < DIAGNOSTICS_MAX) cursor.diagnostics.push(diagnostic);
  return undefined;
}

/** The one character at the cursor, or nothing at the end. */
function here(cursor: Cursor): Span {
  const { text, at } = cursor;
  return { start: at, end: Math.min(at + 1, text.length) };
}

/** Length of an operator at the cursor, 0 when there is none. */
function operatorLength({ text, at }: Cursor, word: string, sign: string): number {
  if (text.startsWith(sign, at)) return sign.length;
  if (!text.startsWith(word, at)) return 0;
  const end = at + word.length;
  return isBoundary(text, end) || text[end] === "(" ? word.length : 0;
}

function takeOperator(cursor: Cursor, word: string, sign: string): boolean {
  cursor.at = skipSpace(cursor.text, cursor.at);
  const length = operatorLength(cursor, word, sign);
  cursor.at += length;
  return length > 0;
}

function parseOr(cursor: Cursor): Query | undefined {
  const items: Query[] = [];
  do {
    const item = parseAnd(cursor);
    if (item === undefined) return undefined;
    items.push(item);
  } while (takeOperator(cursor, "OR", "||"));
  return items.length === 1 ? items[0] : { kind: "or", items };
}

function parseAnd(cursor: Cursor): Query | undefined {
  const items: Query[] = [];
  do {
    const item = parseUnary(cursor);
    if (item === undefined) return undefined;
    items.push(item);
  } while (takeOperator(cursor, "AND", "&&") || startsTerm(cursor));
  return items.length === 1 ? items[0] : { kind: "and", items };
}

function startsTerm(cursor: Cursor): boolean {
  const { text, at } = cursor;
  return at < text.length && text[at] !== ")" && operatorLength(cursor, "OR", "||") === 0;
}

function parseUnary(cursor: Cursor): Query | undefined {
  cursor.at = skipSpace(cursor.text, cursor.at);
  const length = negationLength(cursor);
  if (length === 0) return parsePrimary(cursor);
  cursor.at += length;
  const item = nested(cursor, parseUnary);
  return item && { kind: "not", item };
}

/** `-` and `!` negate what follows directly; alone they are words. */
function negationLength(cursor: Cursor): number {
  const { text, at } = cursor;
  if (text[at] === "-" || text[at] === "!") return isBoundary(text, at + 1) ? 0 : 1;
  return operatorLength(cursor, "NOT", "\0");
}

function nested(cursor: Cursor, parse: (cursor: Cursor) => Query | undefined): Query | undefined {
  if (cursor.depth >= QUERY_DEPTH_MAX) {
    return refuse(cursor, faults.tooDeep(here(cursor), QUERY_DEPTH_MAX));
  }
  cursor.depth++;
  const query = parse(cursor);
  cursor.depth--;
  return query;
}

function parsePrimary(cursor: Cursor): Query | undefined {
  const { text, at, key } = cursor;
  if (isBoundary(text, at) || operatorLength(cursor, "AND", "&&") > 0) {
    return refuse(cursor, faults.termMissing(here(cursor)));
  }
  if (operatorLength(cursor, "OR", "||") > 0) {
    return refuse(cursor, faults.termMissing(here(cursor)));
  }
  if (text[at] === "(") return nested(cursor, (inner) => parseGroup(inner, key));
  if (key !== undefined) return parseValue(cursor, key);
  if (text[at] === '"') return parseQuotedTerm(cursor, "", at);
  const word = scanWord(text, at, ":");
  cursor.at = word.end;
  if (text[word.end] === ":") return parseKeyed(cursor, word);
  if (text[word.end] === "(" && word.text === "CIDR") return parseCidr(cursor, word.start);
  return wordTerm(cursor, "", word);
}

/** The group of `key:( … )` is not counted as nesting: it cannot hold another one. */
function parseGroup(cursor: Cursor, key: string | undefined): Query | undefined {
  const open = here(cursor);
  const outerKey = cursor.key;
  cursor.at++;
  cursor.key = key;
  const query = parseOr(cursor);
  cursor.key = outerKey;
  if (query === undefined) return undefined;
  if (cursor.text[cursor.at] !== ")") return refuse(cursor, faults.unclosedGroup(open));
  cursor.at++;
  return query;
}

/** Whether a key is none of a calculated field, or one that there is. */
function isAvailable({ calculated }: Cursor, key: string): boolean {
  return !key.startsWith("#") || calculated.has(key.slice(1));
}

/** The cursor is at the colon after `word`. */
function parseKeyed(cursor: Cursor, word: Word): Query | undefined {
  const span = { start: word.start, end: word.end };
  const isAllKeys = word.wild && word.pattern === "*";
  const isNamed = word.text !== "" && word.text !== "@";
  if (!isNamed || (word.wild && !isAllKeys)) return refuse(cursor, faults.keyInvalid(span));
  if (!isAvailable(cursor, word.text)) return refuse(cursor, faults.calculatedField(span));
  cursor.at++;
  if (cursor.text[cursor.at] === "(") return parseGroup(cursor, word.text);
  if (isBoundary(cursor.text, cursor.at)) {
    return refuse(cursor, faults.valueMissing({ ...span, end: cursor.at }, word.text));
  }
  return parseValue(cursor, word.text, word.start);
}

function parseValue(cursor: Cursor, key: string, start = cursor.at): Query | undefined {
  const { text, at } = cursor;
  if (text[at] === '"') return parseQuotedTerm(cursor, key, start);
  if (text[at] === "[") return parseRange(cursor, key, start);
  const operator = /^[<>]=?/.exec(text.slice(at, at + 2))?.[0];
  if (operator !== undefined) return parseComparison(cursor, key, operator as ">", start);
  const word = scanWord(text, at, "");
  cursor.at = word.end;
  return wordTerm(cursor, key, { ...word, start });
}

function term(cursor: Cursor, key: string, value: ValueMatch, start: number): Query | undefined {
  const span = { start, end: cursor.at };
  cursor.terms++;
  if (cursor.terms > QUERY_TERMS_MAX) {
    return refuse(cursor, faults.tooManyTerms(span, QUERY_TERMS_MAX));
  }
  if (!isBoundary(cursor.text, cursor.at)) {
    return refuse(cursor, faults.glued(here(cursor), cursor.text[cursor.at]!));
  }
  return { kind: "term", key, value, span };
}

function wordTerm(cursor: Cursor, key: string, word: Word): Query | undefined {
  const { start, pattern, text, wild } = word;
  if (!wild) return term(cursor, key, { kind: "text", text }, start);
  if (pattern !== "*") return term(cursor, key, { kind: "pattern", source: pattern }, start);
  const exists = term(cursor, key, { kind: "exists" }, start);
  return exists && key === "" ? { kind: "all" } : exists;
}

function parseQuotedTerm(cursor: Cursor, key: string, start: number): Query | undefined {
  const quoted = scanQuoted(cursor.text, cursor.at);
  if (quoted === undefined) return refuse(cursor, faults.unclosedQuote(here(cursor)));
  cursor.at = quoted.end;
  return term(cursor, key, { kind: "text", text: quoted.text }, start);
}

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;

/** A number when written as one; with a backslash before its first character it is text. */
function operand(source: string, word: Word): number | string {
  const value = NUMBER.test(source) ? Number(source) : Number.NaN;
  if (!Number.isFinite(value)) return word.text;
  return value === 0 ? 0 : value;
}

function parseComparison(
  cursor: Cursor,
  key: string,
  operator: ">" | ">=" | "<" | "<=",
  start: number,
): Query | undefined {
  const at = cursor.at + operator.length;
  const word = scanWord(cursor.text, at, "");
  cursor.at = word.end;
  if (word.text === "" || word.wild) {
    return refuse(cursor, faults.comparisonMalformed({ start, end: word.end }));
  }
  const value = operand(cursor.text.slice(at, word.end), word);
  return term(cursor, key, { kind: "compare", operator, value }, start);
}

function parseRange(cursor: Cursor, key: string, start: number): Query | undefined {
  const { text } = cursor;
  const open = cursor.at;
  const from = rangeEnd(text, open + 1);
  const to = from && text.startsWith("TO", from.next) && rangeEnd(text, from.next + 2);
  if (!from || !to || text[to.next] !== "]" || !sameKind(from.value, to.value)) {
    const close = text.indexOf("]", open);
    const end = close === -1 ? text.length : close + 1;
    return refuse(cursor, faults.rangeMalformed({ start: open, end }));
  }
  cursor.at = to.next + 1;
  return term(cursor, key, { kind: "range", from: from.value, to: to.value }, start);
}

function rangeEnd(text: string, at: number) {
  const word = scanWord(text, skipSpace(text, at), "]");
  if (word.text === "" || (word.wild && word.pattern !== "*")) return undefined;
  const value = word.wild ? null : operand(text.slice(word.start, word.end), word);
  return { value, next: skipSpace(text, word.end) };
}

function sameKind(from: number | string | null, to: number | string | null): boolean {
  return from === null || to === null || typeof from === typeof to;
}

/** The cursor is at the parenthesis after `CIDR`. */
function parseCidr(cursor: Cursor, start: number): Query | undefined {
  const { text } = cursor;
  const close = text.indexOf(")", cursor.at);
  if (close === -1) return refuse(cursor, faults.unclosedGroup(here(cursor)));
  const span = { start, end: close + 1 };
  const parts = text.slice(cursor.at + 1, close).split(",");
  const key = scanWord(parts[0]!.trim(), 0, ":");
  if (
    key.text === "" ||
    key.wild ||
    !isAvailable(cursor, key.text) ||
    parts.length < 2 ||
    key.end < parts[0]!.trim().length
  ) {
    return refuse(cursor, faults.cidrMalformed(span));
  }
  const blocks = parts.slice(1).map((block) => block.trim());
  const invalid = blocks.find((block) => !isBlock(block));
  if (invalid !== undefined) return refuse(cursor, faults.blockInvalid(span, invalid));
  cursor.at = close + 1;
  return term(cursor, key.text, { kind: "cidr", blocks }, start);
}
