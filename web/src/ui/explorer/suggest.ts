/**
 * What may come next in a search: keys while a key is typed, then values that the list has for it.
 */
import type { SignalFacets } from "#lib/protocol";
import { quoteValue } from "../query-text.ts";

/** Counts of the values of facets; signals and logs are counted in the same shape. */
export type FacetCounts = SignalFacets;
/** What a list can be searched by. */
export type SuggestSource = {
  /** Path of a key and what people call it. */
  keys: readonly (readonly [path: string, name: string])[];
  facets: FacetCounts | undefined;
};

export type Suggestion = { insert: string; label: string; hint: string };
export type Suggestions = {
  /** The part of the search that a suggestion replaces. */
  start: number;
  end: number;
  options: Suggestion[];
};

const SUGGESTIONS_MAX = 8;
/** The word before the caret; what opens a group or negates is not part of it. */
function wordBefore(draft: string, caret: number): { start: number; word: string } {
  const word = /[^\s(]*$/.exec(draft.slice(0, caret))?.[0] ?? "";
  const bare = word.replace(/^-/, "");
  return { start: caret - bare.length, word: bare };
}

function keyOptions(word: string, keys: SuggestSource["keys"]): Suggestion[] {
  const wanted = word.toLowerCase();
  return keys
    .filter(
      ([path, name]) =>
        path.toLowerCase().includes(wanted) || name.toLowerCase().startsWith(wanted),
    )
    .map(([path, name]) => ({ insert: `${path}:`, label: path, hint: name }));
}

function valueOptions(key: string, part: string, facets: FacetCounts | undefined): Suggestion[] {
  const values = facets?.data.find((facet) => facet.path === key)?.values ?? [];
  const wanted = part.replace(/^"/, "").toLowerCase();
  return values
    .filter(({ value }) => value.toLowerCase().includes(wanted) && quoteValue(value) !== part)
    .map(({ value, count }) => ({
      insert: `${key}:${quoteValue(value)} `,
      label: value,
      hint: String(count),
    }));
}

/** Suggestions for the word before the caret; no options for an empty one. */
export function suggest(
  draft: string,
  caret: number,
  { keys, facets }: SuggestSource,
): Suggestions {
  const { start, word } = wordBefore(draft, caret);
  const colon = word.indexOf(":");
  const found =
    word === ""
      ? []
      : colon < 0
        ? keyOptions(word, keys)
        : valueOptions(word.slice(0, colon), word.slice(colon + 1), facets);
  return { start, end: caret, options: found.slice(0, SUGGESTIONS_MAX) };
}
