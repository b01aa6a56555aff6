/** What a search requires of a key, for sorting rules into buckets. */
import type { Query } from "./ast.ts";

/**
 * The finite set of values of `key` of which an event must have one to be found, or undefined when
 * there is no such set. An event without any of them cannot match, so the search need not be run on
 * it.
 */
export function literalValues(query: Query, key: string): string[] | undefined {
  switch (query.kind) {
    case "term":
      return query.key === key && query.value.kind === "text" ? [query.value.text] : undefined;
    case "or": {
      const sets = query.items.map((item) => literalValues(item, key));
      if (sets.some((set) => set === undefined)) return undefined;
      return [...new Set(sets.flatMap((set) => set ?? []))];
    }
    case "and": {
      // Not the intersection: with several values in an array, an event may meet each item by
      // another value.
      const sets = query.items.map((item) => literalValues(item, key));
      return sets
        .filter((set) => set !== undefined)
        .sort((a, b) => a.length - b.length)
        .at(0);
    }
    default:
      return undefined;
  }
}
