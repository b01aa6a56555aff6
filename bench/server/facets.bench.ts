/**
 * How long does a facet take over ten million events? The engine makes them itself, an hour of them
 * in order, with the columns that agents' events have and twenty leaves each. Asked at a quarter, at
 * half and at all of the rows, so that what is said of ten million is said only of what grew evenly.
 * Storage's processor time stands beside the time, for it does not grow when others use the machine.
 */
import { createClient } from "@clickhouse/client";
import { LEAF_TEXT, leafMark } from "#lib/query";
import { openSearch } from "#server/search";
import { openEventStore } from "#server/store";
import { startStorageProcess } from "#server/store/testing";
import { childProcesses, spentByUs } from "./processor-time.ts";

const ROWS = Number(process.env["BENCH_FACET_ROWS"] ?? 1_000_000);
const WANTED_ROWS = 10_000_000;
/** Parts of the rows that have been made when the questions are asked. */
const STAGES = [0.25, 0.5, 1];
/** Rows of one insert. */
const BLOCK_ROWS = 250_000;
const SPAN_MS = 3_600_000;
const ROUNDS = 3;
/** Growth from stage to stage that still counts as even: one step against the other. */
const EVEN = [0.6, 1.67] as const;
const now = Date.now();
const storage = await startStorageProcess();
const events = openEventStore({ url: storage.url, password: storage.token });
await events.migrate();
const client = createClient({
  ...{ url: storage.url, username: "vigil", password: storage.token },
  request_timeout: 600_000,
});

/** Value by path; a path with a column fills it too. */
const VALUES: Readonly<Record<string, string>> = {
  "agent.rule_id": "concat('rule_', toString(number % 60))",
  "evt.name": "['exec', 'open', 'connect', 'dns', 'chmod'][1 + number % 5]",
  "evt.category": "['Process Activity', 'File Activity'][1 + number % 2]",
  "process.executable.path": "concat('/usr/bin/program-', toString(intHash32(number) % 900))",
  "process.user": "concat('user', toString(number % 40))",
  "process.pid": "toString(number % 30000)",
  "process.comm": "concat('program-', toString(intHash32(number) % 900))",
  "file.path": "concat('/var/www/html/', toString(intHash32(number) % 50000))",
  "container.name": "concat('shop-', toString(number % 70))",
};
const COLUMNS: Readonly<Record<string, string>> = {
  "evt.name": "at_evt_name",
  "evt.category": "at_evt_category",
  "process.executable.path": "at_process_executable_path",
  "process.user": "at_process_user",
  "process.pid": "at_process_pid",
  "process.comm": "at_process_comm",
  "file.path": "at_file_path",
  "container.name": "at_container_name",
};
const paths = Object.keys(VALUES);
const filler = Array.from({ length: 20 - paths.length }, (_, at) => `process.parent.field_${at}`);
const shape = [...paths, ...filler].map((path) => leafMark(LEAF_TEXT, path)).join("");
/** The values with a NUL between them; those of the filler are one constant. */
const texts = `concat(${Object.values(VALUES).join(", '\\0', ")}, '${"\\0".padEnd(3, "0").repeat(filler.length)}')`;
const lists = Object.entries(COLUMNS).map(([path, name]) => ({ name, value: `[${VALUES[path]}]` }));
const names = lists.map(({ name }) => name).join(", ");

/** Rows in the order of the hour, so that each block is a stretch of it as it would have arrived. */
async function fill(first: number, end: number): Promise<void> {
  const stepMs = SPAN_MS / ROWS;
  for (let from = first; from < end; from += BLOCK_ROWS)
    await client.command({
      query: `INSERT INTO vigil.events (event_id, ts, received, agent_id, boot, spool, seq, host,
          tags, leaf_shape, leaf_texts, agent_rule_id, ${names})
        SELECT toString(number),
          fromUnixTimestamp64Milli(toInt64(${now - SPAN_MS} + number * ${stepMs})),
          now64(3), 'a', 'b', 's', number, concat('web-', toString(number % 50)), ['env:prod'],
          '${shape}', ${texts}, ${VALUES["agent.rule_id"]},
          ${lists.map(({ value }) => value).join(", ")}
        FROM numbers(${from}, ${Math.min(BLOCK_ROWS, end - from)})`,
    });
}

const children = childProcesses();
type Taken = { ms: number; processorMs: number };

async function time(ask: () => Promise<unknown>): Promise<Taken> {
  const [started, before] = [performance.now(), spentByUs(children)];
  await ask();
  const processorMs = (spentByUs(children) - before) / 1000;
  return { ms: performance.now() - started, processorMs };
}

const search = openSearch(events, () => now);
const filter = (query: string) => ({ query, from: "now-2h", to: "now+1h" });
const facet =
  (path: string, query = "") =>
  () =>
    search.facets("events", filter(query), path);
const QUESTIONS: [string, () => Promise<unknown>][] = [
  ["rule", facet("@agent.rule_id")],
  ["executable", facet("@process.executable.path")],
  ["user", facet("@process.user")],
  ["host", facet("host")],
  ["event, of one user", facet("@evt.name", "@process.user:user7")],
  ["executable, of opens", facet("@process.executable.path", "@evt.name:open")],
  ["from leaves: a field without a column", facet("@process.parent.field_3")],
  ["the whole panel", () => search.facets("events", filter(""))],
];
/** The least of both times of each question over the rows that are there. */
async function askAll(): Promise<Taken[]> {
  const least: Taken[] = [];
  for (const [, ask] of QUESTIONS) {
    const best = { ms: Number.POSITIVE_INFINITY, processorMs: Number.POSITIVE_INFINITY };
    for (let round = 0; round < ROUNDS; round++) {
      const { ms, processorMs } = await time(ask);
      best.ms = Math.min(best.ms, ms);
      best.processorMs = Math.min(best.processorMs, processorMs);
    }
    least.push(best);
  }
  return least;
}

const stages: Taken[][] = [];
let filled = 0;
for (const part of STAGES) {
  const started = performance.now();
  await fill(filled, ROWS * part);
  filled = ROWS * part;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  process.stdout.write(`${filled} events, the last of them made in ${seconds} s\n`);
  stages.push(await askAll());
}

/** What WANTED_ROWS would take if it went on like this; nothing when it did not grow evenly. */
function projected([quarter = 0, half = 0, all = 0]: readonly number[]): string {
  const perRow = (all - half) / (ROWS / 2);
  const growth = (half - quarter) / (ROWS / 4) / perRow;
  if (ROWS >= WANTED_ROWS) return "";
  if (perRow <= 0 || growth < EVEN[0] || growth > EVEN[1]) return "  not even";
  return `  ${(all + perRow * (WANTED_ROWS - ROWS)).toFixed(0)} ms of ${WANTED_ROWS}`;
}

for (const kind of ["ms", "processorMs"] as const) {
  process.stdout.write(`${kind === "ms" ? "time" : "storage's processor time"}\n`);
  for (const [at, [name]] of QUESTIONS.entries()) {
    const times = stages.map((stage) => stage[at]?.[kind] ?? Number.NaN);
    const shown = times.map((ms) => ms.toFixed(0).padStart(7)).join("");
    process.stdout.write(`  ${name.padEnd(40)}${shown} ms${projected(times)}\n`);
  }
}
await Promise.all([events.close(), client.close()]);
await storage.stop();
