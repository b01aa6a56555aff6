/**
 * Processes as the context keeps them: fork, exec, exit, pids used again, snapshots that meet live
 * records.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ANCESTORS_MAX, Context, createContextCounters, type ProcessEntry } from "#agent/context";
import { EVENT_NAMES, type EventName, type EventView } from "#lib/event";
import {
  BOOT_TIME_NS,
  buildExec,
  buildFork,
  buildOpen,
  buildRecord,
  header,
  type Members,
  type Person,
} from "./records.ts";

function setUp(processesMax = 1000) {
  const counters = createContextCounters();
  const context = new Context({
    hostname: () => "web-1",
    origin: "ebpf",
    clock: () => 0,
    counters,
    root: "/nonexistent",
    processesMax,
  });
  context.begin("boot-1", BOOT_TIME_NS);
  const feed = (record: Buffer): EventView | undefined => {
    const copy = new Uint8Array(record).buffer;
    const bytes = Buffer.from(copy);
    const chunk = {
      u8: bytes,
      u32: new Uint32Array(copy),
      text: (start: number, end: number) => bytes.toString("utf8", start, end),
    };
    return context.take(EVENT_NAMES.get(record.readUInt16LE(4)) as EventName, chunk, 0);
  };
  /** The process behind an open that it does now. */
  const at = (who: Person, ts: number, more: Members = {}): ProcessEntry => {
    const view = feed(buildRecord("open", header(who, ts, more)));
    assert.ok(view);
    return view.process as ProcessEntry;
  };
  return { context, counters, feed, at };
}

function lineage(entry: ProcessEntry): string[] {
  return entry.ancestors.map((ancestor) => `${ancestor["pid"]}:${ancestor["file.path"]}`);
}

const INIT: Person = { pid: 1, start: 1 };
const SSHD: Person = { pid: 20, start: 20, ppid: 1, parentStart: 1 };
const SHELL: Person = { pid: 30, start: 30, ppid: 20, parentStart: 20 };

function snapshot(feed: (record: Buffer) => unknown, order: readonly Person[], ts = 1000): void {
  const paths = new Map([
    [INIT, "/sbin/init"],
    [SSHD, "/usr/sbin/sshd"],
    [SHELL, "/bin/bash"],
  ]);
  for (const who of order)
    feed(buildExec(who, ts, paths.get(who) ?? "/bin/x", ["x"], {}, "snapshot"));
  feed(buildRecord("ready", { "header.ts": ts + 1, snapshot_count: order.length }));
}

test("a snapshot makes the tree, whatever order it comes in", () => {
  for (const order of [
    [INIT, SSHD, SHELL],
    [SHELL, SSHD, INIT],
    [SSHD, SHELL, INIT],
  ]) {
    const { feed, at, counters } = setUp();
    snapshot(feed, order);
    assert.deepEqual(lineage(at(SHELL, 2000)), ["20:/usr/sbin/sshd", "1:/sbin/init"]);
    assert.equal(counters.processes_unknown.value, 0);
    assert.equal(counters.processes_missed_exit.value, 0);
  }
});

test("a snapshot is an exec to rules, with source replay, once", () => {
  const { feed, context } = setUp();
  const record = buildExec(SHELL, 1000, "/bin/bash", ["bash"], {}, "snapshot");
  const view = feed(record);
  assert.equal(view?.type, "exec");
  assert.equal(view?.["event.source"], "replay");
  assert.equal(view?.["process.file.path"], "/bin/bash");
  context.begin("boot-1", BOOT_TIME_NS);
  assert.equal(feed(record), undefined, "the same process running the same");
  const other = buildExec(SHELL, 3000, "/tmp/x", ["x"], {}, "snapshot");
  assert.equal(feed(other)?.type, "exec", "it executed something while nobody watched");
  context.begin("boot-2", BOOT_TIME_NS);
  assert.equal(feed(record)?.type, "exec", "another boot, another process");
});

test("an exec that the snapshot's look has shown is not told again", () => {
  const { feed } = setUp();
  feed(buildExec(SHELL, 5000, "/tmp/x", ["x"], {}, "snapshot"));
  const exec = (at: number, path: string) => feed(buildExec(SHELL, at, path, [path.at(-1)!]))?.type;
  assert.equal(exec(4000, "/tmp/x"), undefined, "before the look, what the look saw");
  assert.equal(exec(4500, "/tmp/y"), "exec", "before the look, another program");
  assert.equal(exec(6000, "/tmp/y"), "exec", "after the look, the same program again");
});

test("a kernel thread of a snapshot is no exec", () => {
  const { feed } = setUp();
  const thread = buildExec(
    { pid: 2, start: 2 },
    1,
    "",
    [],
    { "process.is_kworker": 1 },
    "snapshot",
  );
  assert.equal(feed(thread), undefined);
});

test("fork inherits, exec replaces, and lineage stays", () => {
  const { feed, at } = setUp();
  snapshot(feed, [INIT, SSHD, SHELL]);
  const child: Person = { pid: 40, start: 40, ppid: 30 };
  feed(buildFork(SHELL, child, 2000));
  const forked = at(child, 2001);
  assert.equal(forked["file.path"], "/bin/bash");
  assert.deepEqual([forked["is_thread"], forked["is_exec"]], [true, false]);
  assert.equal(forked["created_at"], BOOT_TIME_NS + 40);
  const view = feed(buildExec(child, 2002, "/usr/bin/id", ["id", "-u", "--name", "root"]));
  assert.equal(view?.process, forked, "one entry through exec");
  assert.equal(forked["file.path"], "/usr/bin/id");
  assert.equal(forked["argv0"], "id");
  assert.deepEqual(forked["argv"], ["-u", "--name", "root"]);
  assert.equal(forked["args"], "-u --name root");
  assert.deepEqual(forked["args_flags"], ["u", "name"]);
  assert.deepEqual(forked["args_options"], ["name=root"]);
  assert.deepEqual([forked["is_thread"], forked["is_exec"]], [false, true]);
  assert.equal(forked.parent["file.path"], "/bin/bash");
  assert.equal(at(SHELL, 2003)["args"], "", "the parent keeps its own arguments");
});

test("ancestors show what a parent runs now", () => {
  const { feed, at } = setUp();
  snapshot(feed, [INIT, SSHD, SHELL]);
  const child: Person = { pid: 40, start: 40, ppid: 30 };
  feed(buildFork(SHELL, child, 2000));
  assert.equal(at(child, 2001).parent["file.path"], "/bin/bash");
  feed(buildExec(SHELL, 2002, "/usr/bin/python3", ["python3"]));
  assert.equal(at(child, 2003).parent["file.path"], "/usr/bin/python3");
});

test("a process that forks twice keeps its line when the one between ends", () => {
  const { feed, at } = setUp();
  snapshot(feed, [INIT, SSHD, SHELL]);
  const between: Person = { pid: 40, start: 40, ppid: 30 };
  const daemon: Person = { pid: 41, start: 41, ppid: 40 };
  feed(buildFork(SHELL, between, 2000));
  feed(buildFork(between, daemon, 2001));
  feed(buildRecord("exit", header(between, 2002)));
  feed(buildRecord("stats", { "header.ts": 2002 + 61e9 }));
  const entry = at({ ...daemon, ppid: 1 }, 2003 + 62e9);
  assert.deepEqual(lineage(entry), [
    "40:/bin/bash",
    "30:/bin/bash",
    "20:/usr/sbin/sshd",
    "1:/sbin/init",
  ]);
  assert.equal(entry["ppid"], 40);
});

test("an ended process is known for a minute, then forgotten", () => {
  const { context, counters, feed, at } = setUp();
  feed(buildExec(SHELL, 1000, "/bin/bash", ["bash"]));
  const before = context.processes.size;
  const view = feed(buildRecord("exit", { ...header(SHELL, 2000), code_raw: 9 }));
  assert.equal(view?.type, "exit");
  feed(buildRecord("stats", { "header.ts": 2000 + 59e9 }));
  assert.equal(at(SHELL, 3000)["file.path"], "/bin/bash");
  assert.equal(context.processes.size, before);
  const unknown = counters.processes_unknown.value;
  feed(buildRecord("stats", { "header.ts": 2000 + 61e9 }));
  assert.equal(context.processes.size, before - 1);
  assert.equal(at(SHELL, 3001)["file.path"], "");
  assert.equal(counters.processes_unknown.value, unknown + 1);
});

test("a pid used again is another process, also for late words of the first", () => {
  const { counters, feed, at } = setUp();
  const first: Person = { pid: 50, start: 100 };
  const second: Person = { pid: 50, start: 900 };
  feed(buildExec(first, 200, "/bin/first", ["first"]));
  feed(buildExec(second, 1000, "/bin/second", ["second"]));
  assert.equal(counters.processes_pid_reused.value, 1);
  assert.equal(at(first, 1001)["file.path"], "/bin/first");
  assert.equal(at(second, 1002)["file.path"], "/bin/second");
  feed(buildRecord("stats", { "header.ts": 1000 + 61e9 }));
  assert.equal(at(second, 1003)["file.path"], "/bin/second");
  assert.equal(at(first, 1004)["file.path"], "", "the first is forgotten");
  assert.equal(at(second, 1005)["file.path"], "/bin/second");
});

test("live records that come before the snapshot's are not undone by it", () => {
  const { feed, at } = setUp();
  feed(buildExec(SHELL, 5000, "/usr/bin/new", ["new"]));
  assert.equal(feed(buildExec(SHELL, 4000, "/bin/old", ["old"], {}, "snapshot")), undefined);
  assert.equal(at(SHELL, 6000)["file.path"], "/usr/bin/new");
  const child: Person = { pid: 60, start: 4500, ppid: 30, parentStart: 30 };
  feed(buildFork(SHELL, child, 4600));
  feed(buildExec(child, 5500, "/usr/bin/new", ["new"], {}, "snapshot"));
  assert.equal(at(child, 6001).parent["pid"], 30);
});

test("what a second snapshot does not show has ended unseen", () => {
  const { context, counters, feed, at } = setUp();
  snapshot(feed, [INIT, SSHD, SHELL]);
  context.begin("boot-1", BOOT_TIME_NS);
  snapshot(feed, [INIT, SSHD], 5000);
  assert.equal(counters.processes_missed_exit.value, 1);
  feed(buildRecord("stats", { "header.ts": 5001 + 61e9 }));
  assert.equal(at(SHELL, 9000)["file.path"], "");
  assert.equal(at(SSHD, 9001)["file.path"], "/usr/sbin/sshd");
});

test("credentials and names follow each event", () => {
  const { feed, at } = setUp();
  feed(buildExec(SHELL, 1000, "/bin/bash", ["bash"], { "header.uid": 1000 }));
  assert.equal(at(SHELL, 1001, { "header.uid": 1000 })["uid"], 1000);
  const root = { "header.uid": 0, "header.cap_effective": 2 ** 40 - 1, "header.comm": "evil" };
  const entry = at(SHELL, 1002, { ...root, "header.tid": 31 });
  assert.deepEqual(
    [entry["uid"], entry["cap_effective"], entry["comm"], entry["tid"]],
    [0, 2 ** 40 - 1, "evil", 31],
  );
});

test("a script is the file and its interpreter the interpreter", () => {
  const { feed } = setUp();
  const script = { "process.is_script": 1, "process.cwd": "/home/me/a" };
  const more = { ...script, "process.filename": "../run.sh", "process.file.path": "/usr/bin/bash" };
  const view = feed(buildExec(SHELL, 1000, "/usr/bin/bash", ["bash", "../run.sh"], more));
  assert.equal(view?.["process.file.path"], "/home/me/run.sh");
  assert.equal(view?.["process.interpreter.file.path"], "/usr/bin/bash");
  assert.equal(view?.["process.interpreter.file.inode"], 42);
  feed(buildExec(SHELL, 1001, "/bin/ls", ["ls"]));
  assert.equal(view?.process["interpreter.file.path"], "");
});

test("the container, its cgroup and the service come with the process", () => {
  const { feed, at } = setUp();
  const id = "ab".repeat(32);
  const inside = {
    "header.cgroup_id": 77,
    "process.cgroup": `/docker/${id}`,
    "process.envp": "A=1\0DD_SERVICE=shop\0LD_PRELOAD=/x.so\0",
  };
  const view = feed(buildExec(SHELL, 1000, "/bin/sh", ["sh"], inside));
  assert.equal(view?.["container.id"], id);
  assert.equal(view?.["container.runtime"], "docker");
  assert.equal(view?.["cgroup.id"], `/docker/${id}`);
  assert.equal(view?.["event.service"], "shop");
  assert.deepEqual(view?.["process.envs"], ["A", "DD_SERVICE", "LD_PRELOAD=/x.so"]);
  const child: Person = { pid: 40, start: 40, ppid: 30 };
  feed(buildFork(SHELL, child, 1001));
  const bare = feed(buildExec(child, 1002, "/bin/id", ["id"], { "process.cgroup": "" }));
  assert.equal(bare?.["event.service"], "shop", "from its parent");
  const moved = at(SSHD, 1003, { "header.cgroup_id": 77 });
  assert.equal(moved["container.id"], id, "a process moved into a known cgroup");
});

test("a bare name is a container only where mounts are not the host's", () => {
  const { feed } = setUp();
  feed(buildExec(INIT, 1000, "/sbin/init", ["init"], { "header.mntns": 100 }, "snapshot"));
  const host = { "process.cgroup": "/t1", "header.mntns": 100, "header.cgroup_id": 5 };
  const other = { "process.cgroup": "/t2", "header.mntns": 200, "header.cgroup_id": 6 };
  assert.equal(feed(buildExec(SHELL, 1001, "/bin/sh", ["sh"], host))?.["container.id"], "");
  assert.equal(feed(buildExec(SSHD, 1002, "/bin/sh", ["sh"], other))?.["container.id"], "t2");
});

test("a line that only grows by dying parents is cut", () => {
  const { counters, feed, at } = setUp();
  let parent = SHELL;
  feed(buildExec(SHELL, 1000, "/bin/sh", ["sh"]));
  for (let index = 0; index < 3 * ANCESTORS_MAX; index += 1) {
    const child: Person = { pid: 1000 + index, start: 2000 + index, ppid: parent.pid };
    feed(buildFork(parent, child, 2000 + index));
    feed(buildRecord("exit", header(parent, 2000 + index)));
    parent = child;
  }
  const entry = at(parent, 9000);
  assert.equal(entry.ancestors.length, ANCESTORS_MAX);
  assert.ok(counters.lineages_cut.value > 0);
  let depth = 0;
  for (let up = entry.knownParent; up; up = up.knownParent) depth += 1;
  assert.ok(depth <= ANCESTORS_MAX + 2, `${depth} ancestors are held`);
});

test("an event of nobody has an empty process", () => {
  const { feed, context } = setUp();
  const view = feed(buildRecord("connect", { "header.ts": 1 }));
  assert.equal(view?.["process.pid"], 0);
  assert.equal(context.processes.size, 0);
});

test("answers name the addresses that are connected to later", () => {
  const { feed } = setUp();
  const question = "\x04pool\x07example\x00\x00\x01\x00\x01";
  const answer = "\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xcb\x00\x71\x07";
  const head = "\x12\x34\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00";
  const payload = Buffer.from(head + question + answer, "latin1");
  feed(buildRecord("dns", { ...header(SHELL, 1000), payload }));
  const connect = {
    "addr.ip": new Uint8Array([203, 0, 113, 7]),
    "addr.family": 2,
    "addr.port": 443,
  };
  const view = feed(buildRecord("connect", { ...header(SHELL, 1001), ...connect }));
  const names = (view as unknown as Record<string, unknown>)["connect.addr.hostname"];
  assert.deepEqual(names, ["pool.example"]);
});

test("losses that the sensor reports are counted", () => {
  const { counters, feed } = setUp();
  const counts = Buffer.alloc(512);
  counts.writeBigUInt64LE(5n, 32);
  counts.writeBigUInt64LE(2n, 8);
  feed(buildRecord("lost", { total: 7, counts }));
  assert.equal(counters.records_lost.value, 7);
});

test("beyond the maximum the process that ended first goes, then the one known longest", () => {
  const { context, counters, feed, at } = setUp(3);
  const [one, two, three, four, five] = [1, 2, 3, 4, 5].map((pid) => ({ pid, start: pid })) as [
    Person,
    Person,
    Person,
    Person,
    Person,
  ];
  for (const who of [one, two, three]) feed(buildExec(who, 100, `/bin/${who.pid}`, ["x"]));
  feed(buildRecord("exit", header(two, 101)));
  feed(buildExec(four, 102, "/bin/4", ["x"]));
  feed(buildExec(five, 103, "/bin/5", ["x"]));
  assert.equal(context.processes.size, 3);
  assert.equal(counters.processes_evicted.value, 2);
  const paths = [three, four, five].map((who) => at(who, 104)["file.path"]);
  assert.deepEqual(paths, ["/bin/3", "/bin/4", "/bin/5"]);
});

test("the idle task is nobody's parent", () => {
  const { feed, at } = setUp();
  feed(buildFork({ pid: 0, start: 0 }, { pid: 2, start: 2 }, 100));
  assert.deepEqual(at({ pid: 2, start: 2 }, 101).ancestors, []);
});

test("records at random never break the cache", () => {
  const { context, feed } = setUp();
  let seed = 12345;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % below;
  };
  for (let index = 0; index < 20_000; index += 1) {
    const who = {
      pid: 1 + random(50),
      start: 1 + random(6),
      ppid: random(50),
      parentStart: random(6),
    };
    const other = { pid: 1 + random(50), start: 1 + random(6) };
    const ts = index * 1e8;
    switch (random(6)) {
      case 0:
        feed(buildFork(who, other, ts));
        break;
      case 1:
        feed(buildExec(who, ts, "/bin/x", ["x"]));
        break;
      case 2:
        feed(buildExec(who, ts, "/bin/y", ["y"], {}, "snapshot"));
        break;
      case 3:
        feed(buildRecord("exit", header(who, ts)));
        break;
      case 4:
        feed(buildRecord("stats", { "header.ts": ts }));
        break;
      default:
        assert.ok((feed(buildOpen(who, ts, "/etc/x", 0))?.process.ancestors.length ?? 0) <= 64);
    }
    assert.ok(context.processes.size <= 50 * 6);
  }
});
