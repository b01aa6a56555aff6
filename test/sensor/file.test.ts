/**
 * File events: each system call of each family, natively and, where it differs, as a 32-bit
 * program makes it.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, statSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { assertClaimed, assertFile, canMake, type FileScene, openScene } from "./file-scene.ts";
import { ACT, act, type Client, noCompatCalls, type StreamRecord, whyNot } from "./harness.ts";

const why = whyNot();
const O_WRONLY = 1;
const O_CREAT = 0o100;
const O_TRUNC = 0o1000;
const AT_FDCWD = -100;
const AT_REMOVEDIR = 0x200;
const AT_EMPTY_PATH = 0x1000;
const EACCES = 13n;
const OVERLAYFS_MAGIC = 0x794c7630n;

describe("file events", { skip: why ?? false }, () => {
  let scene: FileScene;
  let client: Client;
  let directory: string;

  before(async () => {
    scene = await openScene();
    ({ client, directory } = scene);
  });
  after(() => scene.close());

  const seen: FileScene["seen"] = (...call) => scene.seen(...call);
  const file = (name: string) => scene.file(name);

  for (const [name, args] of [
    ["open", (path: string) => [2, `s:${path}`, 0]],
    ["openat", (path: string) => [257, AT_FDCWD, `s:${path}`, 0]],
    ["openat2", (path: string) => [437, AT_FDCWD, `s:${path}`, "how:0:0", 24]],
    ["32-bit open", (path: string) => ["-32", 5, `s:${path}`, 0]],
    ["32-bit openat", (path: string) => ["-32", 295, AT_FDCWD, `s:${path}`, 0]],
    ["32-bit openat2", (path: string) => ["-32", 437, AT_FDCWD, `s:${path}`, "how:0:0", 24]],
  ] as const) {
    const skip = name.startsWith("32") && noCompatCalls();
    test(`${name} of a file gives the file behind the descriptor`, { skip }, async () => {
      const path = file(`read by ${name}`);
      const { flags, members } = await seen("open", args(path));
      assert.deepEqual(flags, name.startsWith("32") ? ["compat_syscall"] : []);
      assertFile(members, "file", path);
      const stat = statSync(path, { bigint: true });
      assert.equal(members["file.mtime"], stat.mtimeNs);
      assert.equal(members["file.ctime"], stat.ctimeNs);
      assert.equal(members["syscall_path"], path);
      assert.equal(members["flags"], 0n);
      assert.equal(members["header.comm"], "act");
      assert.equal(members["header.ppid"], BigInt(process.pid));
    });
  }

  test("flags and mode are those of the call", async () => {
    const asked = O_WRONLY | O_CREAT | O_TRUNC;
    const open = await seen("open", [257, AT_FDCWD, `s:${directory}/new1`, asked, 0o640]);
    assert.equal(open.members["flags"], BigInt(asked));
    assert.equal(open.members["mode"], 0o640n);
    const how = await seen("open", [
      437,
      AT_FDCWD,
      `s:${directory}/new2`,
      `how:${asked}:${0o600}`,
      24,
    ]);
    assert.equal(how.members["flags"], BigInt(asked));
    assert.equal(how.members["mode"], 0o600n);
    const creat = await seen("open", [85, `s:${directory}/new3`, 0o644]);
    assert.equal(creat.members["flags"], BigInt(asked));
    assert.equal(creat.members["mode"], 0o644n);
    assertFile(creat.members, "file", join(directory, "new3"));
    for (const args of [["-32", 8, `s:${directory}/new4`, 0o644]].filter(canMake))
      assert.equal((await seen("open", args)).members["flags"], BigInt(asked));
  });

  test("a symbolic link and dots are resolved, the given path is kept", async () => {
    const path = file("target");
    symlinkSync("target", join(directory, "link"));
    const given = `../${basename(directory)}/./link`;
    const { flags, members } = await seen("open", [257, AT_FDCWD, `s:${given}`, 0], directory);
    assert.deepEqual(flags, []);
    assertFile(members, "file", path);
    assert.equal(members["syscall_path"], given);
  });

  test("a refused open is claimed, a missing file is not reported", async () => {
    const secret = file("secret");
    execFileSync("chmod", ["600", secret]);
    execFileSync("chmod", ["755", directory]);
    // The checkout may be closed to others, as one in /root is.
    const tool = join(directory, "act");
    copyFileSync(ACT, tool);
    const [pid, result] = execFileSync(tool, ["257", "-100", "s:secret", "0"], {
      uid: 1234,
      gid: 1234,
      cwd: directory,
      encoding: "utf8",
    })
      .trim()
      .split(" ");
    assert.equal(BigInt(result ?? 0), -EACCES);
    const record = await client.find(
      "the refused open",
      (r) =>
        r.type === "open" &&
        r.members["header.pid"] === BigInt(pid ?? 0) &&
        r.members["header.retval"] === -EACCES,
    );
    assertClaimed(record, "file", "secret", directory);
    assert.equal(record.members["header.uid"], 1234n);
    const missing = act([257, AT_FDCWD, `s:${directory}/missing`, 0]);
    await client.find(
      "its exit",
      (r) => r.type === "exit" && r.members["header.pid"] === missing.pid,
    );
    assert.ok(!client.records.some((r) => r.members["syscall_path"] === `${directory}/missing`));
  });

  test("truncate is an open for writing", async () => {
    const path = file("cut");
    const record = await seen("open", [76, `s:${path}`, 1]);
    assert.equal(record.members["flags"], BigInt(O_WRONLY | O_TRUNC));
    assertClaimed(record, "file", path, "/");
  });

  test("ftruncate is an open for writing of the file behind the descriptor", async () => {
    const path = file("cut by descriptor");
    const calls = [
      [77, `e:${path}`, 1],
      ["-32", 93, `e:${path}`, 1],
      ["-32", 194, `e:${path}`, 1, 0],
    ];
    for (const args of calls.filter(canMake)) {
      const record = await seen("open", args);
      assert.ok(!record.flags.includes("path_claimed"));
      assert.equal(record.members["flags"], BigInt(O_WRONLY | O_TRUNC));
      assertFile(record.members, "file", path);
      assert.equal(record.members["syscall_path"], "");
    }
  });

  test("unlink and unlinkat", async () => {
    const one = await seen("unlink", [87, `s:${file("u1")}`]);
    assertClaimed(one, "file", join(directory, "u1"), "/");
    assert.equal(one.members["syscall_path"], join(directory, "u1"));
    assert.equal(one.members["flags"], 0n);
    assert.equal(one.members["dirfd"], BigInt(AT_FDCWD));
    file("u2");
    const two = await seen("unlink", [263, `d:${directory}`, "s:u2", 0]);
    assertClaimed(two, "file", "u2", directory);
    assert.equal(two.members["dirfd"], 3n);
    const compat = [
      ["-32", 10, "s:u5"],
      ["-32", 301, AT_FDCWD, "s:u5", 0],
    ];
    for (const args of compat.filter(canMake)) {
      file("u5");
      const record = await seen("unlink", args, directory);
      assertClaimed(record, "file", "u5", directory);
      assert.ok(record.flags.includes("compat_syscall"));
      assert.equal(record.members["dirfd"], BigInt(AT_FDCWD));
    }
  });

  test("rmdir, and unlinkat of a directory, which is no unlink", async () => {
    const calls: [string, (string | number)[]][] = [
      ["d1", [84, "s:d1"]],
      ["d2", [263, AT_FDCWD, "s:d2", AT_REMOVEDIR]],
      ["d3", ["-32", 40, "s:d3"]],
      ["d4", ["-32", 301, AT_FDCWD, "s:d4", AT_REMOVEDIR]],
    ];
    for (const [name, args] of calls.filter(([, args]) => canMake(args))) {
      mkdirSync(join(directory, name));
      const record = await seen("rmdir", args, directory);
      assertClaimed(record, "file", name, directory);
      assert.equal(record.members["syscall_path"], name);
      const pid = record.members["header.pid"] as bigint;
      assert.deepEqual(await scene.of("unlink", pid), []);
    }
  });

  test("rename, renameat and renameat2", async () => {
    const calls: [string, (string | number)[]][] = [
      ["r1", [82, "s:r1", "s:r1.new"]],
      ["r2", [264, `d:${directory}`, "s:r2", `d:${directory}`, "s:r2.new"]],
      ["r3", [316, AT_FDCWD, "s:r3", AT_FDCWD, "s:r3.new", 1]],
      ["r4", ["-32", 38, "s:r4", "s:r4.new"]],
    ];
    for (const [name, args] of calls.filter(([, args]) => canMake(args))) {
      file(name);
      const record = await seen("rename", args, directory);
      assertClaimed(record, "file", name, directory);
      assertClaimed(record, "destination", `${name}.new`, directory);
      assert.equal(record.members["syscall_path"], name);
      assert.equal(record.members["syscall_destination_path"], `${name}.new`);
    }
  });

  test("chmod, fchmodat and fchmodat2 claim, fchmod and an empty path know the file", async () => {
    const path = file("c");
    const by = [
      await seen("chmod", [90, "s:c", 0o600], directory),
      await seen("chmod", [268, `d:${directory}`, "s:c", 0o600]),
      await seen("chmod", [452, AT_FDCWD, "s:c", 0o600, 0], directory),
    ];
    for (const args of [["-32", 15, "s:c", 0o600]].filter(canMake))
      by.push(await seen("chmod", args, directory));
    for (const record of by) {
      assertClaimed(record, "file", "c", directory);
      assert.equal(record.members["mode"], 0o600n);
    }
    const known = [
      await seen("chmod", [91, `f:${path}`, 0o4711]),
      await seen("chmod", [452, `f:${path}`, "s:", 0o4711, AT_EMPTY_PATH]),
    ];
    for (const record of known) {
      assert.deepEqual(record.flags, []);
      assertFile(record.members, "file", path);
      assert.equal(record.members["mode"], 0o4711n);
      assert.equal(record.members["file.mode"], 0o104711n);
    }
  });

  test("chown, lchown and fchownat claim, fchown and an empty path know the file", async () => {
    const path = file("o");
    const by = [
      await seen("chown", [92, "s:o", 11, 22], directory),
      await seen("chown", [94, "s:o", 11, 22], directory),
      await seen("chown", [260, `d:${directory}`, "s:o", 11, 22, 0]),
    ];
    /* chown32 and lchown32, and the 16-bit chown and lchown. */
    for (const number of [212, 198, 182, 16])
      for (const args of [["-32", number, "s:o", 11, 22]].filter(canMake))
        by.push(await seen("chown", args, directory));
    for (const record of by) {
      assertClaimed(record, "file", "o", directory);
      assert.equal(record.members["uid"], 11n);
      assert.equal(record.members["gid"], 22n);
    }
    const known = [
      await seen("chown", [93, `f:${path}`, -1, 22]),
      await seen("chown", [260, `f:${path}`, "s:", -1, 22, AT_EMPTY_PATH]),
    ];
    for (const record of known) {
      assertFile(record.members, "file", path);
      assert.equal(record.members["uid"], 0xffffffffn);
      assert.equal(record.members["file.uid"], 11n);
    }
  });

  test("link, linkat, symlink and symlinkat", async () => {
    const path = file("l");
    const hard = [
      await seen("link", [86, "s:l", "s:l1"], directory),
      await seen("link", [265, `d:${directory}`, "s:l", AT_FDCWD, "s:l1.at", 0], directory),
    ];
    for (const args of [["-32", 9, "s:l", "s:l1.32"]].filter(canMake))
      hard.push(await seen("link", args, directory));
    for (const record of hard) {
      assertClaimed(record, "file", "l", directory);
      assert.equal(record.members["destination.base"], directory);
      assert.equal(record.members["symbolic"], 0n);
    }
    assert.equal(hard[0]?.members["destination.path"], "l1");
    const empty = await seen(
      "link",
      [265, `f:${path}`, "s:", AT_FDCWD, "s:l2", AT_EMPTY_PATH],
      directory,
    );
    assertFile(empty.members, "file", path);
    assert.equal(empty.members["destination.path"], "l2");
    const symbolic = await seen("link", [88, "s:../anything", "s:l3"], directory);
    assert.equal(symbolic.members["symbolic"], 1n);
    assert.equal(symbolic.members["file.path"], "../anything");
    assert.equal(symbolic.members["file.base"], "");
    assertClaimed(symbolic, "destination", "l3", directory);
    const at = await seen("link", [266, "s:/etc/shadow", `d:${directory}`, "s:l4"]);
    assert.equal(at.members["file.path"], "/etc/shadow");
    assertClaimed(at, "destination", "l4", directory);
  });

  test("mkdir and mkdirat", async () => {
    const one = await seen("mkdir", [83, "s:m1", 0o750], directory);
    assertClaimed(one, "file", "m1", directory);
    assert.equal(one.members["mode"], 0o750n);
    const two = await seen("mkdir", [258, `d:${directory}`, "s:m2/", 0o700]);
    assertClaimed(two, "file", "m2/", directory);
    for (const args of [["-32", 39, `s:${directory}/m3`, 0o700]].filter(canMake))
      assertClaimed(await seen("mkdir", args), "file", `${directory}/m3`, "/");
  });

  test("below another root a claimed path is given relative to that root", async () => {
    const root = join(directory, "root");
    mkdirSync(root);
    copyFileSync(ACT, join(root, "act"));
    const libraries = execFileSync("ldd", [ACT], { encoding: "utf8" }).match(/\/\S+/g) ?? [];
    for (const library of libraries) {
      execFileSync("install", ["-D", library, join(root, library)]);
    }
    const [pid] = execFileSync("chroot", [root, "/act", "83", "s:/made", "448"], {
      encoding: "utf8",
    }).split(" ");
    const ofCall = (r: StreamRecord) =>
      r.type === "mkdir" && r.members["header.pid"] === BigInt(pid ?? 0);
    const record = await client.find("mkdir below the root", ofCall);
    assertClaimed(record, "file", "made", root);
    assert.equal(record.members["syscall_path"], "/made");
    assert.ok(statSync(join(root, "made")).isDirectory());
  });

  test("mounts are crossed, and an overlay's upper layer is told from its lower one", async () => {
    const script = `set -e
      cd ${directory}; mkdir ov; mount -t tmpfs none ov; cd ov; mkdir lower upper work merged
      echo image > lower/below; mount -t overlay none -o lowerdir=lower,upperdir=upper,workdir=work merged
      echo new > merged/above; mkdir merged/deep; mount -t tmpfs none merged/deep; echo x > merged/deep/inner
      ${ACT} 257 -100 s:merged/below 0; ${ACT} 257 -100 s:merged/above 0; ${ACT} 257 -100 s:merged/deep/../deep/inner 0`;
    const text = execFileSync("unshare", ["--mount", "sh", "-c", script], { encoding: "utf8" });
    const pids = text
      .trim()
      .split("\n")
      .map((line) => BigInt(line.split(" ")[0] ?? 0));
    const found = [];
    for (const [index, name] of ["below", "above", "deep/inner"].entries()) {
      const path = join(directory, "ov/merged", name);
      const ofCall = (r: StreamRecord) =>
        r.members["header.pid"] === pids[index] && r.members["file.path"] === path;
      found.push(await client.find(`open of ${path}`, ofCall));
    }
    assert.deepEqual(
      found.map((r) => r.members["file.upper"]),
      [0n, 1n, 0n],
    );
    assert.deepEqual(
      found.map((r) => r.members["file.fs"]),
      ["overlay", "overlay", "tmpfs"],
    );
    assert.equal(found[0]?.members["file.magic"], OVERLAYFS_MAGIC);
  });

  test("the sensor does not report what it does itself", async () => {
    await client.find("stats", (r) => r.type === "stats");
    const own = BigInt(client.reader.preface?.pid ?? 0);
    assert.ok(!client.records.some((r) => r.members["header.pid"] === own && r.type === "open"));
  });
});
