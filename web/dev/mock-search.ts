/**
 * Just enough of the search syntax to develop with: `key:value`, `key:(a OR b)`, `-term` and words.
 */
import type { Signal } from "#lib/protocol";
import { splitTerms } from "../src/ui/query-text.ts";

export type SearchFault = { message: string; start: number; end: number };

function lookup(value: unknown, path: string[]): unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((each) => lookup(each, path));
  const [head, ...rest] = path;
  return head === undefined ? [value] : lookup((value as Record<string, unknown>)[head], rest);
}

/** The values of a search key: an attribute, a reserved field or a tag. */
export function valuesOf(signal: Signal, key: string): string[] {
  const { custom, tags } = signal.attributes;
  const samples = custom.samples.map((sample) => sample.content.custom);
  if (key.startsWith("@")) {
    const path = key.slice(1).split(".");
    return [...new Set([...lookup(custom, path), ...lookup(samples, path)].map(String))];
  }
  if (key === "status") return [custom.status];
  if (key === "host") return custom.host ? [custom.host] : [];
  return tags.flatMap((tag) => (tag.startsWith(`${key}:`) ? [tag.slice(key.length + 1)] : []));
}

/** The first mistake of a search, or undefined. */
export function searchFault(query: string): SearchFault | undefined {
  const open = [...query].filter((character) => character === '"').length % 2;
  if (open === 1) {
    const start = query.lastIndexOf('"');
    return { message: "The quotation is not closed.", start, end: query.length };
  }
  const depth = query.split("(").length - query.split(")").length;
  const start = depth > 0 ? query.lastIndexOf("(") : query.lastIndexOf(")");
  if (depth !== 0) return { message: "A parenthesis has no partner.", start, end: start + 1 };
  return undefined;
}

function isHeld(signal: Signal, text: string): boolean {
  if (text.startsWith("-")) return !isHeld(signal, text.slice(1));
  const [, key, rest] = /^(@?[\w.]+):([\s\S]+)$/.exec(text) ?? [];
  if (!key || !rest)
    return signal.attributes.custom.title.toLowerCase().includes(text.toLowerCase());
  const list = rest.startsWith("(")
    ? splitTerms(rest.slice(1, -1)).map((term) => term.text)
    : [rest];
  const wanted = new Set(list.map((value) => value.replace(/^"(.*)"$/, "$1").replaceAll("\\", "")));
  return valuesOf(signal, key).some((value) => wanted.has(value) || wanted.has("*"));
}

export function isFound(signal: Signal, query: string): boolean {
  return splitTerms(query).every((term) => isHeld(signal, term.text));
}
