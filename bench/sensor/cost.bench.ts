/**
 * What being watched costs the programs of a host: system calls in loops and two real jobs, with
 * nothing, with auditd and with Vigil (sensor, agent, the rules they come with). All take turns
 * within each round, for a machine's speed drifts; figures are medians over rounds of the ratio to
 * that round's "nothing". A round in which more than 3 % of the machine's time was stolen does not
 * count and is measured again, for as long as there is time. Run as root on a quiet machine, all
 * workloads or those named:
 * node bench/sensor/cost.bench.ts [ROUNDS [MINUTES [WORKLOAD,...]]]
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { whyNot } from "../../test/sensor/harness.ts";
import { makeJobs } from "./jobs.ts";
import { loadText, machineTime, median, STOLEN_MAX, stolenSince } from "./machine.ts";
import {
  auditObstacle,
  WANTED_FILE,
  type Watching,
  watchByAudit,
  watchByVigil,
  watchNothing,
} from "./watchers.ts";

const WORK = join(import.meta.dirname, "../../build/sensor/test/work");
const ROUNDS_DEFAULT = 5;
const BATCH_MS = "400";
/** No round is begun later. */
const MINUTES_DEFAULT = 6;
/** What Vigil sends of the wanted file has to be read before the next workload. */
const SETTLE_MS = 500;

/** A workload and the most it may cost, as its target says. */
type Workload = { name: string; run(): number; target: (none: number) => number };

const loop = (mode: string, file = "/etc/hostname") => {
  const out = execFileSync(WORK, [mode, BATCH_MS, file], { encoding: "utf8" });
  return Number(out.split(" ")[2]);
};
const timed = (job: () => void) => {
  const before = performance.now();
  job();
  return (performance.now() - before) * 1e6;
};
const plusNs = (ns: number) => (none: number) => (none + ns) / none;
const plusShare = (percent: number) => () => 1 + percent / 100;

const jobs = makeJobs();
const ALL_WORKLOADS: readonly Workload[] = [
  { name: "getppid", run: () => loop("getppid"), target: plusNs(20) },
  { name: "read", run: () => loop("read"), target: plusNs(20) },
  { name: "stat", run: () => loop("stat"), target: plusShare(9) },
  { name: "open+close", run: () => loop("openclose"), target: plusShare(10) },
  { name: "with an event", run: () => loop("openclose", WANTED_FILE), target: plusShare(60) },
  { name: "failing open", run: () => loop("openmiss"), target: plusShare(41) },
  { name: "connect", run: () => loop("connect"), target: plusShare(8) },
  { name: "fork+exec", run: () => loop("forkexec"), target: plusShare(3) },
  { name: "C build", run: () => timed(jobs.build), target: plusShare(2) },
  { name: "find+tar", run: () => timed(jobs.files), target: plusShare(3) },
];

const [ROUNDS = ROUNDS_DEFAULT, MINUTES = MINUTES_DEFAULT] = process.argv.slice(2, 4).map(Number);
const NAMED = process.argv[4]?.split(",");
const WORKLOADS = ALL_WORKLOADS.filter(({ name }) => NAMED?.includes(name) ?? true);

type Costs = Map<string, number>;

async function measure(watch: () => Promise<Watching>): Promise<Costs> {
  const watching = await watch();
  const costs: Costs = new Map();
  writeFileSync(WANTED_FILE, ""); // Whoever watched before may have removed it.
  for (const { name, run } of WORKLOADS) {
    costs.set(name, run());
    await sleep(SETTLE_MS);
  }
  await watching.stop();
  return costs;
}

type Watchers = ReadonlyMap<string, () => Promise<Watching>>;

/** The costs of a round, or undefined when it does not count. */
async function round(watchers: Watchers): Promise<Map<string, Costs> | undefined> {
  const before = machineTime();
  const costs = new Map<string, Costs>();
  for (const [name, watch] of watchers) costs.set(name, await measure(watch));
  const stolen = stolenSince(before);
  if (stolen <= STOLEN_MAX) return costs;
  process.stdout.write(`  a round with ${stolen.toFixed(1)} % stolen time does not count\n`);
  return undefined;
}

/** As many rounds that count as were asked for, or as there is time for. */
async function measureRounds(watchers: Watchers): Promise<Map<string, Costs>[]> {
  const end = performance.now() + MINUTES * 60_000;
  const counted: Map<string, Costs>[] = [];
  while (counted.length < ROUNDS && performance.now() < end) {
    const costs = await round(watchers);
    if (costs) counted.push(costs);
  }
  return counted;
}

function print(names: readonly string[], rounds: readonly Map<string, Costs>[]): void {
  const cell = (text: string) => text.padStart(18);
  process.stdout.write(`${"".padEnd(15)}${names.map(cell).join("")}${cell("target")}\n`);
  for (const { name, target } of WORKLOADS) {
    const of = (watcher: string) => rounds.map((costs) => costs.get(watcher)?.get(name) ?? 0);
    const none = of("nothing");
    const cells = names.map((watcher) => {
      const ratio = median(of(watcher).map((cost, index) => cost / (none[index] ?? 1)));
      return watcher === "nothing"
        ? cell(`${Math.round(median(none))} ns`)
        : cell(`${((ratio - 1) * 100).toFixed(1)} %`);
    });
    const most = (target(median(none)) - 1) * 100;
    process.stdout.write(`${name.padEnd(15)}${cells.join("")}${cell(`${most.toFixed(1)} %`)}\n`);
  }
}

async function main(): Promise<void> {
  const obstacle = whyNot();
  if (obstacle) {
    process.stdout.write(`left out: ${obstacle}\n`);
    return;
  }
  const noAudit = auditObstacle();
  if (noAudit) process.stdout.write(`without audit: ${noAudit}\n`);
  if (WORKLOADS.length === 0) {
    const names = ALL_WORKLOADS.map(({ name }) => name).join(", ");
    process.stdout.write(`no such workload; there are: ${names}\n`);
    return;
  }
  const watchers = new Map<string, () => Promise<Watching>>([["nothing", watchNothing]]);
  if (!noAudit) watchers.set("auditd", watchByAudit);
  watchers.set("vigil", watchByVigil);
  const before = machineTime();
  jobs.build(); // Caches are warm for all.
  jobs.files();
  const rounds = await measureRounds(watchers);
  if (rounds.length > 0) print([...watchers.keys()], rounds);
  process.stdout.write(`${rounds.length} rounds count, ${loadText(before)}\n`);
}

try {
  await main();
} finally {
  jobs.remove();
}
