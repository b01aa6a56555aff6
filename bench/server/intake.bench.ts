/**
 * How many events a second does the intake make durable, against inserting the same events into the
 * event store and nothing else? In turns, on a storage process of its own, with 25 rules that all
 * events meet.
 */
import { createDetection } from "#server/detection";
import { openIntake } from "#server/intake";
import { openSignals } from "#server/signals";
import { type EventRow, openControl, openEventStore } from "#server/store";
import { startStorageProcess } from "#server/store/testing";
import { benchEvent } from "./events.ts";
import { benchRule } from "./rules.ts";

const RULES = 25;
const ROUNDS = 5;
const INSERT_ROWS = 10_000;
const SHAPES = [
  { name: "one agent, 2000 events a batch", agents: 1, events: 2000, batches: 4, seq: 0 },
  { name: "50 agents, 40 events a batch", agents: 50, events: 40, batches: 4, seq: 0 },
  { name: "200 agents, 1 event a batch", agents: 200, events: 1, batches: 2, seq: 0 },
];

const storage = await startStorageProcess();
const address = { url: storage.url, password: storage.token };
const now = Date.now();
const clock = () => now;
const control = await openControl("sqlite::memory:", { clock });
const events = openEventStore(address);
const plain = openEventStore({ ...address, database: "plain" });
await events.migrate();
await plain.migrate();
let ids = 0;
const signals = openSignals({ control, clock, newId: () => `s${++ids}` });
const detection = createDetection(events);
detection.load(Array.from({ length: RULES }, (_, index) => benchRule(index)));
const intake = openIntake({ control, events, detection, signals, clock, writer: "bench" });

type Shape = (typeof SHAPES)[number];
let rows = 0;

function encoded(shape: Shape, batch: number): Uint8Array[] {
  const first = batch * shape.events;
  return Array.from({ length: shape.events }, (_, at) =>
    benchEvent(first + at, now - 60_000 + first + at, RULES),
  );
}

async function throughIntake(shape: Shape): Promise<number> {
  const { seq } = shape;
  shape.seq += shape.batches * shape.events;
  const spool = SHAPES.indexOf(shape).toString(16).padStart(32, "f");
  const batches = Array.from({ length: shape.batches }, (_, batch) => encoded(shape, batch));
  const agents = Array.from({ length: shape.agents }, (_, at) => at.toString(16).padStart(32, "0"));
  const start = performance.now();
  await Promise.all(
    agents.map(async (id, at) => {
      for (const [index, list] of batches.entries()) {
        const batch = {
          version: 1,
          agent: id,
          boot: spool,
          spool,
          first: seq + index * shape.events,
          events: list,
        };
        await intake.ingest(batch, { id, hostname: `host-${at}`, tags: ["env:bench"] });
      }
    }),
  );
  return performance.now() - start;
}

function plainRow(bytes: Uint8Array): EventRow {
  const envelope = { agent: "a", boot: "b", spool: "p", host: "host", tags: [], received: now };
  const event = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  return { ...envelope, eventId: `e${++rows}`, ts: now - 60_000, seq: rows, event };
}

/** The same events, in inserts as large as they can be. */
async function plainInserts(shape: Shape): Promise<number> {
  const all = Array.from({ length: shape.agents * shape.batches }, (_, batch) =>
    encoded(shape, batch).map(plainRow),
  ).flat();
  const start = performance.now();
  for (let at = 0; at < all.length; at += INSERT_ROWS)
    await plain.insertEvents(all.slice(at, at + INSERT_ROWS));
  return performance.now() - start;
}

for (const shape of SHAPES) {
  const total = shape.agents * shape.batches * shape.events;
  const best = { plain: Number.POSITIVE_INFINITY, intake: Number.POSITIVE_INFINITY };
  for (let at = 0; at < ROUNDS; at++) {
    best.plain = Math.min(best.plain, await plainInserts(shape));
    best.intake = Math.min(best.intake, await throughIntake(shape));
  }
  const rate = (ms: number) => `${Math.round((total * 1000) / ms)} events/s`.padStart(16);
  const bytes = benchEvent(1, now, RULES).length;
  const ratio = (best.intake / best.plain).toFixed(2);
  process.stdout.write(`${shape.name} (${bytes} bytes each)\n`);
  process.stdout.write(`  inserts alone ${rate(best.plain)}\n`);
  process.stdout.write(`  intake        ${rate(best.intake)}  ${ratio}x\n`);
}

const single: Shape = { name: "one event", agents: 1, events: 1, batches: 1, seq: 0 };
const latencies: number[] = [];
for (let at = 0; at < 200; at++) latencies.push(await throughIntake(single));
latencies.sort((a, b) => a - b);
const percentile = (part: number) =>
  `${latencies[Math.floor(latencies.length * part)]?.toFixed(1)} ms`;
process.stdout.write(`one event to its signal: p50 ${percentile(0.5)}, p99 ${percentile(0.99)}\n`);
await Promise.all([events.close(), plain.close(), control.close()]);
await storage.stop();
