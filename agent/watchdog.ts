/**
 * What is left out when agent or sensor cost their host more than they may, in a stated order, and
 * when it is taken up again. Here is only the decision; it is fed readings.
 *
 * A step is taken when a budget is exceeded, and the next one only when the readings are of the
 * time after it. It is taken back when all costs have been well below for a while. Process events
 * are never left out: no other event has a meaning without them.
 */
import { assert, type CounterSet, createCounters } from "#lib/base";

/** What is left out, in this order; each beside those before it. */
export const STEPS = ["file_facts", "network_flows", "low_severity"] as const;
export type Step = (typeof STEPS)[number];
/** Files are read by the agent alone: for a sensor that costs too much this step is left out. */
const AGENT_STEPS: ReadonlySet<Step> = new Set(["file_facts"]);

export const PROGRAMS = ["agent", "sensor"] as const;
export type Program = (typeof PROGRAMS)[number];

/** Share of one core, and bytes; Infinity is no bound. */
export type Budget = { cpu: number; memory: number };
export type Budgets = Readonly<Record<Program, Budget>>;

export const BUDGETS = {
  /* A tenth of what the smallest usual host has, two cores; memory below the heap's hard bound, so
   * that it is less work that ends the growth and not a crash. */
  agent: { cpu: 0.2, memory: 250 * 1024 * 1024 },
  /* Of memory only its own, four times what it begins with: rings are as large as they are told. */
  sensor: { cpu: 0.2, memory: 64 * 1024 * 1024 },
} as const satisfies Budgets;
const NO_BUDGET: Budget = { cpu: Infinity, memory: Infinity };
/** Nothing is ever left out. */
export const UNBOUNDED: Budgets = { agent: NO_BUDGET, sensor: NO_BUDGET };
/** Over how long processor time is averaged; also what a step is given to show an effect. */
export const WINDOW_MS = 60_000;
/** For so long all costs have to be low before a step is taken back. */
export const CALM_MS = 300_000;
export const READ_MS = 5000;
/** Shares of the budgets below which a cost is low. */
const CPU_CALM = 0.6;
const MEMORY_CALM = 0.85;

/** `cpuMs`: processor time since the process `pid` began. */
export type Used = { pid: number; cpuMs: number; memoryBytes: number };
/** Undefined: of a program that does not run, or cannot be asked. */
export type Reading = { at: number } & Readonly<Record<Program, Used | undefined>>;

/** Share of one core over the last WINDOW_MS at most, and bytes now. */
export type Cost = { cpu: number; memoryBytes: number };
export type Costs = Readonly<Record<Program, Cost>>;

export type Change = {
  step: Step;
  state: "left_out" | "resumed";
  /** Which of them cost more than they may; none when a step is taken back. */
  over: readonly Program[];
  costs: Costs;
};

export type WatchdogCounter = "degradations" | "recoveries" | `${Program}_over_budget`;

/** `…_over_budget`: readings above one of the program's two budgets. */
export function createWatchdogCounters(): CounterSet<WatchdogCounter> {
  return createCounters([
    "degradations",
    "recoveries",
    ...PROGRAMS.map((program) => `${program}_over_budget` as const),
  ]);
}

export type Watchdog = {
  /** What is left out now. */
  readonly leftOut: readonly Step[];
  /** As of the last reading. */
  readonly costs: Costs;
  /** Takes a reading; the change it gives cause for, if any. Readings ascend in time. */
  observe(reading: Reading): Change | undefined;
};

/** Averages the cost of one program; another process of it begins anew. */
class CostWindow {
  cost: Cost = { cpu: 0, memoryBytes: 0 };
  #readings: (Used & { at: number })[] = [];

  add(at: number, used: Used | undefined): void {
    if (this.#readings[0]?.pid !== used?.pid) this.#readings = [];
    if (!used) {
      this.cost = { cpu: 0, memoryBytes: 0 };
      return;
    }
    this.#readings.push({ ...used, at });
    while ((this.#readings[1]?.at ?? at) <= at - WINDOW_MS) this.#readings.shift();
    const first = this.#readings[0] ?? { ...used, at };
    const cpu = at > first.at ? (used.cpuMs - first.cpuMs) / (at - first.at) : 0;
    this.cost = { cpu, memoryBytes: used.memoryBytes };
  }

  /** Averages from the last reading on. */
  forget(): void {
    this.#readings = this.#readings.slice(-1);
  }
}

function isOver({ cpu, memoryBytes }: Cost, budget: Budget): boolean {
  return cpu > budget.cpu || memoryBytes > budget.memory;
}

function isCalm({ cpu, memoryBytes }: Cost, budget: Budget): boolean {
  return cpu < budget.cpu * CPU_CALM && memoryBytes < budget.memory * MEMORY_CALM;
}

export function createWatchdog(budgets: Budgets, counters: CounterSet<WatchdogCounter>): Watchdog {
  const windows = { agent: new CostWindow(), sensor: new CostWindow() };
  /** Steps in the order in which they were taken. */
  const taken: Step[] = [];
  let last = 0;
  let changedAt: number | undefined;
  let calmSince: number | undefined;

  const costs = (): Costs => ({ agent: windows.agent.cost, sensor: windows.sensor.cost });
  const changed = (state: Change["state"], step: Step, over: readonly Program[]): Change => {
    const change = { step, state, over, costs: costs() };
    changedAt = last;
    calmSince = undefined;
    for (const program of PROGRAMS) windows[program].forget();
    counters[state === "left_out" ? "degradations" : "recoveries"].add();
    return change;
  };
  const nextStep = (over: readonly Program[]) =>
    STEPS.find(
      (step) => !taken.includes(step) && (over.includes("agent") || !AGENT_STEPS.has(step)),
    );

  return {
    get leftOut() {
      return STEPS.filter((step) => taken.includes(step));
    },
    get costs() {
      return costs();
    },
    observe(reading) {
      assert(reading.at >= last, "readings ascend in time");
      last = reading.at;
      changedAt ??= last + WINDOW_MS; /* a start costs more, and is not judged */
      for (const program of PROGRAMS) {
        if (last <= changedAt) windows[program].forget();
        windows[program].add(last, reading[program]);
      }
      const over = PROGRAMS.filter((program) => isOver(windows[program].cost, budgets[program]));
      const calm = PROGRAMS.every((program) => isCalm(windows[program].cost, budgets[program]));
      for (const program of over) counters[`${program}_over_budget`].add();
      calmSince = calm ? (calmSince ?? last) : undefined;
      if (last - changedAt < WINDOW_MS) return undefined;
      const next = over.length > 0 ? nextStep(over) : undefined;
      if (next !== undefined) {
        taken.push(next);
        return changed("left_out", next, over);
      }
      if (calmSince === undefined || last - calmSince < CALM_MS) return undefined;
      const step = taken.pop();
      return step && changed("resumed", step, []);
    },
  };
}
