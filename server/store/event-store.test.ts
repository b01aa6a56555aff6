import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { parseQuery } from "#lib/query";
import { createEventClient } from "./event-client.ts";
import { type EventRow, eventRow, splitByDay, timeText } from "./event-rows.ts";
import { createStatements, EVENT_LISTS, EVENT_ROW, upgradeStatements } from "./event-schema.ts";
import { type EventStoreOptions, openEventStore } from "./event-store.ts";
import { hitKey } from "./hit-store.ts";
import { LOG_ROW } from "./log-schema.ts";
import { changeMerges, LEAF_COLUMNS, ttlOf } from "./table-parts.ts";
import { testEvent } from "./testing/events.ts";
import { startStorageProcess, type TestStorage } from "./testing/storage.ts";

const T0 = Date.parse("2026-03-01T12:00:00Z");
const DAY = 86_400_000;
let storage: TestStorage;
before(async () => {
  storage = await startStorageProcess();
});
after(() => storage.stop());

let databases = 0;
async function openStore(change: Partial<EventStoreOptions> = {}) {
  const address = { url: storage.url, password: storage.token, retentionDays: 3650 };
  const store = openEventStore({ ...address, database: `store_${++databases}`, ...change });
  await store.migrate();
  return store;
}

function row(seq: number, change: Partial<EventRow> = {}): EventRow {
  const ts = T0 + seq;
  const event = change.event ?? testEvent({ at: ts });
  const envelope = { agent: "a", boot: "b", spool: "s", host: "web-1", tags: ["env:prod"] };
  return { eventId: `e${seq}`, ts, received: T0, seq, ...envelope, event, ...change };
}

const RANGE = { agent: "a", spool: "s", first: 0, end: 1000, receivedFrom: T0 - 1 };
const ALL = { from: 0, to: T0 + 10 * DAY };

test("tables are made once and again without harm", async () => {
  const store = await openStore();
  await store.insertEvents([row(1)]);
  await store.migrate();
  assert.equal((await store.status()).events, 1);
  await store.close();
});

/** How the values of leaves were kept before, and those of one event in it. */
const OLDER = [
  { name: "a list", column: "leaf_values Array(String)", values: "['', '', '/old', '7', '', '']" },
  { name: "a text", column: "leaf_texts String", values: "'\\0\\0/old\\07\\0\\0'" },
] as const;

for (const [at, { name, column, values }] of OLDER.entries())
  test(`a table with paths, kinds and values as ${name} is found in as before`, async () => {
    const database = `store_old_${at}`;
    const client = createEventClient({ url: storage.url, password: storage.token });
    const profile = { kind: "single" } as const;
    for (const statement of createStatements({ database, profile, retentionDays: 3000 })) {
      const older = statement
        .replace("leaf_shape LowCardinality(String)", "leaf_paths Array(LowCardinality(String))")
        .replace("leaf_texts String", column)
        .replace("leaf_parts Array(LowCardinality(String))", "leaf_kinds Array(UInt8)")
        .replaceAll(/ {2}at_file_path [^\n]*,\n/g, "")
        .replace(/, vertical_merge[^\n]*$/, "");
      await client.run(older);
    }
    const [valueName] = column.split(" ");
    await client.run(
      `INSERT INTO ${database}.events (event_id, ts, agent_rule_id, raw, leaf_paths, ${valueName},
         leaf_kinds)
       VALUES ('e0', '${timeText(T0)}', 'r', '',
         ['\u0002list', 'file', 'file.path', 'file.uid', '\u0002', '\u0002none'], ${values},
         [3, 0, 1, 2, 4, 5]),
         ('bare', '${timeText(T0)}', 'r', '{"file":{"path":"/bare"}}', [], ${values.slice(0, 1)}${values.slice(-1)}, [])`,
    );
    const options = { url: storage.url, password: storage.token, database, retentionDays: 3650 };
    const store = openEventStore(options);
    await store.migrate();
    await store.migrate();
    const tables = await client.select<{ name: string; sql: string }>(
      `SELECT name, create_table_query AS sql FROM system.tables WHERE database = '${database}'`,
    );
    const sqlOf = (wanted: string) => tables.find(({ name: table }) => table === wanted)?.sql ?? "";
    assert.ok(sqlOf("hits").includes(ttlOf({ database, profile, retentionDays: 3650 })));
    for (const wanted of ["events", "logs"]) {
      assert.match(sqlOf(wanted), /vertical_merge_algorithm_min_rows_to_activate = 1\b/);
      assert.deepEqual(changeMerges(wanted, sqlOf(wanted)), []);
    }
    await store.insertEvents([
      row(1, { event: testEvent({ at: T0, extra: { file: { path: "/x" } } }) }),
    ]);
    const find = async (text: string) => {
      const { query } = parseQuery(text);
      assert.ok(query);
      const criteria = { kind: "events" as const, query, ...ALL };
      const found = await store.searchRecords(criteria, { descending: false, limit: 9 });
      return found.map(({ id, event }) => [id, event["list"] ?? event["file"]]);
    };
    const old = ["e0", [{ path: "/old", uid: 7 }]];
    for (const round of ["before", "after"]) {
      assert.deepEqual(await find("@file.path:/*"), [old, ["e1", { path: "/x" }]], round);
      assert.deepEqual(await find("@file.uid:>6"), [old]);
      assert.deepEqual(await find("@file:*"), [old, ["e1", { path: "/x" }]]);
      // A row whose lists are empty takes part in every search and is found by none of its values.
      assert.deepEqual(await find("*:/old"), [old]);
      assert.deepEqual(await find("-@file.uid:>6 -@evt.name:*"), [["bare", { path: "/bare" }]]);
      assert.deepEqual(await find("@none:*"), []);
      // Merged with a new one, a part of old rows has the new columns on disk.
      await client.run(`OPTIMIZE TABLE ${database}.events FINAL`);
    }
    await Promise.all([store.close(), client.close()]);
  });

test("hits live no longer than they are told to, also in a table that is there", () => {
  const schema = { database: "vigil", profile: { kind: "single" }, retentionDays: 90 } as const;
  const ttl = (statement: string) => /toIntervalDay\((\d+)\)/.exec(statement)?.[1];
  const made = createStatements({ ...schema, hitDays: 62 });
  assert.deepEqual(made.slice(1).map(ttl), ["90", "62", "90", "90"]);
  const definitions = new Map(
    ["events", "hits", "logs"].map((name, at) => [name, made[at + 1] ?? ""]),
  );
  const columns = {
    eventColumns: new Set([...LEAF_COLUMNS, ...EVENT_LISTS].map(([name]) => name)),
    logColumns: new Set(LOG_ROW.map(([name]) => name)),
  };
  assert.deepEqual(upgradeStatements({ ...schema, hitDays: 62 }, { ...columns, definitions }), []);
  const [hits, ...others] = upgradeStatements(schema, { ...columns, definitions });
  assert.match(hits ?? "", /ALTER TABLE vigil\.hits MODIFY TTL .*toIntervalDay\(90\)/);
  assert.deepEqual(others, []);
});

test("the cluster's statements differ in engine and scope alone", () => {
  const cluster = { kind: "replicated", cluster: "main" } as const;
  const schema = { database: "vigil", profile: cluster, retentionDays: 30 };
  const statements = createStatements(schema);
  for (const statement of statements) assert.match(statement, / ON CLUSTER `main`/);
  for (const statement of statements.slice(1))
    assert.match(statement, /ENGINE = Replicated(?:Aggregating)?MergeTree\(/);
  const none = {
    eventColumns: new Set<string>(),
    logColumns: new Set(LOG_ROW.map(([name]) => name)),
  };
  const missing = { ...none, definitions: new Map([["hits", "old"]]) };
  const upgrades = upgradeStatements(schema, missing);
  assert.equal(upgrades.length, EVENT_LISTS.length + LEAF_COLUMNS.length + 1);
  assert.match(upgrades.at(-1) ?? "", /ALTER TABLE vigil\.hits ON CLUSTER `main` MODIFY TTL/);
});

test("events come back as they were, by id within a range", async () => {
  const store = await openStore();
  const extra = { odd: "quote ' \" \\ \n 😀", list: [1, { a: null }] };
  await store.insertEvents([row(1, { event: testEvent({ at: T0, extra }) }), row(2), row(3)]);
  const found = await store.readEvents(["e3", "e1", "nope"], ALL);
  assert.deepEqual(
    found.map(({ eventId, ts }) => [eventId, ts]),
    [
      ["e1", T0 + 1],
      ["e3", T0 + 3],
    ],
  );
  const { host, tags, source, ...event } = found[0]?.event ?? {};
  assert.deepEqual([host, tags, source], ["web-1", ["env:prod"], "runtime-security-agent"]);
  assert.deepEqual(event, testEvent({ at: T0, extra }));
  assert.deepEqual(await store.readEvents(["e1"], { from: T0 + 2, to: T0 + 9 }), []);
  assert.deepEqual(await store.readEvents([], ALL), []);
  await store.close();
});

test("a column has all texts of its attribute, each once, and the table's order one of them", () => {
  const event = {
    agent: { rule_id: ["a", "b"] },
    process: { pid: -1, comm: { x: 1 }, executable: null, user: ["u", "v", "u"] },
    file: [{ path: "é".repeat(5000) }, { path: "/x" }],
  };
  const values = eventRow(row(1, { event })) as unknown[];
  const columnOf = (name: string) => values[EVENT_ROW.findIndex(([each]) => each === name)];
  assert.equal(values.length, EVENT_ROW.length);
  assert.deepEqual(
    ["agent_rule_id", "at_process_pid", "at_process_comm", "at_process_user", "at_file_path"].map(
      columnOf,
    ),
    ["a", ["-1"], [], ["u", "v"], ["é".repeat(5000), "/x"]],
  );
  assert.equal(columnOf("raw"), "");
});

test("what leaves cannot say whole is kept as JSON, beside what can be found of it", async () => {
  const store = await openStore();
  const odd = [
    { list: Array.from({ length: 5000 }, (_, at) => at) },
    JSON.parse('{"__proto__": {"a": 1}, "a\\u0001b": 2}') as Record<string, unknown>,
  ];
  const made = odd.map((event, at) => row(100 + at, { event }));
  await store.insertEvents(made);
  const found = await store.readEvents(["e100", "e101"], ALL);
  assert.deepEqual(
    found.map(({ event: { host, tags, source, ...event } }) => JSON.stringify(event)),
    odd.map((event) => JSON.stringify(event)),
  );
  await store.close();
});

test("what is stored of a stream is found by its own name and range only", async () => {
  const store = await openStore();
  const others = [row(4, { agent: "other" }), row(5, { spool: "other" })];
  await store.insertEvents([row(1), row(2), row(7, { ts: T0 + 3 * DAY }), ...others]);
  assert.deepEqual(await store.storedSeqs(RANGE), new Set([1, 2, 7]));
  assert.deepEqual([...(await store.storedSeqs({ ...RANGE, first: 2, end: 7 }))], [2]);
  assert.deepEqual([...(await store.storedSeqs({ ...RANGE, receivedFrom: T0 + 1 }))], []);
  await store.settleInserts();
  await store.close();
});

test("hits are counted in buckets by group, query and distinct value", async () => {
  const store = await openStore();
  const hit = (ts: number, change = {}) => ({
    rule: "r",
    version: 1,
    query: 0,
    group: '["web-1"]',
    distinct: "",
    ts: T0 + ts,
    eventId: `e${ts}`,
    ...change,
  });
  const hits = [
    hit(0),
    hit(10),
    hit(999),
    hit(1000),
    hit(2000, { query: 1 }),
    hit(5, { distinct: "x" }),
    hit(1, { group: '["web-2"]' }),
    hit(2, { rule: "other" }),
    hit(3, { version: 2 }),
  ];
  await store.insertHits(hits);
  const found = await store.hitBuckets({
    rule: "r",
    version: 1,
    groups: ['["web-1"]', "[]"],
    bucketMs: 1000,
    from: T0,
    to: T0 + 1500,
  });
  const shown = found.map((b) => [
    b.query,
    b.bucket - T0 / 1000,
    b.distinct,
    b.hits,
    b.first - T0,
    b.last - T0,
  ]);
  assert.deepEqual(shown.map((each) => each.join(" ")).sort(), [
    "0 0  3 0 999",
    "0 0 x 1 5 5",
    "0 1  1 1000 1000",
  ]);
  const stored = await store.storedHits([hit(0), hit(77), hit(0, { query: 3 })]);
  assert.deepEqual([...stored], [hitKey(hit(0))]);
  const pair = { rule: "r", version: 1, group: '["web-1"]', from: T0, to: T0 + 9999 };
  assert.deepEqual(await store.newestHits(pair, 2), [
    { query: 0, eventId: "e999" },
    { query: 0, eventId: "e1000" },
    { query: 1, eventId: "e2000" },
  ]);
  await store.close();
});

test("rows are split by day, as partitions are", () => {
  const days = splitByDay([0, DAY - 1, DAY, 5].map((ts) => ({ ts })));
  assert.deepEqual(
    days.map((rows) => rows.map(({ ts }) => ts)),
    [[0, DAY - 1, 5], [DAY]],
  );
  assert.equal(timeText(T0 + 7), "2026-03-01 12:00:00.007");
});

test("failures have codes: nobody there, a wrong password, a bad statement", async () => {
  const nowhere = openEventStore({ url: "http://127.0.0.1:1", password: "x" });
  await assert.rejects(nowhere.migrate(), { code: "EVENTS_DOWN", status: 503 });
  const status = await nowhere.status();
  assert.deepEqual([status.reachable, status.reason !== ""], [false, true]);
  const stranger = openEventStore({ url: storage.url, password: "wrong" });
  await assert.rejects(stranger.migrate(), { code: "EVENTS_FAILED" });
  const store = openEventStore({ url: storage.url, password: storage.token, database: "not_made" });
  await assert.rejects(store.insertEvents([row(1)]), { code: "EVENTS_FAILED", status: 500 });
  await Promise.all([nowhere.close(), stranger.close(), store.close()]);
});

test("the status tells counts and room", async () => {
  const store = await openStore();
  await store.insertEvents([row(1), row(2)]);
  const status = await store.status();
  assert.deepEqual([status.reachable, status.reason, status.events], [true, "", 2]);
  assert.ok(status.bytes > 0 && status.disk_free_bytes > 0);
  await store.close();
});
