/** Jobs for tests: over events in memory or a real store, with a clock set by hand. */
import type { DetectionRule, JobRequest } from "#lib/protocol";
import { compilePredicate } from "#lib/query";
import type { Person } from "#server/access";
import { refuseRule } from "#server/rules";
import { openSignals } from "#server/signals";
import type { Control, LogRow, RESERVED_NAMES, RecordCriteria, StoredRecord } from "#server/store";
import { NO_SETTINGS } from "../../../lib/detection/settings.ts";
import { ruleOf, timeAt } from "../../../lib/detection/test-scenarios.ts";
import type { HistoryStore } from "../history.ts";
import { openJobs } from "../jobs.ts";

export const PERSON: Person = {
  ...{ kind: "person", id: "1", handle: "ann", name: "Ann", role: "Admin" },
  ...{ permissions: new Set(), credential: { kind: "keys", hashes: [] } },
};

/** Logs in memory, found as the event store finds them. */
export function storeOf(records: readonly StoredRecord[]): HistoryStore & { reads: number } {
  const store = {
    reads: 0,
    async searchRecords(
      { kind, query, from, to }: RecordCriteria,
      page: { after?: { ts: number; id: string }; limit: number },
    ) {
      store.reads += 1;
      if (kind !== "logs") return [];
      const test = compilePredicate(query);
      const { after } = page;
      const isAfter = ({ ts, id }: StoredRecord) =>
        after === undefined || ts > after.ts || (ts === after.ts && id > after.id);
      return records
        .filter((one) => one.ts >= from && one.ts <= to && isAfter(one) && test(one.event))
        .sort((a, b) => a.ts - b.ts || (a.id < b.id ? -1 : 1))
        .slice(0, page.limit);
    },
  };
  return store;
}

/** A scenario's event as a stored log. */
export function logRowOf(at: number, ts: number, event: Record<string, unknown>): LogRow {
  const { host, service, source, status, tags, message, ...attributes } = event;
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const reserved = { host, service, source, status, message };
  const texts = Object.fromEntries(
    Object.entries(reserved).map(([name, value]) => [name, text(value)]),
  ) as Record<Exclude<(typeof RESERVED_NAMES)[number], "tags">, string>;
  const list = Array.isArray(tags) ? tags.map(String) : [];
  return { ...texts, eventId: `log.s-${at}`, ts, received: ts, tags: list, attributes };
}

export const NOW = timeAt("60d");
let owners = 0;

/** Another call on the same control database is another server. */
export function openRig(
  control: Control,
  store: HistoryStore,
  rules: readonly DetectionRule[] = [],
) {
  const state = { now: NOW, steadyMs: 0 };
  const clock = () => state.now;
  const signals = openSignals({ control, clock, newId: () => "unused" });
  const faults: unknown[] = [];
  let ids = 0;
  const owner = `server-${++owners}`;
  const jobs = openJobs({
    ...{ control, clock, owner, signals, steady: () => state.steadyMs },
    random: (count) => Buffer.alloc(count, ++ids + owners * 16),
    store: { searchRecords: store.searchRecords, retentionDays: 365 },
    rules: {
      list: () => rules,
      check(json) {
        const { referenceTables = [] } = json as Pick<DetectionRule, "referenceTables">;
        if (referenceTables.length > 0) throw refuseRule("RULE_INVALID", { reason: "no table" });
      },
      need(id) {
        const rule = rules.find((each) => each.id === id);
        if (rule === undefined) throw refuseRule("RULE_UNKNOWN");
        return rule;
      },
    },
    settings: () => NO_SETTINGS,
    onFault: (error) => void faults.push(error),
  });
  // A test says itself which server runs a job, and when.
  jobs.runner.wake = () => undefined;
  return { state, signals, jobs, faults };
}

export function fromRule(id: string, from = "0s", to = "30d"): JobRequest {
  return { fromRule: { id, from: timeAt(from), to: timeAt(to), index: "main" } };
}

export { ruleOf, timeAt };
