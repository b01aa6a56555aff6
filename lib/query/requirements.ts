/** What a search cannot do without: values that its events must have, for finding it by them. */
import type { Query, ValueMatch } from "./ast.ts";
import type { Literal } from "./grams.ts";
import { patternParts } from "./wildcard.ts";

/** Whatever the search finds has a value at the key that meets one of these. */
export type Requirement = { key: string; values: readonly ValueMatch[] };

/** Alternatives of one requirement; more are not worth to be looked for. */
const VALUES_MAX = 1000;

/** The requirements of a search; none when it may find an event that has nothing at all. */
export function requirementsOf(query: Query): Requirement[] {
  switch (query.kind) {
    case "term":
      return [{ key: query.key, values: [query.value] }];
    case "and":
      return query.items.flatMap(requirementsOf);
    case "or": {
      const [first = [], ...others] = query.items.map(requirementsOf);
      return first.flatMap(({ key, values }) => {
        const more = others.map((own) => own.find((each) => each.key === key)?.values);
        if (more.some((each) => each === undefined)) return [];
        const all = [...values, ...more.flatMap((each) => each ?? [])];
        return all.length > VALUES_MAX ? [] : [{ key, values: all }];
      });
    }
    default:
      return [];
  }
}

/** The longest text that each value which meets this has in it; undefined when there is none. */
export function literalOf(value: ValueMatch, free: boolean): Literal | undefined {
  if (value.kind === "text") {
    const text = free ? value.text.toLowerCase() : value.text;
    return text === "" ? undefined : { text, atStart: !free };
  }
  if (value.kind !== "pattern") return undefined;
  const parts = patternParts(free ? value.source.toLowerCase() : value.source);
  const texts = parts.flatMap((part, at) =>
    part.kind === "text" ? [{ text: part.text, atStart: at === 0 && !free }] : [],
  );
  return texts.sort((a, b) => b.text.length - a.text.length).at(0);
}
