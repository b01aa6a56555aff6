/**
 * What stands behind the routes: the link to the event store, the roster of agents and the status.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { AGENT_SILENT_MS, type AgentStatus } from "#lib/protocol";
import { ENROLL_TOKEN, openTestAccess } from "#server/access/testing";
import { linkEventStore, MIGRATE_PAUSE_MS_MAX, MIGRATE_PAUSE_MS_MIN } from "./event-store-link.ts";
import { createRoster } from "./roster.ts";
import { createStatusDesk, STORE_STATUS_MS } from "./status-desk.ts";
import { AGENT_ID, agentStatus } from "./testing.ts";

const store = { reachable: true, reason: "", events: 1, logs: 1, bytes: 1, disk_free_bytes: 1 };

test("the event store is tried again with longer pauses until it is there", async () => {
  let failures = 12;
  const pauses: number[] = [];
  const pending: (() => void)[] = [];
  const events = {
    async migrate() {
      if (failures-- > 0) throw new Error("refused");
    },
    status: async () => store,
  };
  const link = linkEventStore(
    events,
    (_error, pauseMs) => void pauses.push(pauseMs),
    (work) => {
      pending.push(work);
      return () => undefined;
    },
  );
  await link.firstAttempt;
  assert.throws(() => link.assertReady(), { code: "EVENTS_DOWN" });
  assert.match((await link.status()).reason, /refused/);
  while (pending.length > 0) {
    pending.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  link.assertReady();
  assert.deepEqual(await link.status(), store);
  assert.equal(pauses.length, 12);
  assert.equal(pauses[0], MIGRATE_PAUSE_MS_MIN);
  assert.equal(pauses[1], MIGRATE_PAUSE_MS_MIN * 2);
  assert.equal(pauses.at(-1), MIGRATE_PAUSE_MS_MAX);
});

test("an event store that does not answer is shown as one that does not", async () => {
  const events = { migrate: async () => undefined, status: () => new Promise<never>(() => {}) };
  const pending: (() => void)[] = [];
  const link = linkEventStore(
    events,
    () => undefined,
    (work) => {
      pending.push(work);
      return () => undefined;
    },
  );
  await link.firstAttempt;
  const status = link.status();
  pending[0]?.();
  assert.equal((await status).reachable, false);
});

test("an agent is silent when neither reports nor batches come", async () => {
  const { access, control, advance } = await openTestAccess();
  let now = Date.UTC(2026, 0, 1);
  const roster = createRoster(access, control, () => now);
  const pass = (ms: number) => {
    now += ms;
    advance(ms);
  };
  const request = { token: ENROLL_TOKEN, agent_id: AGENT_ID, hostname: "old", version: "1" };
  await access.agents.enroll(request, "127.0.0.1");
  const [enrolled] = await roster.list();
  assert.equal(enrolled?.attributes.status, null);
  assert.equal(enrolled?.attributes.silent, false);
  pass(AGENT_SILENT_MS + 1);
  assert.equal((await roster.get(AGENT_ID)).attributes.silent, true);
  await access.agents.report(AGENT_ID, agentStatus);
  const { attributes } = await roster.get(AGENT_ID);
  assert.deepEqual(attributes.status, agentStatus);
  assert.equal(attributes.hostname, agentStatus.hostname);
  assert.equal(attributes.silent, false);
  const sensor = { ...agentStatus.sensor, state: "replay" as const };
  const replay: AgentStatus = { ...agentStatus, sensor };
  await access.agents.report(AGENT_ID, replay);
  pass(AGENT_SILENT_MS + 1);
  assert.equal((await roster.get(AGENT_ID)).attributes.silent, false, "a replay just ends");
  await assert.rejects(roster.get("f".repeat(32)), { code: "ACCESS_AGENT_UNKNOWN" });
});

test("many who look at the status ask the event store once", async () => {
  let now = 0;
  let asked = 0;
  const desk = createStatusDesk({
    version: "1",
    clock: () => now,
    async store() {
      asked++;
      return store;
    },
    rules: () => ({ loaded: 1, broken: 0, faults: [] }),
    retention: () => ({ record_days: 30, signal_months: 15, signals_kept_since: "" }),
    counters: () => ({ batches: 2 }),
  });
  const [first] = await Promise.all([desk.read(), desk.read(), desk.read()]);
  assert.deepEqual(first.counters, { batches: 2 });
  assert.equal(asked, 1);
  now += STORE_STATUS_MS;
  await desk.read();
  assert.equal(asked, 2);
});
