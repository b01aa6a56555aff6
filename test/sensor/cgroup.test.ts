/** cgroup_write: a process that is moved to another cgroup, by itself and by others. */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type FileScene, openScene } from "./file-scene.ts";
import { whyNot } from "./harness.ts";

const why = whyNot();

/** Where the version 2 hierarchy is mounted. */
function hierarchy(): string {
  const line = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .find((mount) => mount.split(" ")[2] === "cgroup2");
  return line?.split(" ")[1] ?? "";
}

const root = hierarchy();
const skip = why ?? (root === "" ? "no cgroup version 2 hierarchy is mounted" : false);

describe("cgroup_write", { skip }, () => {
  const name = `vigil-test-${process.pid}`;
  const cgroup = join(root, name);
  let scene: FileScene;

  before(async () => {
    mkdirSync(cgroup);
    scene = await openScene();
  });
  after(async () => {
    await scene.close();
    if (existsSync(cgroup)) rmdirSync(cgroup);
  });

  test("a process moves itself", async () => {
    const text = execFileSync("sh", ["-c", `echo $$; echo 0 > ${cgroup}/cgroup.procs`], {
      encoding: "utf8",
    });
    const pid = BigInt(text.trim());
    const [record] = await scene.of("cgroup_write", pid);
    assert.ok(record);
    const { members } = record;
    assert.equal(members["pid"], pid);
    assert.equal(members["cgroup"], `/${name}`);
    assert.equal(members["file.path"], join(cgroup, "cgroup.procs"));
    assert.equal(members["file.fs"], "cgroup2");
    assert.equal(
      members["file.inode"],
      statSync(join(cgroup, "cgroup.procs"), { bigint: true }).ino,
    );
    assert.equal(members["header.retval"], 0n);
  });

  test("a process moves another, and back", async () => {
    const other = spawn("sleep", ["60"]);
    const script = `echo $$; echo ${other.pid} > ${cgroup}/cgroup.procs; echo ${other.pid} > ${root}/cgroup.procs`;
    const pid = BigInt(execFileSync("sh", ["-c", script], { encoding: "utf8" }).trim());
    const records = await scene.of("cgroup_write", pid);
    other.kill();
    assert.deepEqual(
      records.map(({ members }) => [members["pid"], members["cgroup"]]),
      [
        [BigInt(other.pid ?? 0), `/${name}`],
        [BigInt(other.pid ?? 0), "/"],
      ],
    );
  });
});
