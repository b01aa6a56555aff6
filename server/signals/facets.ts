/** The counts behind the filter panel. */
import { FACETS } from "#lib/event";
import type { SignalFacets } from "#lib/protocol";
import type { Query } from "#lib/query";
import { type Control, countSignalValues } from "#server/store";
import { criteriaOf } from "./search.ts";
import type { SignalFilter } from "./types.ts";

/** Values of one facet in an answer; the rarer ones are left out. */
const FACET_VALUES_MAX = 20;

/** Facets of the signal itself; those of its events come from the contract. */
const SIGNAL_FACETS = [
  "status",
  "@workflow.triage.state",
  "@workflow.rule.name",
  "host",
  "source",
  "tactic",
  "technique",
];

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
  const paths = [...SIGNAL_FACETS, ...FACETS.map(({ path }) => path)];
  const facets: SignalFacets["data"] = [];
  for (const path of paths) {
    const criteria = { ...range, query: withoutKey(query, path) };
    const values = await countSignalValues(control, criteria, path, FACET_VALUES_MAX);
    facets.push({ path, values });
  }
  return facets;
}
