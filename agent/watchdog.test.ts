/** The order of degradation, by readings made up. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { readCosts, usedBySensor } from "./costs.ts";
import {
  CALM_MS,
  createWatchdog,
  createWatchdogCounters,
  READ_MS,
  STEPS,
  UNBOUNDED,
  WINDOW_MS,
} from "./watchdog.ts";

const MIB = 1024 * 1024;
const BUDGETS = {
  agent: { cpu: 0.2, memory: 250 * MIB },
  sensor: { cpu: 0.1, memory: 64 * MIB },
};

/** Lets time pass at a cost; gives what changed, with the seconds since the start. */
function setUp(budgets = BUDGETS) {
  const counters = createWatchdogCounters();
  const watchdog = createWatchdog(budgets, counters);
  const state = { at: 0, agentMs: 0, sensorMs: 0, sensorPid: 7 };
  const pass = (ms: number, cpu: number, mib: number, sensor?: [cpu: number, mib: number]) => {
    const changes: string[] = [];
    for (let passed = 0; passed < ms; passed += READ_MS) {
      state.at += READ_MS;
      state.agentMs += READ_MS * cpu;
      state.sensorMs += READ_MS * (sensor?.[0] ?? 0);
      const { at, agentMs, sensorMs, sensorPid } = state;
      const change = watchdog.observe({
        at,
        agent: { pid: 1, cpuMs: agentMs, memoryBytes: mib * MIB },
        sensor: sensor && { pid: sensorPid, cpuMs: sensorMs, memoryBytes: sensor[1] * MIB },
      });
      if (change) changes.push(`${at / 1000} ${change.step} ${change.state}`);
    }
    return changes;
  };
  return { watchdog, counters, pass, state };
}

test("steps are taken in order, a window apart, and no further than there are", () => {
  const { watchdog, counters, pass } = setUp();
  assert.deepEqual(pass(10 * 60_000, 0.5, 100), [
    "125 file_facts left_out",
    "185 network_flows left_out",
    "245 low_severity left_out",
  ]);
  assert.deepEqual(watchdog.leftOut, STEPS);
  assert.equal(counters.degradations.value, 3);
});

test("a costly start is not judged, nor a peak within the average", () => {
  const { pass } = setUp();
  assert.deepEqual(pass(30_000, 1, 100), []);
  assert.deepEqual(pass(60_000, 0.01, 100), []);
  assert.deepEqual(pass(5000, 1, 100), []);
  assert.deepEqual(pass(120_000, 0.01, 100), []);
});

test("memory alone is enough", () => {
  const { pass } = setUp();
  assert.deepEqual(pass(130_000, 0.01, 260), ["125 file_facts left_out"]);
});

test("a step is taken back when both have been low for long, the last one first", () => {
  const { watchdog, counters, pass } = setUp();
  pass(190_000, 0.5, 100);
  assert.deepEqual(watchdog.leftOut, ["file_facts", "network_flows"]);
  assert.deepEqual(pass(CALM_MS, 0.01, 240), [], "memory is not low");
  assert.deepEqual(pass(CALM_MS, 0.15, 100), [], "the processor is not");
  const resumed = pass(3 * CALM_MS, 0.01, 100).map((text) => text.replace(/^\d+ /, ""));
  assert.deepEqual(resumed, ["network_flows resumed", "file_facts resumed"]);
  assert.deepEqual(watchdog.leftOut, []);
  assert.equal(counters.recoveries.value, 2);
});

test("a sensor that costs too much is left what the agent alone would save by", () => {
  const { watchdog, counters, pass } = setUp();
  assert.deepEqual(pass(250_000, 0.01, 100, [0.15, 20]), [
    "125 network_flows left_out",
    "185 low_severity left_out",
  ]);
  assert.ok(counters.sensor_over_budget.value > 0);
  assert.equal(counters.agent_over_budget.value, 0);
  assert.ok(Math.abs(watchdog.costs.sensor.cpu - 0.15) < 1e-9);
  const further = pass(70_000, 0.5, 100, [0.01, 20]).map((text) => text.split(" ")[1]);
  assert.deepEqual(further, ["file_facts"]);
  assert.deepEqual(watchdog.leftOut, STEPS);
  const resumed = pass(4 * CALM_MS, 0.01, 100, [0.01, 20]).map((text) => text.split(" ")[1]);
  assert.deepEqual(resumed, ["file_facts", "low_severity", "network_flows"]);
});

test("the sensor's memory alone is enough, and that it costs much keeps steps taken", () => {
  const { pass } = setUp();
  assert.deepEqual(pass(130_000, 0.01, 100, [0.01, 70]), ["125 network_flows left_out"]);
  assert.deepEqual(pass(2 * CALM_MS, 0.01, 100, [0.08, 20]), []);
  assert.equal(pass(2 * CALM_MS, 0.01, 100, [0.01, 20]).length, 1);
});

test("another process of the sensor begins anew, and none costs nothing", () => {
  const { watchdog, pass, state } = setUp();
  pass(70_000, 0.01, 100, [0.05, 20]);
  state.sensorMs = 0;
  state.sensorPid = 8;
  pass(READ_MS, 0.01, 100, [0.05, 20]);
  assert.deepEqual(watchdog.costs.sensor, { cpu: 0, memoryBytes: 20 * MIB });
  pass(READ_MS, 0.01, 100);
  assert.deepEqual(watchdog.costs.sensor, { cpu: 0, memoryBytes: 0 });
});

test("what a sensor uses is read of its process, and of no other by its number", () => {
  const proc = mkdtempSync(join(tmpdir(), "vigil-costs-"));
  mkdirSync(join(proc, "12"));
  const write = (name: string) => {
    const rest = `S 1 12 12 0 -1 0 0 0 0 0 150 250 9 9 20 0 1 0 4281770 114098176 22161`;
    writeFileSync(join(proc, "12", "stat"), `12 (${name}) ${rest}\n`);
    writeFileSync(join(proc, "12", "status"), "Name:\tx\nVmRSS:\t 9 kB\nRssAnon:\t   17092 kB\n");
  };
  write("vigil-sensor) (x");
  assert.deepEqual(usedBySensor(12, proc), { pid: 12, cpuMs: 4000, memoryBytes: 17_092 * 1024 });
  write("sshd");
  assert.equal(usedBySensor(12, proc), undefined);
  assert.equal(usedBySensor(13, proc), undefined);
  rmSync(proc, { recursive: true });
  const child = spawn("sleep", ["60"]);
  assert.equal(readCosts(child.pid).sensor, undefined);
  child.kill();
  const { agent } = readCosts(undefined);
  assert.ok(agent && agent.cpuMs > 0 && agent.memoryBytes > MIB);
});

test("without a bound nothing is left out", () => {
  const { pass } = setUp(UNBOUNDED as typeof BUDGETS);
  assert.deepEqual(pass(600_000, 4, 4000, [4, 4000]), []);
});

test("whatever the readings, changes are single steps and never closer than a window", () => {
  const reading = fc.tuple(
    fc.integer({ min: 1, max: 120_000 }),
    fc.double({ min: 0, max: 4, noNaN: true }),
    fc.integer({ min: 0, max: 1000 }),
  );
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 200 }), (readings) => {
      const watchdog = createWatchdog(BUDGETS, createWatchdogCounters());
      let [at, cpuMs, level, changedAt] = [0, 0, 0, -WINDOW_MS];
      for (const [ms, cpu, mib] of readings) {
        at += ms;
        cpuMs += ms * cpu;
        const agent = { pid: 1, cpuMs, memoryBytes: mib * MIB };
        const change = watchdog.observe({ at, agent, sensor: undefined });
        const before = level;
        level = watchdog.leftOut.length;
        assert.deepEqual(watchdog.leftOut, STEPS.slice(0, level));
        assert.equal(Math.abs(level - before), change ? 1 : 0);
        if (!change) continue;
        assert.ok(at - changedAt >= WINDOW_MS);
        changedAt = at;
      }
    }),
  );
});
