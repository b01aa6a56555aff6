import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { MISSING_GROUP, VALUE_CHARS_MAX } from "#lib/detection";
import { type EventStore, openEventStore } from "#server/store";
import { seenEvent, startStorageProcess, type TestStorage } from "#server/store/testing";
import { type RuleParts, testRule } from "../../lib/detection/test-rule.ts";
import { createDetection } from "./detection.ts";
import type { DetectedEvent } from "./types.ts";

const T0 = Date.parse("2026-03-01T12:00:00Z");
let storage: TestStorage;
let store: EventStore;
let databases = 0;
before(async () => {
  storage = await startStorageProcess();
});
after(async () => {
  await store.close();
  await storage.stop();
});

async function openRig(...rules: RuleParts[]) {
  await store?.close();
  const address = { url: storage.url, password: storage.token, retentionDays: 3650 };
  store = openEventStore({ ...address, database: `detection_${++databases}` });
  await store.migrate();
  const detection = createDetection(store);
  detection.load(rules.map(testRule));
  let seq = 0;
  /** What a batch of events does: store, match, evaluate. */
  const batch = async (events: DetectedEvent[]) => {
    const envelope = { agent: "a", boot: "b", spool: "s", received: T0 };
    const rows = events.map((event) => ({
      ...event,
      ...envelope,
      tags: [...event.tags],
      seq: seq++,
    }));
    await store.insertEvents(rows);
    const hits = rows.flatMap((row) => detection.match(row));
    await store.insertHits(hits);
    return detection.evaluate(hits, new Map(rows.map((row) => [row.eventId, row])));
  };
  return { detection, batch };
}

let ids = 0;
const at = (second: number, rule: string, extra: Record<string, unknown> = {}, host = "web-1") =>
  seenEvent({ id: `e${++ids}`, at: T0 + second * 1000, rule, extra, host });

test("events meet the rules that name their agent rule, and those that name none", () => {
  const detection = createDetection(store);
  const rules: RuleParts[] = [
    { id: "one", queries: [{ query: "@agent.rule_id:x" }] },
    { id: "two", queries: [{ query: "@agent.rule_id:(x OR y) @process.user:www-data" }] },
    { id: "any", queries: [{ query: "@process.user:www-data" }] },
    { id: "no", queries: [{ query: "@agent.rule_id:x @process.user:root" }] },
    { id: "wild", queries: [{ query: "@agent.rule_id:y*" }] },
  ];
  detection.load(rules.map(testRule));
  const met = (rule: string) =>
    detection
      .match(at(0, rule))
      .map((hit) => hit.rule)
      .sort();
  assert.deepEqual(met("x"), ["any", "one", "two"]);
  assert.deepEqual(met("y"), ["any", "two", "wild"]);
  assert.deepEqual(met("z"), ["any"]);
});

test("a rule that cannot be evaluated is named and the others load", () => {
  const detection = createDetection(store);
  const rules: RuleParts[] = [
    { id: "good" },
    { id: "off", isEnabled: false },
    { id: "syntax", queries: [{ query: "@a:(" }] },
    { id: "then", conditions: ["a > 5 THEN a < 2"] },
    { id: "backwards", conditions: ["3 < a"] },
    { id: "label", conditions: ["b > 0"] },
    { id: "method", method: "new_value" },
    { id: "built-in", method: "hardcoded" },
    { id: "sum", queries: [{ query: "*", aggregation: "sum" }] },
    { id: "window", windows: [-1, 0, 0] },
    { id: "arity", queries: [{ query: "*", groupByFields: ["host"] }, { query: "*" }] },
    { id: "none", queries: [] },
    { id: "good" },
  ];
  const status = detection.load(rules.map(testRule));
  assert.deepEqual([status.loaded, status.disabled], [1, 1]);
  assert.deepEqual(
    status.broken.map(({ id }) => id),
    [
      "syntax",
      "then",
      "backwards",
      "label",
      "method",
      "built-in",
      "sum",
      "window",
      "arity",
      "none",
      "good",
    ],
  );
  for (const { reason } of status.broken) assert.match(reason, /\w+ \w+/);
  assert.match(status.broken[1]?.reason ?? "", /use > or >= beside THEN/);
  assert.match(status.broken[5]?.reason ?? "", /hardcoded is built in and has no evaluator/);
  assert.equal(detection.match(at(0, "x")).length, 1);
});

test("groups are by host, attribute or tag; a missing value leaves the event out", () => {
  const detection = createDetection(store);
  const groupOf = (fields: string[], optional: boolean, extra = {}) => {
    const query = { query: "*", groupByFields: fields, hasOptionalGroupByFields: optional };
    detection.load([testRule({ queries: [query] })]);
    const event = seenEvent({ id: "e", at: T0, tags: ["env:prod"], extra });
    return detection.match(event).map((hit) => JSON.parse(hit.group) as string[]);
  };
  assert.deepEqual(groupOf([], false), [[]]);
  assert.deepEqual(groupOf(["host"], false), [["web-1"]]);
  assert.deepEqual(groupOf(["host", "@process.user", "env"], false), [
    ["web-1", "www-data", "prod"],
  ]);
  assert.deepEqual(groupOf(["@container.id"], false), []);
  assert.deepEqual(groupOf(["@container.id"], false, { container: { id: "" } }), []);
  assert.deepEqual(groupOf(["@container.id"], true), [[MISSING_GROUP]]);
  assert.deepEqual(groupOf(["@process.pid"], false), [["4242"]]);
  const long = (tail: string) =>
    groupOf(["@x"], false, { x: "y".repeat(5000) + tail })[0]?.[0] ?? "";
  assert.ok(long("a").length <= VALUE_CHARS_MAX);
  assert.notEqual(long("a"), long("b"));
});

test("a single hit is a trigger at once, without asking the store", async () => {
  const { batch } = await openRig({
    queries: [{ query: "@agent.rule_id:x", groupByFields: ["host"] }],
  });
  const drafts = await batch([at(0, "x"), at(2, "x"), at(1, "x", {}, "web-2"), at(3, "z")]);
  assert.deepEqual(
    drafts.map(({ group, triggers, hits }) => [group.values, triggers.length, hits]),
    [
      [["web-1"], 2, undefined],
      [["web-2"], 1, undefined],
    ],
  );
});

test("a threshold is reached over several batches, by events of any order", async () => {
  const parts: RuleParts = {
    queries: [{ query: "@agent.rule_id:login", groupByFields: ["@usr.id"] }],
    conditions: ["a > 4"],
    windows: [60, 300, 3600],
  };
  const { batch } = await openRig(parts);
  const login = (second: number, user = "root") => at(second, "login", { usr: { id: user } });
  assert.deepEqual(await batch([login(0), login(10), login(5, "ann")]), []);
  assert.deepEqual(await batch([login(30), login(100)]), []);
  // Late, and completes the window that ends at 30 s.
  const [draft, ...rest] = await batch([login(2), login(3)]);
  assert.deepEqual(rest, []);
  assert.deepEqual(draft?.group.values, ["root"]);
  assert.deepEqual(
    draft?.triggers.map((trigger) => [(trigger.at - T0) / 1000, (trigger.from - T0) / 1000]),
    [[30, 0]],
  );
  assert.equal(draft?.events.length, 2);
  assert.deepEqual(
    draft?.earlier.map(({ ts }) => (ts - T0) / 1000),
    [0],
  );
});

test("cases with several queries and distinct values are decided by the store", async () => {
  const parts: RuleParts = {
    queries: [
      { query: "@agent.rule_id:scan", aggregation: "cardinality", distinctFields: ["@file.path"] },
      { query: "@agent.rule_id:exec", name: "run" },
    ],
    conditions: ["a > 2 && run > 0", "a > 2"],
    windows: [60, 300, 3600],
  };
  const { batch } = await openRig(parts);
  const scan = (second: number, path: string) => at(second, "scan", { file: { path } });
  assert.deepEqual(await batch([scan(0, "/a"), scan(1, "/a"), scan(2, "/b"), scan(3, "/b")]), []);
  const [second] = await batch([scan(4, "/c")]);
  assert.deepEqual(
    second?.triggers.map((trigger) => trigger.case),
    [1],
  );
  const [first] = await batch([at(5, "exec")]);
  assert.deepEqual(
    first?.triggers.map((trigger) => trigger.case),
    [0],
  );
});

test("another logic of a rule does not count the hits of the one before", async () => {
  const parts: RuleParts = { conditions: ["a > 1"], windows: [60, 300, 3600] };
  const { detection, batch } = await openRig(parts);
  assert.deepEqual(await batch([at(0, "x")]), []);
  const other = { ...parts, queries: [{ query: "@agent.rule_id:(x OR y)" }] };
  detection.load([{ ...testRule(other), version: 2 }]);
  assert.deepEqual(await batch([at(1, "x")]), []);
  detection.load([{ ...testRule(other), version: 3, name: "Renamed" }]);
  assert.equal((await batch([at(2, "x")])).length, 1);
});
