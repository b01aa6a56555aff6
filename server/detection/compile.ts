/**
 * A detection rule → predicates, conditions and windows. What this version cannot evaluate is
 * named, not guessed.
 */
import { type Condition, parseCondition, queryLabels } from "#lib/content";
import type { DetectionRule } from "#lib/protocol";
import { compilePredicate, literalValues, type Predicate, parseQuery } from "#lib/query";
import type { DraftRule } from "#server/store";

/** The attribute by which nearly all rules choose their events; rules are found by its value. */
export const BUCKET_KEY = "@agent.rule_id";

const QUERIES_MAX = 10;
const CASES_MAX = 10;
const GROUP_FIELDS_MAX = 10;
const DISTINCT_FIELDS_MAX = 5;
const SECONDS_MAX = 86_400;
const MS_PER_S = 1000;

export type CompiledQuery = {
  predicate: Predicate;
  /** Values of BUCKET_KEY one of which the event must have; undefined when any event may match. */
  literals: readonly string[] | undefined;
  groupBy: readonly string[];
  hasOptionalGroups: boolean;
  /** Attributes whose distinct values are counted; empty when events are. */
  distinct: readonly string[];
};

export type CompiledRule = {
  draft: DraftRule;
  queries: readonly CompiledQuery[];
  conditions: readonly Condition[];
  labels: readonly string[];
  windowMs: number;
  groupPaths: readonly string[];
  /**
   * Index of the case that any single hit meets, so that nothing need be counted; undefined when
   * counts matter.
   */
  instantCase: number | undefined;
};

/** Thrown while compiling, caught by `compileRules`: a fault of the rule, not of the program. */
class RuleFault extends Error {}

function need(condition: boolean, reason: string): asserts condition {
  if (!condition) throw new RuleFault(reason);
}

function compileQuery(query: DetectionRule["queries"][number], label: string): CompiledQuery {
  const isCount = query.aggregation === "count";
  const isDistinct = query.aggregation === "cardinality" && query.distinctFields.length > 0;
  need(isCount || isDistinct, `query ${label}: ${query.aggregation} is not supported yet`);
  need(query.groupByFields.length <= GROUP_FIELDS_MAX, `query ${label} groups by too many fields`);
  need(query.distinctFields.length <= DISTINCT_FIELDS_MAX, `query ${label} counts too many fields`);
  const { query: parsed, diagnostics } = parseQuery(query.query);
  need(parsed !== undefined, `query ${label}: ${diagnostics[0]?.what ?? "it cannot be read"}`);
  return {
    predicate: compilePredicate(parsed),
    literals: literalValues(parsed, BUCKET_KEY),
    groupBy: query.groupByFields,
    hasOptionalGroups: query.hasOptionalGroupByFields,
    distinct: isDistinct ? query.distinctFields : [],
  };
}

function compileCondition(text: string, index: number, labels: readonly string[]): Condition {
  const where = `case ${index + 1}`;
  need(!/\bTHEN\b/.test(text), `${where}: THEN is not supported yet; use && without an order`);
  const { condition, diagnostics } = parseCondition(text, labels);
  need(condition !== undefined, `${where}: ${diagnostics[0]?.what ?? "it cannot be read"}`);
  return condition;
}

/** Whether a condition gives the same answer for every count from 1 up. */
function isPresence(condition: Condition): boolean {
  if (condition.kind !== "compare") return condition.items.every(isPresence);
  const { operator, value } = condition;
  return (operator === ">" && value < 1) || (operator === ">=" && value <= 1);
}

function windowMs(seconds: number, name: string): number {
  const isUsable = Number.isInteger(seconds) && seconds >= 0 && seconds <= SECONDS_MAX;
  need(isUsable, `${name} is not between 0 and ${SECONDS_MAX} seconds`);
  return seconds * MS_PER_S;
}

function draftOf(rule: DetectionRule): DraftRule {
  return {
    id: rule.id,
    name: rule.name,
    type: rule.type,
    detectionMethod: rule.options.detectionMethod,
    version: rule.version,
    isDefault: rule.isDefault,
    message: rule.message,
    hasExtendedTitle: rule.hasExtendedTitle,
    tags: rule.tags,
    queries: rule.queries.map(({ query }, at) => ({
      name: queryLabels(rule.queries)[at] ?? "",
      query,
    })),
    cases: rule.cases.map(({ name, status, condition }) => ({ name, status, condition })),
    keepAliveMs: windowMs(rule.options.keepAlive, "keepAlive"),
    maxDurationMs: windowMs(rule.options.maxSignalDuration, "maxSignalDuration"),
  };
}

/** Compiles one rule, or says in a sentence why it cannot be. */
export function compileRule(rule: DetectionRule): CompiledRule | { reason: string } {
  try {
    const method = rule.options.detectionMethod;
    need(method === "threshold", `the detection method ${method} is not supported yet`);
    need(rule.queries.length > 0 && rule.queries.length <= QUERIES_MAX, "it needs 1 to 10 queries");
    need(rule.cases.length > 0 && rule.cases.length <= CASES_MAX, "it needs 1 to 10 cases");
    const labels = queryLabels(rule.queries);
    const queries = rule.queries.map((query, at) => compileQuery(query, labels[at] ?? ""));
    const arity = queries[0]?.groupBy.length ?? 0;
    const isJoinable = queries.every(({ groupBy }) => groupBy.length === arity);
    need(isJoinable, "its queries group by different numbers of fields");
    const conditions = rule.cases.map(({ condition }, at) =>
      compileCondition(condition, at, labels),
    );
    const isInstant =
      queries.length === 1 && queries[0]?.distinct.length === 0 && conditions.every(isPresence);
    return {
      draft: draftOf(rule),
      queries,
      conditions,
      labels,
      windowMs: windowMs(rule.options.evaluationWindow, "evaluationWindow"),
      groupPaths: queries[0]?.groupBy ?? [],
      // Any hit meets the first case, since each asks for no more than one.
      instantCase: isInstant ? 0 : undefined,
    };
  } catch (error) {
    if (error instanceof RuleFault) return { reason: error.message };
    throw error;
  }
}
