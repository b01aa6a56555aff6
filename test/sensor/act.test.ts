/** Kills: real processes and cgroups, asked for over the control channel. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { type Client, control, type StreamRecord, startSensor, until, whyNot } from "./harness.ts";

const skip = whyNot() ?? false;
const SIGKILL = 9;
const SIGUSR1 = 10;
const [PROCESS, CONTAINER, CGROUP] = [0, 1, 2];
const KILLS_PER_MINUTE_MAX = 60;
const directory = mkdtempSync(join(tmpdir(), "vigil-act-"));
const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(directory, { recursive: true });
});

/** The mount of the default hierarchy. */
function unified(): string {
  const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
  return mounts.map((line) => line.split(" ")).find(([, , type]) => type === "cgroup2")?.[1] ?? "";
}

function start(command: string, ...args: string[]): { pid: number; ended: Promise<string | null> } {
  const child = spawn(command, args, { stdio: "ignore" });
  children.push(child);
  const ended = new Promise<string | null>((resolve) =>
    child.once("exit", (_, signal) => resolve(signal)),
  );
  return { pid: child.pid ?? 0, ended };
}

/** Start of a process as the stream says it. */
async function startOf(client: Client, pid: number): Promise<bigint> {
  const record = await client.find(
    `the exec of ${pid}`,
    ({ type, members }) => type === "exec" && members["header.pid"] === BigInt(pid),
  );
  return record.members["header.start"] as bigint;
}

let requests = 0;
type Kill = {
  pid?: number;
  start?: bigint;
  signal?: number;
  scope?: number;
  cgroup_id?: bigint;
  group?: string;
};

async function ask(client: Client, kill: Kill): Promise<StreamRecord["members"]> {
  requests += 1;
  const request = requests;
  client.socket.write(control("kill", { signal: SIGKILL, scope: PROCESS, ...kill, request }));
  const { members } = await client.find(
    `an answer to ${request}`,
    ({ type, members }) => type === "action" && members["request"] === BigInt(request),
  );
  return members;
}

const isAlive = (pid: number) => existsSync(`/proc/${pid}`);

async function withSensor(
  options: string[],
  work: (client: Client, stderr: () => string) => Promise<void>,
): Promise<void> {
  const sensor = await startSensor(...options);
  try {
    await work(await sensor.connect(), sensor.stderr);
  } finally {
    await sensor.stop();
  }
}

const ON = ["--enforcement", "on"];

test("enforcement is off unless asked for, and the preface says so", { skip }, async () => {
  await withSensor([], async (client, stderr) => {
    assert.equal((client.reader.preface as unknown as { enforcement: string }).enforcement, "off");
    const { pid } = start("sleep", "60");
    const answer = await ask(client, { pid, start: await startOf(client, pid) });
    assert.deepEqual([answer["status"], answer["reason"]], [2n, "off"]);
    assert.ok(isAlive(pid));
    await until("the line of the request", () =>
      /SENSOR_ACTION: Signal 9 to process/.test(stderr()),
    );
  });
});

test("a process gets the signal that was asked for", { skip }, async () => {
  await withSensor(ON, async (client) => {
    for (const [signal, name] of [
      [SIGKILL, "SIGKILL"],
      [SIGUSR1, "SIGUSR1"],
    ] as const) {
      const { pid, ended } = start("sleep", "60");
      const answer = await ask(client, { pid, start: await startOf(client, pid), signal });
      assert.deepEqual([answer["status"], answer["signalled"], answer["reason"]], [0n, 1n, ""]);
      assert.equal(await ended, name);
    }
  });
});

test("observe tells what it would have done", { skip }, async () => {
  await withSensor(["--enforcement", "observe"], async (client) => {
    const { pid } = start("sleep", "60");
    const answer = await ask(client, { pid, start: await startOf(client, pid) });
    assert.deepEqual([answer["status"], answer["signalled"]], [3n, 0n]);
    assert.ok(isAlive(pid));
  });
});

test("a process that took over the id lives", { skip }, async () => {
  await withSensor(ON, async (client) => {
    const first = start("sleep", "60");
    const began = await startOf(client, first.pid);
    process.kill(first.pid, "SIGKILL");
    await first.ended;
    await until("it is reaped", () => !isAlive(first.pid));
    const gone = await ask(client, { pid: first.pid, start: began });
    assert.deepEqual([gone["status"], gone["reason"]], [2n, "gone"]);
    const second = await until("the id is used again", () => {
      writeFileSync("/proc/sys/kernel/ns_last_pid", String(first.pid - 1));
      const { pid } = start("sleep", "60");
      return pid === first.pid && pid;
    });
    const reused = await ask(client, { pid: second, start: began });
    assert.deepEqual([reused["status"], reused["reason"]], [2n, "reused"]);
    assert.ok(isAlive(second));
  });
});

test("what a host needs, what is excluded and our own is never killed", { skip }, async () => {
  const named = join(directory, "sshd");
  copyFileSync("/bin/sleep", named);
  const excluded = join(directory, "kept-tool");
  copyFileSync("/bin/sleep", excluded);
  const system = "/usr/local/bin/containerd-shim-test";
  copyFileSync("/bin/sleep", system);
  try {
    await withSensor([...ON, "--exclude-binary", `${directory}/kept-*`], async (client) => {
      const sensorPid = client.reader.preface?.pid ?? 0;
      const refused = async (kill: Kill) => {
        const { status, reason, blamed } = await ask(client, kill);
        assert.equal(status, 2n);
        assert.equal(blamed, BigInt(kill.pid ?? 0));
        return reason;
      };
      const ticksOf = (pid: number) =>
        BigInt(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[19] ?? 0);
      const fromProc = (pid: number) => ({ pid, start: ticksOf(pid) * 10_000_000n });
      assert.equal(await refused(fromProc(1)), "protected");
      assert.equal(await refused(fromProc(2)), "protected");
      assert.equal(await refused(fromProc(sensorPid)), "own");
      assert.equal(await refused(fromProc(process.pid)), "own");
      assert.equal(await refused(fromProc(process.ppid)), "own");
      const kept = start(excluded, "60");
      assert.equal(
        await refused({ pid: kept.pid, start: await startOf(client, kept.pid) }),
        "excluded",
      );
      const shim = start(system, "60");
      const shimStart = await startOf(client, shim.pid);
      assert.equal(await refused({ pid: shim.pid, start: shimStart }), "protected");
      assert.ok(isAlive(shim.pid));
      /* A name alone protects nothing. */
      const { pid, ended } = start(named, "60");
      assert.equal((await ask(client, { pid, start: await startOf(client, pid) }))["status"], 0n);
      assert.equal(await ended, "SIGKILL");
      assert.ok(isAlive(kept.pid));
    });
  } finally {
    rmSync(system);
  }
});

/** A cgroup with a container's name, a group in it, and removal when nobody is left. */
function makeGroup(
  id: string,
  parent = unified(),
): { path: string; inner: string; remove(): Promise<void> } {
  const path = join(parent, `libpod-${id}.scope`);
  const inner = join(path, "inner");
  mkdirSync(inner, { recursive: true });
  const remove = async () => {
    for (const group of [inner, path])
      await until(`${group} is empty`, () => {
        try {
          rmdirSync(group);
        } catch (error) {
          return (error as NodeJS.ErrnoException).code === "ENOENT";
        }
        return true;
      });
  };
  return { path, inner, remove };
}

function startIn(group: string, script = "exec sleep 60") {
  return start("sh", "-c", `echo $$ > ${group}/cgroup.procs; ${script}`);
}

/** Where a process was when it executed its last program. */
async function groupOf(client: Client, pid: number): Promise<bigint> {
  const { members } = await client.find(
    `the last exec of ${pid}`,
    ({ type, members }) =>
      type === "exec" &&
      members["header.pid"] === BigInt(pid) &&
      String(members["header.comm"]) === "sleep",
  );
  return members["header.cgroup_id"] as bigint;
}

test("all of a container are killed, also after the process that gave cause has gone", {
  skip,
}, async () => {
  const id = "ab".repeat(32);
  const group = makeGroup(id);
  const other = makeGroup("cd".repeat(32));
  try {
    await withSensor(ON, async (client) => {
      const [cause, sibling, outside] = [
        startIn(group.inner),
        startIn(group.path),
        startIn(other.inner),
      ];
      const cgroup_id = await groupOf(client, cause.pid);
      await groupOf(client, sibling.pid);
      await groupOf(client, outside.pid);
      const wrong = await ask(client, {
        pid: cause.pid,
        cgroup_id,
        scope: CONTAINER,
        group: "ef".repeat(32),
      });
      assert.deepEqual([wrong["status"], wrong["reason"]], [2n, "no_cgroup"]);
      process.kill(cause.pid, "SIGKILL");
      await cause.ended;
      const answer = await ask(client, { pid: cause.pid, cgroup_id, scope: CONTAINER, group: id });
      assert.deepEqual([answer["status"], answer["reason"]], [0n, ""]);
      assert.equal(await sibling.ended, "SIGKILL");
      assert.ok(isAlive(outside.pid));
      const inner = startIn(group.inner);
      const above = startIn(group.path);
      await groupOf(client, inner.pid);
      await groupOf(client, above.pid);
      await ask(client, {
        pid: inner.pid,
        cgroup_id,
        scope: CGROUP,
        group: "inner",
        signal: SIGUSR1,
      });
      assert.equal(await inner.ended, "SIGUSR1");
      assert.ok(isAlive(above.pid));
      process.kill(above.pid, "SIGKILL");
      process.kill(outside.pid, "SIGKILL");
    });
  } finally {
    await group.remove();
    await other.remove();
  }
});

test("a group with one that is never killed is left as a whole", { skip }, async () => {
  const id = "12".repeat(32);
  const group = makeGroup(id);
  const kept = join(directory, "sleep");
  copyFileSync("/bin/sleep", kept);
  try {
    await withSensor([...ON, "--exclude-binary", kept], async (client) => {
      const [free, excluded] = [startIn(group.inner), startIn(group.inner, `exec ${kept} 60`)];
      const cgroup_id = await groupOf(client, free.pid);
      await groupOf(client, excluded.pid);
      const answer = await ask(client, { pid: free.pid, cgroup_id, scope: CONTAINER, group: id });
      assert.deepEqual(
        [answer["status"], answer["reason"], answer["name"]],
        [2n, "excluded", "sleep"],
      );
      assert.equal(answer["blamed"], BigInt(excluded.pid));
      assert.ok(isAlive(free.pid) && isAlive(excluded.pid));
      for (const { pid, ended } of [free, excluded]) {
        process.kill(pid, "SIGKILL");
        await ended;
      }
    });
  } finally {
    await group.remove();
  }
});

test("a group of a version 1 hierarchy is killed process by process, forks included", {
  skip: skip || (existsSync("/sys/fs/cgroup/pids") ? false : "no version 1 hierarchy of pids"),
}, async () => {
  const id = "34".repeat(32);
  const group = makeGroup(id, "/sys/fs/cgroup/pids");
  try {
    await withSensor(ON, async (client) => {
      const bomb = startIn(
        group.inner,
        "for i in 1 2 3 4 5 6 7 8; do (while :; do sleep 0.02; done) & done; exec sleep 60",
      );
      const cgroup_id = await groupOf(client, bomb.pid);
      const answer = await ask(client, { pid: bomb.pid, cgroup_id, scope: CONTAINER, group: id });
      assert.equal(answer["status"], 0n);
      assert.ok(Number(answer["signalled"]) >= 9, `${answer["signalled"]}`);
      assert.equal(await bomb.ended, "SIGKILL");
    });
  } finally {
    await group.remove();
  }
});

test("no more than a maximum of requests is carried out in a minute", { skip }, async () => {
  await withSensor(ON, async (client) => {
    let taken = 0;
    for (let i = 0; i < KILLS_PER_MINUTE_MAX + 20; i++)
      taken += (await ask(client, { pid: 999_999_999 }))["reason"] === "gone" ? 1 : 0;
    assert.equal(taken, KILLS_PER_MINUTE_MAX);
  });
});

test("whatever a request says, it is answered and the sensor goes on", { skip }, async () => {
  await withSensor(["--enforcement", "observe"], async (client) => {
    const u32 = fc.nat(2 ** 32 - 1);
    const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    const group = fc.string({ maxLength: 127 }).filter((text) => Buffer.byteLength(text) <= 128);
    const any = fc.record({ pid: u32, start: u64, cgroup_id: u64, signal: u32, scope: u32, group });
    await fc.assert(
      fc.asyncProperty(any, async (kill) => {
        const { status } = await ask(client, kill);
        assert.equal(status, 2n);
      }),
      { numRuns: 200 },
    );
    client.socket.write(control("kill", {}).subarray(0, 8).fill(7, 0, 4));
    await until("the malformed control ends the connection", () => client.closed);
  });
});
