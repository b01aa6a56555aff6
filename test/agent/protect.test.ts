/** Which kills are asked for, and what is reported of them. */
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import fc from "fast-check";
import {
  createProtector,
  createProtectorCounters,
  DISARM_COUNT_MAX,
  DISARM_PERIOD_MS,
  type KillRequest,
} from "#agent/protect";

const REQUEST: KillRequest = {
  ruleId: "miner",
  signal: "SIGKILL",
  signalNumber: 9,
  scope: "process",
  isContainerDisarmable: true,
  isExecutableDisarmable: true,
  pid: 7,
  start: 70,
  cgroupId: 5,
  cgroupPath: "/docker/abc",
  containerId: "",
  executable: "/tmp/x",
  createdAt: 1000,
  detectedAt: 2000,
};
const DONE = {
  status: 0,
  signalled: 1,
  failed: 0,
  blamed: 0,
  reason: "",
  name: "",
  packets: 0,
};

function setUp(mode: "off" | "observe" | "on" = "on", isConnected = true) {
  const sent: Record<string, number | string>[] = [];
  const changes: string[] = [];
  const counters = createProtectorCounters();
  let now = 3000;
  const protector = createProtector({
    send: (members) => isConnected && sent.push(members) > 0,
    enforcement: () => mode,
    clock: () => now,
    counters,
    changed: (rule, state, by) => changes.push(`${rule} ${state} ${by}`),
  });
  const pass = (ms: number) => {
    now += ms;
  };
  /** Asks for a kill that succeeds at once. */
  const kill = async (change: Partial<KillRequest> = {}) => {
    const before = sent.length;
    const report = protector.kill({ ...REQUEST, ...change });
    if (sent.length > before) {
      protector.answered({ ...DONE, request: Number(sent.at(-1)?.["request"]) });
      protector.exited(change.pid ?? 7, 70, now);
    }
    return (await report)["status"];
  };
  return { protector, sent, changes, counters, pass, kill };
}

test("the report has the times of the process, the match, the kill and the exit", async () => {
  const { protector, sent } = setUp();
  const report = protector.kill({ ...REQUEST, scope: "container", containerId: "abc" });
  const group = { cgroup_id: 5, scope: 1, group: "abc", signal: 9, request: 1 };
  assert.deepEqual(sent, [{ pid: 7, start: 70, ...group }]);
  protector.answered({
    ...DONE,
    request: 1,
    status: 1,
    signalled: 3,
    failed: 2,
    reason: "refused",
  });
  protector.exited(7, 71, 3100);
  protector.exited(8, 70, 3200);
  protector.exited(7, 70, 3300);
  assert.deepEqual(await report, {
    type: "kill",
    signal: "SIGKILL",
    scope: "container",
    status: "partially_performed",
    created_at: "1970-01-01T00:00:01.000Z",
    detected_at: "1970-01-01T00:00:02.000Z",
    killed_at: "1970-01-01T00:00:03.000Z",
    processes: 3,
    processes_failed: 2,
    exited_at: "1970-01-01T00:00:03.300Z",
    ttr: "1300ms",
    error: "the kernel refused",
  });
});

test("what is not killed says why", async () => {
  const off = setUp("off");
  assert.match(String((await off.protector.kill(REQUEST))["error"]), /enforcement is off/);
  assert.deepEqual([off.sent.length, off.counters.kills_off.value], [0, 1]);
  const gone = setUp("on", false);
  assert.equal((await gone.protector.kill(REQUEST))["error"], "the sensor did not answer");
  const { protector, sent } = setUp();
  const outside = await protector.kill({ ...REQUEST, scope: "container" });
  assert.equal(outside["error"], "the process is in no container");
  const root = await protector.kill({ ...REQUEST, scope: "cgroup", cgroupPath: "/" });
  assert.equal(root["error"], "the process is in no cgroup");
  assert.equal(sent.length, 0);
  const report = protector.kill(REQUEST);
  const refusal = { status: 2, signalled: 0, blamed: 1, reason: "protected", name: "systemd" };
  protector.answered({ ...DONE, request: 1, ...refusal });
  const { status, error, because_of } = await report;
  assert.deepEqual([status, error], ["error", "a process that the host needs is never killed"]);
  assert.deepEqual(because_of, { pid: 1, executable: "systemd" });
});

test("a report does not wait for ever", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const { protector, counters } = setUp();
    const unanswered = protector.kill(REQUEST);
    const survived = protector.kill(REQUEST);
    protector.answered({ ...DONE, request: 2 });
    mock.timers.tick(2000);
    assert.equal((await unanswered)["error"], "the sensor did not answer");
    assert.deepEqual(
      [(await survived)["status"], (await survived)["exited_at"]],
      ["performed", undefined],
    );
    assert.equal(counters.kills_unanswered.value, 1);
  } finally {
    mock.timers.reset();
  }
});

test("one executable is killed again and again, one too many disarms until all are forgotten", async () => {
  const { pass, kill, changes, counters, protector } = setUp();
  pass(DISARM_PERIOD_MS);
  for (let i = 0; i < 50; i++) assert.equal(await kill(), "performed");
  for (let i = 1; i < DISARM_COUNT_MAX; i++)
    assert.equal(await kill({ executable: `/tmp/x${i}` }), "performed");
  assert.equal(await kill({ executable: "/tmp/more" }), "rule_disarmed");
  assert.equal(await kill(), "rule_disarmed");
  assert.equal(await kill({ ruleId: "other" }), "performed", "each rule for itself");
  assert.deepEqual(protector.disarmed(), [
    { rule: "miner", state: "rule_disarmed", by: "executable" },
  ]);
  pass(DISARM_PERIOD_MS - 1);
  assert.equal(await kill(), "rule_disarmed");
  pass(1);
  assert.equal(await kill(), "performed");
  assert.deepEqual(changes, ["miner rule_disarmed executable", "miner armed executable"]);
  const { rules_disarmed, rules_rearmed, kills_disarmed } = counters;
  assert.deepEqual([rules_disarmed.value, rules_rearmed.value, kills_disarmed.value], [1, 1, 3]);
});

test("a rule that hits too much at once is dismantled until rules are loaded", async () => {
  const { pass, kill, changes, protector } = setUp();
  for (let i = 0; i < DISARM_COUNT_MAX; i++)
    await kill({ containerId: `c${i}`, executable: "/tmp/x" });
  assert.equal(await kill({ containerId: "more" }), "rule_dismantled");
  pass(10 * DISARM_PERIOD_MS);
  assert.equal(await kill(), "performed", "on the host no container counts");
  assert.equal(await kill({ containerId: "c0" }), "rule_dismantled");
  assert.equal(await kill({ containerId: "c0", isContainerDisarmable: false }), "performed");
  assert.deepEqual(changes, ["miner rule_dismantled container"], "no kill elsewhere rearms it");
  protector.loaded();
  assert.equal(await kill({ containerId: "c0" }), "performed");
});

test("no storm kills more distinct executables in a period than the disarmer allows", async () => {
  const step = fc.record({ executable: fc.integer({ min: 0, max: 30 }), wait: fc.nat(20_000) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
      const { pass, kill } = setUp();
      pass(DISARM_PERIOD_MS);
      let now = 0;
      const killed: { at: number; name: string }[] = [];
      for (const { executable, wait } of steps) {
        pass(wait);
        now += wait;
        const name = `/tmp/${executable}`;
        if ((await kill({ executable: name })) === "performed") killed.push({ at: now, name });
        const recent = killed.filter(({ at }) => now - at < DISARM_PERIOD_MS);
        assert.ok(new Set(recent.map((each) => each.name)).size <= DISARM_COUNT_MAX);
      }
    }),
    { numRuns: 200 },
  );
});
