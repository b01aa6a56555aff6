/**
 * Storms: what is made is delivered or counted as lost, to the last event, and nothing stalls. Each
 * makes the real calls as fast as the machine can.
 */
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { LAYOUT } from "#lib/event";
import {
  type Client,
  ROOT,
  type Sensor,
  type StreamRecord,
  startSensor,
  until,
  whyNot,
} from "./harness.ts";

const why = whyNot();
const execute = promisify(execFile);
const STORM = join(ROOT, "build/sensor/test/storm");
const OPENS = 150_000;
const OPENERS = 2;
/** How long the reader of the opens takes nothing. */
const STALL_MS = 300;
const FORKS = 1500;
const FORKS_AT_ONCE = 64;
const MOUNTS = 400;
const DIRECTORIES = 250;
const BIG_ARGUMENTS = 400;
const BIG_ARGUMENT_BYTES = 300;

function idOf(type: string): number {
  return LAYOUT.records[type]?.id ?? 0;
}

function counts(record: StreamRecord | undefined, member: string, type: string): number {
  return Number((record?.members[member] as bigint[] | undefined)?.[idOf(type)] ?? 0);
}

/** Waits until the ring is empty and its counters are told; they are told once a second. */
async function drained(client: Client): Promise<StreamRecord> {
  const from = client.records.length;
  return until("the ring is empty", () =>
    client.records
      .slice(from)
      .filter((record) => record.type === "stats" && record.members["ring_bytes"] === 0n)
      .at(1),
  );
}

async function storm(...args: (string | number)[]): Promise<{ pid: bigint; made: number }> {
  const { stdout } = await execute(STORM, args.map(String));
  const [pid, made] = stdout.trim().split(" ");
  return { pid: BigInt(pid ?? 0), made: Number(made) };
}

/** Where the number of processes can be limited: the hierarchy that has the pids controller. */
function limitedCgroups(): string {
  const mounts = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" "));
  const first = mounts.find(
    ([, , fs, options]) => fs === "cgroup" && /\bpids\b/.test(options ?? ""),
  );
  if (first) return first[1] ?? "";
  const mount = mounts.find(([, , fs]) => fs === "cgroup2")?.[1] ?? "";
  try {
    writeFileSync(join(mount, "cgroup.subtree_control"), "+pids");
    return mount;
  } catch {
    return "";
  }
}

describe("storms", { skip: why ?? false }, () => {
  let directory: string;
  let sensor: Sensor;
  let client: Client;

  const open = async (...options: string[]) => {
    sensor = await startSensor(...options);
    client = await sensor.connect();
  };
  const of = (type: string, pid: bigint) =>
    client.records.filter((r) => r.type === type && r.members["header.pid"] === pid);

  before(() => {
    directory = mkdtempSync(join(tmpdir(), "vigil-storm-"));
  });
  afterEach(() => sensor.stop());
  after(() => rmSync(directory, { recursive: true, force: true }));

  test("opens beyond what a small ring holds: delivered and lost are what was made", async () => {
    const file = join(directory, `storm-${process.pid}`);
    writeFileSync(file, "");
    await open("--ring-mb", "1");
    await client.filter(1, [{ event: "open", names: [`storm-${process.pid}`] }]);
    client.reader.counted.set("open", 0);
    const before = client.stats();
    client.socket.pause();
    setTimeout(() => client.socket.resume(), STALL_MS);
    const runs = await Promise.all(
      Array.from({ length: OPENERS }, () => storm("opens", OPENS, file)),
    );
    const made = runs.reduce((sum, run) => sum + run.made, 0);
    const after = await drained(client);
    const delivered = client.reader.counted.get("open") ?? 0;
    const lost = counts(after, "lost", "open") - counts(before, "lost", "open");
    assert.equal(made, OPENERS * OPENS);
    assert.ok(lost > 0, "the reader stalled long enough to lose some");
    const throttled = counts(after, "throttled", "open") - counts(before, "throttled", "open");
    const accounts = `${delivered} delivered, ${lost} lost, ${throttled} throttled of ${made}`;
    assert.equal(delivered + lost + throttled, made, accounts);
    assert.equal(counts(after, "seen", "open"), delivered);
    const told = client.records.filter((r) => r.type === "lost");
    assert.equal(
      told.reduce((sum, record) => sum + counts(record, "counts", "open"), 0),
      lost,
    );
  });

  const cgroups = limitedCgroups();
  const noCgroup = cgroups === "" ? "no cgroup limits the number of processes here" : false;

  test("a fork bomb: every process of it is known", { skip: noCgroup }, async () => {
    const name = `vigil-storm-${process.pid}`;
    const cgroup = join(cgroups, name);
    mkdirSync(cgroup);
    writeFileSync(join(cgroup, "pids.max"), String(FORKS_AT_ONCE));
    await open();
    const before = client.stats();
    const script = `echo 0 >${cgroup}/cgroup.procs; exec ${STORM} forks ${FORKS}`;
    const { stdout } = await execute("sh", ["-c", script]);
    rmdirSync(cgroup);
    const [root, made] = stdout.trim().split(" ");
    const after = await drained(client);
    const family = new Set([BigInt(root ?? 0)]);
    const children = client.records.filter((record) => {
      if (record.type !== "fork" || !family.has(record.members["header.pid"] as bigint))
        return false;
      family.add(record.members["child_pid"] as bigint);
      return true;
    });
    const exits = client.records.filter(
      (r) => r.type === "exit" && family.has(r.members["header.pid"] as bigint),
    );
    assert.equal(counts(after, "lost", "fork") - counts(before, "lost", "fork"), 0);
    assert.ok(Number(made) > FORKS / 2, `${made} forks`);
    assert.equal(children.length, Number(made));
    assert.equal(exits.length, Number(made) + 1);
    const starts = children.map((r) => `${r.members["child_pid"]}/${r.members["child_start"]}`);
    assert.equal(new Set(starts).size, Number(made), "a pid and a start name one process");
  });

  test("mounts and unmounts", async () => {
    await open("--accept-all");
    const { pid, made } = await storm("mounts", MOUNTS, directory);
    await client.find("its exit", (r) => r.type === "exit" && r.members["header.pid"] === pid);
    const mounted = of("mount", pid).filter((r) => r.members["fs"] === "tmpfs");
    assert.equal(mounted.length, made);
    for (const record of mounted) assert.equal(record.members["header.retval"], 0n);
  });

  test("a path longer than a record's strings is cut, flagged, and ends as it is", async () => {
    await open("--accept-all");
    const { pid } = await storm("deep", DIRECTORIES, directory);
    await client.find("its exit", (r) => r.type === "exit" && r.members["header.pid"] === pid);
    const directories = of("mkdir", pid);
    assert.equal(directories.length, DIRECTORIES);
    const last = of("open", pid).at(-1);
    assert.ok(last);
    assert.ok(last.flags.includes("path_truncated"));
    const path = last.members["file.path"] as string;
    assert.ok(path.length > 2000 && path.length <= 4096, `${path.length} bytes`);
    assert.ok(path.endsWith("/directory-of-a-deep-path/bottom"), path.slice(-60));
  });

  test("arguments beyond a record's room are cut, flagged and counted", async () => {
    await open();
    const big = "a".repeat(BIG_ARGUMENT_BYTES);
    const { pid } = spawnSync(
      "/bin/true",
      Array.from({ length: BIG_ARGUMENTS }, () => big),
    );
    await client.find(
      "its exit",
      (r) => r.type === "exit" && r.members["header.pid"] === BigInt(pid),
    );
    const exec = of("exec", BigInt(pid)).at(-1);
    assert.ok(exec);
    assert.ok(exec.flags.includes("args_truncated"));
    const argv = exec.members["process.argv"] as string;
    assert.ok(argv.startsWith("/bin/true\0aaa") && argv.length >= 4000, `${argv.length} bytes`);
  });
});
