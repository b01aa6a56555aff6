/**
 * A real journald and a real journalctl, in a mount namespace of their own with memory for /run:
 * what programs write there arrives once, over rotation, and from a cursor on.
 */
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createLogCounters } from "./counters.ts";
import { followJournal, type Journal, type JournalEntry } from "./journal.ts";

const JOURNALD = "/usr/lib/systemd/systemd-journald";
const NEEDED = [JOURNALD, "/usr/bin/journalctl", "/usr/bin/systemd-cat", "/usr/bin/nsenter"];
const lacking = NEEDED.find((path) => !existsSync(path));
const DEADLINE_MS = 30_000;
/** Its memory is gone with it. */
const SETUP = `
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/journal /run/log/journal
echo 0123456789abcdef0123456789abcdef > /run/machine-id
mount --bind /run/machine-id /etc/machine-id
exec ${JOURNALD}`;

let journald: ChildProcess | undefined;
let skip: string | false = false;
let directory = "";
let command = "";

async function until<Result>(look: () => Result | undefined | false): Promise<Result> {
  for (let waited = 0; waited < DEADLINE_MS; waited += 50) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    await sleep(50);
  }
  throw new Error("it did not happen");
}

function inside(args: readonly string[], input: string | Buffer = ""): string {
  const all = ["-t", String(journald?.pid), "-m", ...args];
  return execFileSync("nsenter", all, { input, encoding: "utf8" });
}

before(async () => {
  if (process.getuid?.() !== 0) skip = "a journald of one's own needs root";
  else if (lacking !== undefined) skip = `there is no ${lacking}`;
  if (skip !== false) return;
  directory = mkdtempSync(join(tmpdir(), "vigil-journal-"));
  journald = spawn("unshare", ["-m", "sh", "-c", SETUP], { stdio: "ignore" });
  const isOver = () => journald?.exitCode !== null;
  const socket = `/proc/${journald.pid}/root/run/systemd/journal/stdout`;
  await until(() => isOver() || existsSync(socket));
  if (isOver()) skip = "a mount namespace cannot be made here";
  command = join(directory, "journalctl");
  writeFileSync(command, `#!/bin/sh\nexec nsenter -t ${journald.pid} -m journalctl "$@"\n`);
  chmodSync(command, 0o755);
});
after(() => {
  journald?.kill();
  if (directory !== "") rmSync(directory, { recursive: true });
});

function write(text: string | Buffer, priority = "info"): void {
  inside(["systemd-cat", "-t", "vigil-test", "-p", priority], text);
}

/** Entries of this test, for journald and the kernel write as well. */
function own(journal: Journal): JournalEntry[] {
  return journal.take(1000).filter(({ log }) => log["ddsource"] === "vigil-test");
}

async function gather(journal: Journal, count: number): Promise<JournalEntry[]> {
  const found: JournalEntry[] = [];
  await until(() => {
    found.push(...own(journal).filter(({ log }) => !/^begun/.test(String(log["message"]))));
    return found.length >= count;
  });
  return found;
}

const messages = (entries: readonly JournalEntry[]) => entries.map(({ log }) => log["message"]);

test("what is written to a journal arrives with its severity and time", async (context) => {
  if (skip !== false) return context.skip(skip);
  const counters = createLogCounters();
  write("before\n");
  const first = followJournal(command, "", counters);
  context.after(() => first.stop());
  // Without a cursor only what comes next is read; when that begins is not said.
  let at = 0;
  await until(() => {
    write(`begun ${++at}\n`);
    return own(first).length > 0;
  });
  const began = Date.now();
  write("grüße aus dem journal 🙂\n", "warning");
  write(Buffer.from([0x61, 0xff, 0xfe, 0x62, 0x0a]));
  write(`${"x".repeat(10_000)}\n`, "err");
  const found = await gather(first, 3);
  assert.deepEqual(messages(found), [
    "grüße aus dem journal 🙂",
    "a\ufffd\ufffdb",
    "x".repeat(10_000),
  ]);
  const [warning, , error] = found.map(({ log }) => log);
  assert.deepEqual([warning?.["status"], error?.["status"]], ["warning", "error"]);
  assert.ok(Math.abs(Number(warning?.["timestamp"]) - began) < 60_000);
  assert.equal(counters.journal_entries_malformed.value, 0);
});

test("each entry arrives once, over rotation and from a cursor on", async (context) => {
  if (skip !== false) return context.skip(skip);
  const counters = createLogCounters();
  write("zero\n");
  const cursor = inside(["journalctl", "-t", "vigil-test", "-n", "1", "-o", "json"]);
  const from = String((JSON.parse(cursor) as Record<string, unknown>)["__CURSOR"]);
  write("one\ntwo\n");
  const first = followJournal(command, from, counters);
  context.after(() => first.stop());
  const early = await gather(first, 2);
  assert.deepEqual(messages(early), ["one", "two"]);
  journald?.kill("SIGUSR2");
  write("three\n");
  inside(["journalctl", "--rotate"]);
  write("four\n");
  const late = await gather(first, 2);
  assert.deepEqual(messages(late), ["three", "four"]);
  first.stop();
  write("five\n");
  // Whoever starts anew goes on behind the last that was taken.
  const second = followJournal(command, late.at(-1)?.cursor ?? "", counters);
  context.after(() => second.stop());
  const rest = await gather(second, 1);
  assert.deepEqual(messages(rest), ["five"]);
  assert.equal(counters.journal_cursor_lost.value, 0);
});
