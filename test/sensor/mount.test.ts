/**
 * Mount events in a mount namespace of their own: by mount(2) and by the calls that make a mount
 * before it has a place; and files reached through mounts that no path leads to.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type FileScene, openScene } from "./file-scene.ts";
import { ACT, type StreamRecord, whyNot } from "./harness.ts";

const why = whyNot();
const AT_FDCWD = -100;
const AT_RECURSIVE = 0x8000;
const OPEN_TREE_CLONE = 1;
const MS_BIND = 0x1000;
const MS_MOVE = 0x2000;
const MS_REC = 0x4000;
const MS_REMOUNT = 0x20;
const MS_PRIVATE = 1 << 18;
const MOVE_MOUNT_F_EMPTY_PATH = 4;
const ORIGIN_EVENT = 2n;
const ORIGIN_FSMOUNT = 4n;
const ORIGIN_OPEN_TREE = 5n;
const ORIGIN_PIVOT_ROOT = 6n;
const DETACHED = 3n;
const EPERM = 1n;

describe("mount events", { skip: why ?? false }, () => {
  let scene: FileScene;
  let directory: string;

  before(async () => {
    scene = await openScene();
    ({ directory } = scene);
    for (const name of ["target", "source", "tree/below", "moved"])
      mkdirSync(join(directory, name), { recursive: true });
  });
  after(() => scene.close());

  /**
   * Runs a script in a mount namespace of its own; gives the records of a type of each call that
   * act made in it.
   */
  async function played(script: string, type = "mount"): Promise<StreamRecord[][]> {
    const text = execFileSync("unshare", ["--mount", "sh", "-ec", script], {
      encoding: "utf8",
      cwd: directory,
    });
    const pids = text.split("\n").flatMap((line) => {
      const [pid, result] = line.split(" ");
      return pid && result && /^\d+$/.test(pid) ? [BigInt(pid)] : [];
    });
    return Promise.all(pids.map((pid) => scene.of(type, pid)));
  }

  const call = (...args: (string | number)[]) => `${ACT} ${args.join(" ")}`;

  function assertMount(record: StreamRecord | undefined, expected: Record<string, unknown>): void {
    assert.ok(record, "the call makes a record");
    const members = Object.entries(expected).map(([name]) => [name, record.members[name]]);
    assert.deepEqual(Object.fromEntries(members), expected);
  }

  test("a new file system: mount point, type and id are the kernel's", async () => {
    const [[record]] = (await played(call(165, "s:none", "s:target", "s:tmpfs", 0, 0))) as [
      [StreamRecord],
    ];
    assertMount(record, {
      "header.retval": 0n,
      mountpoint: join(directory, "target"),
      mountpoint_base: "",
      source: "",
      root: "/",
      fs: "tmpfs",
      mount_flags: 0n,
      origin: ORIGIN_EVENT,
      syscall_source: "none",
      syscall_mountpoint: "target",
      syscall_fs_type: "tmpfs",
    });
    assert.deepEqual(record.flags, []);
    assert.ok((record.members["mount_id"] as bigint) > 0n);
  });

  test("the id is that of the mount table", async () => {
    const text = execFileSync(
      "unshare",
      [
        "--mount",
        "sh",
        "-ec",
        `${call(165, "s:n", "s:target", "s:tmpfs", 0, 0)}; findmnt -no ID target`,
      ],
      { encoding: "utf8", cwd: directory },
    );
    const [pid, , id] = text.split(/\s+/);
    const [record] = await scene.of("mount", BigInt(pid ?? 0));
    assert.equal(record?.members["mount_id"], BigInt(id ?? 0));
  });

  test("a bind mount: the root is the kernel's, the source is claimed", async () => {
    const [[record]] = (await played(call(165, "s:source", "s:target", "s:", MS_BIND, 0))) as [
      [StreamRecord],
    ];
    assertMount(record, {
      mountpoint: join(directory, "target"),
      source: "source",
      source_base: directory,
      mount_flags: 0n,
    });
    assert.ok(record.flags.includes("path_claimed"));
    assert.match(String(record.members["root"]), /\/source$/);
  });

  test("a recursive bind is told by its top", async () => {
    const [[record]] = (await played(
      `mount -t tmpfs none tree; mkdir tree/below; mount -t ramfs none tree/below
      ${call(165, "s:tree", "s:target", "s:", MS_BIND | MS_REC, 0)}`,
    )) as [[StreamRecord]];
    assertMount(record, { mountpoint: join(directory, "target"), root: "/", fs: "tmpfs" });
  });

  test("a refused mount is claimed", async () => {
    const tool = join(directory, "act");
    execFileSync("cp", [ACT, tool]);
    execFileSync("chmod", ["755", directory]);
    const text = execFileSync(tool, ["165", "s:none", "s:target", "s:tmpfs", "0", "0"], {
      uid: 1234,
      gid: 1234,
      cwd: directory,
      encoding: "utf8",
    });
    const [record] = await scene.of("mount", BigInt(text.split(" ")[0] ?? 0));
    assertMount(record, {
      "header.retval": -EPERM,
      mountpoint: "target",
      mountpoint_base: directory,
      mount_id: 0n,
      fs: "",
      syscall_fs_type: "tmpfs",
    });
  });

  test("a change of a mount makes no event", async () => {
    const [remounted, made] = await played(
      `mount -t tmpfs none target
      ${call(165, "s:none", "s:target", "s:", MS_REMOUNT | 1, 0)}
      ${call(165, "s:none", "s:target", "s:", MS_PRIVATE, 0)}`,
    );
    assert.deepEqual([remounted, made], [[], []]);
  });

  test("a move by mount(2) is claimed", async () => {
    const [[record]] = (await played(
      `mount -t tmpfs none source; mount --make-private source
      ${call(165, "s:source", "s:moved", "s:", MS_MOVE, 0)}`,
    )) as [[StreamRecord]];
    assertMount(record, {
      "header.retval": 0n,
      mountpoint: "moved",
      mountpoint_base: directory,
      source: "source",
      source_base: directory,
    });
  });

  test("fsmount makes a mount that no path leads to", async () => {
    const [[record]] = (await played(call(432, "fs:tmpfs", 0, 0))) as [[StreamRecord]];
    assertMount(record, {
      mountpoint: "",
      source: "",
      root: "/",
      fs: "tmpfs",
      mount_flags: DETACHED,
      origin: ORIGIN_FSMOUNT,
    });
  });

  test("open_tree copies a mount with OPEN_TREE_CLONE, and makes none without", async () => {
    const flags = OPEN_TREE_CLONE | AT_RECURSIVE;
    const [[copied], opened] = (await played(
      `${call(428, AT_FDCWD, "s:source", flags)}; ${call(428, AT_FDCWD, "s:source", 0)}`,
    )) as [[StreamRecord], StreamRecord[]];
    assertMount(copied, {
      mountpoint: "",
      source: "source",
      source_base: directory,
      mount_flags: DETACHED,
      origin: ORIGIN_OPEN_TREE,
    });
    assert.match(String(copied.members["root"]), /\/source$/);
    assert.deepEqual(opened, []);
  });

  test("move_mount of a copy gives it a place", async () => {
    const args = ["tree:source", "s:", AT_FDCWD, "s:target", MOVE_MOUNT_F_EMPTY_PATH];
    const [records] = (await played(call(429, ...args))) as [StreamRecord[]];
    assert.equal(records.length, 2, "the copy and the move");
    assertMount(records[1], {
      mountpoint: join(directory, "target"),
      mount_flags: 0n,
      origin: ORIGIN_EVENT,
      syscall_mountpoint: "target",
    });
    assert.equal(records[1]?.members["mount_id"], records[0]?.members["mount_id"]);
  });

  /** Exchanges the root for a copy of this one, in which act and its libraries are found. */
  const PIVOT = `mount --make-rprivate /; mount --rbind / target; mkdir -p target/tmp; cd target
    ${call(155, "s:.", "s:.")}`;

  test("pivot_root: its own event, and that of the mount which is the root now", async () => {
    const [[pivot]] = (await played(PIVOT, "pivot_root")) as [[StreamRecord]];
    assertMount(pivot, { "header.retval": 0n, new_root: ".", put_old: ".", root: "/" });
    assert.ok((pivot.members["mount_id"] as bigint) > 0n);
    assert.notEqual(pivot.members["fs"], "");
    const [mount] = (await scene.of("mount", pivot.members["header.pid"] as bigint)).slice(-1);
    assertMount(mount, {
      "header.retval": 0n,
      origin: ORIGIN_PIVOT_ROOT,
      mount_id: pivot.members["mount_id"],
      fs: pivot.members["fs"],
      mountpoint: "/",
      root: "/",
      source: "",
      syscall_source: ".",
      syscall_mountpoint: ".",
      syscall_fs_type: "",
    });
  });

  test("a pivot_root that fails is told, and as a mount only when permission is missing", async () => {
    const EBUSY = 16n;
    const [[failed]] = (await played(call(155, "s:source", "s:source"), "pivot_root")) as [
      [StreamRecord],
    ];
    assertMount(failed, {
      "header.retval": -EBUSY,
      mount_id: 0n,
      fs: "",
      root: "",
      new_root: "source",
      put_old: "source",
    });
    assert.deepEqual(await scene.of("mount", failed.members["header.pid"] as bigint), []);
    const [[refused]] = (await played(
      `exec setpriv --bounding-set -sys_admin --inh-caps -sys_admin --ambient-caps -all \
        ${call(155, "s:source", "s:source")}`,
      "mount",
    )) as [[StreamRecord]];
    assertMount(refused, { "header.retval": -EPERM, origin: ORIGIN_PIVOT_ROOT, mount_id: 0n });
  });

  test("a file opened below a copy is on a detached mount, and one below the tree is not", async () => {
    scene.file("source/inner");
    const [copy, plain] = (await played(
      `${call(257, "tree:source", "s:inner", 0)}; ${call(257, AT_FDCWD, "s:source/inner", 0)}`,
      "open",
    )) as [StreamRecord[], StreamRecord[]];
    assertMount(copy.at(-1), { "file.path": "/inner", "file.mount_flags": DETACHED });
    assertMount(plain.at(-1), {
      "file.path": join(directory, "source/inner"),
      "file.mount_flags": 0n,
    });
  });

  test("a mount that was taken away while in use is detached", async () => {
    const [[record]] = (await played(
      `mount -t tmpfs none target; echo x > target/left; cd target; umount -l .
      exec ${call(257, AT_FDCWD, "s:left", 0)}`,
      "open",
    ).then(([records]) => [[records?.at(-1)]])) as [[StreamRecord]];
    assertMount(record, { "file.fs": "tmpfs", "file.mount_flags": DETACHED, "file.path": "/left" });
  });
});
