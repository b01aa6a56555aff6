/**
 * Events about what a file is said to be, and about where a process stands: times, extended
 * attributes, the working directory. Each system call of each family, natively and as a 32-bit
 * program makes it.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { assertClaimed, assertFile, canMake, type FileScene, openScene } from "./file-scene.ts";
import { ACT, type StreamRecord, whyNot } from "./harness.ts";

const why = whyNot();
const AT_FDCWD = -100;
const AT_EMPTY_PATH = 0x1000;
const UTIME_NOW = 0x3fffffff;
const UTIME_OMIT = 0x3ffffffe;
const EACCES = 13n;
const NS_PER_S = 1_000_000_000n;
const BOTH_NOW = 3n;

describe("attribute events", { skip: why ?? false }, () => {
  let scene: FileScene;
  let directory: string;

  before(async () => {
    scene = await openScene();
    ({ directory } = scene);
  });
  after(() => scene.close());

  const seen: FileScene["seen"] = (...call) => scene.seen(...call);

  function assertTimes({ members }: StreamRecord, atime: bigint, mtime: bigint, now = 0n): void {
    assert.deepEqual([members["atime"], members["mtime"], members["set_now"]], [atime, mtime, now]);
  }

  test("utime, utimes, futimesat and utimensat by path claim the file", async () => {
    scene.file("t");
    const [a, m] = [1_000_000_000, 1_700_000_000];
    const dir = `d:${directory}`;
    const [atime, mtime] = [BigInt(a) * NS_PER_S, BigInt(m) * NS_PER_S];
    const calls: [(string | number)[], bigint, bigint][] = [
      [[132, "s:t", `longs:${a},${m}`], atime, mtime],
      [[235, "s:t", `longs:${a},5,${m},6`], atime + 5_000n, mtime + 6_000n],
      [[261, dir, "s:t", `longs:${a},5,${m},6`], atime + 5_000n, mtime + 6_000n],
      [[280, dir, "s:t", `longs:${a},5,${m},6`, 0], atime + 5n, mtime + 6n],
      [["-32", 30, "s:t", `words:${a},${m}`], atime, mtime],
      [["-32", 271, "s:t", `words:${a},5,${m},6`], atime + 5_000n, mtime + 6_000n],
      [["-32", 299, dir, "s:t", `words:${a},5,${m},6`], atime + 5_000n, mtime + 6_000n],
      [["-32", 320, dir, "s:t", `words:${a},5,${m},6`, 0], atime + 5n, mtime + 6n],
      [["-32", 412, dir, "s:t", `longs:${a},5,${m},6`, 0], atime + 5n, mtime + 6n],
    ];
    for (const [args, access, modification] of calls.filter(([args]) => canMake(args))) {
      const record = await seen("utimes", args, directory);
      assertClaimed(record, "file", "t", directory);
      assert.equal(record.members["syscall_path"], "t");
      assertTimes(record, access, modification);
      const stat = statSync(join(directory, "t"), { bigint: true });
      assert.deepEqual([stat.atimeNs, stat.mtimeNs], [access, modification], args.join(" "));
    }
  });

  test("the present, and times left alone", async () => {
    scene.file("n");
    for (const args of [
      [132, "s:n", 0],
      [235, "s:n", 0],
      [261, AT_FDCWD, "s:n", 0],
      [280, AT_FDCWD, "s:n", 0, 0],
    ])
      assertTimes(await seen("utimes", args, directory), 0n, 0n, BOTH_NOW);
    const mixed = `longs:7,${UTIME_NOW},7,${UTIME_OMIT}`;
    assertTimes(await seen("utimes", [280, AT_FDCWD, "s:n", mixed, 0], directory), 0n, 0n, 1n);
    const other = `longs:7,${UTIME_OMIT},8,9`;
    const record = await seen("utimes", [280, AT_FDCWD, "s:n", other, 0], directory);
    assertTimes(record, 0n, 8n * NS_PER_S + 9n);
  });

  test("by descriptor the file is known", async () => {
    const path = scene.file("known");
    for (const args of [
      [280, `f:${path}`, 0, "longs:5,6,7,8", 0],
      [280, `f:${path}`, "s:", "longs:5,6,7,8", AT_EMPTY_PATH],
      [261, `f:${path}`, 0, "longs:5,6,7,8"],
      ["-32", 412, `f:${path}`, 0, "longs:5,6,7,8", 0],
    ].filter(canMake)) {
      const record = await seen("utimes", args);
      assert.ok(!record.flags.includes("path_claimed"));
      assertFile(record.members, "file", path);
      assert.equal(record.members["file.mtime"], statSync(path, { bigint: true }).mtimeNs);
    }
  });

  const NAME = "user.vigil";

  test("setxattr and removexattr in all their forms", async () => {
    const path = scene.file("x");
    const value = ["s:v", 1, 0];
    const pairs: { set: (string | number)[]; remove: (string | number)[]; known: boolean }[] = [
      { set: [188, "s:x", `s:${NAME}`, ...value], remove: [197, "s:x", `s:${NAME}`], known: false },
      { set: [189, "s:x", `s:${NAME}`, ...value], remove: [198, "s:x", `s:${NAME}`], known: false },
      {
        set: [190, `f:${path}`, `s:${NAME}`, ...value],
        remove: [199, `f:${path}`, `s:${NAME}`],
        known: true,
      },
      {
        set: ["-32", 226, "s:x", `s:${NAME}`, ...value],
        remove: ["-32", 235, "s:x", `s:${NAME}`],
        known: false,
      },
      {
        set: ["-32", 227, "s:x", `s:${NAME}`, ...value],
        remove: ["-32", 236, "s:x", `s:${NAME}`],
        known: false,
      },
      {
        set: ["-32", 228, `f:${path}`, `s:${NAME}`, ...value],
        remove: ["-32", 237, `f:${path}`, `s:${NAME}`],
        known: true,
      },
    ];
    for (const { set, remove, known } of pairs.filter(({ set }) => canMake(set)))
      for (const [type, args] of [
        ["setxattr", set],
        ["removexattr", remove],
      ] as const) {
        const record = await seen(type, args, directory);
        assert.equal(record.members["header.retval"], 0n, args.join(" "));
        assert.equal(record.members["name"], NAME);
        if (known) assertFile(record.members, "file", path);
        else assertClaimed(record, "file", "x", directory);
      }
  });

  test("setxattrat and removexattrat", async (t) => {
    const path = scene.file("xa");
    const args = `longs:s:v,1`; /* struct xattr_args: value, and size and flags in one word */
    const record = await seen(
      "setxattr",
      [463, AT_FDCWD, "s:xa", 0, `s:${NAME}`, args, 16],
      directory,
    ).catch(() => undefined);
    if (!record) return t.skip("this kernel has no setxattrat");
    assertClaimed(record, "file", "xa", directory);
    assert.equal(record.members["name"], NAME);
    const empty = [466, `f:${path}`, "s:", AT_EMPTY_PATH, `s:${NAME}`];
    const removed = await seen("removexattr", empty);
    assertFile(removed.members, "file", path);
    assert.equal(removed.members["name"], NAME);
  });

  test("chdir and fchdir give the directory the kernel went to", async () => {
    const real = join(directory, "real");
    mkdirSync(real);
    symlinkSync("real", join(directory, "alias"));
    for (const args of [
      [80, "s:alias"],
      ["-32", 12, "s:alias"],
    ].filter(canMake)) {
      const record = await seen("chdir", args, directory);
      assert.ok(!record.flags.includes("path_claimed"));
      assertFile(record.members, "file", real);
      assert.equal(record.members["syscall_path"], "alias");
    }
    for (const args of [
      [81, `d:${real}`],
      ["-32", 133, `d:${real}`],
    ].filter(canMake)) {
      const record = await seen("chdir", args);
      assertFile(record.members, "file", real);
      assert.equal(record.members["syscall_path"], "");
    }
    const root = await seen("chdir", [80, "s:/"], directory);
    assert.equal(root.members["file.path"], "/");
  });

  test("a refused chdir is claimed", async () => {
    const closed = join(directory, "closed");
    mkdirSync(closed, { mode: 0o700 });
    execFileSync("chmod", ["755", directory]);
    const tool = join(directory, "act");
    execFileSync("cp", [ACT, tool]);
    const text = execFileSync(tool, ["80", "s:closed"], {
      uid: 1234,
      gid: 1234,
      cwd: directory,
      encoding: "utf8",
    });
    const [pid, result] = text.trim().split(" ").map(BigInt);
    assert.equal(result, -EACCES);
    const record = (await scene.of("chdir", pid ?? 0n)).at(-1);
    assert.ok(record);
    assertClaimed(record, "file", "closed", directory);
    assert.equal(record.members["header.retval"], -EACCES);
  });
});
