/**
 * Ways to hide from a sensor that the others of its tests do not walk: arguments changed while a
 * call waits, memory that is not there yet, names that lie, programs run by the dynamic linker.
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, linkSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { assertClaimed, assertFile, type FileScene, openScene } from "./file-scene.ts";
import { RACE, type StreamRecord, TRACEE, whyNot } from "./harness.ts";

const why = whyNot();
const AT_FDCWD = -100;
const LINKER = "/lib64/ld-linux-x86-64.so.2";
const PROT_EXEC = 4n;

describe("evasions", { skip: why ?? false }, () => {
  let scene: FileScene;
  let directory: string;

  before(async () => {
    scene = await openScene();
    ({ directory } = scene);
  });
  after(() => scene.close());

  /** The exec of a program by a process that has ended. */
  async function execOf(pid: number, path: string): Promise<StreamRecord> {
    const records = await scene.of("exec", BigInt(pid));
    const found = records.find(({ members }) => members["process.file.path"] === path);
    assert.ok(found, `${path} among ${records.map((r) => r.members["process.file.path"])}`);
    return found;
  }

  test("a path that is changed while open waits does not hide the file", async () => {
    const fifo = join(directory, "fifo");
    execFileSync("mkfifo", [fifo]);
    const harmless = scene.file("harmless");
    const [pid] = execFileSync(RACE, [fifo, harmless], { encoding: "utf8" }).split(" ");
    const records = await scene.of("open", BigInt(pid ?? 0));
    const waited = records.filter(({ members }) => members["syscall_path"] === harmless);
    assert.equal(waited.length, 1, "user memory says the other path after the call");
    assert.equal(waited[0]?.members["file.path"], fifo);
    assert.ok(!records.some(({ members }) => members["file.path"] === harmless));
  });

  test("a path in memory that no one has touched yet is read all the same", async () => {
    const path = scene.file("gone");
    const text = scene.file("text");
    writeFileSync(text, `${path}\0`);
    const record = await scene.seen("unlink", [87, `load:${text}`]);
    assert.equal(record.members["header.retval"], 0n);
    assertClaimed(record, "file", path, "/");
    assert.equal(existsSync(path), false);
  });

  test("a name and a first argument that lie leave the program what it is", async () => {
    const program = join(directory, "miner");
    copyFileSync("/bin/sleep", program);
    const { pid } = spawnSync(program, ["0"], { argv0: "[kworker/0:1]" });
    const { members } = await execOf(pid, program);
    assert.match(String(members["process.argv"]), /^\[kworker\/0:1\]\0/);
    assert.equal(members["header.comm"], "miner");
  });

  test("symbolic and hard links, and dots, lead to the file itself", async () => {
    const secret = scene.file("secret");
    symlinkSync(directory, join(directory, "alias"));
    linkSync(secret, join(directory, "second"));
    const path = join(directory, "alias/alias/../alias/secret");
    const bySymbolic = await scene.seen("open", [257, AT_FDCWD, `s:${path}`, 0]);
    assertFile(bySymbolic.members, "file", secret);
    const byHard = await scene.seen("open", [257, AT_FDCWD, `s:${directory}/second`, 0]);
    assert.equal(byHard.members["file.inode"], bySymbolic.members["file.inode"]);
    assert.equal(byHard.members["file.nlink"], 2n);
  });

  test("a program run by the dynamic linker is mapped under its own name", async () => {
    const program = join(directory, "linked");
    copyFileSync("/bin/true", program);
    const { pid } = spawnSync(LINKER, [program]);
    const records = await scene.of("mmap", BigInt(pid));
    const mapped = records.filter(
      ({ members }) =>
        members["file.path"] === program && (members["protection"] as bigint) & PROT_EXEC,
    );
    assert.notEqual(mapped.length, 0, "its code is mapped from its file");
    const [exec] = (await scene.of("exec", BigInt(pid))).slice(-1);
    assert.match(String(exec?.members["process.argv"]), /linked/);
  });

  test("an exec from a second thread is that of the process", async () => {
    const program = join(directory, "by-thread");
    copyFileSync("/bin/true", program);
    const { pid } = spawnSync(TRACEE, ["exec", program]);
    const { members } = await execOf(pid, program);
    assert.equal(members["header.pid"], members["header.tid"]);
  });

  test("execveat of a descriptor that was closed to others names its file", async () => {
    const path = scene.file("script-less");
    copyFileSync("/bin/true", path);
    execFileSync("chmod", ["755", path]);
    /* By number, with AT_EMPTY_PATH: no path is given at all. */
    const { pid } = spawnSync("perl", [
      "-e",
      `open(F, "<", "${path}"); my $empty = ""; my @argv = ("x"); my $argv = pack("PQ", "x\\0", 0);
       syscall(322, fileno(F), $empty, $argv, 0, 0x1000)`,
    ]);
    await execOf(pid, path);
  });
});
