/**
 * Detection rules: what they may say, and what they mean. Everything here is pure: events and
 * remembered rows in, hits and drafts of signals out.
 */
export { calculatedNames } from "./calculated.ts";
export type { CompiledRule } from "./compile.ts";
export { compileRule } from "./compile.ts";
export { RUNTIME_SOURCE, SIGNAL_SOURCE } from "./compile-query.ts";
export type { Condition } from "./condition.ts";
export { conditionHolds, labelsOf, parseCondition, stepsOf } from "./condition.ts";
export { signalEvents } from "./correlate.ts";
export type { DraftEvent, DraftHits, DraftRule, SignalDraft, Trigger } from "./draft.ts";
export type { EngineOptions } from "./engine.ts";
export { evaluateHits, evaluateRule, learnedRows, touchedRules } from "./engine.ts";
export type { Touched } from "./evaluation.ts";
export type {
  DetectedEvent,
  HitBucket,
  HitCountAsk,
  HitRow,
  HitSource,
  HitWindow,
  LearnedAsk,
  LearnedRow,
  Measure,
  Recounts,
  SeriesPoint,
} from "./hit.ts";
export { CASES_MAX, GROUP_KEYS_MAX, QUERIES_MAX } from "./limits.ts";
export type { Matcher, MatchOptions } from "./match.ts";
export { createMatcher } from "./match.ts";
export { createHitMemory } from "./memory.ts";
export type { Replay, ReplayOptions, SimulatedEvent } from "./replay.ts";
export { createReplay, isLearning, lookBackMs } from "./replay.ts";
export { CONDITIONLESS_METHODS, checkDetectionRule } from "./rule-check.ts";
export { GEO_ATTRIBUTE, groupFields, stepOrder } from "./rule-check-method.ts";
export type { RuleDiagnostic } from "./rule-diagnostics.ts";
export { queryLabels } from "./rule-part.ts";
export { effectiveRule, fullQuery, readDetectionRule, WINDOWLESS_METHODS } from "./rule-read.ts";
export type {
  CompiledSettings,
  CriticalAssetSetting,
  DetectionSettings,
  ReferenceTables,
  SecurityFilterSetting,
  SuppressionSetting,
} from "./settings.ts";
export { compileSettings, NO_SETTINGS, ruleDocument, signalDocument } from "./settings.ts";
export type { Adjustment } from "./severity.ts";
export { adjustSeverity } from "./severity.ts";
export type { SimulatedSignal } from "./simulate.ts";
export { simulateRules } from "./simulate.ts";
export type { KnownSpan, SpanPlan } from "./spans.ts";
export { countAsk, countFresh, planSpans, recountAsk } from "./spans.ts";
export { MISSING_GROUP, VALUE_CHARS_MAX } from "./value.ts";
