/**
 * What the sensor costs the programs it watches: each workload of work.c with no sensor, with an
 * empty program on the same hook (the least any such sensor costs here), and with the sensor
 * under three filters. Configurations take turns in each round, for a machine's speed drifts;
 * figures are medians over rounds of the ratio to that round's "none". Run as root on a quiet
 * machine: node bench/kernel/cost.bench.ts [ROUNDS]
 */
import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  type Client,
  type FilterEvent,
  type Sensor,
  startSensor,
  whyNot,
} from "../../test/sensor/harness.ts";

const TOOLS = join(import.meta.dirname, "../../build/sensor/test");
const WORK = join(TOOLS, "work");
const BATCH_MS = "300";
const ROUNDS_DEFAULT = 5;
const SENSOR_CPU = "0";
const WORK_CPU = "1";
const MODES = ["getppid", "openclose", "openmiss", "forkexec"] as const;
type Mode = (typeof MODES)[number];
type Costs = Record<Mode, number>;

const O_WRITING = 0o1 | 0o2 | 0o100 | 0o1000;
const WANTED_NAMES = Array.from({ length: 200 }, (_, index) => `wanted-${index}.conf`);
const FILE_EVENTS = ["unlink", "rename", "chmod", "chown", "link", "mkdir"];

/**
 * A filter as a ruleset of some hundred rules makes it; none of them wants the file that the
 * workload opens.
 */
const RULESET: FilterEvent[] = [
  { event: "open", flagsAny: O_WRITING, names: WANTED_NAMES },
  ...FILE_EVENTS.map((event) => ({ event, names: WANTED_NAMES })),
  { event: "connect", acceptAll: true },
  { event: "dns", acceptAll: true },
];
const EVERYTHING: FilterEvent[] = ["open", ...FILE_EVENTS, "connect", "dns"].map((event) => ({
  event,
  acceptAll: true,
}));

const execute = promisify(execFile);

async function measure(): Promise<Costs> {
  const costs: Partial<Costs> = {};
  for (const mode of MODES) {
    const { stdout } = await execute("taskset", ["-c", WORK_CPU, WORK, mode, BATCH_MS]);
    costs[mode] = Number(stdout.split(" ")[1]);
  }
  return costs as Costs;
}

function pin(pid: number | undefined): void {
  execFileSync("taskset", ["-pc", SENSOR_CPU, String(pid)], { stdio: "ignore" });
}

async function withEmpty(): Promise<Costs> {
  const child: ChildProcess = spawn(join(TOOLS, "empty"), { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => child.stdout?.once("data", resolve));
  const costs = await measure();
  child.kill();
  await new Promise((resolve) => child.once("exit", resolve));
  return costs;
}

async function withSensor(filter: FilterEvent[]): Promise<Costs> {
  const sensor: Sensor = await startSensor("--ignore-client");
  pin(sensor.child.pid);
  const client: Client = await sensor.connect();
  if (filter.length > 0) await client.filter(1, filter);
  const drain = setInterval(() => client.records.splice(0), 1);
  const costs = await measure();
  clearInterval(drain);
  await sensor.stop();
  return costs;
}

const CONFIGURATIONS: Record<string, () => Promise<Costs>> = {
  none: measure,
  "empty program": withEmpty,
  "sensor, no filter": () => withSensor([]),
  "sensor, ruleset": () => withSensor(RULESET),
  "sensor, everything": () => withSensor(EVERYTHING),
};

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** Ticks the host took from this machine, and all ticks. */
function stolen(): [number, number] {
  const ticks = (readFileSync("/proc/stat", "utf8").split("\n")[0] ?? "")
    .split(/\s+/)
    .slice(1, 9)
    .map(Number);
  return [ticks[7] ?? 0, ticks.reduce((sum, tick) => sum + tick, 0)];
}

function cell(text: string): string {
  return text.padStart(20);
}

function print(rounds: Record<string, Costs>[]): void {
  process.stdout.write(`${"".padEnd(20)}${MODES.map(cell).join("")}\n`);
  for (const name of Object.keys(CONFIGURATIONS)) {
    const cells = MODES.map((mode) => {
      const cost = median(rounds.map((round) => round[name]?.[mode] ?? Number.NaN));
      const ratio = median(
        rounds.map((round) => (round[name]?.[mode] ?? 0) / (round["none"]?.[mode] ?? 1)),
      );
      return cell(`${cost.toFixed(0)} ns ${ratio.toFixed(3)}x`);
    });
    process.stdout.write(`${name.padEnd(20)}${cells.join("")}\n`);
  }
}

async function main(): Promise<void> {
  const why = whyNot();
  if (why) throw new Error(why);
  pin(process.pid);
  const rounds: Record<string, Costs>[] = [];
  const [stolenBefore, allBefore] = stolen();
  for (let round = 0; round < Number(process.argv[2] ?? ROUNDS_DEFAULT); round++) {
    const costs: Record<string, Costs> = {};
    for (const [name, run] of Object.entries(CONFIGURATIONS)) costs[name] = await run();
    rounds.push(costs);
  }
  const [stolenAfter, allAfter] = stolen();
  print(rounds);
  const share = ((stolenAfter - stolenBefore) / (allAfter - allBefore)) * 100;
  process.stdout.write(
    `load ${readFileSync("/proc/loadavg", "utf8").split(" ")[0]}, stolen ${share.toFixed(1)} %\n`,
  );
}

await main();
