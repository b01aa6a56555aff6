/**
 * Detection over the stream. `match` says which queries an event meets; those hits are stored
 * beside the event, and `evaluate` then asks the store what the touched windows hold now. Nothing
 * is kept here between batches, so any replica may evaluate and none loses anything when it dies.
 */
import { createCounters } from "#lib/base";
import type { DetectionRule } from "#lib/protocol";
import type { DraftEvent, EventStore, HitRow, SignalDraft } from "#server/store";
import { type CompiledRule, compileRule } from "./compile.ts";
import { createMatcher, type Matcher } from "./match.ts";
import type { BrokenRule, DetectedEvent, DetectionStatus } from "./types.ts";
import { bucketMsOf, findTriggers, mergeBuckets } from "./window.ts";

export const RULES_MAX = 10_000;
/** Pairs of rule and group in one batch for which older events are read as samples. */
const EARLIER_PAIRS_MAX = 50;
const EARLIER_PER_QUERY = 3;

export type DetectionStore = Pick<EventStore, "hitBuckets" | "newestHits" | "readEvents">;

export type Detection = ReturnType<typeof createDetection>;

type Pair = { rule: CompiledRule; group: string; hits: HitRow[] };
type Events = ReadonlyMap<string, DetectedEvent>;

/** Detection without rules; `load` gives it some, at once for all. */
export function createDetection(store: DetectionStore) {
  const counters = createCounters([
    "detection_hits",
    "detection_triggers",
    "detection_rule_faults",
    "detection_samples_skipped",
  ]);
  let rules = new Map<string, CompiledRule>();
  let broken: BrokenRule[] = [];
  let disabled = 0;
  let matcher: Matcher = createMatcher([], () => undefined);

  function load(wanted: readonly DetectionRule[]): DetectionStatus {
    const compiled = new Map<string, CompiledRule>();
    const faults: BrokenRule[] = [];
    const enabled = wanted.filter(({ isEnabled, isDeleted }) => isEnabled && !isDeleted);
    for (const rule of enabled) {
      const result = compileRule(rule);
      if ("reason" in result) faults.push({ id: rule.id, reason: result.reason });
      else if (compiled.has(rule.id)) faults.push({ id: rule.id, reason: "its id is taken" });
      else if (compiled.size >= RULES_MAX)
        faults.push({ id: rule.id, reason: `there are more than ${RULES_MAX} rules` });
      else compiled.set(rule.id, result);
    }
    rules = compiled;
    broken = faults;
    disabled = wanted.length - enabled.length;
    matcher = createMatcher([...compiled.values()], (id, error) => {
      counters.detection_rule_faults.add();
      broken.push({ id, reason: `it failed on an event: ${String(error).slice(0, 200)}` });
    });
    return status();
  }

  function status(): DetectionStatus {
    return { loaded: rules.size, disabled, broken: [...broken] };
  }

  function match(event: DetectedEvent): HitRow[] {
    const hits = matcher.match(event);
    counters.detection_hits.add(hits.length);
    return hits;
  }

  function pairsOf(hits: readonly HitRow[]): Pair[] {
    const pairs = new Map<string, Pair>();
    for (const hit of hits) {
      const rule = rules.get(hit.rule);
      if (rule === undefined || rule.draft.version !== hit.version) continue;
      const key = `${hit.rule}\n${hit.group}`;
      const known = pairs.get(key);
      if (known === undefined) pairs.set(key, { rule, group: hit.group, hits: [hit] });
      else known.hits.push(hit);
    }
    for (const pair of pairs.values()) pair.hits.sort((a, b) => a.ts - b.ts || a.query - b.query);
    return [...pairs.values()];
  }

  /**
   * The signals that a batch's stored hits mean. Call it after the hits are in the store; `events`
   * are the batch's by id. Throws what the event store throws.
   */
  async function evaluate(hits: readonly HitRow[], events: Events): Promise<SignalDraft[]> {
    const pairs = pairsOf(hits);
    const drafts: SignalDraft[] = [];
    const counted = new Map<CompiledRule, Pair[]>();
    for (const pair of pairs) {
      const { instantCase } = pair.rule;
      if (instantCase !== undefined) drafts.push(instantDraft(pair, instantCase, events));
      else counted.set(pair.rule, [...(counted.get(pair.rule) ?? []), pair]);
    }
    for (const [rule, touched] of counted)
      drafts.push(...(await evaluateWindows(store, rule, touched, events)));
    for (const draft of drafts) counters.detection_triggers.add(draft.triggers.length);
    return addEarlier(drafts);
  }

  /** A signal that opens by a count shows some of the events that came before the last one. */
  async function addEarlier(drafts: readonly SignalDraft[]): Promise<SignalDraft[]> {
    let pairs = 0;
    const result: SignalDraft[] = [];
    for (const draft of drafts) {
      const isWanted = draft.hits !== undefined;
      if (isWanted && ++pairs > EARLIER_PAIRS_MAX) counters.detection_samples_skipped.add();
      const isRead = isWanted && pairs <= EARLIER_PAIRS_MAX;
      result.push(isRead ? { ...draft, earlier: await readEarlier(store, draft) } : draft);
    }
    return result;
  }

  return { load, status, match, evaluate, counters };
}

function draftEvents(hits: readonly HitRow[], events: Events): DraftEvent[] {
  return hits.flatMap(({ eventId, query, ts }) => {
    const found = events.get(eventId);
    if (found === undefined) return [];
    return [{ eventId, ts, query, host: found.host, tags: found.tags, event: found.event }];
  });
}

function groupDraft({ rule, group, hits }: Pair, events: Events) {
  return {
    rule: rule.draft,
    group: { paths: rule.groupPaths, values: JSON.parse(group) as string[] },
    events: draftEvents(hits, events),
    earlier: [],
  };
}

/** Each hit is a trigger by itself, so the store need not be asked. */
function instantDraft(pair: Pair, instantCase: number, events: Events): SignalDraft {
  const triggers = pair.hits.map(({ ts }) => ({ at: ts, from: ts, case: instantCase }));
  return { ...groupDraft(pair, events), triggers };
}

async function evaluateWindows(
  store: DetectionStore,
  rule: CompiledRule,
  pairs: readonly Pair[],
  events: Events,
): Promise<SignalDraft[]> {
  const times = pairs.flatMap(({ hits }) => [hits[0]?.ts ?? 0, hits.at(-1)?.ts ?? 0]);
  // A hit that came late may complete windows that end after it.
  const buckets = await store.hitBuckets({
    rule: rule.draft.id,
    version: rule.draft.version,
    groups: pairs.map(({ group }) => group),
    from: Math.min(...times) - rule.windowMs,
    to: Math.max(...times) + rule.windowMs,
    bucketMs: bucketMsOf(rule.windowMs),
  });
  const byGroup = Map.groupBy(buckets, ({ group }) => group);
  const countsDistinct = rule.queries.map(({ distinct }) => distinct.length > 0);
  return pairs.flatMap((pair) => {
    const own = byGroup.get(pair.group) ?? [];
    const since = pair.hits[0]?.ts ?? 0;
    const triggers = findTriggers({ ...rule, countsDistinct }, own, since);
    if (triggers.length === 0) return [];
    return [{ ...groupDraft(pair, events), triggers, hits: mergeBuckets(own) }];
  });
}

async function readEarlier(store: DetectionStore, draft: SignalDraft): Promise<DraftEvent[]> {
  const from = Math.min(...draft.triggers.map((trigger) => trigger.from));
  const to = (draft.events[0]?.ts ?? from) - 1;
  const known = new Set(draft.events.map(({ eventId }) => eventId));
  const group = JSON.stringify(draft.group.values);
  const { id: rule, version } = draft.rule;
  const found = await store.newestHits({ rule, version, group, from, to }, EARLIER_PER_QUERY);
  const wanted = found.filter(({ eventId }) => !known.has(eventId));
  const ids = [...new Set(wanted.map(({ eventId }) => eventId))];
  const events = await store.readEvents(ids, { from, to });
  const byId = new Map(events.map((event) => [event.eventId, event]));
  return wanted.flatMap(({ query, eventId }) => {
    const event = byId.get(eventId);
    return event === undefined ? [] : [{ ...event, query }];
  });
}
