/**
 * A detection rule → predicates, conditions and a method. What cannot be evaluated is named, not
 * guessed.
 */
import { CONFIGURATION_RULE_TYPES, type DetectionRule } from "#lib/protocol";
import { compileCalculated } from "./calculated.ts";
import { type CompiledQuery, compileQuery } from "./compile-query.ts";
import { type Condition, parseCondition, stepsOf } from "./condition.ts";
import { isGrowing } from "./counts.ts";
import type { DraftRule } from "./draft.ts";
import { CASES_MAX, QUERIES_MAX } from "./limits.ts";
import { type Method, methodOf } from "./method.ts";
import { need, RuleFault } from "./need.ts";
import { checkDetectionRule } from "./rule-check.ts";
import { queryLabels } from "./rule-part.ts";
import { effectiveRule } from "./rule-read.ts";
import { compileThirdParty, ROLL_UP_MS } from "./third-party.ts";
import { hashNumber } from "./value.ts";

const SECONDS_MAX = 86_400;
const MS_PER_S = 1000;

export type { CompiledQuery };

export type CompiledRule = {
  draft: DraftRule;
  /** Number of the rule's logic: hits of another logic under the same id are not counted. */
  epoch: number;
  queries: readonly CompiledQuery[];
  /** By case; undefined for a case that whatever the method finds meets. */
  conditions: readonly (Condition | undefined)[];
  labels: readonly string[];
  windowMs: number;
  groupPaths: readonly string[];
  /** Group-by fields that signals are rolled up by, of `groupPaths`; undefined for all. */
  signalGroups: readonly string[] | undefined;
  decreasesByEnv: boolean;
  method: Method;
  /** The event with the calculated fields of the rule; undefined when it has none. */
  extend: ((event: Record<string, unknown>) => Record<string, unknown>) | undefined;
};

function windowMs(seconds: number, name: string): number {
  const isUsable = Number.isInteger(seconds) && seconds >= 0 && seconds <= SECONDS_MAX;
  need(isUsable, `${name} is not between 0 and ${SECONDS_MAX} seconds`);
  return seconds * MS_PER_S;
}

/** Methods whose conditions are about counts of events over time. */
const COUNTING = new Set(["threshold", "anomaly_threshold"]);

function conditionOf(text: string, index: number, labels: readonly string[]): Condition {
  const where = `case ${index + 1}`;
  const { condition, diagnostics } = parseCondition(text, labels);
  need(condition !== undefined, `${where}: ${diagnostics[0]?.what ?? "it cannot be read"}`);
  const isOrdered = condition.kind === "then";
  const isUsable = !isOrdered || stepsOf(condition).every(isGrowing);
  need(isUsable, `${where}: use > or >= beside THEN`);
  return condition;
}

/** What of a rule its hits depend on. Texts, tags and severities may change without forgetting. */
function epochOf(rule: DetectionRule): number {
  const { queries, filters, referenceTables, options, thirdPartyCases, calculatedFields } = rule;
  // Editing a rule about content starts its learning anew, whatever was edited.
  const version = options.detectionMethod === "anomaly_threshold" ? rule.version : 0;
  const { evaluationWindow, keepAlive, maxSignalDuration, ...method } = options;
  return hashNumber(
    JSON.stringify([
      ...[queries, filters, referenceTables, method, thirdPartyCases, version],
      ...(calculatedFields === undefined ? [] : [calculatedFields]),
    ]),
  );
}

function draftOf(rule: DetectionRule, labels: readonly string[]): DraftRule {
  const { options } = rule;
  return {
    id: rule.id,
    name: rule.name,
    type: rule.type,
    detectionMethod: options.detectionMethod,
    version: rule.version,
    isDefault: rule.isDefault,
    message: rule.message,
    hasExtendedTitle: rule.hasExtendedTitle,
    tags: rule.tags,
    queries: rule.queries.map(({ query, ruleId }, at) => ({
      name: labels[at] ?? "",
      query: query === "" && ruleId !== undefined ? `@workflow.rule.id:${ruleId}` : query,
    })),
    cases: rule.cases.map(({ name, status, condition }) => ({ name, status, condition })),
    keepAliveMs: windowMs(options.keepAlive, "keepAlive"),
    maxDurationMs: windowMs(options.maxSignalDuration, "maxSignalDuration"),
  };
}

/** Queries of a condition are joined by the values of their groups, first with first. */
function needJoin(queries: readonly CompiledQuery[]): void {
  const arity = queries[0]?.groupBy.length ?? 0;
  const isJoinable = queries.every(({ groupBy }) => groupBy.length === arity);
  need(isJoinable, "its queries group by different numbers of fields");
}

function compileThirdPartyRule(rule: DetectionRule): CompiledRule {
  const { queries, cases, labels } = compileThirdParty(rule);
  need(queries.length > 0, "it needs 1 to 10 root queries");
  const template = rule.options.thirdPartyRuleOptions?.signalTitleTemplate ?? "";
  const shown = { ...draftOf(rule, labels), cases };
  const roots = rule.options.thirdPartyRuleOptions?.rootQueries ?? [];
  const own = roots.length > 0 ? roots : rule.queries;
  return {
    draft: {
      ...shown,
      queries: own.map(({ query }, at) => ({ name: labels[at] ?? "", query })),
      keepAliveMs: ROLL_UP_MS,
      maxDurationMs: ROLL_UP_MS,
      ...(template === "" ? {} : { titleTemplate: template }),
    },
    epoch: epochOf(rule),
    queries,
    conditions: cases.map(() => undefined),
    labels,
    windowMs: 0,
    groupPaths: queries[0]?.groupBy ?? [],
    signalGroups: undefined,
    decreasesByEnv: rule.options.decreaseCriticalityBasedOnEnv === true,
    method: { kind: "third_party" },
    extend: compileCalculated(rule),
  };
}

function compile(rule: DetectionRule): CompiledRule {
  const { detectionMethod: name } = rule.options;
  const [fault] = checkDetectionRule(rule);
  need(fault === undefined, `${fault?.path}: ${fault?.what}`);
  need(!CONFIGURATION_RULE_TYPES.includes(rule.type), "scans of configuration evaluate it");
  if (name === "third_party") return compileThirdPartyRule(rule);
  need(rule.queries.length > 0 && rule.queries.length <= QUERIES_MAX, "it needs 1 to 10 queries");
  need(rule.cases.length > 0 && rule.cases.length <= CASES_MAX, "it needs 1 to 10 cases");
  const labels = queryLabels(rule.queries);
  const queries = rule.queries.map((_, at) => compileQuery(rule, at, labels[at] ?? ""));
  const isSequence = name === "sequence_detection";
  if (COUNTING.has(name)) needJoin(queries);
  const conditions = isSequence
    ? rule.cases.map(() => undefined)
    : rule.cases.map(({ condition }, at) =>
        condition.trim() === "" && !COUNTING.has(name)
          ? undefined
          : conditionOf(condition, at, labels),
      );
  const known = conditions.filter((condition) => condition !== undefined);
  const { groupSignalsBy = [] } = rule;
  return {
    draft: draftOf(rule, labels),
    epoch: epochOf(rule),
    queries,
    conditions,
    labels,
    windowMs: windowMs(rule.options.evaluationWindow, "evaluationWindow"),
    groupPaths: queries[0]?.groupBy ?? [],
    signalGroups: groupSignalsBy.length === 0 ? undefined : groupSignalsBy,
    decreasesByEnv: rule.options.decreaseCriticalityBasedOnEnv === true,
    method: methodOf(rule, labels, known),
    extend: compileCalculated(rule),
  };
}

/** Compiles one rule, or says in a sentence why it cannot be. */
export function compileRule(rule: DetectionRule): CompiledRule | { reason: string } {
  try {
    return compile(effectiveRule(rule));
  } catch (error) {
    if (error instanceof RuleFault) return { reason: error.message };
    throw error;
  }
}
