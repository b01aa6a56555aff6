/** Files of real processes and of roots made for the test: hashes, kind, package, safe opening. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { createCounters } from "#lib/base";
import { CONSTANT_GROUPS } from "#lib/event";
import { readMetadata } from "./executable-head.ts";
import {
  createFileContents,
  FILE_COUNTERS,
  HASH_BYTES_MAX,
  HASHES_PER_SECOND_MAX,
  type NamedFile,
} from "./file-content.ts";
import { parseApk, parseDpkgStatus } from "./package-parse.ts";
import { createPackages, PACKAGE_COUNTERS } from "./packages.ts";
import { ProcessEntry, type ProcessNames } from "./process-entry.ts";
import { openBelow, readBelow } from "./rooted-file.ts";

const dir = mkdtempSync(join(tmpdir(), "vigil-files-"));
after(() => rmSync(dir, { recursive: true }));

function put(path: string, content: string | Buffer): string {
  const file = join(dir, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** What an event of this process about a file would name. */
function named(path: string, pid = process.pid): NamedFile {
  const entry = new ProcessEntry({} as ProcessNames, { changes: 0 });
  entry["pid"] = pid;
  const stat = statSync(path, { bigint: true });
  return {
    process: entry,
    path,
    inode: Number(stat.ino),
    changeTime: Number(stat.ctimeNs),
    mode: Number(stat.mode),
    filesystem: "ext4",
  };
}

function contentsAt(clock: () => number) {
  const counters = createCounters(FILE_COUNTERS);
  return { counters, contents: createFileContents({ root: "/", clock, counters }) };
}

test("a file is hashed once, by its content", () => {
  let now = 0;
  const { contents, counters } = contentsAt(() => now);
  const file = named(put("a", "hello"));
  const expected = ["sha1", "sha256"].map(
    (name) => `${name}:${createHash(name).update("hello").digest("hex")}`,
  );
  assert.deepEqual(contents.of(file).hashes, expected);
  now = 5000;
  assert.equal(contents.of(file).state, "Done");
  assert.deepEqual([counters.files_hashed.value, counters.file_cache_hits.value], [1, 1]);
});

test("another file at the same path is not hashed as the one seen", () => {
  const { contents } = contentsAt(() => 0);
  const path = put("b", "first");
  const file = named(path);
  renameSync(put("c", "second"), path);
  assert.deepEqual([contents.of(file).state, contents.of(file).hashes], ["FileNotFound", []]);
});

test("an inode that a file born later has is not the one seen", () => {
  const { contents } = contentsAt(() => 0);
  const file = { ...named(put("born", "later")), changeTime: 1e18 };
  assert.equal(contents.of(file).state, "FileNotFound");
});

test("a running program is hashed by its process even where its path is gone", () => {
  const { contents } = contentsAt(() => 0);
  const file = named(process.execPath);
  file.process["file.path"] = "/nowhere/node";
  file.process["file.inode"] = file.inode;
  const content = contents.of({ ...file, path: "/nowhere/node" });
  assert.notEqual(content.state, "FileNotFound");
  assert.equal(content.size, statSync(process.execPath).size);
  assert.equal(content.metadata.type, CONSTANT_GROUPS["file_type"]?.["LINUX_EXECUTABLE"]);
});

test("what is not hashed says why", () => {
  let now = 0;
  const { contents } = contentsAt(() => now);
  const empty = put("empty", "");
  const big = put("big", "");
  truncateSync(big, HASH_BYTES_MAX + 1);
  const fifo = join(dir, "fifo");
  execFileSync("mkfifo", [fifo]);
  const CASES: [NamedFile, string][] = [
    [named(empty), "FileEmpty"],
    [named(big), "FileTooBig"],
    [named(fifo), ""],
    [{ ...named(fifo), mode: 0o100644 }, "FileNotFound"],
    [named(dir), ""],
    [{ ...named(empty), filesystem: "fuse.sshfs" }, "NoHash"],
    [{ ...named(empty), path: "memfd:x" }, "PathnameResolutionError"],
    [{ ...named(empty), inode: 0 }, "PathnameResolutionError"],
  ];
  for (const [file, state] of CASES) assert.equal(contents.of(file).state, state, file.path);
  now = 10_000;
  const states = Array.from(
    { length: HASHES_PER_SECOND_MAX + 1 },
    (_, index) => contents.of(named(put(`many/${index}`, `${index}`))).state,
  );
  assert.equal(states.filter((state) => state === "Done").length, HASHES_PER_SECOND_MAX);
  assert.equal(states.at(-1), "HashWasRateLimited");
});

test("links below a root do not lead out of it", () => {
  put("root/etc/passwd", "inside");
  put("secret", "outside");
  const root = join(dir, "root");
  symlinkSync("/etc/passwd", join(root, "absolute"));
  symlinkSync("../../../../../../etc/passwd", join(root, "relative"));
  symlinkSync(join(dir, "secret"), join(root, "escape"));
  symlinkSync("loop", join(root, "loop"));
  symlinkSync("/etc", join(root, "folder"));
  execFileSync("mkfifo", [join(root, "fifo")]);
  const CASES: [string, string | undefined][] = [
    ["/etc/passwd", "inside"],
    ["/absolute", "inside"],
    ["/relative", "inside"],
    ["/folder/passwd", "inside"],
    ["/etc/../../../etc/passwd", "inside"],
    ["/escape", undefined],
    ["/loop", undefined],
    ["/fifo", undefined],
    ["/etc", undefined],
    ["/none", undefined],
  ];
  for (const [path, text] of CASES) assert.equal(readBelow(root, path, 100), text, path);
  const folder = openBelow(root, "/etc");
  assert.notEqual(folder, undefined);
  closeSync(folder as number);
});

function executable(hex: string): Buffer {
  return Buffer.concat([Buffer.from(hex.replaceAll(" ", ""), "hex"), Buffer.alloc(64)]);
}

const GO_NOTE = "04000000 00000000 04000000 476f0000";
type Head = {
  type: string;
  architecture: string;
  abi: string;
  compression: string;
  isExecutable: boolean;
  isUpxPacked: boolean;
  isGarbled: boolean;
};
const PLAIN: Head = {
  type: "EMPTY",
  architecture: "UNKNOWN_ARCHITECTURE",
  abi: "UNKNOWN_ABI",
  compression: "NONE",
  isExecutable: false,
  isUpxPacked: false,
  isGarbled: false,
};

/** Content, and where what it tells is not PLAIN. */
const HEADS: [string, Buffer, Partial<Head>][] = [
  [
    "ls",
    readFileSync("/bin/ls").subarray(0, 4096),
    { type: "LINUX_EXECUTABLE", architecture: "X86_64", abi: "BIT64", isExecutable: true },
  ],
  [
    "arm",
    executable("7f454c46 01010100 00000000 00000000 0200 2800"),
    { type: "LINUX_EXECUTABLE", architecture: "ARM", abi: "BIT32", isExecutable: true },
  ],
  [
    "upx",
    Buffer.concat([
      executable("7f454c46 02010100 00000000 00000000 0200 b700"),
      Buffer.from("UPX!"),
    ]),
    {
      type: "LINUX_EXECUTABLE",
      architecture: "ARM64",
      abi: "BIT64",
      isExecutable: true,
      isUpxPacked: true,
    },
  ],
  [
    "garble",
    executable(`7f454c46 02010100 00000000 00000000 0200 3e00 ${"00".repeat(12)} ${GO_NOTE}`),
    {
      type: "LINUX_EXECUTABLE",
      architecture: "X86_64",
      abi: "BIT64",
      isExecutable: true,
      isGarbled: true,
    },
  ],
  [
    "mach",
    executable("cffaedfe 0c000001"),
    { type: "MACOS_EXECUTABLE", architecture: "ARM64", abi: "BIT64", isExecutable: true },
  ],
  ["gzip", executable("1f8b08"), { type: "COMPRESSED", compression: "GZIP" }],
  ["zst", executable("28b52ffd"), { type: "COMPRESSED", compression: "ZSTD" }],
  ["sh", Buffer.from("#!/bin/sh\nid\n"), { type: "SHELL_SCRIPT", isExecutable: true }],
  ["env", Buffer.from("#!/usr/bin/env bash\n"), { type: "SHELL_SCRIPT", isExecutable: true }],
  ["python", Buffer.from("#!/usr/bin/python3\n"), { type: "TEXT", isExecutable: true }],
  ["text", Buffer.from("hello\n"), { type: "TEXT" }],
  ["salted", Buffer.from("Salted__abc"), { type: "ENCRYPTED" }],
  ["binary", Buffer.from([1, 0, 2]), { type: "BINARY" }],
  ["nothing", Buffer.alloc(0), { type: "EMPTY" }],
];

test("the first bytes tell what a file is", () => {
  const value = (group: string, name: string) => CONSTANT_GROUPS[group]?.[name];
  for (const [what, head, own] of HEADS) {
    const { type, architecture, abi, compression, ...flags } = { ...PLAIN, ...own };
    const expected = {
      type: value("file_type", type),
      architecture: value("architecture", architecture),
      abi: value("abi", abi),
      compression: value("compression", compression),
      ...flags,
    };
    assert.deepEqual(readMetadata(head), expected, what);
  }
});

test("no bytes break the reading of a file's head", () => {
  const starts = HEADS.map(([, head]) => head);
  const cut = fc.tuple(fc.constantFrom(...starts), fc.nat(80), fc.uint8Array({ maxLength: 90 }));
  fc.assert(
    fc.property(cut, ([start, length, rest]) => {
      readMetadata(Buffer.concat([start.subarray(0, length), rest]));
      readMetadata(Buffer.from(rest));
    }),
  );
});

const STATUS = `Package: coreutils
Status: install ok installed
Version: 9.1-1
Description: tools
 Package: not-one

Package: bsdutils
Status: install ok installed
Source: util-linux (2.38.1-5)
Version: 1:2.38.1-5

Package: gone
Status: deinstall ok config-files
Version: 1
`;
const APK =
  "P:musl\nV:1.2.5-r0\no:musl\nF:\nF:lib\nR:ld-musl-x86_64.so.1\n\nP:busybox\nV:1.36-r1\nF:bin\nR:busybox\n";

test("a file's package is known by dpkg and apk, and anew when their databases change", async () => {
  let now = 0;
  const root = join(dir, "debian");
  put("debian/var/lib/dpkg/status", STATUS);
  put("debian/var/lib/dpkg/info/coreutils.list", "/.\n/bin\n/bin/ls\n/usr/bin/env\n");
  put("debian/var/lib/dpkg/info/bsdutils:amd64.list", "/usr/bin/logger\n");
  put("debian/var/lib/dpkg/info/gone.list", "/usr/bin/gone\n");
  put("alpine/lib/apk/db/installed", APK);
  const counters = createCounters(PACKAGE_COUNTERS);
  const packages = createPackages(() => now, counters);
  const debian = (path: string) => packages.of("", () => root, path);
  const alpine = (path: string) => packages.of("c1", () => join(dir, "alpine"), path);
  assert.equal(debian("/bin/ls"), undefined, "not read yet");
  alpine("/bin/busybox");
  await packages.settled();
  assert.equal(debian("/bin/ls")?.version, "9.1-1");
  assert.equal(debian("/usr/bin/ls")?.name, "coreutils", "of a merged /usr");
  assert.deepEqual(debian("/usr/bin/logger"), {
    name: "bsdutils",
    version: "1:2.38.1-5",
    sourceVersion: "2.38.1-5",
  });
  assert.deepEqual(
    [debian("/usr/bin/gone"), debian("ls"), debian("/x")],
    [undefined, undefined, undefined],
  );
  assert.equal(alpine("/lib/ld-musl-x86_64.so.1")?.name, "musl");
  assert.equal(alpine("/bin/busybox")?.version, "1.36-r1");
  put(
    "debian/var/lib/dpkg/status",
    `${STATUS}\nPackage: new\nStatus: install ok installed\nVersion: 3\n`,
  );
  put("debian/var/lib/dpkg/info/new.list", "/usr/bin/new\n");
  now = 10_000;
  debian("/x");
  await packages.settled();
  assert.equal(debian("/usr/bin/new")?.version, "3");
  assert.equal(counters.package_indexes_built.value, 3);
});

test("package databases of any content are read without a fault", () => {
  const line = fc.constantFrom(
    "P:a",
    "V:1",
    "F:x",
    "R:y",
    "Package: a",
    "Version: 1",
    "",
    " ",
    ":",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.string())), (lines) => {
      const text = lines.join("\n");
      parseDpkgStatus(text);
      for (const [path] of parseApk(text)) assert.ok(path.startsWith("/"));
    }),
  );
});

test("the packages of many roots have a bound together", async () => {
  const roots = ["one", "two", "three"];
  for (const root of roots) put(`${root}/lib/apk/db/installed`, APK);
  const counters = createCounters(PACKAGE_COUNTERS);
  const files = [...parseApk(APK)].length;
  const packages = createPackages(() => 0, counters, 2 * files);
  const of = (root: string) => packages.of(root, () => join(dir, root), "/bin/busybox");
  for (const root of roots) {
    of(root);
    await packages.settled();
  }
  assert.deepEqual(
    roots.map((root) => of(root)?.name),
    [undefined, "busybox", "busybox"],
  );
  await packages.settled();
  assert.equal(counters.package_indexes_built.value, 4, "the first is read again");
});
