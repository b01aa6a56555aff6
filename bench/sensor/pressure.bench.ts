/**
 * Whether Vigil keeps what it promises under pressure: sensitive reads in a flood, loss and cost at
 * a high rate, latency, start, policies that change, and what it uses when nothing happens. The
 * real sensor and agent with the rules they come with; the server is played. Run as root on a quiet
 * machine: node bench/sensor/pressure.bench.ts [PART...]
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { AgentStatus } from "#lib/protocol";
import { until, whyNot } from "../../test/sensor/harness.ts";
import {
  cpuSeconds,
  loadText,
  machineTime,
  median,
  residentBytes,
  STOLEN_MAX,
  stolenSince,
} from "./machine.ts";
import { HEARD_FILE, type VigilWatching, WANTED_FILE, watchByVigil } from "./watchers.ts";

const WORK = join(import.meta.dirname, "../../build/sensor/test/work");
const execute = promisify(execFile);

const READS = 200;
/** A rule sends ten matches a second; these are to be told one by one. */
const READ_EVERY_MS = 110;
const ARRIVE_MS = 3000;
const FLOOD_LOOPS = 2;
const RATE = 100_000;
const RATE_MS = 5000;
const IDLE_PROCESSES = 200;
const IDLE_MS = 10_000;
const RELOAD_EVERY = 5;
const LATENCY_READS = 100;

function line(name: string, text: string, target: string): void {
  const aim = target === "" ? "" : `target: ${target}`;
  process.stdout.write(`${`${name.padEnd(42)}${text.padEnd(44)}${aim}`.trimEnd()}\n`);
}

function readOnce(): void {
  closeSync(openSync(WANTED_FILE, "r"));
}

/** Matches that came of that many reads. */
async function matchesOf(vigil: VigilWatching, reads: number, each: (n: number) => void) {
  const before = vigil.server.matches;
  for (let count = 0; count < reads; count += 1) {
    each(count);
    readOnce();
    await sleep(READ_EVERY_MS);
  }
  await sleep(ARRIVE_MS);
  return vigil.server.matches - before;
}

/**
 * Sensor and agent are started in the same moment. The wanted file is read from the beginning on,
 * so that what is told of is the first read that is seen, and how soon it is at the server.
 */
async function firstMatch(): Promise<VigilWatching> {
  await watchByVigil().then(({ stop }) => stop()); // Builds what is not built and fills the caches.
  let reads: NodeJS.Timeout | undefined;
  let matched = 0;
  const vigil = await watchByVigil(undefined, (server) => {
    reads = setInterval(readOnce, 10);
    server.taken = () => {
      if (server.matches > 0 && matched === 0) matched = Date.now();
    };
  });
  await until("the first match", () => matched !== 0);
  clearInterval(reads);
  vigil.server.taken = () => {};
  for (const [name, at] of [...vigil.milestones].toSorted(([, a], [, b]) => a - b))
    line(`start: ${name}`, `${at.toFixed(0)} ms`, "");
  line("first match after start", `${matched - vigil.begun} ms`, "1300 ms");
  await sleep(ARRIVE_MS + 4000); // The rule may send all it wants again.
  return vigil;
}

async function idle(vigil: VigilWatching): Promise<void> {
  const sleepers: ChildProcess[] = Array.from({ length: IDLE_PROCESSES }, () =>
    spawn("/bin/sleep", ["3600"], { stdio: "ignore" }),
  );
  await sleep(ARRIVE_MS);
  const before = cpuSeconds(vigil.pids);
  await sleep(IDLE_MS);
  const share = ((cpuSeconds(vigil.pids) - before) / (IDLE_MS / 1000)) * 100;
  for (const sleeper of sleepers) sleeper.kill();
  const [sensor, agent] = vigil.pids.map((pid) => residentBytes([pid]) / 2 ** 20);
  line("idle, 200 processes", `${share.toFixed(1)} % of a core`, "1 %");
  line(
    "resident memory",
    `agent ${agent?.toFixed(0)} MiB, sensor ${sensor?.toFixed(0)} MiB`,
    "150 MiB",
  );
}

async function latency(vigil: VigilWatching): Promise<void> {
  const times: number[] = [];
  for (let count = 0; count < LATENCY_READS; count += 1) {
    const taken = new Promise<void>((resolve) => {
      vigil.server.taken = resolve;
    });
    const before = performance.now();
    readOnce();
    await taken;
    times.push(performance.now() - before);
    await sleep(READ_EVERY_MS);
  }
  vigil.server.taken = () => {};
  const p99 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;
  line(
    "open to the server, on disk in between",
    `p50 ${median(times).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
    "p50 5 ms",
  );
}

async function flood(vigil: VigilWatching): Promise<void> {
  const loops = Array.from({ length: FLOOD_LOOPS }, () => spawn(WORK, ["openclose", "600000"]));
  const found = await matchesOf(vigil, READS, () => {});
  for (const loop of loops) loop.kill();
  line("sensitive reads beside two open loops", `${found} of ${READS}`, `${READS}`);
}

async function reload(vigil: VigilWatching): Promise<void> {
  const policy = readFileSync(vigil.policy, "utf8");
  let generation = 0;
  const found = await matchesOf(vigil, READS, (count) => {
    if (count % RELOAD_EVERY !== 0) return;
    generation += 1;
    const rule = `  - id: other_${generation}\n    expression: open.file.name == "o${generation}"\n`;
    writeFileSync(vigil.policy, policy + rule);
    vigil.agent.kill("SIGHUP");
  });
  line(`reads while ${generation} policies replace another`, `${found} of ${READS}`, `${READS}`);
}

function opensOf(status: AgentStatus) {
  return status.events["open"] ?? { seen: 0, rejected: 0, lost: 0, matched: 0 };
}

async function rate(vigil: VigilWatching): Promise<void> {
  const before = opensOf(await vigil.status());
  const cpuBefore = vigil.pids.map((pid) => cpuSeconds([pid]));
  const { stdout } = await execute(WORK, ["openclose", `${RATE_MS}`, HEARD_FILE, `${RATE}`]);
  await sleep(ARRIVE_MS);
  const cpu = vigil.pids.map((pid, index) => cpuSeconds([pid]) - (cpuBefore[index] ?? 0));
  const after = opensOf(await vigil.status());
  const made = Number(stdout.split(" ")[3]);
  const [seen, lost] = [after.seen - before.seen, after.lost - before.lost];
  const [sensor, agent] = cpu.map((seconds) => ((seconds / seen) * 1e6).toFixed(2));
  const perSecond = Math.round(made / (RATE_MS / 1000)).toLocaleString("en");
  line(
    `events at ${perSecond}/s`,
    `${made} made, ${seen} delivered, ${lost} lost`,
    "0 lost at 100,000/s",
  );
  line("user space an event", `sensor ${sensor} us, agent ${agent} us`, "1 us together");
}

/** Says so when too much of the machine's time was stolen for the part to count. */
async function judge(name: string, part: () => Promise<void>): Promise<void> {
  const before = machineTime();
  await part();
  const stolen = stolenSince(before);
  if (stolen > STOLEN_MAX)
    process.stdout.write(`  ${name} does not count: ${stolen.toFixed(1)} % stolen time\n`);
}

const PARTS = [idle, latency, flood, reload, rate] as const;

async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  const obstacle = whyNot();
  if (obstacle) {
    process.stdout.write(`left out: ${obstacle}\n`);
    return;
  }
  const before = machineTime();
  const vigil = await firstMatch();
  try {
    for (const part of PARTS.filter(({ name }) => asked.length === 0 || asked.includes(name)))
      await judge(part.name, () => part(vigil));
    const { sensor, agent } = vigil;
    const alive = sensor.child.exitCode === null && agent.exitCode === null;
    process.stdout.write(`${alive ? "both run" : "a program has ended"}; ${loadText(before)}\n`);
  } finally {
    await vigil.stop();
  }
}

await main();
