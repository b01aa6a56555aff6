/**
 * The rule language: text → tokens → tree → checked tree → plan → generated functions. Agents
 * evaluate with it, the command line and the web check and format with it. Field tables, macros and
 * variables are passed in.
 */
export type { Approvers, FilterCapabilities } from "./approver.ts";
export { findApprovers } from "./approver.ts";
export type { Ast } from "./ast.ts";
export type { CheckResult } from "./check.ts";
export { checkRule } from "./check.ts";
export type { CheckEnvironment, MacroTable, VariableTable } from "./checker.ts";
export type { RuleFunction } from "./closure.ts";
export { compileClosures } from "./closure.ts";
export type { CompletionOptions, Completions, Proposal } from "./complete.ts";
export { completeRule } from "./complete.ts";
export type { DenialNumber, Denials, DenialTerm, DenialWay } from "./denial.ts";
export { DENIAL_NUMBERS, denialsOf } from "./denial.ts";
export type { RuleDescription } from "./describe.ts";
export { describeRule } from "./describe.ts";
export { areDiscarded, isFolderDiscarded } from "./discarder.ts";
export type { Entry, EntryKind } from "./entry.ts";
export type { EvaluationAnswer, Evaluator, EvaluatorOptions } from "./evaluator.ts";
export { createEvaluator, evaluateOnce, lineTooLong } from "./evaluator.ts";
export type { Explanation } from "./explain.ts";
export { explainMatch } from "./explain.ts";
export type { FormatResult } from "./format.ts";
export { formatRule } from "./format.ts";
export { entryAt } from "./hover.ts";
export { capabilitiesOf, describeFilter } from "./kernel-filter.ts";
export { lintRule } from "./lint.ts";
export type { MacroDefinition, MacroResult } from "./macro.ts";
export { defineMacros } from "./macro.ts";
export { packetFiltersOf } from "./packet-filters.ts";
export type { ParseResult } from "./parse.ts";
export { parseMacro, parseRule } from "./parse.ts";
export { compileCapture } from "./pattern.ts";
export { variablesOf } from "./request.ts";
export type { OnMatch, RuleEntry, RuleSet } from "./ruleset.ts";
export { compileRules } from "./ruleset.ts";
export type { Lexeme } from "./scan.ts";
export { scan } from "./scan.ts";
export type { Sight, UndeliveredField } from "./specialize.ts";
export { canHold, describeUndelivered, specializeRule, undeliveredFields } from "./specialize.ts";
export type { Condition } from "./trace.ts";
export type {
  CheckedRule,
  EvaluationContext,
  SeclEvent,
  Variables,
  VariableValue,
} from "./tree.ts";
export type { CheckedValue, ValueFunction } from "./value.ts";
export { checkValue, compileValue } from "./value.ts";
