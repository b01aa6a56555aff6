/** Scheduled rules over real logs: an intake, an event store, and servers that run what is due. */
import type { DetectionRule } from "#lib/protocol";
import { createDetection } from "#server/detection";
import { openLogIntake } from "#server/intake";
import { refuseRule } from "#server/rules";
import { openSignals } from "#server/signals";
import { type Control, type EventStore, openEventStore } from "#server/store";
import { startStorageProcess, type TestStorage } from "#server/store/testing";
import { NO_SETTINGS } from "../../../lib/detection/settings.ts";
import { ruleOf } from "../../../lib/detection/test-scenarios.ts";
import { openSchedule } from "../schedule.ts";

export { startStorageProcess, type TestStorage };

/** A Monday. */
export const T0 = Date.parse("2026-03-02T00:00:00Z");
export const MINUTE = 60_000;
export const HOUR = 3_600_000;

/** Failures of one user within an hour, every hour. */
export const RULE: DetectionRule = {
  ...ruleOf(
    {
      ...{ id: "hourly", name: "Guessed", message: "{{@usr.id}}" },
      queries: [{ query: "@evt.outcome:failure", groupByFields: ["@usr.id"] }],
      cases: [{ condition: "a > 2", status: "high", name: "burst" }],
    },
    0,
  ),
  schedulingOptions: { rrule: "FREQ=HOURLY", start: "2026-03-01T00:00:00", timezone: "UTC" },
};

let databases = 0;

export async function openStore(storage: TestStorage): Promise<EventStore> {
  const address = { url: storage.url, password: storage.token, retentionDays: 3650 };
  const store = openEventStore({ ...address, database: `schedule_${++databases}` });
  await store.migrate();
  return store;
}

export function openRig(control: Control, events: EventStore, rules: readonly DetectionRule[]) {
  const state = { now: T0 };
  const clock = () => state.now;
  let ids = 0;
  const rig = ++databases;
  const signals = openSignals({ control, clock, newId: () => `s${rig}-${++ids}` });
  const need = (id: string) => {
    const rule = rules.find((each) => each.id === id);
    if (rule === undefined) throw refuseRule("RULE_UNKNOWN");
    return rule;
  };
  const faults: unknown[] = [];
  const detection = createDetection(events);
  const logs = openLogIntake({
    ...{ control, events, detection, signals, clock },
    newId: () => `b${rig}-${++ids}`,
    onStored: () => undefined,
  });
  /** A server of its own on the same stores. */
  const server = (change: Partial<Parameters<typeof openSchedule>[0]> = {}) => {
    const schedule = openSchedule({
      ...{ control, clock, events, signals, owner: `server-${++ids}`, steady: () => 0 },
      ...{ rules: { list: () => rules, need }, settings: () => NO_SETTINGS },
      onFault: (error) => void faults.push(error),
      ...change,
    });
    // A test says itself which server runs what, and when.
    schedule.runner.wake = () => undefined;
    return schedule;
  };
  /** Failed logins of a user at times, by the intake. */
  async function fail(user: string, times: readonly number[], more: Record<string, unknown> = {}) {
    const received = state.now;
    await logs.ingest({
      ...{ sender: "key", key: undefined, digest: `d${++ids}`, received, events: times.length },
      bytes: 100,
      logs: times.map((ts) => ({
        ...{ ts, received, host: "web-1", service: "ssh", source: "sshd", status: "warn" },
        ...{ tags: ["env:prod"], message: "failed" },
        attributes: { evt: { outcome: "failure" }, usr: { id: user }, ...more },
      })),
    });
  }
  async function found(): Promise<string[]> {
    const { signals: all } = await signals.searchSignals({ sort: "timestamp" });
    return all.map(({ attributes: { custom } }) => {
      const { events_matched: matched, rule } = custom.workflow;
      return `${rule.id} ${String(custom["groupByValues"])} ${matched}`;
    });
  }
  return { state, signals, server, fail, found, faults, detection, logs };
}
