/**
 * How many logs a second become durable, and how long a search takes over a few hundred thousand or
 * million of them? The baseline of the intake is the same rows inserted and nothing else.
 */

import { createDetection } from "#server/detection";
import { openLogIntake } from "#server/intake";
import { createLogDesk, loadPipelines } from "#server/logs";
import { openSearch } from "#server/search";
import { openSignals } from "#server/signals";
import { type LogRow, openControl, openEventStore } from "#server/store";
import { startStorageProcess } from "#server/store/testing";
import { benchRule } from "./rules.ts";

const BATCH = 500;
const BATCHES = 40;
const SENDERS = 4;
const RULES = 25;
const ROWS = Number(process.env["BENCH_LOG_ROWS"] ?? 500_000);
const INSERT_ROWS = 20_000;
const now = Date.now();
const clock = () => now;

const storage = await startStorageProcess();
const address = { url: storage.url, password: storage.token };
const events = openEventStore(address);
const plain = openEventStore({ ...address, database: "plain" });
await Promise.all([events.migrate(), plain.migrate()]);
const control = await openControl("sqlite::memory:", { clock });
let ids = 0;
const signals = openSignals({ control, clock, newId: () => `s${++ids}` });
const detection = createDetection(events);
detection.load(
  Array.from({ length: RULES }, (_, at) => benchRule(at, `source:sshd @usr.name:rare_${at}`)),
);
const logIntake = openLogIntake({
  ...{ control, events, detection, signals, clock },
  newId: () => `b${++ids}`,
});
const pipelines = loadPipelines([new URL("../../content/pipelines", import.meta.url).pathname]);
const desk = createLogDesk({
  ...{ intake: logIntake, pipelines, enrich: () => undefined, clock, retentionDays: 30 },
  limits: { logsPerMinute: Number.MAX_SAFE_INTEGER, bytesPerMinute: Number.MAX_SAFE_INTEGER },
});

/** A sign-in that failed or not, or a web request; one in three is the latter. */
function sent(at: number): object {
  const ip = `10.${at % 7}.${at % 250}.${at % 199}`;
  const timestamp = now - 3_600_000 + (at % 3_600_000);
  if (at % 3 === 0) {
    const request = `"GET /shop/${at % 500} HTTP/1.1" ${at % 20 === 0 ? 404 : 200} ${at % 9000}`;
    const message = `${ip} - - [10/Oct/2025:13:55:36 +0000] ${request} "-" "curl/8.5"`;
    return { ddsource: "nginx", host: `web-${at % 40}`, timestamp, message };
  }
  const message = `${at % 2 ? "Failed" : "Accepted"} password for user${at % 300} from ${ip} port ${at % 60_000} ssh2`;
  return { ddsource: "sshd", service: "ssh", host: `web-${at % 40}`, timestamp, message };
}

function report(name: string, count: number, ms: number, more = ""): void {
  const rate = `${Math.round((count * 1000) / ms)} logs/s`.padStart(14);
  process.stdout.write(`${name.padEnd(28)}${rate}${more}\n`);
}

function row(at: number): LogRow {
  const { ddsource: source, service = "", host, message } = sent(at) as Record<string, string>;
  const outcome = at % 2 ? "failure" : "success";
  const ts = now - 3_600_000 + (at % 3_600_000);
  const attributes = {
    ...{ evt: { name: "login", outcome }, usr: { name: `user${at % 300}` }, size: at % 9000 },
    network: { client: { ip: `10.${at % 7}.${at % 250}.${at % 199}`, port: at % 60_000 } },
  };
  const text = { source: source ?? "", service, host: host ?? "", message: message ?? "" };
  return {
    eventId: `log.r${at}`,
    ts,
    received: now,
    status: "info",
    tags: ["env:prod"],
    ...text,
    attributes,
  };
}

async function throughIntake(): Promise<number> {
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: SENDERS }, async (_, sender) => {
      for (let batch = sender; batch < BATCHES; batch += SENDERS) {
        const logs = Array.from({ length: BATCH }, () => sent(next++));
        const bytes = Buffer.from(JSON.stringify(logs));
        await desk.accept(JSON.parse(bytes.toString()) as object[], {
          ...{ sender: `s${sender}`, bytes, defaults: {} },
        });
      }
    }),
  );
  return performance.now() - started;
}

async function plainInserts(): Promise<number> {
  const rows = Array.from({ length: BATCH * BATCHES }, (_, at) => row(at));
  const started = performance.now();
  await plain.insertLogs(rows);
  return performance.now() - started;
}

const best = { plain: Number.POSITIVE_INFINITY, intake: Number.POSITIVE_INFINITY };
for (let round = 0; round < 3; round++) {
  best.plain = Math.min(best.plain, await plainInserts());
  best.intake = Math.min(best.intake, await throughIntake());
}
report("one insert alone", BATCH * BATCHES, best.plain);
const ratio = `  ${(best.intake / best.plain).toFixed(2)}x`;
report(`intake, ${BATCH} a batch`, BATCH * BATCHES, best.intake, ratio);

const search = openSearch(events, clock);
for (let at = 0; at < ROWS; at += INSERT_ROWS)
  await events.insertLogs(
    Array.from({ length: Math.min(INSERT_ROWS, ROWS - at) }, (_, index) => row(at + index)),
  );
const filter = (query: string) => ({ query, from: "now-2h", to: "now+1h" });
const QUESTIONS: [string, () => Promise<unknown>][] = [
  ["newest 50 of all", () => search.search("logs", { filter: filter(""), page: { limit: 50 } })],
  ["column: usr.name", () => search.search("logs", { filter: filter("@usr.name:user7") })],
  ["leaf: size range", () => search.search("logs", { filter: filter("@size:[100 TO 120]") })],
  ["message word", () => search.search("logs", { filter: filter("accepted user7") })],
  ["any value, none found", () => search.search("logs", { filter: filter("*:zzzz") })],
  ["facet: usr.name", () => search.facets("logs", filter(""), "@usr.name")],
  ["facet: leaf port", () => search.facets("logs", filter(""), "@network.client.port")],
  ["all facets", () => search.facets("logs", filter("@evt.outcome:failure"))],
  [
    "series by source",
    () =>
      search.aggregate("logs", {
        filter: filter(""),
        compute: [{ aggregation: "count", type: "timeseries", interval: "1m" }],
        group_by: [{ facet: "source" }],
      }),
  ],
];
process.stdout.write(`searches over ${ROWS} logs, three times each (ms)\n`);
for (const [name, ask] of QUESTIONS) {
  const times: string[] = [];
  for (let round = 0; round < 3; round++) {
    const started = performance.now();
    await ask();
    times.push((performance.now() - started).toFixed(0));
  }
  process.stdout.write(`  ${name.padEnd(26)}${times.join(" ").padStart(16)}\n`);
}
await Promise.all([events.close(), plain.close(), control.close()]);
await storage.stop();
