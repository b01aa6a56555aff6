/**
 * Which signal a match belongs to, by the time of the event and not of its arrival. A signal takes
 * matches until `keepAlive` passes without one, and never more than `maxSignalDuration` from its
 * first; then the next match opens another. Events may arrive late, so a match may also belong
 * before the first or between signals. Pure; no clock.
 */
import type { DraftHits, SignalDraft, Trigger } from "./draft.ts";
import type { HitCountAsk } from "./hit.ts";

/** A signal that exists. Both ends inclusive, milliseconds since 1970. */
export type KnownSpan = { id: string; first: number; last: number };

/** A signal as it is after a draft: one that was known, or one to be opened. */
export type SpanPlan = {
  known: KnownSpan | undefined;
  first: number;
  last: number;
  /** Cases of the triggers it took, by index. */
  cases: number[];
  /** What those triggers say beside the events; the newest counts. */
  attributes: Readonly<Record<string, unknown>>;
};

type Windows = { keepAliveMs: number; maxDurationMs: number };

/**
 * The signal around a match; else the one before it, if that still takes matches; else the one
 * after it.
 */
function findSpan(spans: readonly SpanPlan[], { at, from }: Trigger, windows: Windows) {
  const { keepAliveMs, maxDurationMs } = windows;
  const before = spans.findLast((span) => span.first <= at);
  if (before !== undefined && at <= before.last) return before;
  if (before !== undefined && at - before.last <= keepAliveMs && at - before.first < maxDurationMs)
    return before;
  const next = spans.find((span) => span.first > at);
  const isNear = next !== undefined && next.first - at <= keepAliveMs;
  return isNear && next.last - from < maxDurationMs ? next : undefined;
}

/** A stretch begins after the signal before it ends, so that no event counts for two signals. */
function startOf(spans: readonly SpanPlan[], own: SpanPlan | undefined, trigger: Trigger): number {
  const before = spans.findLast((span) => span !== own && span.last < trigger.at);
  return Math.max(trigger.from, before === undefined ? trigger.from : before.last + 1);
}

/**
 * Places the triggers of a draft, in order, into known signals or new ones; returns those that took
 * any.
 */
export function planSpans(
  known: readonly KnownSpan[],
  triggers: readonly Trigger[],
  windows: Windows,
): SpanPlan[] {
  const spans: SpanPlan[] = known.map((span) => ({
    known: span,
    first: span.first,
    last: span.last,
    cases: [],
    attributes: {},
  }));
  for (const trigger of triggers) {
    spans.sort((a, b) => a.first - b.first);
    let span = findSpan(spans, trigger, windows);
    const first = startOf(spans, span, trigger);
    if (span === undefined) {
      span = { known: undefined, first, last: trigger.at, cases: [], attributes: {} };
      spans.push(span);
    }
    span.first = Math.min(span.first, first);
    span.last = Math.max(span.last, trigger.at);
    span.cases.push(trigger.case);
    if (trigger.attributes !== undefined)
      span.attributes = { ...span.attributes, ...trigger.attributes };
  }
  return spans.filter((span) => span.cases.length > 0);
}

/**
 * What to count so that a signal of one group of hits says exactly how many there are from its
 * first to its last: others may have stored hits of the same group that are in the draft and will
 * come with a draft of theirs. Undefined where a signal's hits are not those of one group, and
 * where each event is a trigger by itself; then `countFresh` says what to add.
 */
export function countAsk(plan: SpanPlan, draft: SignalDraft): HitCountAsk | undefined {
  const group = JSON.stringify(draft.group.values);
  const isOfOneGroup = draft.hitGroups?.length === 1 && draft.hitGroups[0] === group;
  if (draft.hits === undefined || !isOfOneGroup) return undefined;
  return { rule: draft.rule.id, group, from: plan.first, to: plan.last };
}

/** The method whose drafts hold all hits of a stretch, where others hold what was unusual in it. */
const WHOLE_STRETCHES = "threshold";

/**
 * The same for what the store must be asked again. The draft of a new signal was read from the
 * store as a whole a moment ago, and whoever stores a hit after that comes with a draft of its own,
 * to a signal that is known then. So it says all, unless a bucket is partly in the signal only.
 */
export function recountAsk(plan: SpanPlan, draft: SignalDraft): HitCountAsk | undefined {
  const isCut = ({ first, last }: DraftHits) =>
    (first < plan.first && last >= plan.first) || (first <= plan.last && last > plan.last);
  const isTold =
    plan.known === undefined &&
    draft.rule.detectionMethod === WHOLE_STRETCHES &&
    !draft.hits?.some(isCut);
  return isTold ? undefined : countAsk(plan, draft);
}

/** How many hits of a bucket a plan has not counted before. */
function freshIn(bucket: DraftHits, plan: SpanPlan, draft: SignalDraft): number {
  const { known } = plan;
  if (bucket.last < plan.first || bucket.last > plan.last) return 0;
  if (known === undefined || bucket.last < known.first || bucket.first > known.last)
    return bucket.count;
  if (bucket.last <= known.last) return 0;
  // The bucket goes on beyond the last hit that was counted; what is new in it came with this
  // batch.
  return draft.events.filter(
    ({ query, ts }) => query === bucket.query && ts > known.last && ts <= bucket.last,
  ).length;
}

/** Hits of each query that the plan adds to its signal. */
export function countFresh(plan: SpanPlan, draft: SignalDraft): number[] {
  const counts = draft.rule.queries.map(() => 0);
  const add = (query: number, count: number) => {
    counts[query] = (counts[query] ?? 0) + count;
  };
  for (const bucket of draft.hits ?? []) add(bucket.query, freshIn(bucket, plan, draft));
  const { known } = plan;
  for (const { query, ts } of draft.events) {
    const isLate = known !== undefined && ts >= known.first && ts <= known.last;
    const isWithin = ts >= plan.first && ts <= plan.last;
    if (draft.hits === undefined ? isWithin : isLate) add(query, 1);
  }
  return counts;
}
