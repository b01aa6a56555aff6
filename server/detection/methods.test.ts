/**
 * Every method over the real stores: the scenarios of lib/detection, through matching, rows on
 * disk, evaluation by SQL and the signals' own tables; by a new process for each batch, as replicas
 * and kills make it.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  compileRule,
  createHitMemory,
  type HitRow,
  type LearnedRow,
  type SimulatedEvent,
} from "#lib/detection";
import { openSignals } from "#server/signals";
import { type EventStore, LOG_ID_PREFIX, openControl, openEventStore } from "#server/store";
import { startStorageProcess, type TestStorage } from "#server/store/testing";
import {
  ruleOf,
  SCENARIOS,
  type Scenario,
  showSignals,
  timeAt,
} from "../../lib/detection/test-scenarios.ts";
import { createDetection } from "./detection.ts";

const NOW = timeAt("30d");

let storage: TestStorage;
let databases = 0;
before(async () => {
  storage = await startStorageProcess();
});
after(() => storage.stop());

async function openStore(): Promise<EventStore> {
  const address = { url: storage.url, password: storage.token, retentionDays: 3650 };
  const store = openEventStore({ ...address, database: `methods_${++databases}` });
  await store.migrate();
  return store;
}

/** Batches cut by time into a few; each is taken by a process that knows nothing of the others. */
function batchesOf(events: readonly SimulatedEvent[], count: number): SimulatedEvent[][] {
  const ordered = [...events].sort((a, b) => a.ts - b.ts);
  const size = Math.ceil(ordered.length / count);
  return Array.from({ length: count }, (_, at) => ordered.slice(at * size, (at + 1) * size));
}

async function run({ rules, events }: Scenario) {
  const store = await openStore();
  const control = await openControl("sqlite::memory:", { clock: () => NOW });
  let ids = 0;
  const signals = openSignals({ control, clock: () => NOW, newId: () => `s${++ids}` });
  const take = async (batch: readonly SimulatedEvent[], isApplied: boolean) => {
    const detection = createDetection(store);
    const { broken } = detection.load(rules.map(ruleOf));
    assert.deepEqual(broken, []);
    const detected = batch.map((event) => ({
      ...event,
      eventId: `${LOG_ID_PREFIX}${event.eventId}`,
    }));
    const hits = detected.flatMap((event) => detection.match(event));
    const stored = await store.storedHits(hits);
    await store.insertHits(
      hits.filter(({ eventId }) => ![...stored].some((key) => key.includes(`"${eventId}"`))),
    );
    const byId = new Map(detected.map((event) => [event.eventId, event]));
    const drafts = await detection.evaluate(hits, byId);
    // What is not applied is what a process that died left behind.
    if (isApplied) await control.transaction((trx) => signals.apply(trx, drafts));
  };
  for (const batch of batchesOf(events, Math.min(3, events.length))) {
    await take(batch, false);
    await take(batch, true);
  }
  const { signals: found } = await signals.searchSignals({ limit: 100 });
  await store.close();
  await control.close();
  const shown = showSignals(
    found.map(({ attributes: { custom } }) => ({
      severity: custom.status,
      group: custom["groupByValues"] as string[],
      events: custom.workflow.events_matched,
      first: Date.parse(custom.workflow.first_seen),
      last: Date.parse(custom.workflow.last_seen),
    })),
  );
  return { shown, customs: found.map(({ attributes }) => attributes.custom) };
}

/** One of each method; the others differ in what the engine decides, which needs no store. */
const CHOSEN = [
  "failed logins, then one that succeeds",
  "THEN is met",
  "a sum over amounts, and a maximum",
  "signals rolled up by some of the groups",
  "a new value after the learning period, once",
  "a value is forgotten",
  "a rise above what is usual",
  "texts that resemble none before",
  "too fast and too far",
  "known places are usual",
  "steps in a row, linked by what they share",
  "signals of two rules of one user",
];

for (const name of CHOSEN)
  test(`${name}: by processes that die between batches`, async () => {
    const scenario = SCENARIOS.find((each) => each.name === name);
    assert.ok(scenario, name);
    const { shown, customs } = await run(scenario);
    assert.deepEqual(shown, [...scenario.signals].sort());
    if (name !== "too fast and too far") return;
    const [custom] = customs as unknown as { impossible_travel: Journey }[];
    assert.deepEqual(
      custom?.impossible_travel.triggering_locations.map(({ city, country }) => [city, country]),
      [
        ["Hamburg", "DE"],
        ["Tokyo", "JP"],
      ],
    );
  });

type Journey = { triggering_locations: { city: string; country: string }[] };

test("the store answers as rows in memory do", async () => {
  const store = await openStore();
  const memory = createHitMemory();
  const own = { rule: "r", version: 7 };
  const hits = Array.from({ length: 60 }, (_, at): HitRow => {
    const group = JSON.stringify([`g${at % 3}`]);
    const ts = timeAt("1d") + at * 61_000;
    return { ...own, query: at % 2, group, distinct: String(at % 5), ts, eventId: `e${at}` };
  });
  const rows = hits.map(
    ({ group, query, distinct, ts }): LearnedRow => ({
      ...{ ...own, query, group, value: distinct, first: ts, last: ts },
    }),
  );
  memory.add(hits);
  memory.learn(rows);
  await store.insertHits(hits);
  await store.insertLearned(rows);
  await store.insertLearned(rows.slice(10, 20));
  const sorted = (list: readonly unknown[]) => list.map((each) => JSON.stringify(each)).sort();
  const range = { from: timeAt("1d"), to: timeAt("1d40m") };
  for (const groups of [['["g1"]', '["g2"]'], undefined]) {
    const window = { ...own, ...range, groups, bucketMs: 300_000 };
    const buckets = [await store.hitBuckets(window), await memory.hitBuckets(window)];
    assert.deepEqual(sorted(buckets[0] ?? []), sorted(buckets[1] ?? []));
    for (const measure of ["count", "distinct", "sum", "max"] as const)
      assert.deepEqual(
        sorted(await store.hitSeries(window, 1, measure)),
        sorted(await memory.hitSeries(window, 1, measure)),
      );
  }
  // The same group twice, and groups and a rule without any.
  const asks = [
    { rule: "r", group: '["g1"]', ...range },
    { rule: "r", group: '["g1"]', from: timeAt("1d10m"), to: timeAt("1d20m") },
    { rule: "r", group: '["g2"]', from: timeAt("1d5m"), to: timeAt("1d5m") },
    { rule: "r", group: '["none"]', ...range },
    { rule: "none", group: '["g1"]', ...range },
  ];
  const perQuery = (counts: number[][]) => counts.map(([a = 0, b = 0]) => [a, b]);
  assert.deepEqual(perQuery(await store.hitCounts(asks)), perQuery(await memory.hitCounts(asks)));
  for (const values of [["3", "4"], undefined]) {
    const ask = { ...own, ...range, groups: ['["g1"]'], values };
    const key = ({ query, group, value, first, last }: LearnedRow) => [
      ...[query, group, value, first, last],
    ];
    const found = (await store.learned(ask)).map(key);
    assert.deepEqual(sorted(found), sorted((await memory.learned(ask)).map(key)));
    const starts = await store.groupStarts({ ...ask, from: 0, values: undefined });
    assert.deepEqual([...starts], [['["g1"]', hits[1]?.ts]]);
  }
  await store.close();
});

test("another rule does not count, nor another logic of the same", () => {
  const [first, second] = ["@a:1", "@a:2"].map((query) => {
    const compiled = compileRule(ruleOf({ queries: [{ query }], cases: CASES }, 0));
    return "epoch" in compiled ? compiled.epoch : 0;
  });
  assert.notEqual(first, second);
});

const CASES = [{ condition: "a > 0", status: "low" }];
