/**
 * Counts that rise above what a group usually reaches at this time. Only rises are found, and a
 * group without history has nothing to rise above. Values are of whole buckets of time, so it does
 * not matter in which order or how often events arrive.
 */
import { BASELINE_MS, type Baseline, baselineOf, scoreOf } from "./baseline.ts";
import { conditionHolds } from "./condition.ts";
import type { SignalDraft, Trigger } from "./draft.ts";
import {
  caseOf,
  draftOf,
  type Evaluate,
  type Evaluation,
  groupsOf,
  hitsOf,
  rangeOf,
  type Touched,
} from "./evaluation.ts";
import type { HitBucket, SeriesPoint } from "./hit.ts";
import { mergeBuckets } from "./sliding.ts";

/** What a condition-less case asks. */
const SCORE_MIN = 0.995;
/** Hits of an unusual bucket are read in stretches of a second. */
const HITS_MS = 1000;

type Method = Extract<Evaluation["rule"]["method"], { kind: "anomaly" }>;
type Values = ReadonlyMap<number, number>;

function valuesByGroup(points: readonly SeriesPoint[]): Map<string, Map<number, number>> {
  const groups = new Map<string, Map<number, number>>();
  for (const { group, bucket, value } of points) {
    const own = groups.get(group) ?? new Map<number, number>();
    groups.set(group, own.set(bucket, value));
  }
  return groups;
}

/** The bound of a bucket; undefined where nothing is decided. */
function boundOf(
  method: Method,
  values: Values,
  start: number,
  bucket: number,
): Baseline | undefined {
  const at = bucket * method.bucketMs;
  const first = Math.floor(start / method.bucketMs);
  if (first >= bucket) return undefined;
  if (at - start < method.learningMs)
    return method.learningBound === undefined ? undefined : { bound: method.learningBound };
  return baselineOf({ values, first, bucketMs: method.bucketMs }, bucket, method.tolerance);
}

type Series = { byQuery: Map<string, Map<number, number>>[]; starts: ReadonlyMap<string, number> };

async function readSeries(evaluation: Evaluation, method: Method): Promise<Series> {
  const { source, rule, touched } = evaluation;
  const { first, last } = rangeOf(touched);
  const groups = groupsOf(touched);
  const own = hitsOf(rule);
  const { bucketMs } = method;
  const from = Math.floor((first - BASELINE_MS) / bucketMs) * bucketMs;
  const to = (Math.floor(last / bucketMs) + 1) * bucketMs - 1;
  const range = { ...own, groups, from, to, bucketMs };
  const byQuery: Map<string, Map<number, number>>[] = [];
  for (const [query, { measure }] of rule.queries.entries())
    byQuery.push(valuesByGroup(await source.hitSeries(range, query, measure)));
  const starts = await source.groupStarts({ ...own, groups, values: undefined, from: 0, to });
  return { byQuery, starts };
}

function triggerOf(
  { rule }: Evaluation,
  method: Method,
  series: Series,
  group: string,
  bucket: number,
): Trigger[] {
  const scores = new Map<string, number>();
  const bounds: Record<string, { value: number; bound: number }> = {};
  rule.labels.forEach((label, query) => {
    const values = series.byQuery[query]?.get(group) ?? new Map<number, number>();
    const found = boundOf(method, values, series.starts.get(group) ?? 0, bucket);
    const value = values.get(bucket) ?? 0;
    scores.set(label, found === undefined ? 0 : scoreOf(value, found.bound));
    if (found !== undefined) bounds[label] = { value, bound: found.bound };
  });
  const met = caseOf(rule, (each) => conditionHolds(each, (label) => scores.get(label) ?? 0));
  const isUnusual = [...scores.values()].some((score) => score > SCORE_MIN);
  const condition = met === undefined ? undefined : rule.conditions[met];
  if (met === undefined || (condition === undefined && !isUnusual)) return [];
  const attributes = { anomaly: { bucket_seconds: method.bucketMs / 1000, values: bounds } };
  const from = bucket * method.bucketMs;
  return [{ from, at: from + method.bucketMs - 1, case: met, attributes }];
}

/** The draft of whole buckets, begun and ended by the hits in them. */
async function draftBuckets(
  evaluation: Evaluation,
  touched: Touched,
  buckets: readonly Trigger[],
): Promise<SignalDraft[]> {
  const { source, rule } = evaluation;
  const triggers: Trigger[] = [];
  const counted: HitBucket[] = [];
  for (const bucket of buckets) {
    const range = { ...hitsOf(rule), groups: [touched.group], from: bucket.from, to: bucket.at };
    const hits = await source.hitBuckets({ ...range, bucketMs: HITS_MS });
    if (hits.length === 0) continue;
    const from = Math.min(...hits.map(({ first }) => first));
    triggers.push({ ...bucket, from, at: Math.max(...hits.map(({ last }) => last)) });
    counted.push(...hits);
  }
  if (triggers.length === 0) return [];
  return [{ ...draftOf(evaluation, touched, triggers), hits: mergeBuckets(counted) }];
}

export const evaluateAnomaly: Evaluate = async (evaluation) => {
  const { method } = evaluation.rule;
  if (method.kind !== "anomaly") return [];
  const series = await readSeries(evaluation, method);
  const drafts: SignalDraft[] = [];
  for (const touched of evaluation.touched) {
    const buckets = new Set(touched.hits.map(({ ts }) => Math.floor(ts / method.bucketMs)));
    const triggers = [...buckets]
      .sort((a, b) => a - b)
      .flatMap((bucket) => triggerOf(evaluation, method, series, touched.group, bucket));
    drafts.push(...(await draftBuckets(evaluation, touched, triggers)));
  }
  return drafts;
};
