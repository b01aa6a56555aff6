/** Rules that learn from what is stored: with and without it, in simulated time, by the intake. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isAppError } from "#lib/base";
import type { DetectionRule } from "#lib/protocol";
import { openControl } from "#server/store";
import { JOB_LEASE_MS } from "../jobs/limits.ts";
import { RUN_DELAY_MS } from "./limits.ts";
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
before(async () => {
  storage = await startStorageProcess();
});
after(() => storage.stop());

const DAY = 24 * HOUR;
const { schedulingOptions: _, ...plain } = RULE;

function learningRule(options: Partial<DetectionRule["options"]>, aggregation: string) {
  return {
    ...plain,
    id: "learner",
    queries: plain.queries.map((query) => ({ ...query, aggregation, metrics: ["@country"] })),
    cases: plain.cases.map((each) => ({ ...each, condition: "" })),
    options: { ...plain.options, evaluationWindow: 0, ...options },
  } as DetectionRule;
}

const newValue = (instantaneousBaseline: boolean) =>
  learningRule(
    {
      detectionMethod: "new_value",
      newValueOptions: {
        ...{ learningMethod: "duration", learningDuration: 7, learningThreshold: 0 },
        ...{ forgetAfter: 28, instantaneousBaseline },
      },
    },
    "new_value",
  );

async function open(rule: DetectionRule) {
  const control = await openControl("sqlite::memory:", { clock: () => T0 });
  const events = await openStore(storage);
  const rig = openRig(control, events, [rule]);
  /** The rule is made: the stream has it, and what is due is planned. */
  const make = async (server = rig.server()) => {
    assert.deepEqual(rig.detection.load([rule]).broken, []);
    await server.plan();
    await server.plan();
    return server;
  };
  const close = async () => {
    await control.close();
    await events.close();
  };
  return { ...rig, events, make, close };
}

/** Ten days of logins from one country, then one from another. */
async function travel(
  rig: Awaited<ReturnType<typeof open>>,
  learn: (run: boolean) => Promise<void>,
) {
  for (let day = 10; day > 0; day--) {
    rig.state.now = T0 - day * DAY;
    await rig.fail("ann", [rig.state.now], { country: "FR" });
  }
  rig.state.now = T0;
  await learn(true);
  await rig.fail("ann", [rig.state.now], { country: "FR" });
  await rig.fail("ann", [rig.state.now + 1], { country: "KP" });
  await rig.fail("new", [rig.state.now + 2], { country: "KP" });
}

test("a new value is told at once, by what was stored before the rule", async () => {
  const rig = await open(newValue(true));
  await travel(rig, async () => {
    const server = await rig.make();
    assert.equal(await server.runner.runNext(), false);
    rig.state.now += RUN_DELAY_MS + 1;
    assert.equal(await server.runner.runNext(), true);
    assert.equal(await server.runner.runNext(), false);
    const { attributes } = await server.showBaseline("learner");
    assert.deepEqual([attributes.status, attributes.eventsRead], ["completed", 10]);
  });
  assert.deepEqual(await rig.found(), ["learner ann 1"]);
  assert.deepEqual(rig.faults, []);
  await rig.close();
});

test("without a baseline the rule waits", async () => {
  const rig = await open(newValue(false));
  await travel(rig, async () => {
    const server = await rig.make();
    rig.state.now += RUN_DELAY_MS + 1;
    assert.equal(await server.runner.runNext(), false);
    await assert.rejects(
      server.showBaseline("learner"),
      (error) => isAppError(error) && error.code === "RULE_UNLEARNED",
    );
  });
  assert.deepEqual(await rig.found(), []);
  await rig.close();
});

test("a rise is told by a baseline that another server finished, counted once", async () => {
  const rule = learningRule(
    {
      detectionMethod: "anomaly_detection",
      anomalyDetectionOptions: {
        ...{ bucketDuration: 3600, learningDuration: 48, detectionTolerance: 1 },
        instantaneousBaseline: true,
      },
    },
    "count",
  );
  const rig = await open(rule);
  for (let hour = 96; hour > 0; hour--) {
    rig.state.now = T0 - hour * HOUR;
    await rig.fail(
      "ann",
      [0, 1, 2].map((at) => rig.state.now + at * MINUTE),
    );
  }
  rig.state.now = T0;
  const server = await rig.make();
  rig.state.now += RUN_DELAY_MS + 1;
  // It stops when its hits are stored, before it has said how far it is.
  const dying = rig.server({
    events: {
      ...rig.events,
      insertLearned: () => Promise.reject(new Error("it stops here")),
    },
  });
  await dying.runner.runNext();
  assert.equal(rig.faults.length, 1);
  rig.state.now += JOB_LEASE_MS + 1;
  assert.equal(await server.runner.runNext(), true);
  const range = { rule: "learner", groups: ['["ann"]'], from: 0, to: T0, bucketMs: 1000 };
  const { compileRule } = await import("#lib/detection");
  const compiled = compileRule(rule);
  assert.ok("epoch" in compiled);
  const buckets = await rig.events.hitBuckets({ ...range, version: compiled.epoch });
  assert.equal(
    buckets.reduce((sum, { hits }) => sum + hits, 0),
    96 * 3,
  );
  const now = rig.state.now;
  await rig.fail(
    "ann",
    Array.from({ length: 40 }, (_each, at) => now + at),
  );
  assert.deepEqual(await rig.found(), ["learner ann 40"]);
  await rig.close();
});
