/**
 * Steps that follow each other, each met within its window and within the transition's after the
 * one before. Steps may group by different fields: neighbours are linked by the values of the
 * fields that both have, or first with first when they have none in common. A signal is about the
 * group of the last step.
 */
import type { CompiledRule } from "./compile.ts";
import { labelsOf } from "./condition.ts";
import type { SignalDraft, Trigger } from "./draft.ts";
import {
  draftEvents,
  type Evaluate,
  type Evaluation,
  groupsOf,
  hitsOf,
  rangeOf,
} from "./evaluation.ts";
import type { HitBucket } from "./hit.ts";
import { type SequenceStep, sequenceMs } from "./method.ts";
import { findStretches, momentsOf } from "./order.ts";
import { mergeBuckets } from "./sliding.ts";

/** Occurrences of one step that are linked with those of the next; the newest are kept. */
const OCCURRENCES_MAX = 5000;

/** A step was met in a group, after all the steps before it. */
type Occurrence = {
  at: number;
  /** Begin of the events of this step, and of the first step. */
  from: number;
  begun: number;
  group: string;
  /** Groups of all steps up to here. */
  groups: readonly string[];
};

/** Group-by fields of a step: those of the queries its condition names. */
function fieldsOf(rule: CompiledRule, step: SequenceStep): readonly string[] {
  const [label = ""] = labelsOf(step.condition);
  return rule.queries[rule.labels.indexOf(label)]?.groupBy ?? [];
}

/** Whether all queries join first with first, so that only the touched groups matter. */
function isJoined(rule: CompiledRule): boolean {
  const [first, ...rest] = rule.queries.map(({ groupBy }) => groupBy);
  return rest.every(
    (fields) =>
      fields.length === first?.length &&
      (fields.every((field, at) => field === first[at]) ||
        !fields.some((field) => first.includes(field))),
  );
}

type Link = (group: string) => string;

/** What of the groups of two neighbouring steps must be equal. */
function linksOf(before: readonly string[], after: readonly string[]): [Link, Link] {
  const shared = before.filter((field) => after.includes(field));
  const pick = (fields: readonly string[]): Link => {
    const places = shared.map((field) => fields.indexOf(field));
    return (group) => {
      const values = JSON.parse(group) as string[];
      return JSON.stringify(places.map((at) => values[at] ?? ""));
    };
  };
  if (shared.length > 0) return [pick(before), pick(after)];
  const size = Math.min(before.length, after.length);
  const head: Link = (group) => JSON.stringify((JSON.parse(group) as string[]).slice(0, size));
  return [head, head];
}

function occurrencesOf(
  rule: CompiledRule,
  step: SequenceStep,
  buckets: readonly HitBucket[],
): Occurrence[] {
  const measures = rule.queries.map(({ measure }) => measure);
  const queries = new Set(labelsOf(step.condition).map((label) => rule.labels.indexOf(label)));
  const own = buckets.filter(({ query }) => queries.has(query));
  const found: Occurrence[] = [];
  for (const [group, hits] of Map.groupBy(own, (bucket) => bucket.group))
    for (const { from, at } of findStretches(
      { labels: rule.labels, measures },
      step.condition,
      momentsOf(hits),
    ))
      if (from > at - step.windowMs || from === at)
        found.push({ at, from, begun: from, group, groups: [group] });
  return found.sort((a, b) => a.at - b.at).slice(-OCCURRENCES_MAX);
}

/** Occurrences of a step that follow a linked one of the step before; the nearest is taken. */
function chain(
  before: readonly Occurrence[],
  after: readonly Occurrence[],
  [linkBefore, linkAfter]: readonly [Link, Link],
  transitionMs: number,
): Occurrence[] {
  const byLink = Map.groupBy(before, ({ group }) => linkBefore(group));
  return after.flatMap((next) => {
    const linked = byLink.get(linkAfter(next.group)) ?? [];
    const nearest = linked.findLast(({ at }) => at < next.from);
    if (nearest === undefined || next.at - nearest.at > transitionMs) return [];
    const groups = [...new Set([...nearest.groups, next.group])];
    return [{ ...next, begun: nearest.begun, groups }];
  });
}

function completed(
  rule: CompiledRule,
  steps: readonly SequenceStep[],
  buckets: readonly HitBucket[],
): Occurrence[] {
  let reached: Occurrence[] | undefined;
  let fields: readonly string[] = [];
  for (const step of steps) {
    const own = occurrencesOf(rule, step, buckets);
    const ownFields = fieldsOf(rule, step);
    reached =
      reached === undefined
        ? own
        : chain(reached, own, linksOf(fields, ownFields), step.transitionMs);
    fields = ownFields;
  }
  return reached ?? [];
}

function draftsOf(
  evaluation: Evaluation,
  ends: readonly Occurrence[],
  buckets: readonly HitBucket[],
  fields: readonly string[],
): SignalDraft[] {
  const { rule, touched, events } = evaluation;
  return [...Map.groupBy(ends, ({ group }) => group)].map(([group, own]): SignalDraft => {
    const groups = new Set(own.flatMap((end) => end.groups));
    const triggers = own.map(({ at, begun }): Trigger => ({ at, from: begun, case: 0 }));
    const hits = touched.filter((each) => groups.has(each.group)).flatMap((each) => each.hits);
    const ordered = hits.sort((a, b) => a.ts - b.ts || a.query - b.query);
    return {
      rule: rule.draft,
      group: { paths: fields, values: JSON.parse(group) as string[] },
      triggers,
      hits: mergeBuckets(buckets.filter((bucket) => groups.has(bucket.group))),
      events: draftEvents(ordered, events),
      earlier: [],
      hitGroups: [...groups],
    };
  });
}

export const evaluateSequence: Evaluate = async (evaluation) => {
  const { source, rule, touched } = evaluation;
  if (rule.method.kind !== "sequence") return [];
  const { steps } = rule.method;
  const total = sequenceMs(steps);
  const { first, last } = rangeOf(touched);
  const buckets = await source.hitBuckets({
    ...hitsOf(rule),
    groups: isJoined(rule) ? groupsOf(touched) : undefined,
    from: first - total,
    to: last + total,
    bucketMs: 1,
  });
  // What the batch did not touch was decided before.
  const touchedGroups = new Set(groupsOf(touched));
  const ends = completed(rule, steps, buckets).filter(
    ({ at, groups }) => at >= first && groups.some((group) => touchedGroups.has(group)),
  );
  const lastStep = steps.at(-1);
  return draftsOf(evaluation, ends, buckets, lastStep ? fieldsOf(rule, lastStep) : []);
};
