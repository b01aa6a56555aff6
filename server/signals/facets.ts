/** The counts behind the filter panel. */
import type { SignalFacets } from "#lib/protocol";
import type { Query } from "#lib/query";
import { type Control, countSignalFacets, FACET_PATHS } from "#server/store";
import { criteriaOf } from "./search.ts";
import type { SignalFilter } from "./types.ts";

/**
 * The search without what its top level demands of one key, so that the panel shows what choosing
 * another value of that facet would find.
 */
function withoutKey(query: Query, key: string): Query {
  const items = query.kind === "and" ? query.items : [query];
  const kept = items.filter((item) => !isAbout(item, key));
  return kept.length === 0 ? { kind: "all" } : { kind: "and", items: kept };
}

function isAbout(query: Query, key: string): boolean {
  if (query.kind === "term") return query.key === key;
  if (query.kind === "not") return isAbout(query.item, key);
  return query.kind !== "all" && query.items.every((item) => isAbout(item, key));
}

export async function countFacets(
  control: Control,
  filter: SignalFilter,
): Promise<SignalFacets["data"]> {
  const { query, ...range } = criteriaOf(filter);
  const searches = FACET_PATHS.map((path) => ({ path, query: withoutKey(query, path) }));
  const facets = new Map<string, SignalFacets["data"][number]["values"]>();
  // Most facets are of the same search: each search is counted once.
  for (const group of Map.groupBy(searches, (each) => JSON.stringify(each.query)).values()) {
    const [first] = group;
    if (first === undefined) continue;
    const counts = await countSignalFacets(control, { ...range, query: first.query });
    for (const { path } of group) facets.set(path, [...(counts[path] ?? [])]);
  }
  return FACET_PATHS.map((path) => ({ path, values: facets.get(path) ?? [] }));
}
