/**
 * The stream as a whole: preface, snapshot, order, losses, one client at a time, and what a dead
 * sensor leaves.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { LAYOUT } from "#lib/event";
import {
  act,
  Client,
  SENSOR,
  type Sensor,
  StreamReader,
  type StreamRecord,
  startSensor,
  until,
  whyNot,
} from "./harness.ts";

const why = whyNot();
const SYS_BPF = 321;
const BPF_PROG_GET_FD_BY_ID = 13;
const ENOENT = 2n;

function pids(): Set<bigint> {
  return new Set(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(BigInt),
  );
}

/**
 * A kernel may hide a process even from root (its own init, say); then no program sees it either.
 */
function isHidden(pid: bigint): boolean {
  try {
    readlinkSync(`/proc/${pid}/exe`);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EACCES";
  }
}

/** Ids of the BPF programs a process holds. */
function programsOf(pid: number): number[] {
  const ids = readdirSync(`/proc/${pid}/fdinfo`).flatMap((fd) => {
    const found = /^prog_id:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, "utf8"));
    return found ? [Number(found[1])] : [];
  });
  return [...new Set(ids)];
}

function isLoaded(program: number): boolean {
  return act([SYS_BPF, BPF_PROG_GET_FD_BY_ID, `words:${program},0,0`, 12]).result !== -ENOENT;
}

async function assertAllGone(programs: number[]): Promise<void> {
  assert.ok(programs.length > 10);
  for (const program of programs)
    await until(`program ${program} is gone`, () => !isLoaded(program));
}

describe("stream", { skip: why ?? false }, () => {
  let sensor: Sensor;
  let client: Client;
  let sleeper: ChildProcess;

  before(async () => {
    sleeper = spawn("/bin/sleep", ["600"], { env: { MARK: "sleeper" }, cwd: "/usr" });
    await until("sleep runs", () => readlinkSync(`/proc/${sleeper.pid}/exe`).includes("sleep"));
    sensor = await startSensor();
    client = await sensor.connect();
  });
  after(async () => {
    sleeper.kill();
    await sensor.stop();
  });

  test("the preface tells what the stream is and where it comes from", () => {
    const preface = client.reader.preface;
    assert.ok(preface);
    assert.deepEqual(preface.layout, JSON.parse(JSON.stringify(LAYOUT)));
    assert.equal(preface.boot_id, readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
    assert.equal(preface.kernel, readFileSync("/proc/sys/kernel/osrelease", "utf8").trim());
    assert.equal(preface.hostname, readFileSync("/proc/sys/kernel/hostname", "utf8").trim());
    assert.equal(preface.arch, "x86_64");
    assert.match(preface.sensor_version, /^\d+\.\d+\.\d+/);
    assert.equal(preface.pid, sensor.child.pid);
    const boot = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1];
    assert.ok(Math.abs(Number(BigInt(preface.boot_time_ns) / 1_000_000_000n) - Number(boot)) <= 1);
    assert.ok(preface.hooks.some((hook) => hook.name === "tp_btf/sys_exit" && hook.attached));
    for (const hook of preface.hooks) assert.equal(hook.attached, hook.why === "");
  });

  test("the socket is the owner's alone", () => {
    assert.equal(statSync(sensor.socketPath).mode & 0o777, 0o600);
  });

  test("the snapshot comes first and ready counts it", () => {
    const ready = client.records.findIndex((record) => record.type === "ready");
    const before = client.records.slice(0, ready);
    assert.ok(
      before.every(
        (record) => record.type === "snapshot" && record.flags.includes("from_snapshot"),
      ),
    );
    assert.equal(client.records[ready]?.members["snapshot_count"], BigInt(ready));
    assert.ok(!client.records.slice(ready).some((record) => record.type === "snapshot"));
  });

  test("every process that runs is in the snapshot", async () => {
    const earlier = pids();
    client.close();
    client = await sensor.connect();
    const later = pids();
    const listed = new Set(
      client.records.filter((r) => r.type === "snapshot").map((r) => r.members["header.pid"]),
    );
    const missing = [...earlier].filter(
      (pid) => later.has(pid) && !listed.has(pid) && !isHidden(pid),
    );
    assert.deepEqual(missing, []);
  });

  test("a process of the snapshot has executable, arguments, environment and surroundings", async () => {
    const { members } = await client.find(
      "the sleeper",
      (r) => r.members["header.pid"] === BigInt(sleeper.pid ?? 0),
    );
    const exe = readlinkSync(`/proc/${sleeper.pid}/exe`);
    assert.equal(members["process.file.path"], exe);
    assert.equal(members["process.file.inode"], statSync(exe, { bigint: true }).ino);
    assert.equal(members["process.argv"], "/bin/sleep\x00600\x00");
    assert.equal(members["process.argc"], 2n);
    assert.equal(members["process.envp"], "MARK=sleeper\x00");
    assert.equal(members["process.envc"], 1n);
    assert.equal(members["process.cwd"], "/usr");
    assert.equal(members["header.ppid"], BigInt(process.pid));
    assert.equal(members["header.comm"], "sleep");
    assert.equal(members["process.is_kworker"], 0n);
    const kernel = client.records.find(
      (r) => r.type === "snapshot" && r.members["header.pid"] === 2n,
    );
    assert.equal(kernel?.members["process.is_kworker"], 1n);
    assert.equal(kernel?.members["process.file.path"], "");
  });

  test("no process falls between snapshot and live records", async () => {
    client.close();
    const children: ChildProcess[] = [];
    const next = new Client(sensor.socketPath);
    while (!next.records.some((record) => record.type === "ready")) {
      children.push(spawn("/bin/sleep", ["60"]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    client = next;
    for (const child of children) {
      const known = (r: StreamRecord) =>
        (r.type === "snapshot" && r.members["header.pid"] === BigInt(child.pid ?? 0)) ||
        (r.type === "fork" && r.members["child_pid"] === BigInt(child.pid ?? 0));
      await client.find(`process ${child.pid} is known`, known);
      child.kill();
    }
  });

  test("stats come once a second with what was seen and the ring's size", async () => {
    const count = client.records.filter((r) => r.type === "stats").length;
    await until(
      "two more stats",
      () => client.records.filter((r) => r.type === "stats").length >= count + 2,
    );
    const { members } = client.stats() as StreamRecord;
    assert.equal(members["ring_bytes_max"], 32n << 20n);
    assert.ok(((members["seen"] as bigint[])[2] ?? 0n) > 0n);
  });

  test("a second client is served when the first has gone", async () => {
    const second = new Client(sensor.socketPath);
    await until(
      "stats reach the first",
      () => (client.stats()?.members["header.ts"] as bigint) > 0n,
    );
    assert.equal(second.reader.preface, undefined);
    client.close();
    client = await second.ready();
  });
});

describe("losses", { skip: why ?? false }, () => {
  test("what a stalled client made the ring lose is counted by event and told when it reads again", async () => {
    const sensor = await startSensor("--accept-all", "--ring-mb", "1");
    const client = await sensor.connect();
    const made = 40_000;
    client.socket.pause();
    const { pid } = spawnSync(process.execPath, [
      "-e",
      `const fs = require("node:fs"); for (let i = 0; i < ${made}; i++) fs.closeSync(fs.openSync("/etc/hostname"))`,
    ]);
    client.socket.resume();
    const lost = await client.find("a record of losses", (r) => r.type === "lost");
    assert.ok(((lost.members["counts"] as bigint[])[4] ?? 0n) > 0n);
    await until("losses stop", () => {
      const last = client.stats()?.members["header.ts"] as bigint;
      return (
        last > (lost.members["header.ts"] as bigint) && client.stats()?.members["ring_bytes"] === 0n
      );
    });
    const told = client.records
      .filter((r) => r.type === "lost")
      .map((r) => r.members["counts"] as bigint[]);
    const sum = (event: number) =>
      told.reduce((total, counts) => total + (counts[event] ?? 0n), 0n);
    const opens = client.records.filter((r) => r.type === "open");
    const ofLoop = opens.filter((r) => r.members["header.pid"] === BigInt(pid)).length;
    assert.ok(
      BigInt(ofLoop) + sum(4) >= BigInt(made),
      `${ofLoop} delivered and ${sum(4)} lost of ${made}`,
    );
    const stats = client.stats()?.members ?? {};
    assert.equal((stats["lost"] as bigint[])[4], sum(4));
    assert.equal(
      client.records.findLast((r) => r.type === "lost")?.members["total"],
      (stats["lost"] as bigint[]).reduce((a, b) => a + b),
    );
    await sensor.stop();
  });

  test("with --ignore-client the client's own opens are left out", async () => {
    for (const [options, expected] of [
      [[], true],
      [["--ignore-client"], false],
    ] as const) {
      const sensor = await startSensor("--accept-all", ...options);
      const client = await sensor.connect();
      const path = join(sensor.directory, "own");
      writeFileSync(path, "");
      const { pid } = spawnSync("/bin/true");
      await client.find("a later exec", (r) => r.members["header.pid"] === BigInt(pid));
      const found = client.records.some(
        (r) => r.type === "open" && r.members["file.path"] === path,
      );
      assert.equal(found, expected);
      await sensor.stop();
    }
  });

  test("records made while no client is there wait in the ring", async () => {
    const sensor = await startSensor();
    const first = await sensor.connect();
    first.close();
    const { pid } = spawnSync("/bin/true");
    const second = await sensor.connect();
    await second.find(
      "the exec made meanwhile",
      (r) => r.type === "exec" && r.members["header.pid"] === BigInt(pid),
    );
    await sensor.stop();
  });
});

describe("end of a sensor", { skip: why ?? false }, () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    test(`${signal} ends it with 0 and leaves no socket and no program`, async () => {
      const sensor = await startSensor();
      const programs = programsOf(sensor.child.pid ?? 0);
      const path = sensor.socketPath;
      assert.equal(await sensor.stop(signal), 0);
      assert.ok(!existsSync(path));
      await assertAllGone(programs);
    });
  }

  test("kill -9 leaves nothing loaded, and its socket is taken over", async () => {
    const sensor = await startSensor();
    const programs = programsOf(sensor.child.pid ?? 0);
    sensor.child.kill("SIGKILL");
    await assertAllGone(programs);
    assert.ok(existsSync(sensor.socketPath));
    const next = spawn(SENSOR, ["--socket", sensor.socketPath], { stdio: "ignore" });
    let client = new Client(sensor.socketPath);
    await until("the next one answers", () => {
      if (client.closed) client = new Client(sensor.socketPath);
      return client.reader.preface?.pid === next.pid;
    });
    client.close();
    next.kill();
    await sensor.stop();
  });
});

describe("command line", { skip: why ?? false }, () => {
  const run = (...args: string[]) => spawnSync(SENSOR, args, { encoding: "utf8", timeout: 20_000 });

  test("wrong usage is one line and exit code 2", () => {
    for (const args of [
      [],
      ["--socket"],
      ["--nonsense"],
      ["--socket", "/tmp/x", "--capture", "/tmp/y"],
      ["stray"],
    ]) {
      const { status, stderr } = run(...args);
      assert.equal(status, 2, args.join(" "));
      assert.match(stderr, /^vigil-sensor: SENSOR_USAGE: [^\n]+\n$/);
    }
    for (const size of ["0", "3", "2048", "x", "-1", ""]) {
      const { status, stderr } = run("--capture", "/dev/null", "--ring-mb", size);
      assert.equal(status, 2, size);
      assert.match(stderr, /^vigil-sensor: SENSOR_(USAGE|RING_SIZE): [^\n]+\n$/);
    }
  });

  test("without capabilities it says what it needs", () => {
    // The checkout may be closed to others, as one in /root is.
    const open = mkdtempSync(join(tmpdir(), "vigil-sensor-"));
    chmodSync(open, 0o755);
    copyFileSync(SENSOR, join(open, "vigil-sensor"));
    const { status, stderr } = spawnSync(join(open, "vigil-sensor"), ["--capture", "/dev/null"], {
      encoding: "utf8",
      uid: 1234,
    });
    rmSync(open, { recursive: true });
    assert.equal(status, 3);
    assert.match(stderr, /^vigil-sensor: SENSOR_NOT_PERMITTED: [^\n]+\n$/);
  });

  test("a file or socket that cannot be made is exit code 7", () => {
    const file = run("--capture", "/nonexistent/file");
    assert.equal(file.status, 7);
    assert.match(file.stderr, /^vigil-sensor: SENSOR_FILE: [^\n]+\n$/);
    const socket = run("--socket", "/nonexistent/socket");
    assert.equal(socket.status, 7);
    assert.match(socket.stderr, /^vigil-sensor: SENSOR_SOCKET: [^\n]+\n$/);
  });

  test("a file in the socket's place is left alone", () => {
    const directory = mkdtempSync(join(tmpdir(), "vigil-place-"));
    const path = join(directory, "file");
    writeFileSync(path, "kept");
    const { status, stderr } = run("--socket", path);
    assert.equal(status, 7);
    assert.match(stderr, /exists and is no socket\.\n$/);
    assert.equal(readFileSync(path, "utf8"), "kept");
    rmSync(directory, { recursive: true });
  });

  test("two sensors cannot share a socket", async () => {
    const sensor = await startSensor();
    const second = run("--socket", sensor.socketPath);
    assert.equal(second.status, 7);
    assert.match(second.stderr, /Another sensor listens/);
    await sensor.connect();
    await sensor.stop();
  });

  test("the probe prints one JSON object", () => {
    const found = JSON.parse(run("--probe", "--json").stdout);
    assert.deepEqual(Object.keys(found), [
      "kernel",
      "btf",
      "lockdown",
      "lsm",
      "hooks",
      "tier",
      "blind_spots",
      "trace",
    ]);
    assert.equal(found.btf, true);
    assert.ok(["base", "full"].includes(found.tier));
    for (const hook of found.hooks) assert.equal(hook.ok, hook.why === "", hook.name);
    assert.ok(found.blind_spots.every((sentence: string) => sentence.endsWith(".")));
  });

  test("a capture is the stream in a file", () => {
    const directory = mkdtempSync(join(tmpdir(), "vigil-capture-"));
    const path = join(directory, "capture.vigilrec");
    writeFileSync(path, "something older and much longer than the magic");
    assert.equal(run("--capture", path, "--duration", "1").status, 0);
    const reader = new StreamReader();
    reader.push(readFileSync(path));
    const types = reader.records.map((record) => record.type);
    assert.ok(types.includes("ready") && types.at(-1) === "stats");
    assert.ok(types.filter((type) => type === "snapshot").length > 5);
    rmSync(directory, { recursive: true });
  });
});
