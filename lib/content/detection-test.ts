/**
 * Inline tests of detection rules: a small model of what the server does, over a handful of events.
 * Counts within a sliding window, the first case that holds, a signal for every group that stays
 * open while cases keep holding.
 */

import { type DetectionRule, SEVERITIES } from "#lib/protocol";
import { compilePredicate, type Predicate, parseQuery, textValues } from "#lib/query";
import { conditionHolds } from "./condition.ts";
import { caseConditions } from "./detection-content.ts";
import { queryLabels } from "./rule-part.ts";
import type { DetectionContent, DetectionTest, ExpectedSignal, TestResult } from "./types.ts";

type Hit = { atMs: number; label: string; group: string };
type OpenSignal = ExpectedSignal & { key: string; firstMs: number; lastMs: number; events: number };

/** Value of a missing group-by attribute where groups are optional. */
const MISSING = "N/A";

/** Runs the tests of a detection rule. */
export function testDetectionRule({ rule, tests }: DetectionContent): TestResult[] {
  return tests.map((test) => {
    const made = simulate(rule, test);
    const why = difference(made, test.signals);
    return { name: test.name, passed: why === "", why, span: test.span };
  });
}

function difference(made: readonly ExpectedSignal[], wanted: readonly ExpectedSignal[]): string {
  const print = ({ severity, group, events }: ExpectedSignal) =>
    `${severity} [${group.join(", ")}] of ${events}`;
  const [first, second] = [made.map(print).join("; "), wanted.map(print).join("; ")];
  return first === second ? "" : `it makes ${first || "no signal"}, not ${second || "none"}`;
}

function simulate(rule: DetectionRule, test: DetectionTest): ExpectedSignal[] {
  const labels = queryLabels(rule.queries);
  const predicates = rule.queries.map(({ query }) => predicateOf(query));
  const hits: Hit[] = [];
  const signals: OpenSignal[] = [];
  for (const { atMs, event } of test.events) {
    const groups = new Map<string, string[]>();
    rule.queries.forEach((query, at) => {
      const values = predicates[at]?.(event) ? groupOf(query, event) : undefined;
      if (values === undefined) return;
      const group = JSON.stringify(values);
      groups.set(group, values);
      hits.push({ atMs, label: labels[at] ?? "", group });
    });
    for (const [key, group] of groups) evaluate(rule, hits, signals, { key, group, atMs });
  }
  return signals;
}

function predicateOf(text: string): Predicate {
  const { query } = parseQuery(text);
  return query === undefined ? () => false : compilePredicate(query);
}

/**
 * Values of the group-by keys; undefined when one is missing and must not be. Empty text counts as
 * missing.
 */
function groupOf(
  { groupByFields, hasOptionalGroupByFields }: DetectionRule["queries"][number],
  event: Record<string, unknown>,
): string[] | undefined {
  const values = groupByFields.map((key) => textValues(event, key).find((text) => text !== ""));
  if (!hasOptionalGroupByFields && values.includes(undefined)) return undefined;
  return values.map((value) => value ?? MISSING);
}

function evaluate(
  rule: DetectionRule,
  hits: readonly Hit[],
  signals: OpenSignal[],
  { key, group, atMs }: { key: string; group: string[]; atMs: number },
): void {
  const { evaluationWindow, keepAlive, maxSignalDuration } = rule.options;
  const after = atMs - evaluationWindow * 1000;
  const inWindow = (hit: Hit) => hit.group === key && (hit.atMs > after || hit.atMs === atMs);
  const counted = hits.filter(inWindow);
  const countOf = (label: string) => counted.filter((hit) => hit.label === label).length;
  const at = caseConditions(rule).findIndex(
    (it) => it !== undefined && conditionHolds(it, countOf),
  );
  const severity = rule.cases[at]?.status;
  if (severity === undefined) return;
  const open = signals.find(
    (signal) =>
      signal.key === key &&
      atMs <= signal.lastMs + keepAlive * 1000 &&
      atMs < signal.firstMs + maxSignalDuration * 1000,
  );
  if (open === undefined) {
    const firstMs = Math.min(...counted.map((hit) => hit.atMs));
    signals.push({ key, group, severity, events: counted.length, firstMs, lastMs: atMs });
    return;
  }
  open.events += hits.filter((hit) => hit.group === key && hit.atMs > open.lastMs).length;
  open.lastMs = atMs;
  if (SEVERITIES.indexOf(severity) < rank(open.severity)) open.severity = severity;
}

function rank(severity: string): number {
  return (SEVERITIES as readonly string[]).indexOf(severity);
}
