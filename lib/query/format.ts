/** Query → text that parses to the same query. */
import type { Query, ValueMatch } from "./ast.ts";
import { patternParts } from "./wildcard.ts";

/** Writes a search in one canonical form, which parses to the same query (spans aside). */
export function formatQuery(query: Query): string {
  return query.kind === "all" ? "" : format(query);
}

function format(query: Query): string {
  switch (query.kind) {
    case "all":
      return "*";
    case "and":
      return query.items.map(nested).join(" ");
    case "or":
      return sharedKey(query.items) ?? query.items.map(alternative).join(" OR ");
    case "not":
      return `-${nested(query.item)}`;
    case "term":
      return formatTerm(query.key, query.value);
  }
}

/** AND binds tighter than OR, so only an OR needs parentheses here. */
function alternative(query: Query): string {
  return query.kind === "and" ? format(query) : nested(query);
}

function nested(query: Query): string {
  const text = format(query);
  if (query.kind === "or" && sharedKey(query.items) !== undefined) return text;
  return query.kind === "and" || query.kind === "or" ? `(${text})` : text;
}

/** `key:(a OR b)` when that says the same. */
function sharedKey(items: readonly Query[]): string | undefined {
  const values: string[] = [];
  const first = items[0];
  if (first?.kind !== "term" || first.key === "") return undefined;
  for (const item of items) {
    if (item.kind !== "term" || item.key !== first.key || item.value.kind === "cidr") {
      return undefined;
    }
    values.push(formatValue(item.value));
  }
  return `${formatKey(first.key)}:(${values.join(" OR ")})`;
}

function formatTerm(key: string, value: ValueMatch): string {
  if (value.kind === "cidr") return `CIDR(${[formatKey(key), ...value.blocks].join(", ")})`;
  return key === "" ? formatValue(value) : `${formatKey(key)}:${formatValue(value)}`;
}

function formatKey(key: string): string {
  return key === "*" ? key : escapeWord(key);
}

/** Characters that mean nothing to the parser wherever they stand in a word. */
const PLAIN = /[\p{L}\p{N}_@./%$~^+=,;'-]/u;
const PLAIN_WORD = /^[\p{L}\p{N}_@./%$~^+=,;'][\p{L}\p{N}_@./%$~^+=,;'-]*$/u;
const KEYWORDS = new Set(["AND", "OR", "NOT", "TO", "CIDR"]);

function formatValue(value: ValueMatch): string {
  switch (value.kind) {
    case "exists":
      return "*";
    case "text":
      return formatText(value.text);
    case "pattern":
      return formatPattern(value.source);
    case "compare":
      return `${value.operator}${formatOperand(value.value)}`;
    case "range":
      return `[${formatOperand(value.from)} TO ${formatOperand(value.to)}]`;
    case "cidr":
      return "";
  }
}

function formatText(text: string): string {
  if (PLAIN_WORD.test(text) && !KEYWORDS.has(text)) return text;
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function formatPattern(source: string): string {
  let text = "";
  for (const part of patternParts(source)) {
    if (part.kind === "text") text += escapeWord(part.text);
    else text += part.kind === "any" ? "*" : "?";
  }
  return text;
}

function formatOperand(value: number | string | null): string {
  if (value === null) return "*";
  if (typeof value === "number") return String(value);
  const isNumeric = /^-?\d/.test(value);
  return isNumeric ? `\\${value[0]}${escapeWord(value.slice(1))}` : escapeWord(value);
}

/** A backslash before every character with a meaning; `-` and `=` have one at the start only. */
function escapeWord(text: string): string {
  let escaped = "";
  for (const char of text) {
    const isPlain = PLAIN.test(char) && !(escaped === "" && "-=".includes(char));
    escaped += isPlain ? char : `\\${char}`;
  }
  return escaped;
}
