/**
 * Lanes, the rate of a cgroup, and the canary: what a flood may cost, whom, and that all of it is
 * counted.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import {
  type Client,
  type Sensor,
  type StreamRecord,
  startSensor,
  until,
  whyNot,
} from "./harness.ts";

const why = whyNot();
const OPEN = 4;
const LANE_FILE = 1;
const LANES = 3;

function hierarchy(): string {
  const line = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .find((mount) => mount.split(" ")[2] === "cgroup2");
  return line?.split(" ")[1] ?? "";
}

const root = hierarchy();
const skip = why ?? (root === "" ? "no cgroup version 2 hierarchy is mounted" : false);

/** Opens a file so many times, in a cgroup. */
const OPENS =
  'const fs = require("node:fs"); const [path, times, pause] = process.argv.slice(1); let left = +times;' +
  "const some = () => { for (let i = 0; i < (+pause ? 1 : 1000) && left > 0; i++, left--) fs.closeSync(fs.openSync(path));" +
  "if (left > 0) setTimeout(some, +pause); }; some();";

function openInside(cgroup: string, path: string, times: number, pauseMs: number) {
  const script = `echo 0 > ${cgroup}/cgroup.procs; exec "$@"`;
  const node = [process.execPath, "-e", OPENS, path, String(times), String(pauseMs)];
  return spawn("sh", ["-c", script, "sh", ...node], { stdio: ["ignore", "ignore", "inherit"] });
}

function sumOf(records: readonly StreamRecord[], member: string, at: number): bigint {
  return records.reduce((sum, r) => sum + ((r.members[member] as bigint[])[at] ?? 0n), 0n);
}

async function settled(client: Client): Promise<void> {
  const from = client.records.filter((r) => r.type === "stats").length;
  await until("two more stats", () => {
    const stats = client.records.filter((r) => r.type === "stats");
    return stats.length >= from + 2 && stats.at(-1)?.members["ring_bytes"] === 0n;
  });
}

describe("one cgroup floods", { skip }, () => {
  const [noisy, quiet] = ["noisy", "quiet"].map((name) =>
    join(root, `vigil-test-${process.pid}-${name}`),
  ) as [string, string];
  let sensor: Sensor;
  let client: Client;

  before(async () => {
    mkdirSync(noisy);
    mkdirSync(quiet);
    sensor = await startSensor("--cgroup-rate", "2000");
    for (const name of ["flooded", "sensitive"]) writeFileSync(join(sensor.directory, name), "");
    client = await sensor.connect();
    await client.filter(1, [{ event: "open", names: ["flooded", "sensitive"] }]);
  });
  after(async () => {
    await sensor.stop();
    rmdirSync(noisy);
    rmdirSync(quiet);
  });

  test("it is throttled alone, and every event is delivered or counted", async () => {
    const flooded = join(sensor.directory, "flooded");
    const sensitive = join(sensor.directory, "sensitive");
    const made = 60_000;
    const before = client.records.length;
    const flood = openInside(noisy, flooded, made, 0);
    const reads = openInside(quiet, sensitive, 200, 1);
    await Promise.all([once(flood, "exit"), once(reads, "exit")]);
    await settled(client);

    const opens = client.records.slice(before).filter((r) => r.type === "open");
    const of = (path: string) => opens.filter((r) => r.members["file.path"] === path).length;
    assert.equal(of(sensitive), 200);
    const told = client.records.filter((r) => r.type === "throttle");
    const id = statSync(noisy, { bigint: true }).ino;
    assert.deepEqual(new Set(told.map((r) => r.members["header.cgroup_id"])), new Set([id]));
    const throttled = sumOf(told, "throttled", LANE_FILE);
    const lost = sumOf(told, "lost", LANE_FILE);
    assert.ok(throttled > 0n);
    assert.equal(BigInt(of(flooded)) + throttled + lost, BigInt(made));
    const stats = client.stats()?.members ?? {};
    assert.equal((stats["throttled"] as bigint[])[OPEN], throttled);
    assert.equal(stats["rate_max"], 2000n);
  });

  test("its execs, forks and exits are all delivered", async (t) => {
    const times = 300;
    const loop = `echo 0 > ${noisy}/cgroup.procs; i=0; while [ $i -lt ${times} ]; do /bin/true; i=$((i+1)); done`;
    const fast = await startSensor("--cgroup-rate", "10");
    t.after(() => fast.stop());
    const reader = await fast.connect();
    const { pid } = spawnSync("sh", ["-c", loop]);
    await settled(reader);
    const children = reader.records.filter(
      (r) => r.type === "exec" && r.members["header.ppid"] === BigInt(pid),
    );
    assert.equal(children.length, times);
    const pids = new Set(children.map((r) => r.members["header.pid"]));
    const exits = reader.records.filter(
      (r) => r.type === "exit" && pids.has(r.members["header.pid"] as bigint),
    );
    assert.equal(exits.length, times);
  });
});

describe("lanes", { skip: why ?? false }, () => {
  test("a full ring of files costs no exec", async (t) => {
    const sensor = await startSensor("--ring-mb", "1", "--cgroup-rate", "0");
    t.after(() => sensor.stop());
    const client = await sensor.connect();
    await client.filter(1, [{ event: "open", acceptAll: true }]);
    client.socket.pause();
    spawnSync(process.execPath, [
      "-e",
      'const fs = require("node:fs"); for (let i = 0; i < 20000; i++) fs.closeSync(fs.openSync("/etc/hostname"))',
    ]);
    const { pid } = spawnSync("/bin/true");
    client.socket.resume();
    await client.find(
      "the exec after the flood",
      (r) => r.type === "exec" && r.members["header.pid"] === BigInt(pid),
    );
    await settled(client);
    const lanes = client.stats()?.members["lane_lost"] as bigint[];
    assert.equal(lanes.length, LANES);
    assert.ok((lanes[LANE_FILE] ?? 0n) > 0n);
    assert.equal(lanes[0], 0n);
    const lost = client.records.filter((r) => r.type === "lost");
    const byCpu = lost.flatMap((r) => r.members["cpus"] as bigint[]).reduce((a, b) => a + b);
    assert.equal(
      byCpu,
      lanes.reduce((a, b) => a + b),
    );
  });

  test("in the stream an exec comes before what the program opens, and its exit after it", async (t) => {
    const sensor = await startSensor("--cgroup-rate", "0");
    t.after(() => sensor.stop());
    const client = await sensor.connect();
    await client.filter(1, [{ event: "open", names: ["hosts", "hostname"] }]);
    const flood = spawn("sh", ["-c", "while :; do read x < /etc/hostname; done"]);
    t.after(() => flood.kill());
    const loop = "i=0; while [ $i -lt 150 ]; do /bin/cat /etc/hosts > /dev/null; i=$((i+1)); done";
    const shell = spawnSync("sh", ["-c", loop]);
    flood.kill();
    await settled(client);
    assert.equal(client.stats()?.members["overtakes"], 0n);
    const state = new Map<bigint, "running" | "gone">();
    let opens = 0;
    for (const { type, members } of client.records) {
      const pid = members["header.pid"] as bigint;
      if (members["header.ppid"] !== BigInt(shell.pid)) continue;
      if (type === "exec") state.set(pid, "running");
      if (type === "exit") state.set(pid, "gone");
      if (type !== "open" || members["file.path"] !== "/etc/hosts") continue;
      assert.equal(state.get(pid), "running", `${pid} opens`);
      opens++;
    }
    const lanes = client.stats()?.members["lane_lost"] as bigint[];
    if (lanes.every((lost) => lost === 0n)) assert.equal(opens, 150);
    assert.equal([...state.values()].filter((at) => at === "gone").length, 150);
  });
});

describe("canary", { skip: why ?? false }, () => {
  test("comes back on every lane, though no event is wanted, and under a filter", async (t) => {
    const sensor = await startSensor();
    t.after(() => sensor.stop());
    const client = await sensor.connect();
    const lanesOf = (sequence: bigint) =>
      client.records
        .filter((r) => r.type === "canary" && r.members["sequence"] === sequence)
        .map((r) => Number(r.members["lane"]));
    await until("the first canary", () => lanesOf(1n).length === LANES);
    assert.deepEqual(lanesOf(1n).toSorted(), [0, 1, 2]);
    await client.filter(1, [{ event: "prctl", acceptAll: true }]);
    const last = client.records.findLast(({ type }) => type === "canary");
    const later = (last?.members["sequence"] as bigint) + 1n;
    await until("a canary under the filter", () => lanesOf(later).length === LANES);
    assert.deepEqual(lanesOf(later).toSorted(), [0, 1, 2]);
    client.close();
    const next = await sensor.connect();
    await until("stats tell of it", () => (next.stats()?.members["canaries"] as bigint) >= 1n);
  });
});
