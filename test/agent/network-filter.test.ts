/** Which network filters are asked for, and what is reported of them. */
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import fc from "fast-check";
import {
  createDropCounters,
  createDropper,
  type DropRequest,
  type EndedDrop,
  NETWORK_FILTERS_MAX,
} from "#agent/protect";
import { compilePacketFilter } from "#lib/pcap";
import { playRuleset } from "./played-ruleset.ts";

function codeOf(filter: string): Uint8Array {
  const compiled = compilePacketFilter(filter);
  assert.ok(compiled.ok);
  return compiled.code;
}

const REQUEST: DropRequest = {
  ruleId: "beacon",
  filter: "tcp dst port 4444",
  code: codeOf("tcp dst port 4444"),
  scope: "process",
  ttlMs: 600_000,
  pid: 7,
  start: 70,
  cgroupId: 5,
  cgroupPath: "/docker/abc",
  detectedAt: 2000,
};
const DONE = { status: 0, signalled: 0, failed: 0, blamed: 0, reason: "", name: "", packets: 0 };

function setUp(mode: "off" | "observe" | "on" = "on", isConnected = true, why?: string) {
  const sent: Record<string, number | string | Uint8Array>[] = [];
  const ended: EndedDrop[] = [];
  const counters = createDropCounters();
  let now = 3000;
  const dropper = createDropper({
    send: (members) => isConnected && sent.push(members) > 0,
    enforcement: () => mode,
    whyNot: () => why,
    clock: () => now,
    counters,
    ended: (drop) => ended.push(drop),
  });
  const pass = (ms: number) => {
    now += ms;
  };
  const lastNumber = () => Number(sent.at(-1)?.["request"]);
  /** Asks for one that is in force at once and drops a packet. */
  const drop = (change: Partial<DropRequest> = {}) => {
    const before = sent.length;
    const report = dropper.drop({ ...REQUEST, ...change });
    if (sent.length > before) {
      dropper.answered({ ...DONE, request: lastNumber(), status: mode === "observe" ? 3 : 0 });
      dropper.answered({ ...DONE, request: lastNumber(), status: 4, packets: 1 });
    }
    return report;
  };
  return { dropper, sent, ended, counters, pass, drop, lastNumber };
}

test("the request has the filter, whose packets and for how long; the report what came of it", async () => {
  const { dropper, sent, drop, counters, lastNumber } = setUp();
  const { code } = REQUEST;
  assert.deepEqual(await drop(), {
    type: "network_filter",
    filter: "tcp dst port 4444",
    policy: "drop",
    scope: "process",
    status: "performed",
    detected_at: "1970-01-01T00:00:02.000Z",
    until: "1970-01-01T00:10:03.000Z",
    packets: 1,
  });
  const common = { pid: 7, start: 70, cgroup_id: 5, seconds: 600, count: code.length / 8, code };
  assert.deepEqual(sent, [{ request: lastNumber(), scope: 0, group: "", ...common }]);
  await drop({ scope: "cgroup", ttlMs: 1500 });
  const second = { request: lastNumber(), scope: 2, group: "abc", ...common, seconds: 2 };
  assert.deepEqual(sent[1], second);
  assert.deepEqual(
    dropper.inForce().map(({ scope, target, packets }) => [scope, target, packets]),
    [
      ["process", "7", 1],
      ["cgroup", "/docker/abc", 1],
    ],
  );
  assert.equal(counters.network_filters_performed.value, 2);
  assert.equal(counters.packets_dropped.value, 2);
});

test("one that is in force is not asked for again, until its time is up", async () => {
  const { sent, drop, pass } = setUp();
  const first = await drop();
  assert.equal(await drop({ ruleId: "another" }), first);
  assert.equal(sent.length, 1);
  await drop({ pid: 8 });
  await drop({ start: 71 });
  await drop({ filter: "udp" });
  await drop({ scope: "cgroup" });
  assert.equal(sent.length, 5);
  pass(600_000);
  await drop();
  assert.equal(sent.length, 6);
});

test("what the sensor counts is added up once, and its end is told", async () => {
  const { dropper, drop, counters, ended, lastNumber } = setUp();
  await drop();
  const request = lastNumber();
  dropper.answered({ ...DONE, request, status: 4, packets: 5 });
  dropper.answered({ ...DONE, request, status: 5, packets: 9, reason: "time" });
  dropper.answered({ ...DONE, request, status: 5, packets: 12, reason: "time" });
  assert.equal(counters.packets_dropped.value, 9);
  assert.equal(counters.network_filters_ended.value, 1);
  assert.deepEqual(ended, [
    { rule: "beacon", filter: "tcp dst port 4444", why: "time", packets: 9 },
  ]);
  assert.deepEqual(dropper.inForce(), []);
});

test("a report waits for the first packet, and no longer than two seconds", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const { dropper, lastNumber, counters } = setUp();
    const quiet = dropper.drop(REQUEST);
    dropper.answered({ ...DONE, request: lastNumber() });
    const unanswered = dropper.drop({ ...REQUEST, pid: 8 });
    mock.timers.tick(2000);
    assert.deepEqual([(await quiet)["status"], (await quiet)["packets"]], ["performed", 0]);
    assert.equal((await unanswered)["error"], "the sensor did not answer");
    assert.equal(counters.network_filters_unanswered.value, 1);
    assert.equal(dropper.inForce().length, 1);
  } finally {
    mock.timers.reset();
  }
});

test("what is not done is reported with the reason", async () => {
  const errorOf = async (set: ReturnType<typeof setUp>, change: Partial<DropRequest> = {}) =>
    (await set.dropper.drop({ ...REQUEST, ...change }))["error"];
  const off = setUp("off");
  assert.match(String(await errorOf(off)), /^enforcement is off/);
  assert.equal(off.counters.network_filters_off.value, 1);
  assert.equal(off.sent.length, 0);
  assert.equal(await errorOf(setUp("on", false)), "the sensor did not answer");
  assert.equal(await errorOf(setUp("on", true, "no hook")), "no hook");
  assert.equal(
    await errorOf(setUp(), { scope: "cgroup", cgroupPath: "/" }),
    "the process is in no cgroup",
  );
  const refused = setUp();
  const report = refused.dropper.drop(REQUEST);
  const answer = { status: 2, reason: "protected", blamed: 7, name: "sshd" };
  refused.dropper.answered({ ...DONE, request: refused.lastNumber(), ...answer });
  assert.deepEqual(
    [(await report)["error"], (await report)["because_of"]],
    ["a process that the host needs is left alone", { pid: 7, executable: "sshd" }],
  );
  /* What was refused is asked for again. */
  void refused.dropper.drop(REQUEST);
  assert.equal(refused.sent.length, 2);
});

test("observed ones are counted apart", async () => {
  const { drop, counters } = setUp("observe");
  assert.equal((await drop())["status"], "observed");
  assert.deepEqual([counters.packets_dropped.value, counters.packets_drop_observed.value], [0, 1]);
});

test("loading rules ends all; so does another stream, of which nothing more is expected", async () => {
  const { dropper, drop, sent, ended, lastNumber } = setUp();
  dropper.loaded();
  assert.equal(sent.length, 0, "there is nothing to end");
  await drop();
  const first = lastNumber();
  dropper.loaded();
  assert.deepEqual(sent.at(-1), {});
  dropper.answered({ ...DONE, request: first, status: 5, packets: 3, reason: "rules" });
  assert.deepEqual(ended[0]?.why, "rules");
  await drop();
  assert.equal(sent.length, 3, "asked for anew");
  const second = lastNumber();
  dropper.begun();
  assert.deepEqual(dropper.inForce(), []);
  dropper.answered({ ...DONE, request: second, status: 5, packets: 3, reason: "rules" });
  assert.equal(ended.length, 1);
});

test("no more are in force than the sensor has room for, whatever is asked and answered", async () => {
  const request = fc.record({ pid: fc.nat(400), scope: fc.constantFrom("process", "cgroup") });
  const answer = fc.record({
    request: fc.integer({ min: 2 ** 31 - 2, max: 2 ** 31 + 600 }),
    status: fc.nat(6),
    packets: fc.nat(),
    reason: fc.string({ maxLength: 8 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(request, answer), { maxLength: 600 }), async (steps) => {
      const { dropper } = setUp();
      const reports: Promise<unknown>[] = [];
      for (const step of steps) {
        if ("pid" in step) reports.push(dropper.drop({ ...REQUEST, ...step } as DropRequest));
        else dropper.answered({ ...DONE, ...step });
        assert.ok(dropper.inForce().length <= NETWORK_FILTERS_MAX);
      }
      dropper.begun();
      await Promise.all(reports);
    }),
    { numRuns: 50 },
  );
  const full = setUp();
  for (let pid = 1; pid <= NETWORK_FILTERS_MAX; pid += 1) await full.drop({ pid });
  const more = await full.drop({ pid: 9999 });
  assert.equal(more["error"], `${NETWORK_FILTERS_MAX} network filters are in force`);
});

test("a rule that drops packets has the sensor note whose each socket is", () => {
  const policy = (actions: string) => `
rules:
  - {id: r, expression: exec.file.name == "nc", actions: [${actions}]}
`;
  const packetsOf = (actions: string) =>
    playRuleset({ "own.policy": policy(actions) }).ruleset.kernelFilter.find(
      ({ event }) => event === "packet",
    );
  assert.equal(packetsOf("kill: {signal: SIGKILL}"), undefined);
  const dropping = "network_filter: {filter: port 53}";
  assert.deepEqual(packetsOf(dropping)?.packets, []);
  const { ruleset } = playRuleset({ "own.policy": policy(dropping) });
  const without = ruleset.filterWithout((event) => event === "packet");
  assert.deepEqual(without.find(({ event }) => event === "packet")?.packets, []);
});
