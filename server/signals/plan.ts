/**
 * Which signals the drafts of a batch go into, and how many hits those have then. Counting asks the
 * event store, which must not happen inside the transaction; so it is done before for the signals
 * as they stand, and the transaction is made again when another one moved them meanwhile.
 */
import { createHash } from "node:crypto";
import {
  type HitCountAsk,
  type HitSource,
  planSpans,
  type Recounts,
  recountAsk,
  type SignalDraft,
  type SpanPlan,
} from "#lib/detection";
import { type Control, type ControlDb, findSpans, type SignalSpanRow } from "#server/store";
import { refuseSignal } from "./errors.ts";

export type Work = { draft: SignalDraft; pairKey: string; plan: SpanPlan; isOpen: boolean };
export type Plan = { work: Work[]; closing: string[] };

/** What belongs into one signal while it is open: the rule and the values of its group. */
function pairKeyOf({ rule, group }: SignalDraft): string {
  const text = JSON.stringify([rule.id, group.values]);
  return createHash("sha256").update(text).digest("hex").slice(0, 40);
}

/** Reads the signals around the drafts; within a transaction that `locks` they stay as they are. */
export async function planDrafts(
  db: ControlDb,
  drafts: readonly SignalDraft[],
  locks: Control["dialect"] | undefined,
): Promise<Plan> {
  const keys = drafts.map(pairKeyOf);
  const since = Math.min(
    ...drafts.map(({ triggers, rule }) => (triggers[0]?.from ?? 0) - rule.keepAliveMs),
  );
  const spans = await findSpans(db, locks, keys, since);
  const byPair = Map.groupBy(spans, (span) => span.pair_key);
  const plans = drafts.map((draft, index) => {
    const pairKey = keys[index] as string;
    return planDraft(draft, pairKey, byPair.get(pairKey) ?? []);
  });
  return {
    work: plans.flatMap(({ work }) => work),
    closing: plans.flatMap(({ closing }) => closing),
  };
}

/**
 * The newest signal of a pair takes further matches; one that it replaces is closed first, for the
 * key is unique.
 */
function planDraft(draft: SignalDraft, pairKey: string, known: readonly SignalSpanRow[]): Plan {
  const before = known.map((row) => ({ id: row.id, first: row.first_seen, last: row.last_seen }));
  const plans = planSpans(before, draft.triggers, draft.rule);
  const touched = new Set(plans.map((plan) => plan.known?.id));
  const untouched = before.filter(({ id }) => !touched.has(id));
  const newestLast = Math.max(...plans.map((plan) => plan.last), ...untouched.map((s) => s.last));
  const newest = plans.find((plan) => plan.last === newestLast);
  const work = plans.map((plan) => ({ draft, pairKey, plan, isOpen: plan === newest }));
  const closing = known
    .filter((row) => row.open_key !== null && newest !== undefined && row.id !== newest.known?.id)
    .map((row) => row.id);
  return { work, closing };
}

function askName({ rule, group, from, to }: HitCountAsk): string {
  return JSON.stringify([rule, group, from, to]);
}

/** Counts the hits of the signals that the drafts would go into now. */
export async function recountDrafts(
  { db }: Control,
  drafts: readonly SignalDraft[],
  source: Pick<HitSource, "hitCounts">,
): Promise<Recounts> {
  const counted = drafts.filter(({ hits }) => hits !== undefined);
  if (counted.length === 0) return new Map();
  const { work } = await planDrafts(db, counted, undefined);
  const asks = work.flatMap(({ plan, draft }) => recountAsk(plan, draft) ?? []);
  if (asks.length === 0) return new Map();
  const counts = await source.hitCounts(asks);
  return new Map(asks.map((ask, at) => [askName(ask), counts[at] ?? []]));
}

/**
 * Counts of a signal as it is planned now, if it is one that is counted as a whole. Throws
 * SIGNAL_MOVED when another batch moved it since it was counted.
 */
export function recountOf(
  { plan, draft }: Work,
  recounts: Recounts | undefined,
): readonly number[] | undefined {
  const ask = recounts === undefined ? undefined : recountAsk(plan, draft);
  if (ask === undefined) return undefined;
  const counts = recounts?.get(askName(ask));
  if (counts === undefined) throw refuseSignal("SIGNAL_MOVED");
  return counts;
}
