/**
 * What the agent leaves out when it costs its host more than it may, in a stated order, and when it
 * takes it up again. Here is only the decision; it is fed readings.
 *
 * A step is taken when a budget is exceeded, and the next one only when the readings are of the
 * time after it. It is taken back when both costs have been well below for a while. Process events
 * are never left out: no other event has a meaning without them.
 */
import { assert, type CounterSet, createCounters } from "#lib/base";

/** What is left out, in this order; each beside those before it. */
export const STEPS = ["file_facts", "network_flows", "low_severity"] as const;
export type Step = (typeof STEPS)[number];

/** Share of one core: one part in ten of what the smallest usual host has, two cores. */
export const CPU_BUDGET = 0.2;
/** Below the heap's hard bound, so that it is less work that ends the growth and not a crash. */
export const MEMORY_BUDGET = 250 * 1024 * 1024;
/** Over how long processor time is averaged; also what a step is given to show an effect. */
export const WINDOW_MS = 60_000;
/** For so long both costs have to be low before a step is taken back. */
export const CALM_MS = 300_000;
export const READ_MS = 5000;
/** Shares of the budgets below which a cost is low. */
const CPU_CALM = 0.6;
const MEMORY_CALM = 0.85;

/** `cpuMs`: processor time since the process began. */
export type Reading = { at: number; cpuMs: number; rssBytes: number };
/** Infinity: no bound. */
export type Budgets = { cpu: number; memory: number };

export type Change = {
  step: Step;
  state: "left_out" | "resumed";
  /** Share of one core, and bytes, at that moment. */
  cpu: number;
  rssBytes: number;
};

export type WatchdogCounter = "degradations" | "recoveries";

export function createWatchdogCounters(): CounterSet<WatchdogCounter> {
  return createCounters(["degradations", "recoveries"]);
}

export type Watchdog = {
  /** What is left out now. */
  readonly leftOut: readonly Step[];
  /** Takes a reading; the change it gives cause for, if any. Readings ascend in time. */
  observe(reading: Reading): Change | undefined;
};

export function createWatchdog(budgets: Budgets, counters: CounterSet<WatchdogCounter>): Watchdog {
  let level = 0;
  let readings: Reading[] = [];
  let changedAt: number | undefined;
  let calmSince: number | undefined;

  const shareOf = (last: Reading): number => {
    const first = readings[0] ?? last;
    return last.at > first.at ? (last.cpuMs - first.cpuMs) / (last.at - first.at) : 0;
  };
  const changed = (state: Change["state"], step: Step, cpu: number, last: Reading): Change => {
    changedAt = last.at;
    calmSince = undefined;
    readings = [last];
    counters[state === "left_out" ? "degradations" : "recoveries"].add();
    return { step, state, cpu, rssBytes: last.rssBytes };
  };

  return {
    get leftOut() {
      return STEPS.slice(0, level);
    },
    observe(last) {
      assert(last.at >= (readings.at(-1)?.at ?? 0), "readings ascend in time");
      changedAt ??= last.at + WINDOW_MS; /* a start costs more, and is not judged */
      if (last.at <= changedAt) readings = [];
      readings.push(last);
      while ((readings[1]?.at ?? last.at) <= last.at - WINDOW_MS) readings.shift();
      const cpu = shareOf(last);
      const isSettled = last.at - changedAt >= WINDOW_MS;
      const isOver = cpu > budgets.cpu || last.rssBytes > budgets.memory;
      const isCalm = cpu < budgets.cpu * CPU_CALM && last.rssBytes < budgets.memory * MEMORY_CALM;
      calmSince = isCalm ? (calmSince ?? last.at) : undefined;
      if (!isSettled) return undefined;
      const next = STEPS[level];
      if (isOver && next !== undefined) {
        level += 1;
        return changed("left_out", next, cpu, last);
      }
      const step = STEPS[level - 1];
      if (step === undefined || calmSince === undefined || last.at - calmSince < CALM_MS)
        return undefined;
      level -= 1;
      return changed("resumed", step, cpu, last);
    },
  };
}
