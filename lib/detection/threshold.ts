/** Counts within a sliding window, and what needs no counting at all. */
import type { Condition } from "./condition.ts";
import type { SignalDraft } from "./draft.ts";
import {
  draftOf,
  type Evaluate,
  type Evaluation,
  groupsOf,
  hitsOf,
  rangeOf,
} from "./evaluation.ts";
import type { HitBucket } from "./hit.ts";
import { bucketMsOf, findTriggers, mergeBuckets, type WindowRule } from "./sliding.ts";

/** Each hit is a trigger by itself, so the store need not be asked. */
export const evaluateInstant: Evaluate = async (evaluation) => {
  const { method } = evaluation.rule;
  return evaluation.touched.map((touched): SignalDraft => {
    const triggers = touched.hits.map(({ ts, distinct }) => {
      const index = method.kind === "instant" ? method.case : Number(distinct);
      return { at: ts, from: ts, case: index };
    });
    return draftOf(evaluation, touched, triggers);
  });
};

/** Conditions of a rule that has one for each case. */
export function windowRule({ rule }: Evaluation): WindowRule {
  const conditions = rule.conditions.filter((each): each is Condition => each !== undefined);
  const measures = rule.queries.map(({ measure }) => measure);
  return { labels: rule.labels, measures, conditions, windowMs: rule.windowMs };
}

/** Drafts of the groups whose buckets meet a case at or after a touched moment. */
export function windowDrafts(
  evaluation: Evaluation,
  own: WindowRule,
  buckets: readonly HitBucket[],
): SignalDraft[] {
  const byGroup = Map.groupBy(buckets, ({ group }) => group);
  return evaluation.touched.flatMap((touched) => {
    const counted = byGroup.get(touched.group) ?? [];
    const triggers = findTriggers(own, counted, touched.hits[0]?.ts ?? 0);
    if (triggers.length === 0) return [];
    return [{ ...draftOf(evaluation, touched, triggers), hits: mergeBuckets(counted) }];
  });
}

export const evaluateThreshold: Evaluate = async (evaluation) => {
  const { source, rule, touched } = evaluation;
  const own = windowRule(evaluation);
  const { first, last } = rangeOf(touched);
  // A hit that came late may complete windows that end after it.
  const buckets = await source.hitBuckets({
    ...hitsOf(rule),
    groups: groupsOf(touched),
    from: first - rule.windowMs,
    to: last + rule.windowMs,
    bucketMs: bucketMsOf(rule.windowMs, own.conditions),
  });
  return windowDrafts(evaluation, own, buckets);
};
