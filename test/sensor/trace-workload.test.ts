/**
 * What the tracer must not change: exit codes, signals, job control, waits, threads, thousands of
 * processes; and what it cannot help changing, which is stated here.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { after, before, describe, test } from "node:test";
import { Client, StreamReader, type StreamRecord, until } from "./harness.ts";
import { Bench, users, whyNoTrace } from "./trace-harness.ts";

const why = whyNoTrace();
const EPERM = 1;
const STORM = 2000;
const SWAPS = 500;
const EXIT_NOT_PERMITTED = 3;
const EXIT_IO = 7;
const EXIT_NOT_FOUND = 127;
const EXIT_CANNOT_RUN = 126;

const exitOf = (pid: number) => (records: readonly StreamRecord[]) =>
  records.some(({ type, members }) => type === "exit" && members["header.pid"] === BigInt(pid));

for (const user of why === undefined ? users() : [{ name: "nobody", uid: 0 }]) {
  describe(`a workload traced as ${user.name}`, { skip: why ?? false }, () => {
    let bench: Bench;
    const children: ChildProcess[] = [];

    before(() => {
      bench = new Bench(user);
    });
    after(() => {
      for (const child of children) child.kill("SIGKILL");
      bench.close();
    });

    /** Starts the sensor on a socket; the child is the command itself. */
    const serve = (command: readonly string[], ...options: string[]) => {
      const socketPath = bench.path(`s${children.length}`);
      const args = ["--trace", "--socket", socketPath, ...options, "--", ...command];
      const child = spawn(bench.sensor, args, {
        stdio: ["pipe", "pipe", "inherit"],
        ...bench.credentials,
      });
      children.push(child);
      let output = "";
      child.stdout?.on("data", (part) => {
        output += part;
      });
      const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
        child.on("exit", (code, signal) => resolve([code, signal])),
      );
      return { child, socketPath, ended, output: () => output };
    };
    const connect = async (socketPath: string) => {
      await until("the sensor listens", () => existsSync(socketPath));
      return new Client(socketPath).ready();
    };

    test("ends with the code or signal that it has without a tracer", async () => {
      for (const command of [
        "exit 7",
        "exit 255",
        "kill -SEGV $$",
        "kill -KILL $$",
        "kill -TERM $$",
      ]) {
        const shell = ["/bin/sh", "-c", command];
        const plain = bench.plain(shell);
        const traced = await bench.run(shell);
        assert.deepEqual([traced.status, traced.signal], [plain.status, plain.signal], command);
        assert.equal(traced.stderr, plain.stderr);
      }
    });

    test("keeps its pid, parent, input and output, and closes them when it ends", async () => {
      const command = ["/bin/sh", "-c", "read line; echo $$ $PPID $line"];
      const { pid, stdout } = await bench.run(command, { input: "words\n" });
      assert.equal(stdout, `${pid} ${process.pid} words\n`);
    });

    test("a command that cannot be run ends as in a shell", () => {
      const run = (command: string) =>
        spawnSync(bench.sensor, ["--trace", "--capture", bench.path("none"), "--", command], {
          encoding: "utf8",
          ...bench.credentials,
        });
      const absent = run("/no/such/program");
      assert.equal(absent.status, EXIT_NOT_FOUND);
      assert.match(absent.stderr, /SENSOR_USAGE: \/no\/such\/program cannot be run: No such file/);
      assert.equal(run("/etc").status, EXIT_CANNOT_RUN);
    });

    test("a socket that cannot be made ends before the command begins", () => {
      const socketPath = "/no/such/directory/s";
      const run = (...options: string[]) =>
        spawnSync(
          bench.sensor,
          ["--trace", "--socket", socketPath, ...options, "--", "/bin/echo", "ran"],
          { encoding: "utf8", ...bench.credentials },
        );
      const refused = run();
      assert.equal(refused.status, EXIT_IO);
      assert.equal(refused.stdout, "");
      assert.match(refused.stderr, /SENSOR_SOCKET/);
      const unwatched = run("--or-untraced");
      assert.deepEqual([unwatched.status, unwatched.stdout], [0, "ran\n"]);
    });

    for (const mode of ["waits", "jobs", "handlers"])
      test(`${mode}: as without a tracer`, async () => {
        const { status, stderr } = await bench.run([bench.tracee, mode]);
        assert.equal(stderr, "");
        assert.equal(status, 0);
      });

    test("stops and goes on with its group, and takes signals sent to it", async () => {
      const { child, ended, output } = serve([
        "/bin/sh",
        "-c",
        "trap 'echo told; exit 4' USR1; echo up; while :; do read x; done",
      ]);
      await until("the command runs", () => output().includes("up"));
      const pid = child.pid as number;
      const state = () => readFileSync(`/proc/${pid}/stat`, "utf8").replace(/.*\) /, "")[0] ?? "";
      child.kill("SIGSTOP");
      /* A stopped thread that is traced is shown as t, or T. */
      await until("it stops", () => "tT".includes(state()));
      child.kill("SIGCONT");
      await until("it goes on", () => state() === "S");
      /* A shell whose read the signal ended has gone before the line comes. */
      child.stdin?.on("error", () => {});
      child.kill("SIGUSR1");
      child.stdin?.write("\n");
      assert.deepEqual(await ended, [4, null]);
      assert.match(output(), /told/);
    });

    test("an interrupted open is told once, when it has succeeded", async () => {
      const fifo = bench.path("fifo");
      spawnSync("mkfifo", ["-m", "666", fifo]);
      const { status, of, pid } = await bench.run([bench.tracee, "interrupt", fifo]);
      assert.equal(status, 0);
      const opens = of("open", pid).filter(({ members }) => members["file.path"] === fifo);
      assert.equal(opens.length, 1);
      assert.ok(Number(opens[0]?.members["header.retval"]) >= 0);
    });

    test(`${STORM} processes: each fork and exit is told, each code arrives`, async () => {
      const { status, pid, of } = await bench.run([bench.tracee, "storm", String(STORM)]);
      assert.equal(status, 0);
      const forks = of("fork", pid);
      const exits = new Map(of("exit").map(({ members }) => [members["header.pid"], members]));
      assert.equal(forks.length, STORM);
      for (const { members } of forks)
        assert.equal(
          exits.get(members["child_pid"] as bigint)?.["header.start"],
          members["child_start"],
        );
    });

    test("threads: each open is told with its thread", async () => {
      const { status, pid, of } = await bench.run([bench.tracee, "threads", "50", bench.path("t")]);
      assert.equal(status, 0);
      const opens = of("open", pid);
      assert.deepEqual(
        opens.map(({ members }) => members["file.path"]).sort(),
        Array.from({ length: 50 }, (_, index) => bench.path(`t.${index}`)).sort(),
      );
      assert.equal(new Set(opens.map(({ members }) => members["header.tid"])).size, 50);
      assert.equal(of("fork").length, 0);
      assert.equal(of("exit").length, 1);
    });

    test("a thread that puts another file behind the descriptor hides no open", async () => {
      const [target, decoy] = [bench.path("target"), bench.path("decoy")];
      for (const path of [target, decoy]) {
        writeFileSync(path, "");
        chownSync(path, user.uid, user.uid);
      }
      const { status, pid, of } = await bench.run([
        ...[bench.tracee, "swap", String(SWAPS), target, decoy],
      ]);
      assert.equal(status, 0);
      const opens = of("open", pid).map(({ flags, members }) => [members["file.path"], ...flags]);
      const told = opens.filter(([path]) => path === target);
      const swapped = opens.filter(([path]) => path === decoy);
      assert.equal(told.length, SWAPS);
      assert.equal(told.filter(([, flag]) => flag === "path_claimed").length, swapped.length);
    });

    test("an exec from a second thread is that of the process", async () => {
      const { status, pid, of } = await bench.run([bench.tracee, "exec", "/bin/true"]);
      assert.equal(status, 0);
      const exec = of("exec", pid).at(-1)?.members;
      assert.equal(exec?.["header.tid"], BigInt(pid));
      assert.equal(exec?.["process.argv"], "/bin/true\0by-thread\0");
      assert.equal(of("exit", pid).length, 1);
    });

    test("a vfork and its exec", async () => {
      const { status, of } = await bench.run([bench.tracee, "vfork", "/bin/true"]);
      assert.equal(status, 0);
      const child = of("fork")[0]?.members["child_pid"];
      assert.equal(of("exec", Number(child))[0]?.members["process.argv"], "/bin/true\0by-vfork\0");
    });

    test("a daemon is watched after the command has ended", async () => {
      const path = bench.path("by-daemon");
      const opened = ({ type, members }: StreamRecord) =>
        type === "open" && members["file.path"] === path;
      const { pid, records, of } = await bench.run([bench.tracee, "daemon", path], {
        ends: (all) => {
          const open = all.find(opened);
          return open !== undefined && exitOf(Number(open.members["header.pid"]))(all);
        },
      });
      const open = records.find(opened) as StreamRecord;
      const daemon = Number(open.members["header.pid"]);
      const [exit] = of("exit", daemon);
      assert.equal(exit?.members["code_raw"], 3n << 8n);
      assert.ok(records.indexOf(open) > records.findIndex((record) => exitOf(pid)([record])));
    });

    test("a program that traces is refused, and told of", async () => {
      const { stdout, of } = await bench.run([bench.tracee, "ptrace"]);
      const [child, traceMe, seize] = stdout.trim().split(" ").map(Number);
      assert.deepEqual([traceMe, seize], [EPERM, EPERM]);
      const [own, other] = of("ptrace").map(({ members }) => members);
      assert.equal(own?.["request"], 0n);
      assert.equal(own?.["tracee.pid"], BigInt(child ?? 0));
      assert.equal(own?.["header.retval"], BigInt(-EPERM));
      assert.equal(other?.["tracee.pid"], BigInt(child ?? 0));
      assert.equal(other?.["tracee.start"], own?.["header.start"]);
    });

    test("a set-user-id program gains its rights only where no_new_privs is not needed", async (t) => {
      if (process.getuid?.() !== 0) return t.skip("needs root to make a set-user-id file");
      const program = bench.path("set-user-id");
      copyFileSync("/usr/bin/id", program);
      chmodSync(program, 0o4755);
      const asUser = ["/usr/bin/setpriv", "--reuid", "1", "--regid", "1", "--clear-groups"];
      const command = user.uid === 0 ? [...asUser, program, "-u"] : [program, "-u"];
      const { stdout, of } = await bench.run(command);
      assert.equal(stdout, user.uid === 0 ? "0\n" : `${user.uid}\n`);
      const exec = of("exec").at(-1)?.members;
      assert.equal(exec?.["process.file.mode"], 0o104755n);
      assert.equal(exec?.["header.euid"], BigInt(user.uid));
      assert.equal(exec?.["process.secureexec"], user.uid === 0 ? 1n : 0n);
    });

    test("a client that comes late gets what was kept, one that comes back the processes", async () => {
      const { child, socketPath, ended } = serve([
        "/bin/sh",
        "-c",
        `while read name; do echo > ${bench.directory}/$name; done`,
      ]);
      child.stdin?.write("early\n");
      await until("the file", () => existsSync(bench.path("early")));
      const first = await connect(socketPath);
      const open = (name: string) => (record: StreamRecord) =>
        record.type === "open" && record.members["file.path"] === bench.path(name);
      await first.find("an open before the client", open("early"));
      await first.filter(1, [{ event: "connect", acceptAll: true }]);
      child.stdin?.write("unwanted\n");
      await until("the file", () => existsSync(bench.path("unwanted")));
      first.close();
      child.stdin?.write("away\n");
      await until("the file", () => existsSync(bench.path("away")));
      const second = await connect(socketPath);
      const shown = second.records.filter(({ type }) => type === "snapshot");
      assert.deepEqual(
        shown.map(({ members }) => members["header.pid"]),
        [BigInt(child.pid ?? 0)],
      );
      assert.match(String(shown[0]?.members["process.argv"]), /^\/bin\/sh\0-c\0while read/);
      await second.filter(2, [{ event: "open", acceptAll: true }]);
      child.stdin?.write("wanted\n");
      await second.find("an open after the filter", open("wanted"));
      assert.equal(second.records.some(open("unwanted")), false);
      child.stdin?.end();
      assert.deepEqual(await ended, [0, null]);
      await until("the stream ends", () => second.closed);
      assert.equal(existsSync(socketPath), false);
    });

    test("records that nobody reads are lost in number, and the command goes on", async () => {
      const count = 6000;
      const loop = `i=0; while [ $i -lt ${count} ]; do echo > lost; i=$((i+1)); done; echo done; read x`;
      const { child, socketPath, ended } = serve(
        ["/bin/sh", "-c", `cd ${bench.directory}; ${loop}`],
        "--ring-mb",
        "1",
      );
      await new Promise((resolve) => child.stdout?.once("data", resolve));
      const client = await connect(socketPath);
      const isDrained = ({ type, members }: StreamRecord) =>
        type === "stats" && members["ring_bytes"] === 0n && members["ring_bytes_max"] === 1n << 20n;
      const { members } = await client.find("stats of an empty ring", isDrained);
      const OPEN = 4;
      const [seen, lost] = ["seen", "lost"].map((name) => (members[name] as bigint[])[OPEN] ?? 0n);
      assert.ok((lost ?? 0n) > 0n, "1 MiB does not hold them all");
      assert.equal((seen ?? 0n) + (lost ?? 0n), BigInt(count));
      const delivered = client.records.filter(({ type }) => type === "open").length;
      assert.equal(BigInt(delivered), seen);
      const told = client.records.filter(({ type }) => type === "lost");
      const sum = told.reduce(
        (all, one) => all + ((one.members["counts"] as bigint[])[OPEN] ?? 0n),
        0n,
      );
      assert.equal(sum, lost);
      child.stdin?.end("\n");
      assert.deepEqual(await ended, [0, null]);
    });

    test("without its tracer a command cannot go on: the kernel ends both", async () => {
      const { child, ended, output } = serve(["/bin/sh", "-c", "echo up; read x"]);
      await until("the command runs", () => output().includes("up"));
      const tracer = spawnSync("pgrep", ["-P", String(child.pid), "-x", "vigil-sensor"], {
        encoding: "utf8",
      });
      process.kill(Number(tracer.stdout.trim()), "SIGKILL");
      assert.deepEqual(await ended, [null, "SIGKILL"]);
    });

    test("as the first process of a pid namespace it is told to its very end", async (t) => {
      if (user.uid !== 0) return t.skip("needs root to make a pid namespace");
      const socketPath = bench.path("first");
      // Its child sleeps by then, its exec told of: one that comes later is rightly told later.
      const sleeps = '[ "$name$state" = "(sleep)S" ]';
      const waits = `until read pid name state rest </proc/$!/stat && ${sleeps}; do :; done`;
      const script = `read x; sleep 60 & ${waits}; echo > ${bench.path("last")}; exit 6`;
      const command = ["/bin/sh", "-c", script];
      const child = spawn(
        "unshare",
        [
          ...["--pid", "--fork", "--mount-proc", "--"],
          ...[bench.sensor, "--trace", "--socket", socketPath, "--", ...command],
        ],
        { stdio: ["pipe", "ignore", "inherit"] },
      );
      children.push(child);
      const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
      const client = await connect(socketPath);
      child.stdin?.end("\n");
      assert.equal(await ended, 6);
      await until("the stream ends", () => client.closed);
      const last = client.records.filter(({ type }) => type !== "stats").at(-1);
      assert.equal(last?.type, "exit");
      assert.equal(last?.members["header.pid"], 1n);
      assert.equal(last?.members["code_raw"], 6n << 8n);
      assert.ok(
        client.records.some((record) => record.members["file.path"] === bench.path("last")),
      );
    });

    test("another user's process is told without its files where the right to look is missing", async (t) => {
      if (user.uid !== 0) return t.skip("needs root to become another user");
      const dropped = [
        "--bounding-set=-sys_ptrace,-sys_admin",
        "--inh-caps=-sys_ptrace,-sys_admin",
      ];
      const other = ["/usr/bin/setpriv", "--reuid", "1", "--regid", "1", "--clear-groups"];
      const capture = bench.path("weak");
      const { status } = spawnSync("/usr/bin/setpriv", [
        ...[...dropped, "--", bench.sensor, "--trace", "--capture", capture, "--"],
        ...[...other, "/bin/sh", "-c", "echo > /dev/null; exit 8"],
      ]);
      assert.equal(status, 8);
      const read = () => {
        const reader = new StreamReader();
        reader.push(readFileSync(capture));
        return reader.records.some(({ type }) => type === "exit") ? reader.records : undefined;
      };
      const records = await until("a whole capture", read);
      const exec = records.findLast(({ type }) => type === "exec");
      assert.equal(exec?.members["process.argv"], "/bin/sh\0-c\0echo > /dev/null; exit 8\0");
      assert.equal(exec?.members["header.euid"], 1n);
      assert.equal(exec?.members["process.file.inode"], 0n);
      assert.equal(exec?.members["process.file.path"], "/bin/sh");
      assert.deepEqual(exec?.flags, ["path_claimed"]);
      const open = records.findLast(({ type }) => type === "open");
      assert.equal(open?.members["file.path"], "/dev/null");
      assert.deepEqual(open?.flags, ["path_claimed"]);
    });

    test("what is traced already is refused, or run unwatched when that is asked for", async () => {
      const inner = (...options: string[]) =>
        bench.run([
          bench.sensor,
          "--trace",
          "--capture",
          bench.path("inner"),
          ...options,
          "--",
          "/bin/echo",
          "ran",
        ]);
      const refused = await inner();
      assert.equal(refused.status, EXIT_NOT_PERMITTED);
      assert.match(refused.stderr, /SENSOR_NOT_PERMITTED: The command cannot be traced/);
      const run = await inner("--or-untraced");
      assert.equal(run.status, 0);
      assert.equal(run.stdout, "ran\n");
      assert.match(run.stderr, /runs without being watched/);
    });
  });
}
