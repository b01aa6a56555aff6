/** Searches as the API asks them, on a real event store. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type EventStore, openEventStore } from "#server/store";
import { startStorageProcess, type TestStorage } from "#server/store/testing";
import { csvLine } from "./render.ts";
import { openSearch, type Search } from "./search.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");
let storage: TestStorage;
let store: EventStore;
let search: Search;
let now = NOW;

before(async () => {
  storage = await startStorageProcess();
  store = openEventStore({ url: storage.url, password: storage.token, retentionDays: 3650 });
  await store.migrate();
  search = openSearch(store, () => now);
  await store.insertLogs(
    Array.from({ length: 25 }, (_, at) => ({
      ...{ eventId: `log.${String(at).padStart(2, "0")}`, ts: NOW - 60_000 * at, received: NOW },
      ...{ host: "web-1", service: "", source: "sshd", status: at % 2 ? "warn" : "info" },
      ...{ tags: ["env:prod"], message: `line ${at}` },
      attributes: { usr: { name: `u${at % 3}` }, size: at },
    })),
  );
});
after(async () => {
  await store.close();
  await storage.stop();
});

test("the last 15 minutes are searched unless told otherwise, and pages do not move on", async () => {
  const first = await search.search("logs", { page: { limit: 10 } });
  assert.equal(first.data.length, 10);
  assert.deepEqual(first.data[0], {
    ...{ id: "log.00", type: "log" },
    attributes: {
      ...{ timestamp: "2026-03-01T12:00:00.000Z", host: "web-1", source: "sshd", status: "info" },
      ...{ message: "line 0", tags: ["env:prod"], attributes: { usr: { name: "u0" }, size: 0 } },
    },
  });
  const cursor = first.meta?.page.after ?? "";
  now = NOW + 3_600_000;
  const second = await search.search("logs", { page: { cursor, limit: 10 } });
  now = NOW;
  assert.deepEqual(
    second.data.map(({ id }) => id),
    ["log.10", "log.11", "log.12", "log.13", "log.14", "log.15"],
  );
  assert.equal(second.meta, undefined);
  const another = search.search("logs", { filter: { query: "x" }, page: { cursor } });
  await assert.rejects(another, { code: "SEARCH_CURSOR_INVALID" });
});

test("groups, series and facets", async () => {
  const filter = { from: "now-1h", query: "source:sshd" };
  const { data } = await search.aggregate("logs", {
    filter,
    compute: [
      { aggregation: "count" },
      { aggregation: "pc90", metric: "@size" },
      { aggregation: "count", type: "timeseries", interval: "1h" },
    ],
    group_by: [{ facet: "@usr.name", limit: 1 }],
  });
  const [bucket] = data.buckets;
  assert.deepEqual(bucket?.by, { "@usr.name": "u0" });
  assert.equal(bucket?.computes["c0"], 9);
  assert.ok(Number(bucket?.computes["c1"]) > 15);
  assert.deepEqual(bucket?.computes["c2"], [
    { time: "2026-03-01T11:00:00.000Z", value: 8 },
    { time: "2026-03-01T12:00:00.000Z", value: 1 },
  ]);
  const facets = await search.facets("logs", filter);
  const status = facets.data.find(({ path }) => path === "status");
  assert.deepEqual(status?.values, [
    { value: "info", count: 13 },
    { value: "warn", count: 12 },
  ]);
  assert.equal((await search.facets("logs", filter, "env")).data[0]?.values[0]?.count, 25);
  assert.deepEqual((await search.search("events", { filter })).data, []);
});

test("an export walks all pages and stops at its bound", async () => {
  const ids: string[] = [];
  const bounds = { descending: false, max: 20 };
  for await (const { id } of search.records("logs", { from: "now-1d" }, bounds)) ids.push(id);
  assert.deepEqual([ids.length, ids[0], ids.at(-1)], [20, "log.24", "log.05"]);
});

test("a field of a CSV is neither broken nor a formula", () => {
  const event = { a: 'say "x", y', b: "=SUM(A1)", c: -5, d: ["x", "y"] };
  const line = csvLine({ id: "i", ts: NOW, event }, ["@a", "@b", "@c", "@d", "@e"]);
  assert.equal(line, `2026-03-01T12:00:00.000Z,i,"say ""x"", y",'=SUM(A1),-5,x y,\r\n`);
});

test("what is wrong with a question has a code, and a query's fault a place", async () => {
  const rows: [Parameters<Search["search"]>[1], string][] = [
    [{ filter: { query: "a AND (" } }, "SEARCH_QUERY_INVALID"],
    [{ filter: { query: "\ud800" } }, "SEARCH_QUERY_INVALID"],
    [{ filter: { from: "yesterday" } }, "SEARCH_TIME_INVALID"],
    [{ filter: { from: "now+1h" } }, "SEARCH_RANGE_INVALID"],
    [{ page: { cursor: "!" } }, "SEARCH_CURSOR_INVALID"],
    [
      { page: { cursor: Buffer.from("[1,2,3,4,5]").toString("base64url") } },
      "SEARCH_CURSOR_INVALID",
    ],
  ];
  for (const [input, code] of rows) await assert.rejects(search.search("logs", input), { code });
  const fault = await search
    .search("logs", { filter: { query: "a AND (" } })
    .catch((error) => error);
  assert.equal(typeof fault.cause.span.start, "number");
  const noMetric = { compute: [{ aggregation: "sum" }] };
  await assert.rejects(search.aggregate("logs", noMetric), { code: "SEARCH_COMPUTE_INVALID" });
  const endless = { compute: [{ aggregation: "count", type: "timeseries" as const }] };
  await assert.rejects(search.aggregate("logs", endless), { code: "SEARCH_COMPUTE_INVALID" });
});
