/**
 * What the tier without eBPF costs the programs it watches: each workload of work.c and a program
 * that writes files, alone and traced, with and without opens that only read. Configurations take
 * turns in each round, for a machine's speed drifts; figures are medians over rounds of the ratio
 * to that round's "none". Needs no rights: node bench/sensor/trace.bench.ts [ROUNDS]
 */
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const ROOT = join(import.meta.dirname, "../..");
const SENSOR = join(ROOT, "build/sensor/vigil-sensor");
const WORK = join(ROOT, "build/sensor/test/work");
const BATCH_MS = "300";
const ROUNDS_DEFAULT = 5;
const WRITES = 2000;
const MODES = ["getppid", "openclose", "openmiss", "forkexec"] as const;
const WRITING = `i=0; while [ $i -lt ${WRITES} ]; do : > written; i=$((i+1)); done`;
const COLUMNS = [...MODES, "write"] as const;

type Costs = Record<(typeof COLUMNS)[number], number>;

const CONFIGURATIONS: Record<string, readonly string[] | undefined> = {
  none: undefined,
  traced: [],
  "traced, reads too": ["--trace-reads"],
};

const execute = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), "vigil-trace-bench-"));

/** Runs a command alone, or traced with options; gives what it printed. */
async function run(options: readonly string[] | undefined, ...command: string[]): Promise<string> {
  const traced = ["--trace", "--capture", "/dev/null", ...(options ?? []), "--", ...command];
  const [program = "", ...args] = options === undefined ? command : [SENSOR, ...traced];
  return (await execute(program, args, { cwd: directory })).stdout;
}

/** Nanoseconds a turn: of work.c its median, of the writer the whole divided. */
async function measure(options: readonly string[] | undefined): Promise<Costs> {
  const costs: Partial<Costs> = {};
  for (const mode of MODES) {
    const stdout = await run(options, WORK, mode, BATCH_MS);
    costs[mode] = Number(stdout.split(" ")[2]);
  }
  const timed = `${WRITING.replace("i=0", "i=0; a=$(date +%s%N)")}; echo $(($(date +%s%N) - a))`;
  costs.write = Number(await run(options, "/bin/sh", "-c", timed)) / WRITES;
  return costs as Costs;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** Ticks the host took from this machine, and all ticks. */
function stolen(): [number, number] {
  const line = readFileSync("/proc/stat", "utf8").split("\n")[0] ?? "";
  const ticks = line.split(/\s+/).slice(1, 9).map(Number);
  return [ticks[7] ?? 0, ticks.reduce((sum, tick) => sum + tick, 0)];
}

function print(rounds: Record<string, Costs>[]): void {
  const cell = (text: string) => text.padStart(20);
  process.stdout.write(`${"".padEnd(20)}${COLUMNS.map(cell).join("")}\n`);
  for (const name of Object.keys(CONFIGURATIONS)) {
    const cells = COLUMNS.map((mode) => {
      const cost = median(rounds.map((round) => round[name]?.[mode] ?? Number.NaN));
      const ratio = median(
        rounds.map((round) => (round[name]?.[mode] ?? 0) / (round["none"]?.[mode] ?? 1)),
      );
      return cell(`${cost.toFixed(0)} ns ${ratio.toFixed(2)}x`);
    });
    process.stdout.write(`${name.padEnd(20)}${cells.join("")}\n`);
  }
}

async function main(): Promise<void> {
  execFileSync("make", ["-C", join(ROOT, "sensor"), "-s", "all", "test-tools"]);
  const rounds: Record<string, Costs>[] = [];
  const [stolenBefore, allBefore] = stolen();
  for (let round = 0; round < Number(process.argv[2] ?? ROUNDS_DEFAULT); round++) {
    const costs: Record<string, Costs> = {};
    for (const [name, options] of Object.entries(CONFIGURATIONS))
      costs[name] = await measure(options);
    rounds.push(costs);
  }
  const [stolenAfter, allAfter] = stolen();
  print(rounds);
  const share = ((stolenAfter - stolenBefore) / (allAfter - allBefore)) * 100;
  const load = readFileSync("/proc/loadavg", "utf8").split(" ")[0];
  process.stdout.write(`load ${load}, stolen ${share.toFixed(1)} %\n`);
}

try {
  await main();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
