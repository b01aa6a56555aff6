/** Scheduled rules over real stores: each run once, whoever runs it and whatever stops it. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isAppError } from "#lib/base";
import { JOB_LEASE_MS } from "#server/jobs";
import type { Control, EventStore } from "#server/store";
import { startControls, type TestControls } from "#server/store/testing";
import { REACH_MS_MAX, RUN_DELAY_MS, RUNS_KEPT_MAX } from "./limits.ts";
import {
  HOUR,
  MINUTE,
  openRig,
  openStore,
  RULE,
  startStorageProcess,
  T0,
  type TestStorage,
} from "./testing/rig.ts";

let storage: TestStorage;
let controls: TestControls;
before(async () => {
  storage = await startStorageProcess();
  controls = await startControls(T0);
});
after(async () => {
  await controls.stop();
  await storage.stop();
});

function onEach(name: string, body: (control: Control, events: EventStore) => Promise<void>) {
  for (const dialect of ["sqlite", "postgres"] as const)
    test(`${name} (${dialect})`, async (context) => {
      const found = controls.dialects.find((each) => each.name === dialect);
      if (found === undefined || found.skip !== false) {
        context.skip(found?.skip || "there is no such database");
        return;
      }
      const control = await found.open();
      const events = await openStore(storage);
      try {
        await body(control, events);
      } finally {
        await control.close();
        await events.close();
      }
    });
}

/** Three failures from a time on. */
const burst = (from: number) => [from, from + MINUTE, from + 2 * MINUTE];

onEach("what came in is looked at by the schedule, once", async (control, events) => {
  const rig = openRig(control, events, [RULE]);
  const [one, other] = [rig.server(), rig.server()];
  rig.state.now = T0 + 10 * MINUTE;
  await rig.fail("ann", burst(T0 + MINUTE));
  await rig.fail("bob", [T0 + MINUTE, T0 + 2 * MINUTE]);
  await one.plan();
  // The run of midnight: the hour before it has nothing.
  assert.equal(await one.runner.runNext(), true);
  assert.deepEqual(await rig.found(), []);

  rig.state.now = T0 + HOUR + RUN_DELAY_MS - 1;
  await one.plan();
  assert.equal(await one.runner.runNext(), false);
  rig.state.now += 1;
  await Promise.all([one.plan(), other.plan()]);
  const ran = [await one.runner.runNext(), await other.runner.runNext()];
  assert.deepEqual(ran, [true, false]);
  assert.deepEqual(await rig.found(), ["hourly ann 3"]);
  await other.plan();
  assert.equal(await other.runner.runNext(), false);

  const { attributes } = await other.show("hourly");
  assert.equal(attributes.nextRun, new Date(T0 + 2 * HOUR).toISOString());
  const { lastRun, runs } = attributes;
  assert.deepEqual(
    [lastRun?.scheduledAt, lastRun?.from, lastRun?.status, lastRun?.signalsMade],
    [new Date(T0 + HOUR).toISOString(), new Date(T0).toISOString(), "completed", 1],
  );
  assert.deepEqual([lastRun?.eventsRead, runs.length], [5, 2]);
  assert.deepEqual(rig.faults, []);

  // A window reaches over the border between two runs, and the signal goes on.
  await rig.fail("bob", [T0 + HOUR + MINUTE - 59 * MINUTE]);
  await rig.fail("cem", [T0 + 58 * MINUTE, T0 + 59 * MINUTE, T0 + 61 * MINUTE, T0 + 62 * MINUTE]);
  rig.state.now = T0 + 2 * HOUR + RUN_DELAY_MS;
  await one.plan();
  await one.runner.runNext();
  // Of what came after its run nothing is seen: bob's third, and cem's first two.
  assert.deepEqual(await rig.found(), ["hourly ann 3"]);
});

onEach("a window reaches over the border of two runs", async (control, events) => {
  const rig = openRig(control, events, [RULE]);
  const server = rig.server();
  await rig.fail("cem", [T0 + 58 * MINUTE, T0 + 59 * MINUTE]);
  rig.state.now = T0 + HOUR + RUN_DELAY_MS;
  await server.plan();
  await server.runner.runNext();
  assert.deepEqual(await rig.found(), []);
  await rig.fail("cem", [T0 + 61 * MINUTE]);
  rig.state.now = T0 + 2 * HOUR + RUN_DELAY_MS;
  await server.plan();
  await server.runner.runNext();
  assert.deepEqual(await rig.found(), ["hourly cem 3"]);
});

onEach("runs that were missed are one, which looks at all since", async (control, events) => {
  const rig = openRig(control, events, [RULE]);
  const server = rig.server();
  rig.state.now = T0 + RUN_DELAY_MS;
  await server.plan();
  await server.runner.runNext();
  for (const hour of [1, 3, 5]) await rig.fail(`user-${hour}`, burst(T0 + hour * HOUR));
  rig.state.now = T0 + 6 * HOUR + RUN_DELAY_MS;
  await server.plan();
  assert.equal(await server.runner.runNext(), true);
  assert.equal(await server.runner.runNext(), false);
  assert.deepEqual(await rig.found(), ["hourly user-1 3", "hourly user-3 3", "hourly user-5 3"]);
  const { lastRun } = (await server.show("hourly")).attributes;
  assert.equal(lastRun?.from, new Date(T0).toISOString());
  // Further back than a run reaches is not looked at.
  rig.state.now = T0 + REACH_MS_MAX + 20 * HOUR + RUN_DELAY_MS;
  await server.plan();
  const { runs } = (await server.show("hourly")).attributes;
  assert.equal(runs[0]?.from, new Date(T0 + 20 * HOUR).toISOString());
});

onEach("a run whose server was killed goes on where it was", async (control, events) => {
  const rig = openRig(control, events, [RULE]);
  rig.state.now = T0 + RUN_DELAY_MS;
  // More than a slice, so that some of it is committed before the end.
  const times = Array.from({ length: 1200 }, (_, at) => T0 + MINUTE + at * 1000);
  await rig.fail("ann", times);
  rig.state.now = T0 + HOUR + RUN_DELAY_MS;
  // It is killed behind the hits of its second slice and before their signals.
  let evaluations = 0;
  const { promise: never } = Promise.withResolvers<never>();
  const dying = rig.server({
    signals: {
      ...rig.signals,
      recount: (...ask) => (++evaluations === 2 ? never : rig.signals.recount(...ask)),
    },
  });
  await dying.plan();
  const lost = dying.runner.runNext();
  while (evaluations < 2) await new Promise((done) => setImmediate(done));
  const heir = rig.server();
  assert.equal(await heir.runner.runNext(), false);
  const before = (await heir.show("hourly")).attributes.lastRun;
  assert.equal(before?.status, "running");
  assert.ok((before?.progressRate ?? 0) > 0);
  rig.state.now += JOB_LEASE_MS + 1;
  assert.equal(await heir.runner.runNext(), true);
  assert.deepEqual(await rig.found(), ["hourly ann 1200"]);
  const { lastRun } = (await heir.show("hourly")).attributes;
  assert.deepEqual([lastRun?.status, lastRun?.eventsRead], ["completed", 1200]);
  assert.ok(lost instanceof Promise);
});

onEach("calculated fields are searched and grouped by", async (control, events) => {
  const rule = {
    ...RULE,
    id: "calculated",
    calculatedFields: [
      { name: "domain", expression: 'lower(split_after(@usr.id, "@", 0))' },
      { name: "kib", expression: "@bytes / 1024" },
      { name: "is_large", expression: "#kib > 10" },
    ],
    queries: RULE.queries.map((query) => ({
      ...query,
      query: "@evt.outcome:failure #is_large:true #kib:<100",
      groupByFields: ["#domain"],
    })),
  };
  const rig = openRig(control, events, [rule]);
  const server = rig.server();
  const [a, b, c] = burst(T0 + MINUTE);
  rig.state.now = T0 + 30 * MINUTE;
  for (const [user, time, bytes] of [
    ["ann@Example.org", a, 20_480],
    ["bob@example.org", b, 30_000],
    ["cem@example.ORG", c, 40_000],
    ["small@example.org", c, 100],
    ["huge@example.org", c, 1_000_000],
    ["nobody", c, 20_480],
  ] as const)
    await rig.fail(user, [time ?? 0], { bytes });
  rig.state.now = T0 + HOUR + RUN_DELAY_MS;
  await server.plan();
  await server.runner.runNext();
  assert.deepEqual(rig.faults, []);
  assert.deepEqual(await rig.found(), ["calculated example.org 3"]);
});

onEach(
  "runs that are over are forgotten, and what is not scheduled is said",
  async (control, events) => {
    const plain = { ...RULE, id: "plain" };
    delete plain.schedulingOptions;
    const off = { ...RULE, id: "off", isEnabled: false };
    const rig = openRig(control, events, [RULE, plain, off]);
    const server = rig.server();
    for (let hour = 0; hour < RUNS_KEPT_MAX + 5; hour++) {
      rig.state.now = T0 + hour * HOUR + RUN_DELAY_MS;
      await server.plan();
      assert.equal(await server.runner.runNext(), true);
      assert.equal(await server.runner.runNext(), false);
    }
    const { runs } = (await server.show("hourly")).attributes;
    assert.equal(runs.length, RUNS_KEPT_MAX);
    assert.ok(runs.every(({ status }) => status === "completed"));
    const shown = (await server.show("off")).attributes;
    assert.deepEqual([shown.nextRun, shown.runs], [undefined, []]);
    await assert.rejects(
      server.show("plain"),
      (error) => isAppError(error) && error.code === "RULE_UNSCHEDULED",
    );
    assert.equal(server.counters()["schedule_runs_planned"], RUNS_KEPT_MAX + 5);
  },
);
