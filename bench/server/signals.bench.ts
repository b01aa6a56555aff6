/**
 * How long what the pages of signals ask takes, by how many signals there are, and how long the
 * server's own thread is kept from anything else meanwhile.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSignals } from "#server/signals";
import { openControl } from "#server/store";
import { instantDraft } from "../../server/signals/test-draft.ts";

const COUNTS = [1000, 10_000, 100_000];
const ROUNDS = 3;
const BATCH = 500;
const now = Date.now();
const clock = () => now;

const folder = mkdtempSync(join(tmpdir(), "vigil-bench-"));
const control = await openControl(`sqlite:${join(folder, "control.db")}`, { clock });
let ids = 0;
const signals = openSignals({ control, clock, newId: () => `s${++ids}` });

/** One signal of a batch: a web server's shell on one of 200 hosts, with a process and a file. */
function draftOf(at: number) {
  const host = `web-${at % 200}`;
  const event = {
    agent: { rule_id: `rule_${at % 60}`, version: "0.1.0" },
    process: {
      ...{ pid: at, user: at % 3 ? "root" : "www-data", comm: "sh", args: ["-c", `id ${at}`] },
      executable: { path: `/usr/bin/tool-${at % 90}`, name: `tool-${at % 90}` },
    },
    file: { path: `/var/www/upload-${at % 700}.php`, name: `upload-${at % 700}.php` },
    usr: { id: at % 3 ? "root" : "www-data" },
    ...{ evt: { name: "exec", category: "process" }, host, tags: [`host:${host}`, "env:prod"] },
  };
  const ts = now - at * 5000;
  const row = { eventId: `e${at}`, ts, received: ts, host, query: 0, tags: event.tags, event };
  return instantDraft([row], {
    values: [host, String(at)],
    case: at % 2,
    rule: { id: `rule_${at % 60}`, name: `Rule ${at % 60}` },
  });
}

async function fill(count: number): Promise<void> {
  while (ids < count) {
    const drafts = Array.from({ length: BATCH }, (_, at) => draftOf(ids + at));
    await control.transaction((trx) => signals.apply(trx, drafts));
  }
}

const open = "@workflow.triage.state:(open OR under_review)";
const QUESTIONS: readonly [string, () => Promise<unknown>][] = [
  ["first page", () => signals.searchSignals({ query: open, limit: 50 })],
  ["facets", () => signals.facets({ query: open })],
  ["an attribute", () => signals.searchSignals({ query: "@process.comm:none", limit: 50 })],
  ["free text", () => signals.searchSignals({ query: "nothing", limit: 50 })],
  ["response times", () => signals.responseTimes({ query: "" })],
  ["map of ATT&CK", () => signals.countAttack({ query: "" })],
];

process.stdout.write(`ms / held, ${ROUNDS} rounds`.padEnd(20));
for (const count of COUNTS) process.stdout.write(`${count} signals`.padStart(16));
const best = new Map<string, string[]>();

/** Milliseconds until the answer, and the longest in which nothing else could run. */
async function measure(ask: () => Promise<unknown>): Promise<{ ms: number; held: number }> {
  let held = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const at = performance.now();
    held = Math.max(held, at - last);
    last = at;
  }, 1);
  const start = performance.now();
  await ask();
  const end = performance.now();
  clearInterval(timer);
  return { ms: end - start, held: Math.max(held, end - last) };
}

for (const count of COUNTS) {
  await fill(count);
  for (const [name, ask] of QUESTIONS) {
    const rounds: { ms: number; held: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await measure(ask));
    const [ms, held] = [rounds.map((each) => each.ms), rounds.map((each) => each.held)];
    const shown = `${Math.min(...ms).toFixed(1)} / ${Math.min(...held).toFixed(1)}`;
    best.set(name, [...(best.get(name) ?? []), shown]);
  }
}
for (const [name, shown] of best)
  process.stdout.write(`\n${name.padEnd(20)}${shown.map((each) => each.padStart(16)).join("")}`);
process.stdout.write("\n");
await control.close();
rmSync(folder, { recursive: true, force: true });
