/** Pages and groups over logs, against the same worked out by hand. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { parseQuery } from "#lib/query";
import { type EventStore, openEventStore } from "./event-store.ts";
import type { LogRow } from "./log-rows.ts";
import type { Compute, GroupBy, RecordCriteria, RecordPlace } from "./record-store.ts";
import { startStorageProcess, type TestStorage } from "./testing/storage.ts";

const T0 = Date.parse("2026-03-01T12:00:00Z");
let storage: TestStorage;
let store: EventStore;
before(async () => {
  storage = await startStorageProcess();
  const address = { url: storage.url, password: storage.token };
  store = openEventStore({ ...address, retentionDays: 3650 });
  await store.migrate();
  await store.insertLogs(Array.from({ length: 60 }, (_, at) => log(at)));
});
after(async () => {
  await store.close();
  await storage.stop();
});

/** Every third log fails; durations are 0 to 59; ten logs share each second. */
function log(at: number, change: Partial<LogRow> = {}): LogRow {
  const outcome = at % 3 === 0 ? "failure" : "success";
  const usr = at % 10 === 9 ? {} : { usr: { id: `u${at % 5}` } };
  return {
    ...{ eventId: `log.${String(at).padStart(3, "0")}`, received: T0, host: `web-${at % 2}` },
    ts: T0 + Math.floor(at / 10) * 1000,
    ...{ service: "shop", source: "nginx", status: "info", message: `request ${at}` },
    tags: at % 2 === 0 ? ["env:prod", "team:a"] : ["env:dev"],
    attributes: { evt: { outcome }, duration: at % 2 === 0 ? at : String(at), ...usr },
    ...change,
  };
}

function criteria(text = "", change: Partial<RecordCriteria> = {}): RecordCriteria {
  const { query } = parseQuery(text);
  assert.ok(query);
  return { kind: "logs", query, from: T0, to: T0 + 60_000, ...change };
}

const COUNT: Compute = { aggregation: "count" };
const by = (key: string, limit = 10, change: Partial<GroupBy> = {}): GroupBy => ({
  ...{ key, limit, rank: { compute: COUNT, descending: true } },
  ...change,
});

test("pages lead through all records once, in both directions, while more come in", async () => {
  for (const descending of [true, false]) {
    const seen: string[] = [];
    let after: RecordPlace | undefined;
    for (let page = 0; page < 20; page++) {
      const found = await store.searchRecords(criteria("evt_is:absent OR @evt.outcome:failure"), {
        ...{ descending, limit: 7 },
        ...(after ? { after } : {}),
      });
      seen.push(...found.map(({ id }) => id));
      const last = found.at(-1);
      if (last === undefined) break;
      after = { ts: last.ts, id: last.id };
      if (page === 0 && descending)
        await store.insertLogs([
          log(900, { ts: T0 + 50_000, attributes: { evt: { outcome: "x" } } }),
        ]);
    }
    const expected = Array.from(
      { length: 20 },
      (_, at) => `log.${String(at * 3).padStart(3, "0")}`,
    );
    assert.deepEqual(seen, descending ? expected.toReversed() : expected);
  }
});

test("a record comes back as searches see it", async () => {
  const page = { descending: false, limit: 1 };
  const [found] = await store.searchRecords(criteria("@duration:9"), page);
  assert.deepEqual(found, {
    ...{ id: "log.009", ts: T0 },
    event: {
      ...{ evt: { outcome: "failure" }, duration: "9", host: "web-1", service: "shop" },
      ...{ source: "nginx", status: "info", message: "request 9", tags: ["env:dev"] },
    },
  });
});

test("numbers over all records, of texts that are numbers too", async () => {
  const metric = "@duration";
  const computes: Compute[] = [
    COUNT,
    ...(["cardinality", "sum", "min", "max", "avg", 50] as const).map((aggregation) => ({
      aggregation,
      metric,
    })),
    { aggregation: "sum", metric: "@absent" },
    { aggregation: "cardinality", metric: "@usr.id" },
  ];
  const [all, ...others] = await store.aggregateRecords(criteria("request"), computes, []);
  assert.equal(others.length, 0);
  const [, , , , , , median, ...rest] = all?.values ?? [];
  assert.deepEqual(all?.values.slice(0, 6), [61, 60, 1770, 0, 59, 29.5]);
  assert.ok(Math.abs(Number(median) - 29.5) < 1, String(median));
  assert.deepEqual(rest, [null, 5]);
});

test("groups are ranked, cut, and nested", async () => {
  const range = { to: T0 + 10_000 };
  const counts = await store.aggregateRecords(criteria("", range), [COUNT], [by("env", 1)]);
  assert.deepEqual(counts, [{ by: ["dev"], values: [30] }]);
  const users = by("@usr.id", 2, { rank: { alphabetical: true, descending: true } });
  const nested = await store.aggregateRecords(criteria("", range), [COUNT], [by("host"), users]);
  assert.deepEqual(
    nested.map((bucket) => [...bucket.by, bucket.values[0]]),
    [
      ["web-0", "u4", 6],
      ["web-0", "u3", 6],
      ["web-1", "u3", 6],
      ["web-1", "u2", 6],
    ],
  );
  const missing = by("@usr.id", 9, { missing: "nobody" });
  const all = await store.aggregateRecords(criteria("", range), [COUNT], [missing]);
  assert.deepEqual(
    all.map((bucket) => [bucket.by[0], bucket.values[0]]),
    [
      ["u0", 12],
      ["u1", 12],
      ["u2", 12],
      ["u3", 12],
      ["nobody", 6],
      ["u4", 6],
    ],
  );
  const slow = by("host", 1, {
    rank: { compute: { aggregation: "max", metric: "@duration" }, descending: false },
  });
  const [least] = await store.aggregateRecords(criteria("", range), [COUNT], [slow]);
  assert.deepEqual(least, { by: ["web-0"], values: [30] });
  assert.deepEqual(await store.aggregateRecords(criteria("host:none"), [COUNT], [by("host")]), []);
});

test("a series has one point for each stretch of time that has any", async () => {
  const computes: Compute[] = [{ aggregation: "count", intervalMs: 2000 }, COUNT];
  const range = { to: T0 + 10_000 };
  const [first] = await store.aggregateRecords(criteria("", range), computes, [by("host", 1)]);
  assert.deepEqual(first?.by, ["web-0"]);
  assert.deepEqual(first?.values, [
    [0, 2000, 4000].map((at) => ({ time: T0 + at, value: 10 })),
    30,
  ]);
});

test("the newest record that is found tells its time; none tells nothing", async () => {
  assert.equal(await store.newestRecord(criteria("@duration:7")), T0);
  assert.equal(await store.newestRecord(criteria("@duration:<35")), T0 + 3000);
  assert.equal(await store.newestRecord(criteria("@duration:1000")), undefined);
  assert.equal(await store.newestRecord(criteria("", { to: T0 - 1, from: T0 - 2 })), undefined);
});
