/**
 * Tests an event once against the queries of all rules. Most rules ask for an agent rule by name
 * and are found by it.
 */
import { createHash } from "node:crypto";
import { textValues } from "#lib/query";
import type { HitRow } from "#server/store";
import { BUCKET_KEY, type CompiledQuery, type CompiledRule } from "./compile.ts";
import type { DetectedEvent } from "./types.ts";

/** What stands for a group-by value that the event lacks, where that is allowed. */
export const MISSING_GROUP = "N/A";
/** Longer group and distinct values are cut and told apart by a hash. */
export const VALUE_CHARS_MAX = 256;
const VALUE_HEAD_CHARS = 200;

type Entry = { rule: CompiledRule; index: number; query: CompiledQuery };

export type Matcher = {
  /**
   * The hits of an event; a query that throws is reported to `onFault` and left out from then on.
   */
  match(event: DetectedEvent): HitRow[];
};

function bounded(value: string): string {
  if (value.length <= VALUE_CHARS_MAX) return value;
  const hash = createHash("sha256").update(value).digest("hex").slice(0, 16);
  return `${value.slice(0, VALUE_HEAD_CHARS).toWellFormed()}…${hash}`;
}

/**
 * Values of the group-by fields; undefined when one is missing that must not be. Empty text counts
 * as missing.
 */
function groupOf(query: CompiledQuery, event: Record<string, unknown>): string[] | undefined {
  const values: string[] = [];
  for (const key of query.groupBy) {
    const found = textValues(event, key).find((text) => text !== "");
    if (found === undefined && !query.hasOptionalGroups) return undefined;
    values.push(found === undefined ? MISSING_GROUP : bounded(found));
  }
  return values;
}

function distinctOf(query: CompiledQuery, event: Record<string, unknown>): string {
  if (query.distinct.length === 0) return "";
  const values = query.distinct.map((key) => textValues(event, key)[0] ?? "");
  return bounded(JSON.stringify(values));
}

function hitOf({ rule, index, query }: Entry, detected: DetectedEvent): HitRow | undefined {
  if (!query.predicate(detected.event)) return undefined;
  const group = groupOf(query, detected.event);
  if (group === undefined) return undefined;
  return {
    rule: rule.draft.id,
    version: rule.draft.version,
    query: index,
    group: JSON.stringify(group),
    distinct: distinctOf(query, detected.event),
    ts: detected.ts,
    eventId: detected.eventId,
  };
}

/**
 * Sorts the queries of rules into buckets by agent rule; those that name none are tried on every
 * event.
 */
export function createMatcher(
  rules: readonly CompiledRule[],
  onFault: (rule: string, error: unknown) => void,
): Matcher {
  const buckets = new Map<string, Entry[]>();
  const unnamed: Entry[] = [];
  for (const rule of rules) {
    rule.queries.forEach((query, index) => {
      const entry = { rule, index, query };
      if (query.literals === undefined) unnamed.push(entry);
      for (const literal of query.literals ?? []) {
        const bucket = buckets.get(literal);
        if (bucket === undefined) buckets.set(literal, [entry]);
        else bucket.push(entry);
      }
    });
  }
  const faulty = new Set<string>();

  function tryEntries(entries: readonly Entry[], event: DetectedEvent, hits: HitRow[]): void {
    for (const entry of entries) {
      if (faulty.size > 0 && faulty.has(entry.rule.draft.id)) continue;
      try {
        const hit = hitOf(entry, event);
        if (hit !== undefined) hits.push(hit);
      } catch (error) {
        faulty.add(entry.rule.draft.id);
        onFault(entry.rule.draft.id, error);
      }
    }
  }

  return {
    match(event) {
      const hits: HitRow[] = [];
      const names = textValues(event.event, BUCKET_KEY);
      if (names.length === 1) tryEntries(buckets.get(names[0] as string) ?? [], event, hits);
      else if (names.length > 1)
        tryEntries([...new Set(names.flatMap((name) => buckets.get(name) ?? []))], event, hits);
      tryEntries(unnamed, event, hits);
      return hits;
    },
  };
}
