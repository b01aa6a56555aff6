/**
 * Files that move, go and come again, in places that are mounted several times: the path of an
 * event is the one that holds at that moment, and what is refused is told, too.
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, linkSync, mkdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { assertFile, canMake, type FileScene, openScene } from "./file-scene.ts";
import { ACT, type StreamRecord, whyNot } from "./harness.ts";

const why = whyNot();
const AT_FDCWD = -100;
const ROUNDS = 5;
const NOBODY = 1234;
const NOT_PERMITTED = [-1n, -13n]; /* EPERM, EACCES */
const UNCHANGED = -1;

describe("files that move", { skip: why ?? false }, () => {
  let scene: FileScene;
  let directory: string;

  before(async () => {
    scene = await openScene();
    ({ directory } = scene);
  });
  after(() => scene.close());

  const opened = async (path: string): Promise<StreamRecord["members"]> =>
    (await scene.seen("open", [257, AT_FDCWD, `s:${path}`, 0])).members;

  test("a file renamed again and again has the path it has now", async () => {
    let path = scene.file("moved");
    for (let round = 0; round < ROUNDS; round++) {
      const next = join(directory, `moved-${round}`);
      renameSync(path, next);
      path = next;
      assertFile(await opened(path), "file", path);
    }
  });

  test("a file below a renamed folder has the folder's new name", async () => {
    mkdirSync(join(directory, "old/deep"), { recursive: true });
    scene.file("old/deep/leaf");
    assertFile(
      await opened(join(directory, "old/deep/leaf")),
      "file",
      join(directory, "old/deep/leaf"),
    );
    renameSync(join(directory, "old"), join(directory, "new"));
    const path = join(directory, "new/deep/leaf");
    assertFile(await opened(path), "file", path);
  });

  test("a file that takes another's place, or its inode, has its own path", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const kept = scene.file("kept");
      renameSync(scene.file(`replacing-${round}`), kept);
      assertFile(await opened(kept), "file", kept);
      rmSync(kept);
      const fresh = scene.file(`fresh-${round}`);
      assertFile(await opened(fresh), "file", fresh);
    }
  });

  test("files and folders made and removed again have the path of each time", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const path = scene.file(`again-${round}`);
      const gone = await scene.seen("unlink", [87, `s:${path}`]);
      assert.equal(gone.members["file.path"], path);
      mkdirSync(path);
      const removed = await scene.seen("rmdir", [84, `s:${path}`]);
      assert.equal(removed.members["file.path"], path);
    }
    const folder = join(directory, "folder");
    const made = await scene.seen("mkdir", [83, `s:${folder}`, 0o755]);
    assert.equal(made.members["file.path"], folder);
    rmdirSync(folder);
  });

  test("each hard link of a program is its own path", async () => {
    const first = join(directory, "first");
    copyFileSync("/bin/true", first);
    linkSync(first, join(directory, "second"));
    for (const name of ["first", "second"]) {
      const path = join(directory, name);
      const { pid } = spawnSync(path);
      const records = await scene.of("exec", BigInt(pid));
      const [exec] = records.slice(-1);
      assert.equal(exec?.members["process.file.path"], path);
      assert.equal(exec?.members["process.file.nlink"], 2n);
    }
  });

  test("below a bind mount, and in a mount that was propagated, the path is the one used", async () => {
    for (const name of ["source", "bound", "shared", "peer"]) mkdirSync(join(directory, name));
    scene.file("source/inner");
    /* What is mounted below one of two peers appears below the other. */
    const script = `mount --bind source bound
      mount -t tmpfs none shared; mount --make-shared shared; mkdir shared/sub
      mount --bind shared peer; mount -t tmpfs none shared/sub; echo x >shared/sub/leaf
      ${ACT} 257 ${AT_FDCWD} s:bound/inner 0; ${ACT} 257 ${AT_FDCWD} s:peer/sub/leaf 0`;
    const text = execFileSync("unshare", ["--mount", "sh", "-ec", script], {
      cwd: directory,
      encoding: "utf8",
    });
    const pids = text
      .trim()
      .split("\n")
      .map((line) => BigInt(line.split(" ")[0] ?? 0));
    const paths = await Promise.all(
      pids.map(async (pid) => (await scene.of("open", pid)).at(-1)?.members["file.path"]),
    );
    assert.deepEqual(paths, [join(directory, "bound/inner"), join(directory, "peer/sub/leaf")]);
  });

  test("changes that are refused are told with their result", async () => {
    const path = scene.file("forbidden");
    execFileSync("chmod", ["600", path]);
    execFileSync("chmod", ["755", directory]);
    const tool = join(directory, "act");
    copyFileSync(ACT, tool);
    const other = `s:${join(directory, "other")}`;
    const calls: [string, (string | number)[]][] = [
      ["open", [257, AT_FDCWD, `s:${path}`, 0]],
      ["unlink", [87, `s:${path}`]],
      ["rename", [82, `s:${path}`, other]],
      ["chmod", [90, `s:${path}`, 0o777]],
      ["chown", [92, `s:${path}`, NOBODY, NOBODY]],
      ["utimes", [280, AT_FDCWD, `s:${path}`, 0, 0]],
      ["link", [86, `s:${path}`, other]],
      ["mkdir", [83, other, 0o755]],
      ["setxattr", [188, `s:${path}`, "s:trusted.x", "s:v", 1, 0]],
    ];
    for (const [type, args] of calls) {
      const text = execFileSync(tool, args.map(String), {
        uid: NOBODY,
        gid: NOBODY,
        encoding: "utf8",
      });
      const [pid, result] = text.trim().split(" ").map(BigInt);
      assert.ok(NOT_PERMITTED.includes(result ?? 0n), `${type} is refused with ${result}`);
      const record = (await scene.of(type, pid ?? 0n)).at(-1);
      assert.ok(record, `${type} that is refused makes a record`);
      assert.equal(record.members["header.retval"], result);
      assert.equal(record.members["header.uid"], BigInt(NOBODY));
      assert.equal(record.members["file.path"], type === "mkdir" ? other.slice(2) : path);
    }
  });

  test("chown of one id alone says that the other stays", async () => {
    const path = scene.file("owned");
    for (const args of [
      [92, `s:${path}`, UNCHANGED, 7],
      [94, `s:${path}`, 8, UNCHANGED],
      ["-32", 212, `s:${path}`, UNCHANGED, 7],
    ].filter(canMake)) {
      const { members } = await scene.seen("chown", args);
      const [uid, gid] = args.slice(-2).map((id) => BigInt.asUintN(32, BigInt(id)));
      assert.deepEqual([members["uid"], members["gid"]], [uid, gid]);
    }
  });
});
