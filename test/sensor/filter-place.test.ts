/**
 * The kernel filter by places: directories, mounts, overlays and login uids. What passes is what a
 * rule on the path of the record could match, whatever way the process took to the file.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import {
  ACT,
  act,
  type Client,
  type FilterEvent,
  type Sensor,
  startSensor,
  whyNot,
} from "./harness.ts";

const why = whyNot();
const [OPEN, RENAME, MKDIR, CHMOD, UNLINKAT, SYMLINK] = [2, 82, 83, 90, 263, 88];
const AUID = 0;
const UPPER = 2;
const UNSET = 2 ** 32 - 1;

describe("filter by place", { skip: why ?? false }, () => {
  let sensor: Sensor;
  let client: Client;
  let root: string;
  let generation = 0;
  const mounts: string[] = [];

  before(async () => {
    sensor = await startSensor();
    client = await sensor.connect();
    root = mkdtempSync(join(tmpdir(), "vigil-place-"));
  });
  after(async () => {
    await sensor.stop();
    for (const at of mounts.reverse()) execFileSync("umount", [at]);
    rmSync(root, { recursive: true, force: true });
  });

  const filter = (...events: FilterEvent[]) => client.filter(++generation, events);

  function mount(at: string, ...args: string[]): void {
    execFileSync("mount", [...args, at]);
    mounts.push(at);
  }

  function file(...segments: string[]): string {
    const path = join(root, ...segments);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, "");
    return path;
  }

  /** Records of one type that a call made, by the process that made it. */
  async function recordsOf(type: string, args: (string | number)[], cwd = root) {
    const { pid } = act(args, cwd);
    return ofProcess(type, pid);
  }

  async function ofProcess(type: string, pid: bigint) {
    const isIts = (r: { members: Record<string, unknown> }) => r.members["header.pid"] === pid;
    await client.find(`the exit of ${pid}`, (r) => r.type === "exit" && isIts(r));
    return client.records.filter((r) => r.type === type && isIts(r)).map((r) => r.members);
  }

  const passes = async (type: string, args: (string | number)[], cwd = root) =>
    (await recordsOf(type, args, cwd)).length > 0;

  test("an open passes by the directory that holds the file, at no other depth", async () => {
    await filter({ event: "open", folders: ["cron.d"] });
    assert.equal(await passes("open", [OPEN, `s:${file("cron.d", "job")}`, 0]), true);
    assert.equal(await passes("open", [OPEN, `s:${file("cron.d", "deep", "job")}`, 0]), false);
    assert.equal(await passes("open", [OPEN, `s:${file("cron", "job")}`, 0]), false);
    assert.equal(await passes("open", [OPEN, `s:${join(root, "cron.d")}`, 0]), false);
    assert.equal(await passes("open", [OPEN, "s:job", 0], join(root, "cron.d")), true);
  });

  test("an open passes by a directory at any depth above, and when it lies too deep to tell", async () => {
    await filter({ event: "open", above: ["sudoers.d"] });
    assert.equal(await passes("open", [OPEN, `s:${file("sudoers.d", "a")}`, 0]), true);
    assert.equal(await passes("open", [OPEN, `s:${file("sudoers.d", "b", "c", "d")}`, 0]), true);
    assert.equal(await passes("open", [OPEN, `s:${file("sudoers", "a")}`, 0]), false);
    const deep = Array.from({ length: 40 }, (_, at) => `d${at}`);
    assert.equal(await passes("open", [OPEN, `s:${file(...deep, "x")}`, 0]), true);
  });

  test("a claimed path passes by its own segments and by those of where it starts", async () => {
    await filter({ event: "mkdir", folders: ["cron.d"] }, { event: "chmod", above: ["cron.d"] });
    const cron = join(root, "cron.d");
    mkdirSync(cron, { recursive: true });
    assert.equal(await passes("mkdir", [MKDIR, `s:${cron}/m1`, 0o700]), true);
    assert.equal(await passes("mkdir", [MKDIR, "s:cron.d//m2/", 0o700]), true);
    assert.equal(await passes("mkdir", [MKDIR, "s:m3", 0o700], cron), true);
    assert.equal(await passes("mkdir", [MKDIR, "s:m1/m4", 0o700], cron), false);
    assert.equal(await passes("mkdir", [MKDIR, "s:../m5", 0o700], cron), true);
    assert.equal(await passes("mkdir", [MKDIR, "s:m6", 0o700]), false);
    assert.equal(await passes("mkdir", [MKDIR, `s:${root}/m7`, 0o700]), false);
    assert.equal(await passes("chmod", [CHMOD, "s:m1/m4", 0o700], cron), true);
    assert.equal(await passes("chmod", [CHMOD, "s:m6", 0o700]), false);
    assert.equal(await passes("chmod", [CHMOD, `s:${cron}`, 0o700]), false);
  });

  test("dirfd, the destination of a rename and a link's text count", async () => {
    await filter(
      { event: "unlink", folders: ["cron.d"] },
      { event: "rename", folders: ["cron.d"] },
      { event: "link", folders: ["cron.d"] },
    );
    const cron = join(root, "cron.d");
    file("cron.d", "u1");
    file("u2");
    assert.equal(await passes("unlink", [UNLINKAT, `d:${cron}`, "s:u1", 0]), true);
    assert.equal(await passes("unlink", [UNLINKAT, `d:${root}`, "s:u2", 0]), false);
    file("r1");
    assert.equal(await passes("rename", [RENAME, "s:r1", "s:cron.d/r2"]), true);
    assert.equal(await passes("rename", [RENAME, "s:cron.d/r2", "s:r3"]), true);
    assert.equal(await passes("rename", [RENAME, "s:r3", "s:r4"]), false);
    assert.equal(await passes("link", [SYMLINK, "s:any", "s:cron.d/l1"]), true);
    assert.equal(await passes("link", [SYMLINK, `s:${cron}/x`, "s:l2"]), true);
    assert.equal(await passes("link", [SYMLINK, `s:${root}/x`, `s:${root}/l3`]), false);
  });

  test("what is mounted has the names of its mount points", async () => {
    const secret = file("store", "data-7");
    mount(file("app", "token"), "--bind", secret);
    mkdirSync(join(root, "cron.d", "tmp"), { recursive: true });
    mount(join(root, "cron.d", "tmp"), "-t", "tmpfs", "none");
    await filter({ event: "open", names: ["token"], folders: ["tmp"], above: ["cron.d"] });
    const token = join(root, "app", "token");
    const [opened] = await recordsOf("open", [OPEN, `s:${token}`, 0]);
    assert.equal(opened?.["file.path"], token);
    assert.equal(await passes("open", [OPEN, `s:${secret}`, 0]), false);
    assert.equal(await passes("open", [OPEN, `s:${file("cron.d", "tmp", "x")}`, 0]), true);
    await filter({ event: "open", above: ["cron.d"] });
    assert.equal(await passes("open", [OPEN, `s:${file("cron.d", "tmp", "a", "b")}`, 0]), true);
  });

  test("a path on an overlay mount is also given from the root of that mount", async () => {
    const layers = ["lower", "upper", "work", "merged"].map((name) => join(root, "box", name));
    for (const at of layers) mkdirSync(at, { recursive: true });
    const [lower, upper, work, merged] = layers as [string, string, string, string];
    file("box", "lower", "etc", "passwd");
    file("box", "upper", "etc", "shadow");
    mount(
      merged,
      "-t",
      "overlay",
      "none",
      "-o",
      `lowerdir=${lower},upperdir=${upper},workdir=${work}`,
    );
    mkdirSync(join(merged, "etc", "vol"));
    mount(join(merged, "etc", "vol"), "-t", "tmpfs", "none");
    file("box", "merged", "etc", "vol", "x");
    await filter({ event: "open", acceptAll: true }, { event: "mkdir", acceptAll: true });
    const belowOf = async (args: (string | number)[], cwd = root, type = "open") =>
      (await recordsOf(type, args, cwd))
        .map((r) => [r["file.path"], r["file.base"], r["file.below"]])
        .at(-1);
    const passwd = join(merged, "etc/passwd");
    assert.deepEqual(await belowOf([OPEN, `s:${passwd}`, 0]), [passwd, "", "/etc/passwd"]);
    assert.deepEqual((await belowOf([OPEN, `s:${merged}/etc/vol/x`, 0]))?.[2], "/etc/vol/x");
    assert.deepEqual((await belowOf([OPEN, `s:${merged}`, 0]))?.[2], "/");
    assert.deepEqual((await belowOf([OPEN, `s:${lower}/etc/passwd`, 0]))?.[2], "");
    assert.deepEqual(await belowOf([MKDIR, "s:new", 0o700], join(merged, "etc"), "mkdir"), [
      "new",
      join(merged, "etc"),
      "/etc",
    ]);
    await filter({ event: "open", ranges: [[UPPER, 1, 1]] });
    assert.equal(await passes("open", [OPEN, `s:${merged}/etc/shadow`, 0]), true);
    assert.equal(await passes("open", [OPEN, `s:${passwd}`, 0]), false);
    /* In a mount namespace that has the overlay as its root, the path is the one below it. */
    await filter({ event: "open", names: ["passwd"] });
    mkdirSync(join(merged, "old"));
    const ld = realpathSync("/lib64/ld-linux-x86-64.so.2");
    const loader = `/old${ld} --library-path /old${dirname(ld)}`;
    const enter = `cd ${merged}; pivot_root . old; exec ${loader} /old${ACT} ${OPEN} s:/etc/passwd 0`;
    const text = execFileSync("unshare", ["-m", "sh", "-c", enter], { encoding: "utf8" });
    const [inside] = await ofProcess("open", BigInt(text.split(" ")[0] ?? 0));
    assert.deepEqual([inside?.["file.path"], inside?.["file.below"]], ["/etc/passwd", ""]);
  });

  test("memory passes by its protection or its flags, with and without a file", async () => {
    const [mmap, anonymous, exec] = [9, 0x22, 4];
    const asked = (protection: number) => [mmap, 0, 4096, protection, anonymous, -1, 0];
    /* Programs are mapped by their loader too: this call is the one of 4096 bytes. */
    const own = async (args: number[]) =>
      (await recordsOf("mmap", args)).some((r) => r["length"] === 4096n && r["flags"] === 0x22n);
    await filter({ event: "mmap", flagsAny: exec });
    assert.deepEqual([await own(asked(5)), await own(asked(1))], [true, false]);
    await filter({ event: "mmap", names: ["none"] });
    assert.equal(await own(asked(5)), false);
    await filter({ event: "mmap", ranges: [[AUID, 0, UNSET]] });
    assert.equal(await own(asked(1)), true);
  });

  test("an open passes by the login uid of its process", async () => {
    const path = file("any");
    const opened = async (auid: number) => {
      const script = `echo ${auid} > /proc/self/loginuid && exec ${ACT} ${OPEN} s:${path} 0`;
      const text = execFileSync("sh", ["-c", script], { encoding: "utf8" });
      return (await ofProcess("open", BigInt(text.split(" ")[0] ?? 0))).some(
        (r) => r["file.path"] === path,
      );
    };
    for (const event of ["open"]) {
      await filter({ event, ranges: [[AUID, 1000, 2000]] });
      assert.deepEqual(
        [await opened(1000), await opened(2000), await opened(999)],
        [true, true, false],
      );
      await filter({ event, ranges: [[AUID, 0, UNSET - 1]] });
      assert.deepEqual([await opened(0), await opened(1234)], [true, true]);
      await filter({ event, ranges: [[AUID, UNSET, UNSET]] });
      assert.equal(await opened(5), false);
    }
  });
});
