/** The order of degradation, by readings made up. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  CALM_MS,
  createWatchdog,
  createWatchdogCounters,
  READ_MS,
  STEPS,
  WINDOW_MS,
} from "./watchdog.ts";

const MIB = 1024 * 1024;
const BUDGETS = { cpu: 0.2, memory: 250 * MIB };

/** Lets time pass at a cost; gives what changed, with the seconds since the start. */
function setUp(budgets = BUDGETS) {
  const counters = createWatchdogCounters();
  const watchdog = createWatchdog(budgets, counters);
  const state = { at: 0, cpuMs: 0 };
  const pass = (ms: number, cpu: number, mib: number): string[] => {
    const changes: string[] = [];
    for (let passed = 0; passed < ms; passed += READ_MS) {
      state.at += READ_MS;
      state.cpuMs += READ_MS * cpu;
      const change = watchdog.observe({ ...state, rssBytes: mib * MIB });
      if (change) changes.push(`${state.at / 1000} ${change.step} ${change.state}`);
    }
    return changes;
  };
  return { watchdog, counters, pass };
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

test("without a bound nothing is left out", () => {
  const { pass } = setUp({ cpu: Infinity, memory: Infinity });
  assert.deepEqual(pass(600_000, 4, 4000), []);
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
        const change = watchdog.observe({ at, cpuMs, rssBytes: mib * MIB });
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
