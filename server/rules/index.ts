/** The detection rules: defaults from content, overrides of them, and those that people write. */

export { ARCHIVE_RULES_MAX, archiveRules } from "./archive.ts";
export { type AttackSeen, attackMap } from "./attack-map.ts";
export type { RuleCatalog, RuleVersion } from "./catalog.ts";
export { openRuleCatalog } from "./catalog.ts";
export type { ContentRules } from "./content-rules.ts";
export { loadContentRules } from "./content-rules.ts";
export { refuseRule } from "./errors.ts";
export { type Json, readWholeRule } from "./read.ts";
export { ruleFilter } from "./search.ts";
export { toTerraform } from "./terraform.ts";
export { testQueries } from "./test-queries.ts";
