/**
 * How long does a facet take over ten million events? Made by the engine itself, an hour of them,
 * with the columns that agents' events have and twenty leaves each. The baseline of a facet with a
 * column is the same facet from the lists of leaves.
 */
import { createClient } from "@clickhouse/client";
import { openSearch } from "#server/search";
import { openEventStore } from "#server/store";
import { startStorageProcess } from "#server/store/testing";

const ROWS = Number(process.env["BENCH_FACET_ROWS"] ?? 10_000_000);
/** Made one by one; the rest are copies of them. */
const SEED_ROWS = 100_000;
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
const pathList = all.map((path) => `'${path}'`).join(", ");
const texts = all.map((path) => VALUES[path] ?? "'0'").join(", ");
const lists = Object.entries(COLUMNS).map(([path, name]) => ({ name, value: `[${VALUES[path]}]` }));

async function fill(): Promise<void> {
  await client.command({
    query: `INSERT INTO vigil.events (event_id, ts, received, agent_id, boot, spool, seq, host, tags,
        leaf_paths, leaf_texts, leaf_kinds, agent_rule_id, ${lists.map(({ name }) => name).join(", ")})
      SELECT toString(number), fromUnixTimestamp64Milli(toInt64(${now - 3_600_000} + number * 36)),
        now64(3), 'a', 'b', 's', number, concat('web-', toString(number % 50)), ['env:prod'],
        [${pathList}], arrayStringConcat([${texts}], '\\0'), arrayResize([toUInt8(1)], ${all.length}, 1),
        ${VALUES["agent.rule_id"]}, ${lists.map(({ value }) => value).join(", ")}
      FROM numbers(${SEED_ROWS})`,
  });
  for (let rows = SEED_ROWS; rows < ROWS; rows *= 2)
    await client.command({
      query: `INSERT INTO vigil.events SELECT * FROM vigil.events LIMIT ${Math.min(rows, ROWS - rows)}`,
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
