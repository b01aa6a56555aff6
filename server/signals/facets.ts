/** The counts behind the filter panel. */
import { FACETS } from "#lib/event";
import type { SignalFacets } from "#lib/protocol";
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

export async function countFacets(
  control: Control,
  filter: SignalFilter,
): Promise<SignalFacets["data"]> {
  const criteria = criteriaOf(filter);
  const paths = [...SIGNAL_FACETS, ...FACETS.map(({ path }) => path)];
  const facets: SignalFacets["data"] = [];
  for (const path of paths) {
    const values = await countSignalValues(control, criteria, path, FACET_VALUES_MAX);
    facets.push({ path, values });
  }
  return facets;
}
