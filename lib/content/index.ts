/**
 * Rules as content: YAML files and policies in, rules with their place out, and their inline tests.
 */
export type { Condition, RuleDiagnostic } from "#lib/detection";
export {
  checkDetectionRule,
  conditionHolds,
  effectiveRule,
  parseCondition,
  queryLabels,
  readDetectionRule,
} from "#lib/detection";
export type { CheckedAction, CheckedSet } from "./action-check.ts";
export type { CheckedExpression } from "./agent-check.ts";
export { checkAgentRule, defineContentMacros } from "./agent-check.ts";
export { loadAgentContent } from "./agent-content.ts";
export { buildTestEvent, testAgentRule } from "./agent-test.ts";
export type { AttackColumn, AttackEntry } from "./attack.ts";
export { attackEntry, attackIdOf, attackMatrix, attackSuccessor, attackTags } from "./attack.ts";
export { loadDetectionContent } from "./detection-content.ts";
export { testDetectionRule } from "./detection-test.ts";
export { ATTACK_VERSION } from "./generated/attack.ts";
export type { ContentKind, Inspection, PlacedTest, RuleReport } from "./inspect.ts";
export { inspectContent, kindOf, testContent, testDetections } from "./inspect.ts";
export { placeholders, renderMessage } from "./message.ts";
export { placeFault } from "./place.ts";
export { parsePolicy, RESERVED_RULE_IDS } from "./policy.ts";
export type { FilterType, PolicyHost } from "./policy-host.ts";
export { ANY_HOST } from "./policy-host.ts";
export type { PolicyName, PolicySource } from "./policy-merge.ts";
export type {
  LoadedPolicies,
  LoadedPolicy,
  LoadedRule,
  LoadOptions,
  PolicyFiles,
} from "./policy-set.ts";
export { CONTENT_POLICY, loadPolicies, readPolicies } from "./policy-set.ts";
export type {
  Action,
  AgentContent,
  AgentRule,
  AgentTest,
  ContentFile,
  DetectionContent,
  DetectionTest,
  ExpectedSignal,
  FileDiagnostic,
  LogLevel,
  Macro,
  Maturity,
  PlacedText,
  Policy,
  RuleExpression,
  TestResult,
} from "./types.ts";
export type { Variable } from "./variables.ts";
export { COMPATIBLE_VERSION, satisfies } from "./version.ts";
export { readYaml } from "./yaml-tree.ts";
