/** What signals can be searched by. */
import { FACETS } from "#lib/event";

/** Keys of every signal, beside those of events, which the contract lists. */
const SIGNAL_KEYS = [
  ["status", "Severity"],
  ["@workflow.triage.state", "State"],
  ["@workflow.rule.name", "Rule"],
  ["host", "Host"],
  ["tactic", "ATT&CK tactic"],
  ["technique", "ATT&CK technique"],
] as const;

export const KEYS: readonly (readonly [string, string])[] = [
  ...SIGNAL_KEYS,
  ...FACETS.map((facet) => [facet.path, facet.name] as const),
];
