/**
 * A long run under mixed load: whether memory stays flat, whether every event made is accounted
 * for, and whether anything is left behind. The real sensor and agent; the server is played. Run as
 * root: npm run soak -- [MINUTES]
 */
import { execFile, execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { AgentStatus } from "#lib/protocol";
import { act, whyNot } from "../../test/sensor/harness.ts";
import { makeJobs } from "./jobs.ts";
import { cpuSeconds, loadText, machineTime, residentBytes } from "./machine.ts";
import { HEARD_FILE, type VigilWatching, watchByVigil } from "./watchers.ts";

const MINUTES_DEFAULT = 30;
const TOOLS = join(import.meta.dirname, "../../build/sensor/test");
const execute = promisify(execFile);

const OPENS_MS = 3000;
const OPENS_RATE = 20_000;
const CONNECTS_MS = 1000;
const FORKS = 300;
const MOUNTS = 40;
const EXECS = 20;
const FILES = 100;
/** Growth between the second quarter of the run and its last that still counts as flat. */
const GROWTH_MAX = 1.1;
const SYS_BPF = 321;
const BPF_PROG_GET_FD_BY_ID = 13;
const BPF_MAP_GET_FD_BY_ID = 14;
const ENOENT = 2n;

const dir = mkdtempSync(join(tmpdir(), "vigil-soak-"));
const PROGRAM = join(dir, "vigil-soak-program");
const FILE = join(dir, "vigil-soak-file");

const rule = (id: string, expression: string, silent = true) =>
  `  - id: soak_${id}\n    silent: ${silent}\n    expression: ${expression}\n`;
const POLICY = [
  "version: 1.0.0\nrules:\n",
  rule("open", `open.file.path == "${HEARD_FILE}"`),
  rule("exec", `exec.file.path == "${PROGRAM}"`, false),
  rule("mount", `mount.mountpoint.path == "${join(dir, "mount")}"`),
  rule("chmod", `chmod.file.path == "${FILE}"`),
  rule("rename", `rename.file.destination.path == "${FILE}2"`),
  rule("unlink", `unlink.file.path == "${FILE}2"`),
].join("");

type Made = Record<"open" | "exec" | "mount" | "chmod" | "rename" | "unlink", number>;

/** One turn of the load; adds what it made. */
async function turn(made: Made, build: () => void): Promise<void> {
  const tool = async (name: string, ...args: (string | number)[]) =>
    (await execute(join(TOOLS, name), args.map(String))).stdout.trim().split(" ");
  const [opens, , mounts] = await Promise.all([
    tool("work", "openclose", OPENS_MS, HEARD_FILE, OPENS_RATE),
    tool("storm", "forks", FORKS),
    tool("storm", "mounts", MOUNTS, join(dir, "mount")),
    tool("work", "connect", CONNECTS_MS),
  ]);
  made.open += Number(opens[3]) + 1; // The tool opens the file once for reading.
  made.mount += Number(mounts[1]);
  for (let count = 0; count < EXECS; count += 1) {
    execFileSync(PROGRAM);
    made.exec += 1;
  }
  for (let count = 0; count < FILES; count += 1) {
    writeFileSync(FILE, "");
    chmodSync(FILE, 0o600);
    renameSync(FILE, `${FILE}2`);
    unlinkSync(`${FILE}2`);
    made.chmod += 1;
    made.rename += 1;
    made.unlink += 1;
  }
  build();
}

/** Ids of the programs and maps that a process holds. */
function heldBy(pid: number, kind: "prog" | "map"): number[] {
  const ids = readdirSync(`/proc/${pid}/fdinfo`).flatMap((fd) => {
    const text = readFileSync(`/proc/${pid}/fdinfo/${fd}`, "utf8");
    const found = new RegExp(`^${kind}_id:\\s+(\\d+)$`, "m").exec(text);
    return found ? [Number(found[1])] : [];
  });
  return [...new Set(ids)];
}

function isLeft(command: number, id: number): boolean {
  return act([SYS_BPF, command, `words:${id},0,0`, 12]).result !== -ENOENT;
}

function kernelWarnings(): string[] {
  return execFileSync("dmesg", { encoding: "utf8" })
    .split("\n")
    .filter((line) => /WARNING|BUG:|verifier|bpf/i.test(line));
}

function matchesOf(status: AgentStatus, id: string): number {
  return status.rules.find((state) => state.id === `soak_${id}`)?.matches ?? 0;
}

type Sample = { minute: number; sensor: number; agent: number; cpu: number };

function sample(vigil: VigilWatching, begun: number): Sample {
  const [sensor = 0, agent = 0] = vigil.pids.map((pid) => residentBytes([pid]) / 2 ** 20);
  const minute = (performance.now() - begun) / 60_000;
  return { minute, sensor, agent, cpu: cpuSeconds(vigil.pids) };
}

function mean(samples: readonly Sample[], read: (sample: Sample) => number): number {
  return samples.reduce((sum, each) => sum + read(each), 0) / Math.max(1, samples.length);
}

const failures: string[] = [];
function expect(claim: string, holds: boolean): void {
  process.stdout.write(`  ${holds ? "yes" : "NO "}  ${claim}\n`);
  if (!holds) failures.push(claim);
}

function judgeMemory(samples: readonly Sample[]): void {
  const quarter = Math.floor(samples.length / 4);
  const second = samples.slice(quarter, 2 * quarter);
  const last = samples.slice(-quarter);
  for (const name of ["sensor", "agent"] as const) {
    const [before, after] = [second, last].map((part) => mean(part, (each) => each[name]));
    const text = `${name}: ${before?.toFixed(1)} MiB, then ${after?.toFixed(1)} MiB`;
    expect(`memory is flat (${text})`, (after ?? 0) <= (before ?? 0) * GROWTH_MAX);
  }
}

async function judgeAccounts(vigil: VigilWatching, made: Made): Promise<void> {
  const status = await vigil.status();
  const lost = Object.entries(status.events).map(([name, counts]) => [name, counts.lost] as const);
  for (const [name, count] of Object.entries(made)) {
    const matched = matchesOf(status, name);
    const missing = lost.find(([event]) => event === name)?.[1] ?? 0;
    const text = `${count} made, ${matched} seen, ${missing} lost`;
    expect(`${name} is accounted for (${text})`, count - matched <= missing && matched <= count);
  }
  const limited = status.counters["matches_rate_limited"] ?? 0;
  const { matches, doubled } = vigil.server;
  const failed = status.counters["batches_failed"] ?? 0;
  expect(
    `matches reached the server (${matches}, and ${limited} limited; ${doubled} twice, ${failed} batches failed)`,
    matches + limited >= made.exec && doubled === 0,
  );
  expect(
    `nothing is malformed (${status.counters["stream_malformed"] ?? 0})`,
    (status.counters["stream_malformed"] ?? 0) === 0,
  );
}

async function main(minutes: number): Promise<void> {
  const machine = machineTime();
  const warned = kernelWarnings().length;
  copyFileSync("/bin/true", PROGRAM);
  chmodSync(PROGRAM, 0o755);
  mkdirSync(join(dir, "mount"));
  const jobs = makeJobs();
  const vigil = await watchByVigil(POLICY);
  await vigil.status(); // By then its filter is in force.
  const [sensorPid = 0] = vigil.pids;
  const programs = heldBy(sensorPid, "prog");
  const maps = heldBy(sensorPid, "map");
  const made: Made = { open: 0, exec: 0, mount: 0, chmod: 0, rename: 0, unlink: 0 };
  const samples: Sample[] = [];
  const begun = performance.now();
  let told = 0;
  while (performance.now() - begun < minutes * 60_000) {
    await turn(made, jobs.build);
    const now = sample(vigil, begun);
    samples.push(now);
    if (now.minute < told + 1) continue;
    told = Math.floor(now.minute);
    const { minute, sensor, agent, cpu } = now;
    process.stdout.write(
      `  ${minute.toFixed(1)} min  sensor ${sensor.toFixed(1)} MiB  agent ${agent.toFixed(1)} MiB  ` +
        `CPU ${cpu.toFixed(1)} s  opens ${made.open}  ${loadText(machine)}\n`,
    );
  }
  await judgeAccounts(vigil, made);
  judgeMemory(samples);
  const { sensor, agent } = vigil;
  expect("both run", sensor.child.exitCode === null && agent.exitCode === null);
  expect(`the sensor said nothing (${sensor.stderr().trim()})`, sensor.stderr() === "");
  expect("the kernel warned of nothing", kernelWarnings().length === warned);
  await vigil.stop();
  jobs.remove();
  await sleep(1000); // The kernel frees programs after a grace period.
  const left = programs.filter((id) => isLeft(BPF_PROG_GET_FD_BY_ID, id));
  const leftMaps = maps.filter((id) => isLeft(BPF_MAP_GET_FD_BY_ID, id));
  expect(`no program is left of ${programs.length}`, left.length === 0);
  expect(`no map is left of ${maps.length}`, leftMaps.length === 0);
  expect("nothing is pinned", !existsSync("/sys/fs/bpf/vigil"));
}

const why = whyNot();
if (why) process.stdout.write(`left out: ${why}\n`);
else await main(Number(process.argv[2] ?? MINUTES_DEFAULT));
rmSync(dir, { recursive: true, force: true });
process.exitCode = failures.length === 0 ? 0 : 1;
