/** Views, derived values, formats and layouts, against records built by member name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as derive from "./derive.ts";
import { dnsAnswers, parseDns } from "./dns.ts";
import { compact, constantName, flagNames, outcome, time } from "./format.ts";
import { LAYOUT } from "./generated/layout.ts";
import { ConnectView, DnsView, OpenView, StatsView } from "./generated/views.ts";
import { createReshape } from "./layout.ts";
import { FIELD_TABLE, FIELDS } from "./table.ts";
import { buildRecord, chunkOf } from "./testing/record.ts";

test("a view reads scalars and strings in place, at any offset of a chunk", () => {
  const first = buildRecord("open", { "file.path": "/etc/passwd", flags: 577 });
  const second = buildRecord("open", {
    "header.retval": -13,
    "header.comm": "cat",
    "header.cap_effective": 2n ** 40n,
    "file.path": "/tmp/ä",
    "file.inode": 42,
    "file.upper": 1,
    flags: 0,
  });
  const view = new OpenView();
  view.point(chunkOf(first, second), first.length);
  assert.equal(view["open.file.path"], "/tmp/ä");
  assert.equal(view["open.file.name"], "ä");
  assert.equal(view["open.file.inode"], 42);
  assert.equal(view["open.file.in_upper_layer"], true);
  assert.equal(view["open.retval"], -13);
  assert.equal(view["header.comm"], "cat");
  assert.equal(view["header.cap_effective"], 2 ** 40);
  view.point(view.chunk, 0);
  assert.equal(view["open.file.path"], "/etc/passwd");
  assert.equal(view["open.flags"], 577);
});

test("addresses read by family, and counters as arrays", () => {
  const connect = new ConnectView();
  const v4 = { "addr.ip": new Uint8Array([203, 0, 113, 7]), "addr.family": 2, "addr.port": 443 };
  connect.point(chunkOf(buildRecord("connect", v4)), 0);
  assert.equal(connect["connect.addr.ip"], "203.0.113.7");
  assert.equal(connect["connect.addr.port"], 443);
  const mapped = new Uint8Array(16);
  mapped.set([0xff, 0xff, 10, 0, 0, 1], 10);
  connect.point(chunkOf(buildRecord("connect", { "addr.ip": mapped, "addr.family": 10 })), 0);
  assert.equal(connect["connect.addr.ip"], "10.0.0.1");
  assert.equal(connect["connect.addr.is_public"], false);
  connect.point(chunkOf(buildRecord("connect", { "addr.family": 1 })), 0);
  assert.equal(connect["connect.addr.ip"], "");
  const stats = new StatsView();
  const seen = new Uint8Array(64 * 8);
  seen[4 * 8] = 9;
  stats.point(chunkOf(buildRecord("stats", { seen })), 0);
  assert.equal(stats["record.seen"][4], 9);
});

const PATHS: [string, string, string][] = [
  ["/etc/shadow", "", "/etc/shadow"],
  ["../shadow", "/etc/ssl", "/etc/shadow"],
  ["./a//b/.", "/x", "/x/a/b"],
  ["../../../..", "/a", "/"],
  ["/a/../b", "/cwd", "/b"],
  ["memfd:x", "", "memfd:x"],
  ["", "/cwd", ""],
];

test("a claimed path is joined to its base and normalised", () => {
  for (const [path, base, expected] of PATHS) assert.equal(derive.filePath(path, base), expected);
});

test("names, extensions and rights follow from path and mode", () => {
  assert.equal(derive.baseName("/a/b.tar.gz"), "b.tar.gz");
  assert.equal(derive.baseName("/"), "");
  assert.equal(derive.extension("/a/b.tar.gz"), ".gz");
  assert.equal(derive.extension("/a/.bashrc"), "");
  assert.equal(derive.rights(0o104755), 0o4755);
});

test("exit codes are read as wait(2) reports them", () => {
  assert.deepEqual([derive.exitCause(0x0100), derive.exitCode(0x0100)], [0, 1]);
  assert.deepEqual([derive.exitCause(9), derive.exitCode(9)], [2, 9]);
  assert.deepEqual([derive.exitCause(0x8b), derive.exitCode(0x8b)], [1, 11]);
});

function dnsMessage(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
}
const QUESTION = "04706f6f6c 076578616d706c65 00 0001 0001";

test("a DNS question and its answer", () => {
  const question = dnsMessage(`1092 0100 0001 0000 0000 0000 ${QUESTION}`);
  assert.deepEqual(parseDns(question), {
    id: 0x1092,
    isQuery: true,
    name: "pool.example",
    type: 1,
    class: 1,
    count: 1,
    code: 0,
  });
  const answer = dnsMessage(
    `1092 8183 0001 0001 0000 0000 ${QUESTION} c00c 0001 0001 0000003c 0004 c0000207`,
  );
  assert.equal(parseDns(answer).code, 3);
  assert.deepEqual(dnsAnswers(answer), ["192.0.2.7"]);
  const view = new DnsView();
  view.point(chunkOf(buildRecord("dns", { payload: question })), 0);
  assert.equal(view["dns.question.name"], "pool.example");
  assert.equal(view["dns.question.length"], question.length);
});

test("a DNS name that points at itself ends", () => {
  const loop = dnsMessage("0000 0000 0001 0000 0000 0000 c00c 0001 0001");
  assert.equal(parseDns(loop).name, "");
});

test("no bytes make the DNS reader throw or run away", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 512 }), (bytes) => {
      assert.ok(parseDns(bytes).name.length <= 255 * 4);
      assert.ok(dnsAnswers(bytes).length <= 64);
    }),
    { numRuns: 2000 },
  );
});

test("masks are lists of names, the widest first", () => {
  assert.deepEqual(flagNames("open_flags", 0), ["O_RDONLY"]);
  assert.deepEqual(flagNames("open_flags", 577), ["O_WRONLY", "O_CREAT", "O_TRUNC"]);
  assert.ok(flagNames("open_flags", 0o4010001).includes("O_SYNC"));
  assert.deepEqual(flagNames("capability", 2 ** 39 + 1), ["CAP_CHOWN", "CAP_BPF"]);
  assert.equal(constantName("dns_qtype", 28), "AAAA");
  assert.equal(constantName("dns_qtype", 9999), "9999");
});

test("outcomes, times and emptiness", () => {
  assert.deepEqual([0, 3, -115, -13, -1, -2].map(outcome), [
    "Success",
    "Success",
    "Success",
    "Refused",
    "Refused",
    "Error",
  ]);
  assert.equal(time(0), "");
  assert.equal(time(1_700_000_000_123_000_000), "2023-11-14T22:13:20.123Z");
  const value = {
    a: "",
    b: [],
    c: { d: undefined },
    e: { path: "", inode: 0, uid: 0 },
    f: [{ g: "" }, { h: 0 }],
    i: false,
  };
  assert.deepEqual(compact(value), { f: [{}, { h: 0 }], i: false });
});

test("a record of an older layout is read by member names", () => {
  const current = LAYOUT.records["open"] as (typeof LAYOUT.records)[string];
  const record = buildRecord("open", { "header.pid": 7, "file.path": "/etc/shadow", flags: 1 });
  const grown = {
    ...current,
    size: current.size + 16,
    members: { ...current.members, extra: [current.size, 8, "u64"] as const },
  };
  const older = new Uint8Array(record.length + 16);
  older.set(record.subarray(0, current.size));
  older.set(record.subarray(current.size), current.size + 16);
  const view = new DataView(older.buffer);
  view.setUint32(0, older.length, true);
  const [at] = current.members["file.path"] as readonly [number, number, string];
  view.setUint16(at, view.getUint16(at, true) + 16, true);
  const reshape = createReshape({ hash: "other", records: { open: grown } });
  const open = new OpenView();
  open.point(chunkOf(reshape(older) as Uint8Array), 0);
  assert.equal(open["open.file.path"], "/etc/shadow");
  assert.equal(open["header.pid"], 7);
  assert.equal(open["open.flags"], 1);
  assert.equal(reshape(older.subarray(0, 16)), undefined);
});

test("the table holds every field once, under its own name", () => {
  assert.equal(FIELD_TABLE.fields.size, FIELDS.length);
  assert.equal(FIELD_TABLE.fields.get("process.ancestors.file.path")?.element, "file.path");
  assert.equal(FIELD_TABLE.constants.get("O_CREAT"), 64);
  assert.ok(FIELD_TABLE.events.has("exec") && !FIELD_TABLE.events.has("fork"));
});
