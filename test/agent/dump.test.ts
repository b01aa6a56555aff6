/** Dumps of records played back: what is in them, what is blanked, and the bounds. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { createDumpCounters, type DumpReport, openDumper } from "#agent/dump";
import { createRedactionCounters, createRedactor } from "#agent/output";
import {
  DUMP_BYTES_MAX,
  DUMP_EVERY_MS,
  DUMPS_BYTES_MAX,
  DUMPS_MAX,
} from "../../agent/dump/dumper.ts";
import { playRuleset } from "./played-ruleset.ts";
import { buildExec, buildOpen } from "./records.ts";

const root = mkdtempSync(join(tmpdir(), "vigil-dump-"));
after(() => rmSync(root, { recursive: true }));
let directories = 0;

const PARENT = { pid: process.ppid, start: 5, ppid: 1 };
const SELF = { pid: process.pid, start: 10, ppid: process.ppid, parentStart: 5 };

function policy(dump: string): string {
  return `rules:
  - id: dumped
    expression: open.file.path == "/etc/hostname"
    actions: [{coredump: ${dump}}]
`;
}

function setUp(dump: string, proc?: string) {
  directories += 1;
  const dir = join(root, String(directories));
  const counters = createDumpCounters();
  const redactor = createRedactor(createRedactionCounters());
  const told: Record<string, unknown>[] = [];
  let now = Date.UTC(2025, 0, 2, 3, 4, 5, 6);
  const reports: Promise<DumpReport>[] = [];
  const open = () =>
    openDumper({
      dir,
      clock: () => now,
      counters,
      redact: redactor.value,
      about: () => ({ host: "web-1" }),
      written: (one) => told.push(one),
      ...(proc === undefined ? {} : { proc }),
    });
  const dumper = open();
  const { play } = playRuleset(
    { "own.policy": policy(dump) },
    {},
    {
      respond: (ruleId, action, view) => {
        assert.ok(action.kind === "coredump");
        const report = dumper.dump({ ruleId, action, view });
        reports.push(report);
        return report;
      },
    },
  );
  play(
    buildExec(PARENT, 100, "/usr/bin/bash", ["bash"]),
    buildExec(SELF, 200, "/usr/bin/tool", ["tool", "--password", "hunter2-secret"]),
  );
  const match = async (): Promise<DumpReport> => {
    assert.equal(play(buildOpen(SELF, 300, "/etc/hostname", 0)).length, 1);
    return (await reports.at(-1)) as DumpReport;
  };
  return { dir, counters, told, match, dumper, open, later: (ms: number) => (now += ms) };
}

type Dump = {
  rule_id: string;
  event: string;
  left_out?: string[];
  process: { process: { pid: number; args: string[] }; cache: Record<string, unknown>[] };
  mount: { read_of: number; mountinfo: string[]; error?: string };
  dentry: { cwd: string; files: { place: string; resolved: { path: string } }[] };
};

test("a dump has the sections that are asked for, and no secret", async () => {
  const { dir, counters, told, match, dumper } = setUp(
    "{process: true, mount: true, dentry: true}",
  );
  const report = await match();
  const { path, bytes } = report;
  assert.deepEqual(report, { type: "coredump", status: "performed", path, bytes });
  assert.equal(path, join(dir, `20250102T030405006Z-dumped-${process.pid}.json.gz`));
  assert.equal(statSync(String(path)).mode & 0o777, 0o600);
  assert.equal(statSync(dir).mode & 0o777, 0o700);
  const text = gunzipSync(readFileSync(String(path))).toString();
  assert.ok(!text.includes("hunter2-secret"));
  const dump = JSON.parse(text) as Dump;
  assert.deepEqual([dump.rule_id, dump.event, dump.left_out], ["dumped", "open", undefined]);
  assert.equal(dump.process.process.pid, process.pid);
  const lineage = dump.process.cache.map((entry) => [entry["pid"], entry["has_executed"]]);
  assert.deepEqual(lineage, [
    [process.pid, true],
    [process.ppid, true],
  ]);
  assert.equal(dump.mount.read_of, process.pid);
  const mounts = readFileSync("/proc/self/mountinfo", "utf8").trim().split("\n");
  assert.equal(dump.mount.mountinfo.length, mounts.length);
  assert.equal(dump.dentry.cwd, process.cwd());
  const file = dump.dentry.files.find(({ place }) => place === "file");
  assert.equal(file?.resolved.path, "/etc/hostname");
  assert.deepEqual(told, [{ rule: "dumped", pid: process.pid, path, bytes }]);
  assert.deepEqual(dumper.status(), { files: 1, bytes, latest: path });
  assert.equal(counters.dumps_written.value, 1);
});

test("what is not asked for is not there, and no_compression leaves it readable", async () => {
  const { match } = setUp("{mount: true, no_compression: true}");
  const { path } = await match();
  assert.match(String(path), /\.json$/);
  const dump = JSON.parse(readFileSync(String(path), "utf8")) as Partial<Dump>;
  assert.deepEqual([dump.process, dump.dentry], [undefined, undefined]);
  assert.ok(dump.mount);
});

test("a process that is gone is said to be", async () => {
  const { match } = setUp("{mount: true, dentry: true}", join(root, "no-proc"));
  const { path } = await match();
  const dump = JSON.parse(gunzipSync(readFileSync(String(path))).toString()) as Dump;
  assert.equal(dump.mount.error, "ENOENT");
  assert.equal(dump.dentry.cwd, "(ENOENT)");
});

test("one is written in a while, the oldest go, and files of others stay", async () => {
  const { dir, counters, match, dumper, open, later } = setUp("{process: true}");
  writeFileSync(join(dir, "notes.txt"), "somebody's own");
  assert.equal((await match()).status, "performed");
  const limited = await match();
  assert.equal(limited.status, "rate_limited");
  assert.equal(counters.dumps_limited.value, 1);
  for (let count = 0; count < DUMPS_MAX + 3; count += 1) {
    later(DUMP_EVERY_MS);
    assert.equal((await match()).status, "performed");
  }
  assert.equal(dumper.status().files, DUMPS_MAX);
  assert.equal(counters.dumps_removed.value, 4);
  assert.equal(readdirSync(dir).length, DUMPS_MAX + 1);
  assert.deepEqual(open().status(), dumper.status(), "the next life finds them");
  const big = join(dir, "20240102T030405006Z-old-1.json");
  writeFileSync(big, Buffer.alloc(DUMPS_BYTES_MAX));
  assert.ok(open().status().bytes > DUMPS_BYTES_MAX);
  assert.ok(DUMP_BYTES_MAX < DUMPS_BYTES_MAX);
});

test("a directory that cannot be written is an error in the report", async () => {
  const { dir, counters, match } = setUp("{process: true}");
  rmSync(dir, { recursive: true });
  const report = await match();
  assert.deepEqual(report, { type: "coredump", status: "error", reason: "ENOENT" });
  assert.equal(counters.dumps_failed.value, 1);
});
