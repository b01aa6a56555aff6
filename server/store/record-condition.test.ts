/**
 * The search as SQL and the search as a predicate are one language: over random searches and random
 * events both find the same, on the real engine.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { compilePredicate, formatQuery, parseQuery, type Query, textValues } from "#lib/query";
import { createEventClient } from "./event-client.ts";
import { EVENT_SOURCE, type EventRow } from "./event-rows.ts";
import { openEventStore } from "./event-store.ts";
import { flatLog, type LogRow } from "./log-rows.ts";
import { recordCondition } from "./record-condition.ts";
import { textsOf } from "./record-places.ts";
import { quoted } from "./sql-text.ts";
import { startStorageProcess, type TestStorage } from "./testing/storage.ts";

const T0 = Date.parse("2026-03-01T12:00:00Z");
let storage: TestStorage;
before(async () => {
  storage = await startStorageProcess();
});
after(() => storage.stop());

const NAMES = ["a", "b", "usr", "id", "title", "x.y", "http", "status_code", "env", ""];
const TEXTS = [
  ...["", "a", "Alice", "ALICE bob", "a*b", "a?b", "a%b_c", "\\", "it's", "line\nbreak", "é", "É"],
  ...["😀", "Ω", "İ", "ﬀ", "\u0001", "5", "-5", " 7 ", "0x10", "1e3", ".5", "5.", "+5", "1e999"],
  ...["Infinity", "true", "404", "2024-01-01", "192.0.2.7", "::ffff:192.0.2.7", "2001:db8::1"],
  ...["192.0.2.07", "192.0.2", "fe80::1%eth0", "env:prod", "pci", "N/A", "{}", "\uffff", "zz"],
];
const scalar = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 2, arbitrary: fc.constantFrom(0, 5, -5, 404, 1e21, 1e-7, 0.1, 2 ** 53, 1e300) },
  { weight: 1, arbitrary: fc.constantFrom(true, false, null) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 4 }).map(clean) },
);
const { value } = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { weight: 5, arbitrary: scalar },
    { weight: 2, arbitrary: fc.array(tie("value"), { maxLength: 3 }) },
    { weight: 3, arbitrary: tie("object") },
  ),
  object: fc.dictionary(fc.constantFrom(...NAMES), tie("value"), { maxKeys: 4 }),
}));
const attributes = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 6 });
const tags = fc.array(fc.constantFrom("env:prod", "env:dev", "pci", "a:b:c", "é:x", ":", "a:"), {
  maxLength: 3,
});

function clean(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

const keys = fc.constantFrom(
  ...["", "*", "host", "service", "status", "source", "message", "tags", "env", "a", "x.y", "é"],
  ...["@a", "@a.b", "@usr.id", "@usr", "@b.a.id", "@http.status_code", "@title", "@x.y", "@x"],
  ...["@host", "@tags", "@message", "@host.a", "@agent.rule_id", "@a.", "@a\u0001b", "__proto__"],
);
const operand = fc.constantFrom<number | string>(0, 5, -5, 404, 1000, 0.5, "5", "Alice", "é", "😀");
const pattern = fc
  .string({
    unit: fc.constantFrom("a", "A", "%", "_", "*", "?", "\\*", "\\\\", "é", "😀"),
    maxLength: 5,
  })
  .map((source) => `${source}*`);
const valueMatch = fc.oneof(
  fc.record({ kind: fc.constant("exists" as const) }),
  fc.record({ kind: fc.constant("text" as const), text: fc.constantFrom(...TEXTS) }),
  fc.record({ kind: fc.constant("pattern" as const), source: pattern }),
  fc.record({
    kind: fc.constant("compare" as const),
    operator: fc.constantFrom(">" as const, ">=" as const, "<" as const, "<=" as const),
    value: operand,
  }),
  fc.record({
    kind: fc.constant("range" as const),
    from: fc.option(operand),
    to: fc.option(operand),
  }),
  fc.record({
    kind: fc.constant("cidr" as const),
    blocks: fc.subarray(
      ["192.0.2.0/24", "2001:db8::/32", "::/0", "0.0.0.0/0", "::ffff:192.0.2.7"],
      {
        minLength: 1,
      },
    ),
  }),
);
const { query } = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 3 },
    fc.record({
      kind: fc.constant("term" as const),
      key: keys,
      value: valueMatch,
      span: fc.constant({ start: 0, end: 0 }),
    }) as fc.Arbitrary<Query>,
    fc.record({ kind: fc.constant("not" as const), item: tie("query") }) as fc.Arbitrary<Query>,
    fc.record({
      kind: fc.constantFrom("and" as const, "or" as const),
      items: fc.array(tie("query"), { minLength: 2, maxLength: 3 }),
    }) as fc.Arbitrary<Query>,
  ),
}));

const text = (...texts: string[]) => fc.constantFrom(...texts);
const logs: fc.Arbitrary<Omit<LogRow, "eventId">> = fc.record({
  ts: fc.constant(T0),
  received: fc.constant(T0),
  host: text("web-1", "Web-2", "404", ""),
  service: text("shop", "", "a"),
  source: text("nginx", "", "runtime-security-agent"),
  status: text("info", "warn", ""),
  message: text("", "Alice logged in", "a%b", "É", "404", "192.0.2.7"),
  tags,
  attributes,
});
const events = fc.record({ host: text("web-1", "a"), tags, extra: attributes });

const ROWS = 150;
const QUERIES = 600;
const SEED = 20_260_301;

async function open(database: string) {
  const address = { url: storage.url, password: storage.token };
  const store = openEventStore({ ...address, database, retentionDays: 3650 });
  await store.migrate();
  const client = createEventClient(address);
  return { store, client };
}

type Rig = Awaited<ReturnType<typeof open>>;
type Flat = { id: string; flat: Record<string, unknown> };

/** Asks all searches of one table in few statements, and compares with the predicates. */
async function compareAll(rig: Rig, kind: "logs" | "events", database: string, flats: Flat[]) {
  const queries = fc.sample(query, { numRuns: QUERIES, seed: SEED });
  let hits = 0;
  for (let at = 0; at < queries.length; at += 25) {
    const chunk = queries.slice(at, at + 25);
    const columns = chunk.map(
      (one, index) => `toUInt8(${recordCondition(kind, one)}) AS q${index}`,
    );
    const rows = await rig.client.select<Record<string, unknown>>(
      `SELECT event_id, ${columns.join(", ")} FROM ${database}.${kind}
       SETTINGS precise_float_parsing = 1`,
    );
    const byId = new Map(rows.map((row) => [row["event_id"], row]));
    chunk.forEach((one, index) => {
      const predicate = compilePredicate(one);
      for (const { id, flat } of flats) {
        const found = byId.get(id)?.[`q${index}`] === 1;
        hits += found ? 1 : 0;
        assert.equal(
          found,
          predicate(flat),
          `${formatQuery(one)} ${JSON.stringify(one)} on ${JSON.stringify(flat)}`,
        );
      }
    });
  }
  const share = hits / (QUERIES * flats.length);
  assert.ok(share > 0.1 && share < 0.9, `${share} of all pairs match: the test says little`);
}

test("searches of logs find by SQL what they find by predicate", async () => {
  const rig = await open("search_logs");
  const rows = fc
    .sample(logs, { numRuns: ROWS, seed: SEED })
    .map((log, at) => ({ ...log, eventId: `log.${at}` }));
  for (const row of rows)
    for (const name of ["host", "service", "source", "status", "message", "tags"])
      delete row.attributes[name];
  await rig.store.insertLogs(rows);
  const flats = rows.map((row) => ({ id: row.eventId, flat: flatLog(row) }));
  await compareAll(rig, "logs", "search_logs", flats);
  await expectTexts(rig, "logs", "search_logs", flats);
  await Promise.all([rig.store.close(), rig.client.close()]);
});

test("searches of agents' events find by SQL what they find by predicate", async () => {
  const rig = await open("search_events");
  const sampled = fc.sample(events, { numRuns: ROWS, seed: SEED });
  const rows = sampled.map(({ host, tags: own, extra }, seq): EventRow => {
    const agent = { rule_id: seq % 2 ? "rule_a" : "Alice" };
    const event = { ...extra, agent, host, tags: own, source: EVENT_SOURCE };
    const ids = { agent: "a", boot: "b", spool: "s", eventId: `e${seq}`, seq };
    return { ...ids, ts: T0, received: T0, host, tags: own, event };
  });
  await rig.store.insertEvents(rows);
  const flats = rows.map((row) => ({ id: row.eventId, flat: row.event }));
  await compareAll(rig, "events", "search_events", flats);
  await expectTexts(rig, "events", "search_events", flats);
  await Promise.all([rig.store.close(), rig.client.close()]);
});

async function expectTexts(rig: Rig, kind: "logs" | "events", database: string, flats: Flat[]) {
  for (const key of [
    "host",
    "service",
    "env",
    "@usr.id",
    "@a",
    "@a.b",
    "tags",
    "@tags",
    "source",
  ]) {
    const rows = await rig.client.select<{ event_id: string; texts: string[] }>(
      `SELECT event_id, ${textsOf(kind, key)} AS texts FROM ${database}.${kind}`,
    );
    const byId = new Map(rows.map((row) => [row.event_id, row.texts]));
    for (const { id, flat } of flats) {
      const expected = [...new Set(textValues(flat, key))];
      assert.deepEqual(byId.get(id)?.toSorted(), expected.toSorted(), `${key} ${id}`);
    }
  }
}

test("searches as people write them reach the same rows", async () => {
  const rig = await open("search_written");
  const log = (at: number, change: Partial<LogRow>): LogRow => ({
    ...{ eventId: `log.${at}`, ts: T0, received: T0, host: "web-1", service: "ssh" },
    ...{ source: "sshd", status: "warn", tags: ["env:prod"], message: "Failed password" },
    attributes: {},
    ...change,
  });
  await rig.store.insertLogs([
    log(0, { attributes: { http: { status_code: 404 }, ip: ["10.0.0.1", "192.0.2.1"] } }),
    log(1, { tags: ["env:dev"], attributes: { Event: { Data: [{ Name: "x" }, { Name: "y" }] } } }),
    log(2, { status: "error", message: 'say "hi" \\ ÉTÉ', attributes: { n: "12" } }),
  ]);
  const expected: [string, number[]][] = [
    ["failed", [0, 1]],
    ['"failed password"', [0, 1]],
    ["env:prod", [0, 2]],
    ["-env:prod", [1]],
    ["@http.status_code:[400 TO 499]", [0]],
    ["@http.status_code:>404", []],
    ["CIDR(@ip, 192.0.2.0/24)", [0]],
    ["NOT(CIDR(@ip, 192.0.2.0/24))", [1, 2]],
    ["@Event.Data.Name:y", [1]],
    ["-@Event:*", [0, 2]],
    ["@n:>=12", [2]],
    ["status:(warn OR error) && !failed", [2]],
    ["*:SSHD", [0, 1, 2]],
    ['\\"hi\\"', [2]],
    ["été", [2]],
    ["ét?*", [2]],
    ["host:web\\-1 AND source:ss?d", [0, 1, 2]],
    ["env:dev || status:error", [1, 2]],
  ];
  for (const [written, ids] of expected) {
    const { query: parsed, diagnostics } = parseQuery(written);
    assert.ok(parsed, `${written}: ${diagnostics[0]?.what}`);
    const rows = await rig.client.select<{ event_id: string }>(
      `SELECT event_id FROM search_written.logs WHERE ${recordCondition("logs", parsed)}
       ORDER BY event_id`,
    );
    assert.deepEqual(
      rows.map(({ event_id }) => event_id),
      ids.map((at) => `log.${at}`),
      written,
    );
  }
  await Promise.all([rig.store.close(), rig.client.close()]);
});

test("no text breaks out of its literal", async () => {
  const { client, store } = await open("search_literals");
  const texts = fc.sample(fc.string({ unit: "binary", maxLength: 12 }), {
    numRuns: 500,
    seed: SEED,
  });
  texts.push("'", "\\'", "\\", "'; DROP TABLE x; --", "\u0000", "{a: String}", "\n", "$$", "/*");
  const columns = texts.map((one, at) => `hex(${quoted(one)}) AS t${at}`);
  const [row] = await client.select<Record<string, string>>(`SELECT ${columns.join(", ")}`);
  for (const [at, one] of texts.entries()) {
    const bytes = Buffer.from(one.toWellFormed());
    assert.equal(row?.[`t${at}`], bytes.toString("hex").toUpperCase());
  }
  await Promise.all([store.close(), client.close()]);
});
