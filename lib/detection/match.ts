/**
 * Tests an event once against the queries of all rules. A query is found by a value that its events
 * must have, by whichever key tells it apart best; most ask for an agent rule, an event name or a
 * source. What names no such value is tried on every event of its kind.
 */
import { literalValues, type Query, valueReader } from "#lib/query";
import type { CompiledQuery, CompiledRule } from "./compile.ts";
import type { DetectedEvent, HitRow } from "./hit.ts";
import { ANY_SETTINGS, type MatchSettings } from "./settings.ts";
import { valuesOf } from "./value.ts";

type Event = Record<string, unknown>;

type Entry = {
  rule: CompiledRule;
  index: number;
  query: CompiledQuery;
  /** Exclusions and tables of the rule, beside its query; undefined when it has none. */
  admits: ((event: Event, ts: number) => boolean) | undefined;
  isFaulty: boolean;
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

/** Keys that are read of each event to find queries by. */
const INDEX_KEYS_MAX = 12;
/** One in so many events is measured. */
const SAMPLE_EVERY = 64;
/** A query must be seen this often before its cost counts. */
const SAMPLES_MIN = 50;
/** What a query may cost an event on average, far beyond what any honest one does. */
export const QUERY_MS_MAX = 0.5;

/** Keys of exact values that must be there, anywhere in a search but below a negation. */
function keysOf(query: Query, keys = new Set<string>()): Set<string> {
  if (query.kind === "and" || query.kind === "or")
    for (const item of query.items) keysOf(item, keys);
  if (query.kind === "term" && query.value.kind === "text" && !["", "*"].includes(query.key))
    keys.add(query.key);
  return keys;
}

type Choice = { key: string; values: readonly string[] };

function choicesOf({ query }: CompiledQuery): Choice[] {
  return [...keysOf(query)].flatMap((key) => {
    const values = literalValues(query, key);
    return values === undefined ? [] : [{ key, values }];
  });
}

const pairOf = (key: string, value: string) => `${key}\n${value}`;

/** Queries of one kind of event, by the value that tells each apart best. */
function createIndex(entries: readonly Entry[]) {
  const choices = new Map(entries.map((entry) => [entry, choicesOf(entry.query)]));
  const load = new Map<string, number>();
  const uses = new Map<string, number>();
  for (const list of choices.values())
    for (const { key, values } of list) {
      uses.set(key, (uses.get(key) ?? 0) + 1);
      for (const value of values) {
        const pair = pairOf(key, value);
        load.set(pair, (load.get(pair) ?? 0) + 1);
      }
    }
  const allowed = new Set(
    [...uses]
      .sort((a, b) => b[1] - a[1])
      .slice(0, INDEX_KEYS_MAX)
      .map(([key]) => key),
  );
  const byKey = new Map<string, Map<string, Entry[]>>();
  const rest: Entry[] = [];
  for (const [entry, list] of choices) {
    const crowd = ({ key, values }: Choice) =>
      Math.max(...values.map((value) => load.get(pairOf(key, value)) ?? 0));
    const [best] = list
      .filter(({ key }) => allowed.has(key))
      .sort((a, b) => crowd(a) - crowd(b) || (uses.get(b.key) ?? 0) - (uses.get(a.key) ?? 0));
    if (best === undefined) rest.push(entry);
    for (const value of best?.values ?? []) {
      const key = best?.key ?? "";
      const own = byKey.get(key) ?? new Map<string, Entry[]>();
      own.set(value, [...(own.get(value) ?? []), entry]);
      byKey.set(key, own);
    }
  }
  const readers = [...byKey].map(([key, own]) => ({ read: valueReader(key), own }));
  return { readers, rest };
}

type Index = ReturnType<typeof createIndex>;

/** Entries an event may meet; each once. */
function candidatesOf({ readers, rest }: Index, event: Event): readonly Entry[] {
  let found: readonly Entry[] | undefined;
  let isShared = true;
  for (const { read, own } of readers) {
    for (const value of read(event)) {
      const entries = own.get(value);
      if (entries === undefined || entries === found) continue;
      if (found === undefined) found = entries;
      else {
        // Values of one key may lead to the same entry; keys do not share any.
        const known: Entry[] = isShared ? [...found] : (found as Entry[]);
        for (const entry of entries) if (!known.includes(entry)) known.push(entry);
        found = known;
        isShared = false;
      }
    }
  }
  if (found === undefined) return rest;
  return rest.length === 0 ? found : [...found, ...rest];
}

function hitOf(entry: Entry, detected: DetectedEvent): HitRow | undefined {
  const { query, rule, index } = entry;
  const { event, ts, eventId } = detected;
  if (!query.predicate(event)) return undefined;
  if (entry.admits !== undefined && !entry.admits(event, ts)) return undefined;
  const group = query.isUngrouped
    ? [eventId]
    : valuesOf(query.groupBy, event, query.hasOptionalGroups);
  if (group === undefined) return undefined;
  const distinct = query.valueOf(event);
  if (distinct === undefined) return undefined;
  const { id } = rule.draft;
  return {
    ...{ rule: id, version: rule.epoch, query: index, group: JSON.stringify(group) },
    ...{ distinct, ts, eventId },
  };
}

/** Sorts the queries of rules into indexes, one for each kind of event. */
export function createMatcher(rules: readonly CompiledRule[], options: MatchOptions): Matcher {
  const { onFault, now, settings = ANY_SETTINGS } = options;
  const bySource = new Map<string, Entry[]>();
  for (const rule of rules)
    rule.queries.forEach((query, index) => {
      const admits = settings.admits(rule, query);
      const cost = { isFaulty: false, spentMs: 0, samples: 0 };
      const entry: Entry = { rule, index, query, admits, ...cost };
      for (const source of query.sources)
        bySource.set(source, [...(bySource.get(source) ?? []), entry]);
    });
  const indexes = new Map([...bySource].map(([source, entries]) => [source, createIndex(entries)]));
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
      const hit = hitOf(entry, event);
      if (hit !== undefined) hits.push(hit);
    } catch (error) {
      leaveOut(entry, `it failed on an event: ${String(error).slice(0, 200)}`);
    }
  }

  return {
    match(event, source) {
      const index = indexes.get(source);
      const hits: HitRow[] = [];
      if (index === undefined) return hits;
      events += 1;
      const isMeasured = now !== undefined && events % SAMPLE_EVERY === 0;
      for (const entry of candidatesOf(index, event.event)) {
        if (entry.isFaulty) continue;
        const start = isMeasured ? now() : 0;
        tryEntry(entry, event, hits);
        if (isMeasured) measure(entry, now() - start);
      }
      return hits;
    },
  };
}
