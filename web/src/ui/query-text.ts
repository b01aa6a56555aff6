/**
 * Edits to a search that facets and filter buttons make, on its text: what the user wrote by hand
 * stays as written. It only splits into top-level terms; whether a search is right is the server's
 * to say.
 */

type Term = { start: number; end: number; text: string };

const PLAIN_VALUE = /^[A-Za-z0-9_./][\w./-]*$/;
const WORDS = new Set(["AND", "OR", "NOT"]);
const KEYED = /^(@?[A-Za-z_][\w.-]*):([\s\S]+)$/;

/** A value as it is written in a search, quoted where its characters would mean something. */
export function quoteValue(value: string): string {
  if (PLAIN_VALUE.test(value) && !WORDS.has(value)) return value;
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function unquoteValue(text: string): string {
  const inner =
    text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
  return inner.replaceAll(/\\([\s\S])/g, "$1");
}

/** Top-level terms of a search: spaces inside of quotes, parentheses and brackets do not split. */
export function splitTerms(query: string): Term[] {
  const terms: Term[] = [];
  let start = -1;
  let depth = 0;
  let quoted = false;
  const finish = (end: number) => {
    if (start >= 0) terms.push({ start, end, text: query.slice(start, end) });
    start = -1;
  };
  for (let at = 0; at < query.length; at += 1) {
    const character = query[at] as string;
    if (!quoted && depth <= 0 && /\s/.test(character)) {
      finish(at);
      continue;
    }
    if (start < 0) start = at;
    if (character === "\\") at += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && (character === "(" || character === "[")) depth += 1;
    else if (!quoted && (character === ")" || character === "]")) depth -= 1;
  }
  finish(query.length);
  return terms;
}

function valuesOf(text: string): string[] {
  if (!text.startsWith("(") || !text.endsWith(")")) return [unquoteValue(text)];
  const inner = splitTerms(text.slice(1, -1)).filter((term) => term.text !== "OR");
  return inner.map((term) => unquoteValue(term.text));
}

function isDisjunction(terms: readonly Term[]): boolean {
  return terms.some((term) => term.text === "OR" || term.text === "||");
}

function findFacet(query: string, key: string) {
  const terms = splitTerms(query);
  if (isDisjunction(terms)) return undefined;
  const index = terms.findIndex(
    (term, at) => KEYED.exec(term.text)?.[1] === key && terms[at - 1]?.text !== "NOT",
  );
  const term = terms[index];
  return term && { term, values: valuesOf(term.text.slice(key.length + 1)) };
}

function tidy(query: string): string {
  return query.replace(/^\s+|\s+$/g, "").replace(/ {2,}/g, " ");
}

function append(query: string, term: string): string {
  const whole = tidy(query);
  if (whole === "") return term;
  return isDisjunction(splitTerms(whole)) ? `(${whole}) ${term}` : `${whole} ${term}`;
}

/** The values that a search restricts `key` to; none when it does not. */
export function readFacet(query: string, key: string): string[] {
  return findFacet(query, key)?.values ?? [];
}

/** The search with `key` restricted to these values, or not at all when there are none. */
export function writeFacet(query: string, key: string, values: readonly string[]): string {
  const found = findFacet(query, key);
  const list = values.map(quoteValue);
  const text =
    list.length > 1
      ? `${key}:(${list.join(" OR ")})`
      : list.length === 1
        ? `${key}:${list[0]}`
        : "";
  if (!found) return text === "" ? query : append(query, text);
  return tidy(query.slice(0, found.term.start) + text + query.slice(found.term.end));
}

export function toggleFacet(query: string, key: string, value: string): string {
  const values = readFacet(query, key);
  const next = values.includes(value)
    ? values.filter((each) => each !== value)
    : [...values, value];
  return writeFacet(query, key, next);
}

/** The search with one more term; the same search when it is already there. */
export function addTerm(query: string, key: string, value: string, negated: boolean): string {
  const term = `${negated ? "-" : ""}${key}:${quoteValue(value)}`;
  return splitTerms(query).some((each) => each.text === term) ? query : append(query, term);
}
