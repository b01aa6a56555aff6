/**
 * Values that a group has not shown before. What was seen is remembered a value and day, so a value
 * is new by what happened before it, in whatever order it arrived; one that was not seen for long
 * enough is new again.
 */
import { conditionHolds } from "./condition.ts";
import {
  caseOf,
  draftOf,
  type Evaluate,
  type Evaluation,
  groupsOf,
  hitsOf,
  rangeOf,
} from "./evaluation.ts";
import type { HitRow, LearnedRow } from "./hit.ts";

type Days = readonly LearnedRow[];

const keyOf = ({ query, group, value }: Pick<LearnedRow, "query" | "group" | "value">) =>
  JSON.stringify([query, group, value]);

/** Whether it was seen within `forgetMs` before a time. */
function wasSeen(days: Days, at: number, forgetMs: number): boolean {
  return days.some(({ first, last }) => first < at && last >= at - forgetMs);
}

/** How many values of the group were seen within `forgetMs` before a time. */
function valuesBefore(days: Days, at: number, forgetMs: number): number {
  const values = days.filter(({ first, last }) => first < at && last >= at - forgetMs);
  return new Set(values.map(({ value }) => value)).size;
}

type Known = {
  byValue: ReadonlyMap<string, Days>;
  byGroup: ReadonlyMap<string, Days>;
  starts: ReadonlyMap<string, number>;
};

async function readKnown(evaluation: Evaluation, forgetMs: number): Promise<Known> {
  const { source, rule, touched } = evaluation;
  const { method } = rule;
  const { first, last } = rangeOf(touched);
  const needsCount = method.kind === "new_value" && (method.learningValues ?? 0) > 0;
  const values = touched.flatMap(({ hits }) => hits.map(({ distinct }) => distinct));
  const own = { ...hitsOf(rule), groups: groupsOf(touched) };
  const ask = { ...own, from: first - forgetMs, to: last };
  const days = await source.learned({
    ...ask,
    values: needsCount ? undefined : [...new Set(values)],
  });
  return {
    byValue: Map.groupBy(days, keyOf),
    byGroup: Map.groupBy(days, ({ group }) => group),
    starts: await source.groupStarts({ ...ask, from: 0, values: undefined }),
  };
}

export const evaluateNewValue: Evaluate = async (evaluation) => {
  const { rule, touched } = evaluation;
  const { method } = rule;
  if (method.kind !== "new_value") return [];
  const known = await readKnown(evaluation, method.forgetMs);
  const isNew = (hit: HitRow): boolean => {
    const { ts, group, distinct: value, query } = hit;
    if (wasSeen(known.byValue.get(keyOf({ query, group, value })) ?? [], ts, method.forgetMs))
      return false;
    if (method.learningValues !== undefined) {
      if (method.learningValues === 0) return true;
      const days = known.byGroup.get(group) ?? [];
      return valuesBefore(days, ts, method.forgetMs) >= method.learningValues;
    }
    const start = known.starts.get(group) ?? ts;
    return start < ts && ts - start >= method.learningMs;
  };
  return touched.flatMap(({ group, hits }) => {
    const fresh = hits.filter(isNew);
    const triggers = fresh.flatMap(({ ts, query }) => {
      const label = rule.labels[query];
      const met = caseOf(rule, (each) => conditionHolds(each, (name) => (name === label ? 1 : 0)));
      return met === undefined ? [] : [{ at: ts, from: ts, case: met }];
    });
    return triggers.length === 0 ? [] : [draftOf(evaluation, { group, hits: fresh }, triggers)];
  });
};
