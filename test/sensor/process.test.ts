/** exec, fork and exit: real processes, every member of their records. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import {
  ACT,
  type Client,
  FILELESS,
  type Sensor,
  type StreamRecord,
  startSensor,
  whyNot,
} from "./harness.ts";

const why = whyNot();
const NS_TO_TICKS = 10_000_000n;

function namespaceOf(kind: string): bigint {
  return BigInt(/\[(\d+)\]/.exec(readlinkSync(`/proc/self/ns/${kind}`))?.[1] ?? 0);
}

function statusOf(field: string): bigint[] {
  const line = readFileSync("/proc/self/status", "utf8")
    .split("\n")
    .find((text) => text.startsWith(`${field}:`));
  return (line ?? "")
    .split(/\s+/)
    .slice(1)
    .map((text) => BigInt(field.startsWith("Cap") ? `0x${text}` : text));
}

describe("process events", { skip: why ?? false }, () => {
  let sensor: Sensor;
  let client: Client;
  let directory: string;

  before(async () => {
    sensor = await startSensor();
    client = await sensor.connect();
    directory = mkdtempSync(join(tmpdir(), "vigil-process-"));
  });
  after(async () => {
    await sensor.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const execOf = (filename: string): Promise<StreamRecord> =>
    client.find(
      `exec of ${filename}`,
      (r) => r.type === "exec" && r.members["process.filename"] === filename,
    );

  test("an exec has its executable, arguments, environment and surroundings", async () => {
    const program = join(directory, "program");
    copyFileSync("/bin/true", program);
    chmodSync(program, 0o751);
    const { pid } = spawnSync(program, ["one", "", "two words"], {
      cwd: directory,
      env: { HOME: "/nowhere", LD_LIBRARY_PATH: "/x" },
    });
    const { type, flags, members } = await execOf(program);
    const file = statSync(program, { bigint: true });
    assert.equal(type, "exec");
    assert.deepEqual(flags, []);
    assert.equal(members["header.pid"], BigInt(pid));
    assert.equal(members["header.tid"], BigInt(pid));
    assert.equal(members["header.ppid"], BigInt(process.pid));
    assert.equal(members["header.comm"], "program");
    assert.equal(members["header.retval"], 0n);
    assert.equal(members["process.file.path"], program);
    assert.equal(members["process.file.base"], "");
    assert.equal(members["process.file.inode"], file.ino);
    assert.equal(members["process.file.mode"], file.mode);
    assert.equal(members["process.file.mode"], 0o100751n);
    assert.equal(members["process.file.uid"], file.uid);
    assert.equal(members["process.file.gid"], file.gid);
    assert.equal(members["process.file.nlink"], 1n);
    assert.equal(members["process.file.mtime"], file.mtimeNs);
    assert.equal(members["process.file.ctime"], file.ctimeNs);
    assert.equal(members["process.file.upper"], 0n);
    assert.equal(members["process.argv"], `${program}\0one\0\0two words\0`);
    assert.equal(members["process.argc"], 4n);
    assert.equal(members["process.envp"], "HOME=/nowhere\0LD_LIBRARY_PATH=/x\0");
    assert.equal(members["process.envc"], 2n);
    assert.equal(members["process.cwd"], directory);
    assert.equal(members["process.secureexec"], 0n);
    assert.equal(members["process.is_script"], 0n);
    assert.equal(members["process.is_kworker"], 0n);
    assert.equal(members["process.exec_ts"], members["header.ts"]);
  });

  test("a header has credentials, capabilities, namespaces, session and cgroup", async () => {
    const program = join(directory, "header");
    copyFileSync("/bin/true", program);
    spawnSync(program);
    const { members } = await execOf(program);
    const [uid, euid, , fsuid] = statusOf("Uid");
    const [gid, egid, , fsgid] = statusOf("Gid");
    assert.equal(members["header.uid"], uid);
    assert.equal(members["header.euid"], euid);
    assert.equal(members["header.fsuid"], fsuid);
    assert.equal(members["header.gid"], gid);
    assert.equal(members["header.egid"], egid);
    assert.equal(members["header.fsgid"], fsgid);
    assert.equal(members["header.cap_effective"], statusOf("CapEff")[0]);
    assert.equal(members["header.cap_permitted"], statusOf("CapPrm")[0]);
    assert.equal(members["header.auid"], BigInt(readFileSync("/proc/self/loginuid", "utf8")));
    assert.equal(members["header.mntns"], namespaceOf("mnt"));
    assert.equal(members["header.pidns"], namespaceOf("pid"));
    assert.equal(members["header.netns"], namespaceOf("net"));
    const stat = readFileSync("/proc/self/stat", "utf8").split(") ")[1]?.split(" ") ?? [];
    assert.equal(members["process.sid"], BigInt(stat[3] ?? 0));
    assert.equal((members["process.parent_start"] as bigint) / NS_TO_TICKS, BigInt(stat[19] ?? 0));
    assert.ok((members["header.start"] as bigint) <= (members["header.ts"] as bigint));
    const lines = readFileSync("/proc/self/cgroup", "utf8").split("\n");
    const v2 = lines.find((line) => line.startsWith("0::"))?.slice(3);
    const pids = lines.find((line) => line.includes(":pids:"))?.split(":")[2];
    assert.equal(members["process.cgroup"], v2 && v2 !== "/" ? v2 : (pids ?? "/"));
  });

  test("other credentials and a set-id bit are seen", async () => {
    const program = join(directory, "setid");
    copyFileSync("/bin/true", program);
    chmodSync(directory, 0o755);
    chmodSync(program, 0o4755);
    spawnSync(program, [], { uid: 1234, gid: 2345 });
    const { members } = await execOf(program);
    assert.equal(members["header.uid"], 1234n);
    assert.equal(members["header.euid"], 0n);
    assert.equal(members["header.fsuid"], 0n);
    assert.equal(members["header.gid"], 2345n);
    assert.equal(members["header.egid"], 2345n);
    assert.equal(members["process.secureexec"], 1n);
    assert.equal(members["process.file.mode"], 0o104755n);
  });

  test("for a script the file is the interpreter and filename the script", async () => {
    const script = join(directory, "script.sh");
    writeFileSync(script, "#!/bin/dash\nexit 0\n");
    chmodSync(script, 0o755);
    spawnSync(script, ["argument"]);
    const { members } = await execOf(script);
    assert.equal(members["process.is_script"], 1n);
    assert.equal(
      members["process.file.path"],
      execFileSync("readlink", ["-f", "/bin/dash"], { encoding: "utf8" }).trim(),
    );
    assert.equal(members["process.argv"], `/bin/dash\0${script}\0argument\0`);
  });

  test("a memfd has a name and no links", async () => {
    const { pid } = spawnSync(FILELESS, ["memfd", "/bin/true", "x"]);
    const { members } = await client.find(
      "the exec of a memfd",
      (r) =>
        r.type === "exec" &&
        r.members["header.pid"] === BigInt(pid) &&
        r.members["process.argv"] === "x\0",
    );
    assert.equal(members["process.file.path"], "memfd:fileless");
    assert.equal(members["process.file.nlink"], 0n);
    assert.equal(members["process.envc"], 0n);
  });

  test("a deleted program keeps its path and has no links", async () => {
    const program = join(directory, "deleted");
    copyFileSync("/bin/true", program);
    const { pid } = spawnSync(FILELESS, ["deleted", program, "gone"]);
    const { members } = await client.find(
      "the exec of a deleted file",
      (r) =>
        r.type === "exec" &&
        r.members["header.pid"] === BigInt(pid) &&
        r.members["process.argv"] === "gone\0",
    );
    assert.equal(members["process.file.path"], program);
    assert.equal(members["process.file.nlink"], 0n);
  });

  test("long arguments and environments are cut and say so", async () => {
    const program = join(directory, "long");
    copyFileSync("/bin/true", program);
    spawnSync(
      program,
      Array.from({ length: 300 }, () => "a".repeat(50)),
      { env: { BIG: "b".repeat(9000) } },
    );
    const { flags, members } = await execOf(program);
    assert.deepEqual(flags, ["args_truncated", "envs_truncated"]);
    assert.equal(members["process.argc"], 301n);
    assert.equal((members["process.argv"] as string).length, 4095);
    assert.equal((members["process.envp"] as string).length, 4095);
    assert.ok((members["process.envp"] as string).startsWith("BIG=bbb"));
  });

  test("paths that are too deep are cut at the front and say so", async () => {
    const deep = join(directory, ...Array.from({ length: 150 }, () => "d"));
    mkdirSync(deep, { recursive: true });
    const program = join(deep, "deep");
    copyFileSync("/bin/true", program);
    spawnSync(program);
    const { flags, members } = await execOf(program);
    assert.deepEqual(flags, ["path_truncated"]);
    assert.ok(program.endsWith(members["process.file.path"] as string));
    assert.ok((members["process.file.path"] as string).endsWith("/d/d/deep"));
  });

  test("a terminal has its name", async () => {
    const program = join(directory, "terminal");
    copyFileSync("/bin/true", program);
    execFileSync("script", ["-qec", program, "/dev/null"], { stdio: "ignore" });
    const { members } = await execOf(program);
    assert.match(members["process.tty"] as string, /^pts\d+$/);
  });

  test("a fork names the child before it runs, and the exit its status", async () => {
    const { pid } = spawnSync("sh", ["-c", "exit 7"]);
    const fork = await client.find(
      "the fork",
      (r) => r.type === "fork" && r.members["child_pid"] === BigInt(pid),
    );
    const exec = await client.find(
      "its exec",
      (r) => r.type === "exec" && r.members["header.pid"] === BigInt(pid),
    );
    const exit = await client.find(
      "its exit",
      (r) => r.type === "exit" && r.members["header.pid"] === BigInt(pid),
    );
    assert.equal(fork.members["header.pid"], BigInt(process.pid));
    assert.equal(fork.members["child_tid"], BigInt(pid));
    assert.equal(fork.members["child_pidns_pid"], BigInt(pid));
    assert.equal(fork.members["child_start"], exec.members["header.start"]);
    assert.equal(exit.members["header.start"], exec.members["header.start"]);
    assert.equal(exit.members["code_raw"], 7n << 8n);
    assert.ok((fork.members["header.ts"] as bigint) < (exec.members["header.ts"] as bigint));
    assert.ok((exec.members["header.ts"] as bigint) < (exit.members["header.ts"] as bigint));
  });

  test("a fatal signal is in the exit code", async () => {
    const { pid } = spawnSync("sh", ["-c", "kill -9 $$"]);
    const exit = await client.find(
      "the exit",
      (r) => r.type === "exit" && r.members["header.pid"] === BigInt(pid),
    );
    assert.equal((exit.members["code_raw"] as bigint) & 0x7fn, 9n);
  });

  test("threads make no records of their own; the process ends once, with the code of exit_group", async () => {
    const script = `new (require("node:worker_threads").Worker)("process.exit()", { eval: true })
      .on("exit", () => process.exit(3)); setInterval(() => {}, 1000)`;
    const { pid } = spawnSync(process.execPath, ["-e", script]);
    const ofPid = (r: StreamRecord) => r.members["header.pid"] === BigInt(pid);
    await client.find("the exit", (r) => r.type === "exit" && ofPid(r));
    spawnSync("true");
    const exits = client.records.filter((r) => r.type === "exit" && ofPid(r));
    assert.equal(exits.length, 1);
    assert.equal(exits[0]?.members["code_raw"], 3n << 8n);
    assert.equal(client.records.filter((r) => r.type === "fork" && ofPid(r)).length, 0);
  });

  test("a pid namespace gives a child its own number and another namespace", async () => {
    const program = join(directory, "namespaced");
    copyFileSync("/bin/true", program);
    execFileSync("unshare", ["--pid", "--mount", "--fork", program]);
    const { members } = await execOf(program);
    const fork = await client.find(
      "the fork into the namespace",
      (r) => r.type === "fork" && r.members["child_pid"] === members["header.pid"],
    );
    assert.equal(fork.members["child_pidns_pid"], 1n);
    assert.notEqual(members["header.pidns"], namespaceOf("pid"));
    assert.notEqual(members["header.mntns"], namespaceOf("mnt"));
    assert.equal(members["header.netns"], namespaceOf("net"));
  });

  for (const root of ["/sys/fs/cgroup/unified", "/sys/fs/cgroup/pids", "/sys/fs/cgroup"]) {
    const skip = existsSync(join(root, "cgroup.procs")) ? false : `nothing is mounted at ${root}`;
    test(`the cgroup path is that of a container's group below ${root}`, { skip }, async () => {
      const name = `vigil-test-${process.pid}`;
      const group = join(root, name, "3f2a8c1b7d60");
      const program = join(directory, `in-${root.replaceAll("/", "-")}`);
      copyFileSync("/bin/true", program);
      mkdirSync(group, { recursive: true });
      spawnSync("sh", ["-c", `echo $$ > ${group}/cgroup.procs && exec ${program}`]);
      const { members } = await execOf(program);
      const inode = statSync(group, { bigint: true }).ino;
      rmdirSync(group);
      rmdirSync(join(root, name));
      assert.equal(members["process.cgroup"], `/${name}/3f2a8c1b7d60`);
      assert.equal(members["header.cgroup_id"], inode);
    });
  }

  test("only exec, fork and exit are delivered before a filter comes", async () => {
    spawnSync(ACT, ["83", `s:${join(directory, "unseen")}`, "0700"]);
    await client.find(
      "a later exec",
      (r) => r.type === "exec" && r.members["header.comm"] === "act",
    );
    const types = new Set(client.records.map((record) => record.type));
    for (const type of ["snapshot", "ready", "stats", "canary", "exec", "fork", "exit"])
      types.delete(type);
    assert.deepEqual([...types], []);
  });
});
