/**
 * Tests an event once against the queries of all rules. A query is found by what its events must
 * have; what requires nothing is tried on every event of its kind.
 */
import type { CompiledQuery, CompiledRule } from "./compile.ts";
import type { DetectedEvent, HitRow } from "./hit.ts";
import { createMatchIndex } from "./match-index.ts";
import { ANY_SETTINGS, type MatchSettings } from "./settings.ts";
import { valuesOf } from "./value.ts";

type Event = Record<string, unknown>;

/** Values that queries group by, read once of an event however many queries it meets. */
type Grouping = {
  paths: readonly string[];
  isOptional: boolean;
  /** Number of the event that `group` is of; undefined where it has no value. */
  readOn: number;
  group: string | undefined;
};

type Entry = {
  rule: CompiledRule;
  index: number;
  query: CompiledQuery;
  /** Exclusions and tables of the rule, beside its query; undefined when it has none. */
  admits: ((event: Event, ts: number) => boolean) | undefined;
  grouping: Grouping;
  isFaulty: boolean;
  /** Number of the event that it was tried on last. */
  triedOn: number;
  /** Time spent on sampled events, and how many those were. */
  spentMs: number;
  samples: number;
};

export type MatchOptions = {
  /** A query threw, or costs too much; its rule is left out from then on. */
  onFault: (rule: string, reason: string) => void;
  /** Milliseconds of a steady clock; without one nothing is measured. */
  now?: (() => number) | undefined;
  settings?: MatchSettings;
};

export type Matcher = {
  /** The hits of an event of one kind, such as `security_runtime` or `logs`. */
  match(event: DetectedEvent, source: string): HitRow[];
};

/** One in so many events is measured. */
const SAMPLE_EVERY = 64;
/** A query must be seen this often before its cost counts. */
const SAMPLES_MIN = 50;
/** What a query may cost an event on average, far beyond what any honest one does. */
export const QUERY_MS_MAX = 0.5;

function groupOf(grouping: Grouping, event: Event, number: number): string | undefined {
  if (grouping.readOn !== number) {
    const values = valuesOf(grouping.paths, event, grouping.isOptional);
    grouping.group = values === undefined ? undefined : JSON.stringify(values);
    grouping.readOn = number;
  }
  return grouping.group;
}

/** The hit of the event with a number, if it is one. */
function hitOf(entry: Entry, detected: DetectedEvent, number: number): HitRow | undefined {
  const { query, rule, index } = entry;
  const { ts, eventId } = detected;
  const event = rule.extend?.(detected.event) ?? detected.event;
  if (!query.predicate(event)) return undefined;
  if (entry.admits !== undefined && !entry.admits(event, ts)) return undefined;
  const group = query.isUngrouped
    ? JSON.stringify([eventId])
    : groupOf(entry.grouping, event, number);
  if (group === undefined) return undefined;
  const distinct = query.valueOf(event);
  if (distinct === undefined) return undefined;
  return { rule: rule.draft.id, version: rule.epoch, query: index, group, distinct, ts, eventId };
}

/** Gives queries that group alike the same grouping. */
function createGroupings(): (rule: CompiledRule, query: CompiledQuery) => Grouping {
  const known = new Map<string, Grouping>();
  return (rule, { groupBy: paths, hasOptionalGroups: isOptional }) => {
    const made = { paths, isOptional, readOn: 0, group: undefined };
    // What a rule adds to an event is there for its own queries only.
    if (rule.extend !== undefined) return made;
    const key = JSON.stringify([paths, isOptional]);
    const grouping = known.get(key) ?? made;
    known.set(key, grouping);
    return grouping;
  };
}

/** Sorts the queries of rules into indexes, one for each kind of event. */
export function createMatcher(rules: readonly CompiledRule[], options: MatchOptions): Matcher {
  const { onFault, now, settings = ANY_SETTINGS } = options;
  const bySource = new Map<string, Entry[]>();
  const groupingOf = createGroupings();
  for (const rule of rules)
    rule.queries.forEach((query, index) => {
      const admits = settings.admits(rule, query);
      const cost = { isFaulty: false, triedOn: 0, spentMs: 0, samples: 0 };
      const grouping = groupingOf(rule, query);
      const entry: Entry = { rule, index, query, admits, grouping, ...cost };
      for (const source of query.sources)
        bySource.set(source, [...(bySource.get(source) ?? []), entry]);
    });
  const indexes = new Map(
    [...bySource].map(([source, entries]) => [source, createMatchIndex(entries)]),
  );
  const entriesOf = Map.groupBy([...bySource.values()].flat(), ({ rule }) => rule);
  let events = 0;

  function leaveOut(entry: Entry, reason: string): void {
    for (const each of entriesOf.get(entry.rule) ?? []) each.isFaulty = true;
    onFault(entry.rule.draft.id, reason);
  }

  function measure(entry: Entry, spentMs: number): void {
    entry.spentMs += spentMs;
    entry.samples += 1;
    const mean = entry.spentMs / entry.samples;
    if (entry.samples >= SAMPLES_MIN && mean > QUERY_MS_MAX && !entry.isFaulty)
      leaveOut(entry, `its query ${entry.index + 1} takes ${mean.toFixed(1)} ms for an event`);
  }

  function tryEntry(entry: Entry, event: DetectedEvent, hits: HitRow[]): void {
    try {
      const hit = hitOf(entry, event, events);
      if (hit !== undefined) hits.push(hit);
    } catch (error) {
      leaveOut(entry, `it failed on an event: ${String(error).slice(0, 200)}`);
    }
  }

  return {
    match(event, source) {
      const find = indexes.get(source);
      const hits: HitRow[] = [];
      if (find === undefined) return hits;
      events += 1;
      const isMeasured = now !== undefined && events % SAMPLE_EVERY === 0;
      find(event.event, (entry) => {
        if (entry.isFaulty || entry.triedOn === events) return;
        entry.triedOn = events;
        const start = isMeasured ? now() : 0;
        tryEntry(entry, event, hits);
        if (isMeasured) measure(entry, now() - start);
      });
      return hits;
    },
  };
}
