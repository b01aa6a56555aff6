/**
 * The sensor without eBPF: what it tells of real programs, every member of its records, as root and
 * as a user without any right.
 */
import assert from "node:assert/strict";
import { readlinkSync, statSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { after, before, describe, test } from "node:test";
import { RULE_EVENTS } from "#lib/event";
import type { StreamRecord } from "./harness.ts";
import { Bench, users, whyNoTrace } from "./trace-harness.ts";

const why = whyNoTrace();
const NS_TO_TICKS = 10_000_000n;
const EACCES = -13n;
const ENOENT = -2n;
const ECONNREFUSED = -111;
const AT_FDCWD = -100n;
const O_CREAT_WRONLY_TRUNC = 0o1101n;

function namespaceOf(kind: string): bigint {
  return BigInt(/\[(\d+)\]/.exec(readlinkSync(`/proc/self/ns/${kind}`))?.[1] ?? 0);
}

function only(records: readonly StreamRecord[]): StreamRecord["members"] & { said: string[] } {
  assert.equal(records.length, 1, JSON.stringify(records.map(({ type }) => type)));
  const [record] = records as [StreamRecord];
  return { ...record.members, said: record.flags } as never;
}

function isFile(members: Record<string, unknown>, prefix: string, path: string): void {
  const file = statSync(path, { bigint: true });
  assert.equal(members[`${prefix}.inode`], file.ino);
  assert.equal(members[`${prefix}.mode`], file.mode);
  assert.equal(members[`${prefix}.uid`], file.uid);
  assert.equal(members[`${prefix}.gid`], file.gid);
  assert.equal(members[`${prefix}.nlink`], file.nlink);
  assert.equal(members[`${prefix}.mtime`], file.mtimeNs);
  assert.equal(members[`${prefix}.ctime`], file.ctimeNs);
  const [major, minor] = [
    (file.dev >> 8n) & 0xfffn,
    (file.dev & 0xffn) | ((file.dev >> 12n) & 0xfff00n),
  ];
  assert.equal(members[`${prefix}.dev`], (major << 20n) | minor);
  assert.notEqual(members[`${prefix}.fs`], "");
  assert.notEqual(members[`${prefix}.magic`], 0n);
}

for (const user of why === undefined ? users() : [{ name: "nobody", uid: 0 }]) {
  describe(`traced as ${user.name}`, { skip: why ?? false }, () => {
    let bench: Bench;
    let server: Server;
    let port = 0;

    before(async () => {
      bench = new Bench(user);
      server = createServer((socket) => socket.destroy());
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      port = (server.address() as AddressInfo).port;
    });
    after(() => {
      bench.close();
      server.close();
    });

    const isOurs = (members: Record<string, unknown>) => {
      for (const name of ["uid", "euid", "fsuid", "gid", "egid", "fsgid"])
        assert.equal(members[`header.${name}`], BigInt(user.uid), name);
      assert.equal(members["header.mntns"], namespaceOf("mnt"));
      assert.equal(members["header.pidns"], namespaceOf("pid"));
      assert.equal(members["header.netns"], namespaceOf("net"));
      assert.equal(members["header.auid"], 2n ** 32n - 1n);
      assert.notEqual(members["header.cgroup_id"], 0n);
    };

    test("an exec has its program, arguments, environment, credentials and surroundings", async () => {
      const traced = await bench.run([bench.tracee, "waits"], {
        cwd: bench.directory,
        env: { HOME: "/nowhere", EMPTY: "" },
      });
      const members = only(traced.of("exec"));
      isOurs(members);
      isFile(members, "process.file", bench.tracee);
      assert.deepEqual(members.said, []);
      assert.equal(members["process.file.path"], bench.tracee);
      assert.equal(members["header.pid"], BigInt(traced.pid));
      assert.equal(members["header.tid"], BigInt(traced.pid));
      assert.equal(members["header.ppid"], BigInt(process.pid));
      assert.equal(members["header.comm"], "tracee");
      assert.equal(members["header.retval"], 0n);
      assert.equal(members["header.cap_effective"] === 0n, user.uid !== 0);
      assert.equal(members["process.argv"], `${bench.tracee}\0waits\0`);
      assert.equal(members["process.argc"], 2n);
      assert.equal(members["process.envp"], "HOME=/nowhere\0EMPTY=\0");
      assert.equal(members["process.envc"], 2n);
      assert.equal(members["process.filename"], bench.tracee);
      assert.equal(members["process.cwd"], bench.directory);
      assert.equal(members["process.is_script"], 0n);
      assert.equal(members["process.secureexec"], 0n);
      assert.equal(members["process.is_kworker"], 0n);
      assert.equal(members["process.exec_ts"], members["header.ts"]);
      const start = members["header.start"] as bigint;
      assert.ok(
        start > 0n && start % NS_TO_TICKS === 0n && start <= (members["header.ts"] as bigint),
      );
      assert.ok((members["process.parent_start"] as bigint) <= start);
    });

    test("a script is told by its own path, with the interpreter as its program", async () => {
      const script = bench.path("script.sh");
      writeFileSync(script, "#!/bin/sh\ntrue\n", { mode: 0o755 });
      const members = only((await bench.run([script, "x"])).of("exec"));
      assert.equal(members["process.is_script"], 1n);
      assert.equal(members["process.filename"], script);
      assert.equal(members["process.argv"], `/bin/sh\0${script}\0x\0`);
      isFile(members, "process.file", "/bin/sh");
    });

    test("arguments beyond what a record holds are cut, said and counted", async () => {
      const long = "a".repeat(3000);
      const members = only((await bench.run(["/bin/true", long, long, "end"])).of("exec"));
      assert.deepEqual(members.said, ["args_truncated"]);
      assert.equal(members["process.argc"], 4n);
    });

    test("an open for writing is told by the file behind the descriptor", async () => {
      const { pid, of } = await bench.run(["/bin/sh", "-c", "umask 027; echo x > made"], {
        cwd: bench.directory,
      });
      const members = only(of("open", pid));
      isOurs(members);
      assert.deepEqual(members.said, []);
      assert.equal(members["file.path"], bench.path("made"));
      assert.equal(members["file.base"], "");
      assert.equal(members["syscall_path"], "made");
      assert.equal(members["flags"], O_CREAT_WRONLY_TRUNC);
      assert.equal(members["mode"], 0o666n);
      assert.equal(members["header.retval"], 3n);
      assert.equal(members["header.pid"], BigInt(pid));
      assert.equal(members["file.mode"], 0o100640n);
      assert.equal(members["file.inode"], statSync(bench.path("made"), { bigint: true }).ino);
    });

    test("a symbolic link does not hide which file was opened", async () => {
      const command = `ln -s ${bench.path("real")} ${bench.path("alias")}; echo > ${bench.path("alias")}`;
      const { pid, of } = await bench.run(["/bin/sh", "-c", command]);
      const members = only(of("open", pid));
      assert.equal(members["file.path"], bench.path("real"));
      assert.equal(members["syscall_path"], bench.path("alias"));
    });

    test("a refused open has the path that the caller gave, flagged as claimed", async () => {
      const command = "echo > absent/none/x; echo > /proc/sys/kernel/ostype";
      const { pid, of } = await bench.run(["/bin/sh", "-c", command], { cwd: bench.directory });
      const [absent, refused] = of("open", pid);
      assert.deepEqual(absent?.flags, ["path_claimed"]);
      assert.equal(absent?.members["file.path"], "absent/none/x");
      assert.equal(absent?.members["file.base"], bench.directory);
      assert.equal(absent?.members["header.retval"], ENOENT);
      assert.equal(refused?.members["header.retval"], EACCES);
      assert.equal(refused?.members["file.path"], "/proc/sys/kernel/ostype");
    });

    test("opens that only read stop nothing unless they are asked for", async () => {
      const command = ["/bin/cat", "/etc/hostname"];
      const silent = await bench.run(command);
      assert.deepEqual(silent.of("open"), []);
      const told = await bench.run(command, { options: ["--trace-reads"] });
      const members = only(
        told.of("open").filter((record) => record.members["file.path"] === "/etc/hostname"),
      );
      assert.equal(members["flags"], 0n);
      isFile(members, "file", "/etc/hostname");
    });

    test("a connect has the address of the kernel's socket, or the one given", async () => {
      const made = await bench.run([bench.tracee, "connect", "127.0.0.1", String(port)]);
      const { members } = made.of("connect", made.pid)[0] as StreamRecord;
      isOurs(members);
      assert.equal(made.stdout, "0\n");
      assert.equal(members["header.retval"], 0n);
      assert.equal(members["addr.family"], 2n);
      assert.equal(members["addr.port"], BigInt(port));
      assert.deepEqual([...(members["addr.ip"] as Uint8Array)].slice(0, 4), [127, 0, 0, 1]);
      assert.equal(members["protocol"], 6n);
      const refused = await bench.run([bench.tracee, "begin", "127.0.0.1", "1"]);
      const begun = refused.of("connect", refused.pid)[0] as StreamRecord;
      assert.ok([ECONNREFUSED, -115].includes(Number(begun.members["header.retval"])));
      assert.equal(begun.members["addr.port"], 1n);
      assert.equal(begun.members["protocol"], 6n);
    });

    test("changes of names and modes have the path given, its base and the file's facts", async () => {
      const steps = "touch a; chmod 600 a; mv a b; ln b c; ln -s b d; mkdir e; rmdir e; rm b";
      const { of } = await bench.run(["/bin/sh", "-c", steps], { cwd: bench.directory });
      const inode = only(of("open").filter(({ members }) => members["syscall_path"] === "a"))[
        "file.inode"
      ];
      const claimed = ["path_claimed"];
      const checks: [string, string, bigint | undefined][] = [
        ["chmod", "a", inode as bigint],
        ["rename", "a", inode as bigint],
        ["mkdir", "e", 0n],
        ["rmdir", "e", undefined],
        ["unlink", "b", inode as bigint],
      ];
      for (const [type, path, expected] of checks) {
        const members = only(of(type));
        isOurs(members);
        assert.deepEqual(members.said, claimed, type);
        assert.equal(members["file.path"], path);
        assert.equal(members["file.base"], bench.directory);
        assert.equal(members["header.retval"], 0n);
        if (expected !== undefined) assert.equal(members["file.inode"], expected, type);
      }
      assert.equal(only(of("chmod"))["mode"], 0o600n);
      assert.equal(only(of("rename"))["destination.path"], "b");
      assert.equal(only(of("rename"))["destination.base"], bench.directory);
      assert.equal(only(of("unlink"))["dirfd"], AT_FDCWD);
      const [hard, soft] = of("link");
      assert.equal(hard?.members["symbolic"], 0n);
      assert.equal(hard?.members["file.inode"], inode);
      assert.equal(hard?.members["destination.path"], "c");
      assert.equal(soft?.members["symbolic"], 1n);
      assert.equal(soft?.members["syscall_path"], "b");
      assert.equal(soft?.members["destination.path"], "d");
    });

    test("forks, exits and their codes tell the whole tree", async () => {
      const { pid, of } = await bench.run(["/bin/sh", "-c", "(exit 3); kill -9 $$"]);
      const fork = only(of("fork"));
      assert.equal(fork["header.pid"], BigInt(pid));
      assert.equal(fork["child_pid"], fork["child_tid"]);
      assert.equal(fork["child_pidns_pid"], fork["child_pid"]);
      const child = only(of("exit", Number(fork["child_pid"])));
      assert.equal(child["header.start"], fork["child_start"]);
      assert.equal(child["header.ppid"], BigInt(pid));
      assert.equal(child["code_raw"], 3n << 8n);
      assert.equal(only(of("exit", pid))["code_raw"], 9n);
      assert.equal(only(of("exit", pid))["header.start"], fork["header.start"]);
    });

    test("the preface says which tier this is and what it does not see", async () => {
      const { preface } = await bench.run(["/bin/true"]);
      const hooks = new Map(preface.hooks.map(({ name, ...hook }) => [name, hook]));
      assert.equal(hooks.get("trace/open")?.attached, true);
      assert.match(hooks.get("trace/open")?.why ?? "", /only opens that write/);
      assert.equal(hooks.get("trace/dns")?.attached, false);
      assert.ok(preface.hooks.some(({ why: spot }) => /io_uring/.test(spot)));
      const named = [...hooks.keys()].filter((name) => name !== "trace/blind spot");
      const events = ["fork", ...RULE_EVENTS.map(({ name }) => name)];
      assert.deepEqual(named.toSorted(), events.map((name) => `trace/${name}`).toSorted());
      const privileges = hooks.get("trace/exec")?.why ?? "";
      assert.equal(/no_new_privs/.test(privileges), user.uid !== 0);
    });
  });
}
