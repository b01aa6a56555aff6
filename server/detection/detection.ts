/**
 * Detection over the stream. `match` says which queries an event meets; those hits are stored
 * beside the event, and `evaluate` then asks the store what the touched groups mean now. Nothing
 * that a decision needs is kept here between batches, so any replica may evaluate and none loses
 * anything when it dies.
 */
import { createCounters } from "#lib/base";
import {
  type CompiledRule,
  compileRule,
  compileSettings,
  createMatcher,
  type DetectedEvent,
  type DetectionSettings,
  type DraftEvent,
  evaluateHits,
  type HitRow,
  learnedRows,
  type Matcher,
  NO_SETTINGS,
  RUNTIME_SOURCE,
  SIGNAL_SOURCE,
  type SignalDraft,
  signalEvents,
} from "#lib/detection";
import type { DetectionRule } from "#lib/protocol";
import { type EventStore, hitKey, LOG_ID_PREFIX } from "#server/store";
import { createBudget } from "./budget.ts";
import { createLearnedCache } from "./learned-cache.ts";
import type { BrokenRule, DetectionStatus } from "./types.ts";

export const RULES_MAX = 10_000;
/** Pairs of rule and group in one batch for which older events are read as samples. */
const EARLIER_PAIRS_MAX = 50;
const EARLIER_PER_QUERY = 3;
/** Groups of a draft that older events are read of. */
const EARLIER_GROUPS_MAX = 10;

export type DetectionStore = Pick<
  EventStore,
  | "hitBuckets"
  | "hitCounts"
  | "hitSeries"
  | "learned"
  | "groupStarts"
  | "insertLearned"
  | "insertHits"
  | "storedHits"
  | "newestHits"
  | "readEvents"
>;

export type DetectionOptions = {
  /** Milliseconds of a steady clock; without one no rule is measured. */
  now?: () => number;
};

export type Detection = ReturnType<typeof createDetection>;

type Events = ReadonlyMap<string, DetectedEvent>;

/** Detection without rules; `load` gives it some, at once for all. */
export function createDetection(store: DetectionStore, { now }: DetectionOptions = {}) {
  const counters = createCounters([
    "detection_hits",
    "detection_triggers",
    "detection_rule_faults",
    "detection_samples_skipped",
    /** Events outside all security filters, that no rule sees. */
    "detection_events_filtered",
    "detection_signals_suppressed",
    /** Evaluations put off because their rule had used up its time. */
    "detection_evaluations_deferred",
    "detection_evaluations_dropped",
  ]);
  let rules = new Map<string, CompiledRule>();
  let broken: BrokenRule[] = [];
  let disabled = 0;
  let settings = compileSettings(NO_SETTINGS);
  let matcher: Matcher = createMatcher([], { onFault: () => undefined });
  const learned = createLearnedCache(store);
  const budget = createBudget(now);

  /** Rules that are loaded again are mostly the same objects: only what is beside them changed. */
  const compiledRules = new WeakMap<DetectionRule, ReturnType<typeof compileRule>>();
  function compileOnce(rule: DetectionRule) {
    const result = compiledRules.get(rule) ?? compileRule(rule);
    compiledRules.set(rule, result);
    return result;
  }

  function onFault(id: string, reason: string): void {
    counters.detection_rule_faults.add();
    if (!broken.some((each) => each.id === id)) broken.push({ id, reason });
  }

  function load(
    wanted: readonly DetectionRule[],
    given: DetectionSettings = NO_SETTINGS,
  ): DetectionStatus {
    const compiled = new Map<string, CompiledRule>();
    const faults: BrokenRule[] = [];
    const enabled = wanted.filter(({ isEnabled, isDeleted }) => isEnabled && !isDeleted);
    for (const rule of enabled) {
      const result = compileOnce(rule);
      if ("reason" in result) faults.push({ id: rule.id, reason: result.reason });
      else if (compiled.has(rule.id)) faults.push({ id: rule.id, reason: "its id is taken" });
      else if (compiled.size >= RULES_MAX)
        faults.push({ id: rule.id, reason: `there are more than ${RULES_MAX} rules` });
      else compiled.set(rule.id, result);
    }
    rules = compiled;
    broken = faults;
    disabled = wanted.length - enabled.length;
    settings = compileSettings(given);
    matcher = createMatcher([...compiled.values()], { onFault, now, settings });
    budget.forget(rules);
    return status();
  }

  function status(): DetectionStatus {
    return { loaded: rules.size, disabled, broken: [...broken] };
  }

  function match(event: DetectedEvent): HitRow[] {
    // By its id: a log may claim any source.
    const isRuntime = !event.eventId.startsWith(LOG_ID_PREFIX);
    if (!isRuntime && !settings.isAnalysed(event.event)) {
      counters.detection_events_filtered.add();
      return [];
    }
    const hits = matcher.match(event, isRuntime ? RUNTIME_SOURCE : LOG_SOURCE);
    counters.detection_hits.add(hits.length);
    return hits;
  }

  /** Drafts of hits that are stored, with what learning rules remember of them written first. */
  async function evaluateStored(hits: readonly HitRow[], events: Events): Promise<SignalDraft[]> {
    await learned.remember(learnedRows(rules, hits));
    const due = budget.due(hits);
    counters.detection_evaluations_deferred.add(due.deferred);
    counters.detection_evaluations_dropped.add(due.dropped);
    const options = {
      ...{ source: store, rules, now, onSpent: budget.spend },
      onFault: (id: string, error: unknown) =>
        onFault(id, `it failed: ${String(error).slice(0, 200)}`),
    };
    const found = await evaluateHits(options, due.hits, events);
    const drafts = (await addEarlier(found)).flatMap((draft) => {
      const applied = settings.apply(draft);
      if (applied === undefined) counters.detection_signals_suppressed.add();
      return applied === undefined ? [] : [applied];
    });
    for (const draft of drafts) counters.detection_triggers.add(draft.triggers.length);
    return drafts;
  }

  /** What rules about signals make of signals; theirs are not looked at again. */
  async function correlate(drafts: readonly SignalDraft[]): Promise<SignalDraft[]> {
    const events = drafts.flatMap(signalEvents);
    const found = events.flatMap((event) => matcher.match(event, SIGNAL_SOURCE));
    const hits = [...new Map(found.map((hit) => [hitKey(hit), hit])).values()];
    if (hits.length === 0) return [];
    // The same event of a signal comes with each of its triggers.
    const stored = await store.storedHits(hits);
    await store.insertHits(hits.filter((hit) => !stored.has(hitKey(hit))));
    return evaluateStored(hits, new Map(events.map((event) => [event.eventId, event])));
  }

  /**
   * The signals that a batch's stored hits mean. Call it after the hits are in the store; `events`
   * are the batch's by id. Throws what the event store throws.
   */
  async function evaluate(hits: readonly HitRow[], events: Events): Promise<SignalDraft[]> {
    const drafts = await evaluateStored(hits, events);
    return [...drafts, ...(await correlate(drafts))];
  }

  /** A signal that opens by a count shows some of the events that came before the last one. */
  async function addEarlier(drafts: readonly SignalDraft[]): Promise<SignalDraft[]> {
    let pairs = 0;
    const result: SignalDraft[] = [];
    for (const draft of drafts) {
      const isWanted = draft.hits !== undefined;
      if (isWanted && ++pairs > EARLIER_PAIRS_MAX) counters.detection_samples_skipped.add();
      const isRead = isWanted && pairs <= EARLIER_PAIRS_MAX;
      const epoch = rules.get(draft.rule.id)?.epoch ?? 0;
      result.push(isRead ? { ...draft, earlier: await readEarlier(store, draft, epoch) } : draft);
    }
    return result;
  }

  return { load, status, match, evaluate, counters };
}

/** What does not come from agents is a log. */
const LOG_SOURCE = "logs";

/** The stored event behind an event of a signal. */
function plainId(eventId: string): string {
  return eventId.split("~", 1)[0] ?? eventId;
}

async function readEarlier(
  store: DetectionStore,
  draft: SignalDraft,
  version: number,
): Promise<DraftEvent[]> {
  const from = Math.min(...draft.triggers.map((trigger) => trigger.from));
  const last = Math.max(...draft.triggers.map((trigger) => trigger.at));
  const to = draft.events[0] === undefined ? last : draft.events[0].ts - 1;
  const known = new Set(draft.events.map(({ eventId }) => eventId));
  const { id: rule } = draft.rule;
  const groups = draft.hitGroups ?? [JSON.stringify(draft.group.values)];
  const found: { query: number; eventId: string }[] = [];
  for (const group of groups.slice(0, EARLIER_GROUPS_MAX)) {
    const pair = { rule, version, group, from, to };
    found.push(...(await store.newestHits(pair, EARLIER_PER_QUERY)));
  }
  const wanted = found.filter(({ eventId }) => !known.has(eventId));
  const ids = [...new Set(wanted.map(({ eventId }) => plainId(eventId)))];
  const events = await store.readEvents(ids, { from, to });
  const byId = new Map(events.map((event) => [event.eventId, event]));
  return wanted.flatMap(({ query, eventId }) => {
    const event = byId.get(plainId(eventId));
    return event === undefined ? [] : [{ ...event, query }];
  });
}
