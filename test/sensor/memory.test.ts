/**
 * Memory events: mmap and mprotect with what the memory was before; and splice, by what it leaves in
 * a pipe.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { assertFile, canMake, type FileScene, openScene } from "./file-scene.ts";
import { act, whyNot } from "./harness.ts";

const why = whyNot();
const PAGE = 4096;
const PROT_READ = 1;
const PROT_WRITE = 2;
const PROT_EXEC = 4;
const MAP_PRIVATE = 2;
const MAP_ANONYMOUS = 0x20;
const MAP_32BIT = 0x40;
const VM_ACCESS = 0xfn; /* VM_READ, VM_WRITE, VM_EXEC, VM_SHARED */
const CAN_MERGE = 16n;
const SPLICE_SHORT = 3;

describe("memory events", { skip: why ?? false }, () => {
  let scene: FileScene;

  before(async () => {
    scene = await openScene();
  });
  after(() => scene.close());

  const seen: FileScene["seen"] = (...call) => scene.seen(...call);

  test("mmap of a file, natively and in both 32-bit forms", async () => {
    const path = scene.file("mapped");
    writeFileSync(path, Buffer.alloc(3 * PAGE));
    const prot = PROT_READ | PROT_EXEC;
    const native = [9, 0, PAGE, prot, MAP_PRIVATE | MAP_32BIT, `f:${path}`, PAGE];
    const mmap2 = ["-32", 192, 0, PAGE, prot, MAP_PRIVATE, `f:${path}`, 0];
    const old = ["-32", 90, `words:0,${PAGE},${prot},${MAP_PRIVATE},f:${path},${PAGE}`];
    const calls: [(string | number)[], number][] = [
      [native, PAGE],
      [mmap2, 0],
      [old, PAGE],
    ];
    for (const [args, offset] of calls.filter(([args]) => canMake(args))) {
      const { members } = await seen("mmap", args);
      assert.ok((members["header.retval"] as bigint) > 0n);
      assert.equal(members["protection"], BigInt(prot));
      assert.equal((members["flags"] as bigint) & 3n, BigInt(MAP_PRIVATE));
      assert.equal(members["length"], BigInt(PAGE));
      assert.equal(members["offset"], BigInt(offset));
      assertFile(members, "file", path);
    }
  });

  test("anonymous memory has no file, and a memory file has its name", async () => {
    const path = scene.file("ignored");
    const flags = MAP_PRIVATE | MAP_ANONYMOUS;
    const { members } = await seen("mmap", [9, 0, PAGE, 7, flags, `f:${path}`, 0]);
    assert.equal(members["protection"], 7n);
    assert.equal(members["file.inode"], 0n);
    assert.equal(members["file.path"], "");
    const memory = await seen("mmap", [9, 0, PAGE, PROT_READ | PROT_EXEC, 1, "memfd:code", 0]);
    assert.equal(memory.members["file.path"], "memfd:code");
    assert.equal(memory.members["file.nlink"], 0n);
    assert.equal(memory.members["file.mount_flags"], 2n);
    const opened = await seen("open", [257, -100, "s:/proc/self/exe", 0]);
    assert.match(String(opened.members["file.path"]), /\/act$/);
  });

  test("mprotect tells what the memory was before", async () => {
    const readWrite = PROT_READ | PROT_WRITE;
    for (const args of [
      [10, `mem:${readWrite}`, PAGE, PROT_READ | PROT_EXEC],
      [329, `mem:${readWrite}`, PAGE, PROT_READ | PROT_EXEC, -1],
      ["-32", 125, `mem:${readWrite}`, PAGE, PROT_READ | PROT_EXEC],
    ].filter(canMake)) {
      const { members } = await seen("mprotect", args);
      assert.equal((members["vm_protection"] as bigint) & VM_ACCESS, BigInt(readWrite));
      assert.equal(members["req_protection"], BigInt(PROT_READ | PROT_EXEC));
      assert.equal(members["length"], BigInt(PAGE));
      assert.ok((members["start"] as bigint) > 0n);
    }
    const { members } = await seen("mprotect", [10, `mem:${PROT_READ}`, PAGE, 0]);
    assert.equal((members["vm_protection"] as bigint) & VM_ACCESS, BigInt(PROT_READ));
  });

  test("splice from a file: the flags of the pipe's last buffer before and after", async () => {
    const path = scene.file("spliced");
    const fresh = await seen("splice", [275, `f:${path}`, 0, "pipe:0", 0, SPLICE_SHORT, 0]);
    assertFile(fresh.members, "file", path);
    assert.equal(fresh.members["pipe_entry_flag"], 0n);
    assert.equal(fresh.members["pipe_exit_flag"], 0n);
    for (const args of [
      [275, `f:${path}`, 0, "pipe:1", 0, SPLICE_SHORT, 0],
      ["-32", 313, `f:${path}`, 0, "pipe:1", 0, SPLICE_SHORT],
      [40, "pipe:1", `f:${path}`, 0, SPLICE_SHORT],
      ["-32", 187, "pipe:1", `f:${path}`, 0, SPLICE_SHORT],
    ].filter(canMake)) {
      const { members } = await seen("splice", args);
      assert.equal(members["header.retval"], BigInt(SPLICE_SHORT));
      assertFile(members, "file", path);
      assert.equal(members["pipe_entry_flag"], CAN_MERGE, args.join(" "));
      assert.equal(members["pipe_exit_flag"], 0n);
    }
  });

  test("a call that moves several pages still finds what was before it", async () => {
    const path = scene.file("pages");
    writeFileSync(path, Buffer.alloc(16 * PAGE));
    const five = await seen("splice", [275, `f:${path}`, 0, "pipe:2", 0, 5 * PAGE, 0]);
    assert.equal(five.members["header.retval"], BigInt(5 * PAGE));
    assert.equal(five.members["pipe_entry_flag"], CAN_MERGE);
    const all = await seen("splice", [275, `f:${path}`, 0, "pipe:2", 0, 16 * PAGE, 0]);
    assert.equal(all.members["header.retval"], BigInt(16 * PAGE));
    assert.equal(all.members["pipe_entry_flag"], 0n, "nothing is left of what was before");
  });

  test("splice out of a pipe names the file written", async () => {
    const path = join(scene.directory, "spliced into");
    writeFileSync(path, "");
    const { members } = await seen("splice", [275, "read:abc", 0, `e:${path}`, 0, SPLICE_SHORT, 0]);
    assertFile(members, "file", path);
    assert.equal(members["pipe_entry_flag"], CAN_MERGE);
    assert.equal(members["pipe_exit_flag"], CAN_MERGE);
  });

  test("sendfile between files is no splice", async () => {
    const to = scene.file("to");
    const { pid } = act([40, `e:${to}`, `f:${scene.file("from")}`, 0, 1]);
    assert.deepEqual(await scene.of("splice", pid), []);
  });
});
