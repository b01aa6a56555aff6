/**
 * Rules at work in simulated time: the same matching, methods and roll-up as over the stream, over
 * events that are given in their order, with everything remembered in memory. Runs over the past
 * and tests of rules are made of it.
 */
import { BASELINE_MS } from "./baseline.ts";
import type { CompiledRule } from "./compile.ts";
import { RUNTIME_SOURCE, SIGNAL_SOURCE } from "./compile-query.ts";
import { signalEvents } from "./correlate.ts";
import type { DraftEvent, SignalDraft } from "./draft.ts";
import { evaluateHits, learnedRows } from "./engine.ts";
import type { DetectedEvent, HitRow } from "./hit.ts";
import { createMatcher } from "./match.ts";
import { createHitMemory, type HitMemory } from "./memory.ts";
import { type Method, PLACES_FORGET_MS, sequenceMs } from "./method.ts";
import { type CompiledSettings, compileSettings, NO_SETTINGS } from "./settings.ts";

/** Of several kinds of events only those of agents have a source that says so. */
export type SimulatedEvent = DetectedEvent & { source?: string };

export type ReplayOptions = {
  rules: ReadonlyMap<string, CompiledRule>;
  settings?: CompiledSettings;
  /** A rule or a query of it failed. */
  onFault: (rule: string, error: unknown) => void;
};

export type Replay = {
  memory: HitMemory;
  /** Learns from events without deciding anything: what was before the time that is looked at. */
  remember(events: readonly SimulatedEvent[]): void;
  /** What events mean that come next; suppressed signals are left out. */
  step(events: readonly SimulatedEvent[]): Promise<SignalDraft[]>;
};

const HOUR_MS = 3_600_000;
/** Events kept of one group and query, as samples of a signal that opens later. */
const EARLIER_PER_QUERY = 3;
/** Groups that events are kept of; those not seen for longest are forgotten. */
const EARLIER_GROUPS_MAX = 2000;

/** How far before an event a method looks, in milliseconds. */
export function lookBackMs({ method, windowMs }: Pick<CompiledRule, "method" | "windowMs">) {
  return Math.max(windowMs, reachOf(method));
}

function reachOf(method: Method): number {
  switch (method.kind) {
    case "new_value":
      return Math.max(method.learningMs, method.forgetMs);
    case "anomaly":
      // Its baseline, and the bucket that the oldest day begins in.
      return BASELINE_MS + method.bucketMs;
    case "content":
      return method.learningMs + method.forgetMs;
    case "travel":
      return PLACES_FORGET_MS;
    case "sequence":
      return sequenceMs(method.steps);
    default:
      return 0;
  }
}

/** Whether what came before the time that is looked at changes what a rule decides in it. */
export function isLearning({ method }: Pick<CompiledRule, "method">): boolean {
  return ["new_value", "anomaly", "content", "travel"].includes(method.kind);
}

/** The events of the groups that hits touched, newest last, for samples. */
function createEarlier() {
  const groups = new Map<string, DraftEvent[]>();
  const keyOf = (rule: string, group: string, query: number) => `${rule}\n${query}\n${group}`;
  return {
    note(hits: readonly HitRow[], events: ReadonlyMap<string, DetectedEvent>): void {
      for (const { rule, group, query, eventId, ts } of hits) {
        const found = events.get(eventId);
        if (found === undefined) continue;
        const key = keyOf(rule, group, query);
        const { host, tags, event } = found;
        const own = [...(groups.get(key) ?? []), { eventId, ts, query, host, tags, event }];
        groups.delete(key);
        groups.set(key, own.slice(-EARLIER_PER_QUERY));
        const [oldest] = groups.keys();
        if (groups.size > EARLIER_GROUPS_MAX && oldest !== undefined) groups.delete(oldest);
      }
    },
    of(draft: SignalDraft): DraftEvent[] {
      if (draft.hits === undefined) return [];
      const from = Math.min(...draft.triggers.map((trigger) => trigger.from));
      const known = new Set(draft.events.map(({ eventId }) => eventId));
      const own = draft.hitGroups ?? [JSON.stringify(draft.group.values)];
      return own
        .flatMap((group) =>
          draft.rule.queries.flatMap(
            (_, query) => groups.get(keyOf(draft.rule.id, group, query)) ?? [],
          ),
        )
        .filter(({ eventId, ts }) => ts >= from && !known.has(eventId))
        .sort((a, b) => a.ts - b.ts);
    },
  };
}

/** A replay that has seen nothing. */
export function createReplay({ rules, onFault, ...options }: ReplayOptions): Replay {
  const settings = options.settings ?? compileSettings(NO_SETTINGS);
  const memory = createHitMemory();
  const earlier = createEarlier();
  const faulty = (rule: string, reason: string) => onFault(rule, new TypeError(reason));
  const matcher = createMatcher([...rules.values()], { onFault: faulty, settings });
  const engine = { source: memory, rules, onFault };
  const reach = Math.max(0, ...[...rules.values()].map(lookBackMs));
  let forgotAt = 0;

  function matchAll(events: readonly SimulatedEvent[]): HitRow[] {
    return events.flatMap((event) => {
      const { source = RUNTIME_SOURCE } = event;
      const isSeen = source === RUNTIME_SOURCE || settings.isAnalysed(event.event);
      return isSeen ? matcher.match(event, source) : [];
    });
  }

  function remember(hits: readonly HitRow[]): void {
    memory.add(hits);
    memory.learn(learnedRows(rules, hits));
  }

  /** Waits for the memory to grow, so that each row is looked at a few times at most. */
  function forget(events: readonly SimulatedEvent[]): void {
    if (memory.size() < 2 * forgotAt + 1000) return;
    const first = events[0]?.ts ?? 0;
    for (const rule of rules.keys()) memory.forget(rule, first - reach - HOUR_MS);
    forgotAt = memory.size();
  }

  async function evaluate(hits: readonly HitRow[], events: readonly DetectedEvent[]) {
    const byId = new Map(events.map((event) => [event.eventId, event]));
    remember(hits);
    const found = await evaluateHits(engine, hits, byId);
    const drafts = found.flatMap((draft) => settings.apply(draft) ?? []);
    const shown = drafts.map((draft) => ({ ...draft, earlier: earlier.of(draft) }));
    earlier.note(hits, byId);
    return { drafts, shown };
  }

  return {
    memory,
    remember: (events) => remember(matchAll(events)),
    async step(events) {
      forget(events);
      const { drafts, shown } = await evaluate(matchAll(events), events);
      const signals = drafts.flatMap(signalEvents);
      const met = signals.flatMap((event) => matcher.match(event, SIGNAL_SOURCE));
      return [...shown, ...(await evaluate(met, signals)).shown];
    },
  };
}
