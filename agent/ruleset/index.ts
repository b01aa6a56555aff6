/** Station 4: the rules of this host, compiled, with what the kernel may hold back for them. */

export type { Respond } from "./actions.ts";
export type { EventFilter } from "./kernel-filter.ts";
export type { PolicyReport } from "./policy-report.ts";
export type { RuleFiles } from "./rule-files.ts";
export { readRuleFiles } from "./rule-files.ts";
export type { RuleState } from "./rule-state.ts";
export type { Match, RulesetCounter, RulesetOptions } from "./ruleset.ts";
export { createRulesetCounters, Ruleset } from "./ruleset.ts";
export type { VariableOwners } from "./variable-store.ts";
