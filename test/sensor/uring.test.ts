/** What is done through io_uring makes the events that system calls make, marked as such. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { assertClaimed, assertFile, type FileScene, openScene } from "./file-scene.ts";
import { act, SENSOR, type StreamRecord, whyNot } from "./harness.ts";

const AT_FDCWD = -100;
const AT_REMOVEDIR = 0x200;
const O_WRONLY = 1;
const O_CREAT = 0o100;
const SKIP_COMPLETION = 64;
const NAME = "user.vigil";
const ECONNREFUSED = 111n;

/** Why io_uring is not watched or not to be had here, or undefined. */
function whyNotUring(): string | undefined {
  const found = JSON.parse(spawnSync(SENSOR, ["--probe", "--json"], { encoding: "utf8" }).stdout);
  const hooks = found.hooks as { name: string; ok: boolean }[];
  if (!hooks.some(({ name, ok }) => ok && name === "tp_btf/io_uring_submit_req"))
    return "this kernel has no tracepoint for requests";
  return act(["-uring", 0]).result < 0n ? "this machine forbids io_uring" : undefined;
}

const why = whyNot() ?? whyNotUring();

describe("io_uring", { skip: why ?? false }, () => {
  let scene: FileScene;
  let directory: string;

  before(async () => {
    scene = await openScene();
    ({ directory } = scene);
  });
  after(() => scene.close());

  /** Makes a request in the directory and gives its one record of a type. */
  async function asked(type: string, ...args: (string | number)[]): Promise<StreamRecord> {
    const { pid, result } = act(["-uring", ...args], directory);
    const records = (await scene.of(type, pid)).filter((r) => r.flags.includes("io_uring"));
    assert.equal(records.length, 1, `${args.join(" ")} = ${result} makes one record`);
    const [record] = records as [StreamRecord];
    assert.equal(record.members["header.retval"], result);
    assert.equal(record.members["header.comm"], "act");
    return record;
  }

  test("openat and openat2 give the file that was opened", async () => {
    const path = scene.file("opened");
    symlinkSync("opened", join(directory, "alias"));
    const plain = await asked("open", 18, AT_FDCWD, "s:alias", 0, 0, 0);
    const how = await asked("open", 28, `d:${directory}`, "s:alias", "how:0:0", 24, 0);
    for (const record of [plain, how]) {
      assert.deepEqual(record.flags, ["io_uring"]);
      assertFile(record.members, "file", path);
      assert.equal(record.members["syscall_path"], "alias");
    }
    const made = await asked("open", 18, AT_FDCWD, "s:made", 0, 0o640, O_WRONLY | O_CREAT);
    assert.equal(made.members["flags"], BigInt(O_WRONLY | O_CREAT));
    assert.equal(made.members["mode"], 0o640n);
    assertFile(made.members, "file", join(directory, "made"));
  });

  test("a file that is missing makes no event", async () => {
    const { pid, result } = act(["-uring", 18, AT_FDCWD, "s:missing", 0, 0, 0], directory);
    assert.equal(result, -2n);
    const records = await scene.of("open", pid);
    assert.ok(!records.some((r) => r.flags.includes("io_uring")));
  });

  test("unlinkat, of a file and of a directory", async () => {
    scene.file("u");
    const file = await asked("unlink", 36, AT_FDCWD, "s:u", 0, 0, 0);
    assertClaimed(file, "file", "u", directory);
    assert.equal(file.members["dirfd"], BigInt(AT_FDCWD));
    mkdirSync(join(directory, "d"));
    const gone = await asked("rmdir", 36, `d:${directory}`, "s:d", 0, 0, AT_REMOVEDIR);
    assertClaimed(gone, "file", "d", directory);
    assert.equal(gone.members["syscall_path"], "d");
  });

  test("renameat and linkat name both ends, symlinkat its text", async () => {
    scene.file("r");
    for (const [type, op, to] of [
      ["link", 39, "r.link"],
      ["rename", 35, "r.new"],
    ] as const) {
      const record = await asked(type, op, AT_FDCWD, "s:r", `s:${to}`, AT_FDCWD, 0);
      assertClaimed(record, "file", "r", directory);
      assertClaimed(record, "destination", to, directory);
    }
    const symbolic = await asked("link", 38, AT_FDCWD, "s:../text", "s:r.symbolic", 0, 0);
    assert.equal(symbolic.members["symbolic"], 1n);
    assert.equal(symbolic.members["file.path"], "../text");
    assert.equal(symbolic.members["file.base"], "");
    assertClaimed(symbolic, "destination", "r.symbolic", directory);
  });

  test("mkdirat", async () => {
    const record = await asked("mkdir", 37, AT_FDCWD, "s:m", 0, 0o750, 0);
    assertClaimed(record, "file", "m", directory);
    assert.equal(record.members["mode"], 0o750n);
    assert.ok(statSync(join(directory, "m")).isDirectory());
  });

  test("setxattr by path and by descriptor", async () => {
    const path = scene.file("x");
    const claimed = await asked("setxattr", 42, 0, `s:${NAME}`, "s:v", 1, 0, "s:x");
    assertClaimed(claimed, "file", "x", directory);
    assert.equal(claimed.members["name"], NAME);
    const known = await asked("setxattr", 41, `f:${path}`, `s:${NAME}`, "s:w", 1, 0);
    assertFile(known.members, "file", path);
    assert.equal(known.members["name"], NAME);
  });

  test("ftruncate and splice know their files", async (t) => {
    const path = scene.file("f");
    const spliced = await asked("splice", 30, "pipe:1", 0, -1, 3, 0, `f:${path}`);
    assertFile(spliced.members, "file", path);
    assert.equal(spliced.members["pipe_entry_flag"], 16n);
    assert.equal(spliced.members["pipe_exit_flag"], 0n);
    if (act(["-uring", 55, `e:${path}`, 0, 1]).result < 0n) return t.skip("no ftruncate here");
    const cut = await asked("open", 55, `e:${path}`, 0, 1);
    assertFile(cut.members, "file", path);
    assert.equal(cut.members["flags"], 0o1001n);
  });

  test("connect gives the address of the socket", async () => {
    const { pid, result } = act(["-uring", 16, "sock:2:2", "addr:127.0.0.1:9", 16]);
    assert.equal(result, 0n);
    const [record] = await scene.of("connect", pid);
    assert.ok(record, "a connect makes a record");
    assert.ok(record.flags.includes("io_uring"));
    assert.deepEqual([...(record.members["addr.ip"] as Uint8Array)].slice(0, 4), [127, 0, 0, 1]);
    assert.equal(record.members["addr.port"], 9n);
    const refused = act(["-uring", 16, "sock:2:1", "addr:127.0.0.1:9", 16]);
    assert.equal(refused.result, -ECONNREFUSED);
    assert.deepEqual(await scene.of("connect", refused.pid), []);
  });

  test("socket, bind and accept give what connect does", async (t) => {
    const REFUSED_ADDRESS = 99n; /* EADDRNOTAVAIL */
    const LOOPBACK = [127, 0, 0, 1];
    const first = (members: StreamRecord["members"]) =>
      [...(members["addr.ip"] as Uint8Array)].slice(0, 4);
    /* The peer connects before it is accepted, so that nothing has to wait. */
    const accepted = await asked("accept", 13, "caller", 0, 0, 0, 0);
    assert.ok((accepted.members["header.retval"] as bigint) >= 0n);
    assert.deepEqual(accepted.flags, ["io_uring"]);
    assert.equal(accepted.members["addr.family"], 2n);
    assert.deepEqual(first(accepted.members), LOOPBACK);
    assert.ok((accepted.members["addr.port"] as bigint) > 0n);
    if (act(["-uring", 45, 2, 0, 1]).result < 0n) return t.skip("no socket here");
    /* The kernel takes the domain for the descriptor, the type for the offset, the protocol for
     * the length. */
    const made = await asked("socket", 45, 2, 0, 2, 17);
    assert.deepEqual(
      [made.members["domain"], made.members["type"], made.members["protocol"]],
      [2n, 2n, 17n],
    );
    if (act(["-uring", 56, "sock:2:1", "addr:127.0.0.1:0", 16]).result < 0n)
      return t.skip("no bind here");
    const bound = await asked("bind", 56, "sock:2:1", "addr:127.0.0.1:0", 16);
    assert.equal(bound.members["protocol"], 6n);
    assert.deepEqual(first(bound.members), LOOPBACK);
    assert.ok((bound.members["addr.port"] as bigint) > 0n);
    const failed = act(["-uring", 56, "sock:2:1", "addr:192.0.2.1:1", 16]);
    assert.equal(failed.result, -REFUSED_ADDRESS);
    assert.deepEqual(await scene.of("bind", failed.pid), []);
  });

  test("a request that leaves no completion is reported when it is submitted", async () => {
    scene.file("quiet");
    const args = [36, AT_FDCWD, "s:quiet", 0, 0, 0, 0, SKIP_COMPLETION];
    const record = await asked("unlink", ...args);
    assertClaimed(record, "file", "quiet", directory);
  });

  test("a path too long to wait is reported when it is submitted", async () => {
    const long = `${"./".repeat(900)}long`;
    scene.file("long");
    const record = await asked("unlink", 36, AT_FDCWD, `s:${long}`, 0, 0, 0);
    assert.equal(record.members["syscall_path"], long);
  });
});
