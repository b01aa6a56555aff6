/**
 * How long does a facet take over ten million events? Made by the engine itself block by block, an
 * hour of them, with the columns that agents' events have and twenty leaves each. The baseline of a
 * facet with a column is the same facet from the leaves.
 */
import { createClient } from "@clickhouse/client";
import { LEAF_TEXT, leafMark } from "#lib/query";
import { openSearch } from "#server/search";
import { openEventStore } from "#server/store";
import { startStorageProcess } from "#server/store/testing";

const ROWS = Number(process.env["BENCH_FACET_ROWS"] ?? 10_000_000);
/** Rows of one insert. */
const BLOCK_ROWS = 250_000;
const SPAN_MS = 3_600_000;
const ROUNDS = 3;
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
const all = [...paths, ...filler];
const shape = all.map((path) => leafMark(LEAF_TEXT, path)).join("");
const texts = all.map((path) => VALUES[path] ?? "'0'").join(", ");
const lists = Object.entries(COLUMNS).map(([path, name]) => ({ name, value: `[${VALUES[path]}]` }));

/** The hour in order, so that each block is a stretch of it as it would have arrived. */
async function fill(): Promise<void> {
  const names = lists.map(({ name }) => name).join(", ");
  const stepMs = SPAN_MS / ROWS;
  for (let from = 0; from < ROWS; from += BLOCK_ROWS)
    await client.command({
      query: `INSERT INTO vigil.events (event_id, ts, received, agent_id, boot, spool, seq, host,
          tags, leaf_shape, leaf_texts, agent_rule_id, ${names})
        SELECT toString(number),
          fromUnixTimestamp64Milli(toInt64(${now - SPAN_MS} + number * ${stepMs})),
          now64(3), 'a', 'b', 's', number, concat('web-', toString(number % 50)), ['env:prod'],
          '${shape}', arrayStringConcat([${texts}], '\\0'),
          ${VALUES["agent.rule_id"]}, ${lists.map(({ value }) => value).join(", ")}
        FROM numbers(${from}, ${Math.min(BLOCK_ROWS, ROWS - from)})`,
    });
}

async function time(ask: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await ask();
  return performance.now() - started;
}

const started = performance.now();
await fill();
process.stdout.write(
  `${ROWS} events made in ${((performance.now() - started) / 1000).toFixed(0)} s\n`,
);

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
for (const [name, ask] of QUESTIONS) {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++)
    times.push(
      await time(ask).catch((error: unknown) => {
        process.stdout.write(`  ${name}: ${String(error)}\n`);
        return Number.NaN;
      }),
    );
  const shown = times.map((ms) => ms.toFixed(0).padStart(7)).join("");
  process.stdout.write(`  ${name.padEnd(40)}${shown} ms\n`);
}
await Promise.all([events.close(), client.close()]);
await storage.stop();
