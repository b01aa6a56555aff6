/** Logs on their way to the store: durable once, whatever fails between, and seen by the rules. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startStorageProcess, type TestStorage } from "#server/store/testing";
import { LOG_REPEAT_MS, type PreparedLogs } from "./log-commit.ts";
import { type LogIntakeOptions, openLogIntake } from "./logs.ts";
import { epochOf, NOW, openRig, testRule } from "./test-rig.ts";

let storage: TestStorage;
before(async () => {
  storage = await startStorageProcess();
});
after(() => storage.stop());

const made = testRule({ id: "shell", query: "source:sshd @evt.outcome:failure" });
const RULE = {
  ...made,
  type: "log_detection",
  queries: made.queries.map((query) => ({ ...query, dataSource: "logs" })),
};

async function openLogs() {
  const rig = await openRig(storage, [RULE]);
  let ids = 0;
  const stored: string[] = [];
  const open = (change: Partial<LogIntakeOptions> = {}) =>
    openLogIntake({
      ...rig,
      clock: () => rig.state.now,
      newId: () => `id${++ids}`,
      onStored: (logs) => void stored.push(...logs.map(({ eventId }) => eventId)),
      ...change,
    });
  return { ...rig, stored, open, logs: open() };
}

function batch(count: number, change: Partial<PreparedLogs> = {}): PreparedLogs {
  const logs = Array.from({ length: count }, (_, at) => ({
    ts: NOW - 60_000 + at,
    received: NOW,
    host: "web-1",
    service: "ssh",
    source: "sshd",
    status: "warn",
    tags: ["env:prod"],
    message: `Failed password ${at}`,
    attributes: { evt: { outcome: "failure" }, usr: { name: "root" } },
  }));
  const size = { events: count, bytes: count * 100 };
  return { sender: "key", key: undefined, digest: "d", received: NOW, logs, ...size, ...change };
}

type Rig = Awaited<ReturnType<typeof openLogs>>;

async function counts(rig: Rig) {
  const { signals } = await rig.signals.searchSignals({});
  const matched = signals.map(({ attributes }) => attributes.custom.workflow.events_matched);
  const buckets = await rig.events.hitBuckets({
    rule: "shell",
    version: epochOf(RULE),
    groups: ['["web-1"]'],
    from: 0,
    to: NOW,
    bucketMs: 1000,
  });
  const hits = buckets.reduce((sum, bucket) => sum + bucket.hits, 0);
  return { matched, hits, logs: (await rig.events.status()).logs };
}

test("a batch of logs becomes rows, a signal, and samples that say what the log said", async () => {
  const rig = await openLogs();
  assert.equal(await rig.logs.ingest(batch(3)), 3);
  assert.deepEqual(await counts(rig), { matched: [3], hits: 3, logs: 3 });
  const [found] = (await rig.signals.searchSignals({})).signals;
  const { custom } = (await rig.signals.getSignal(found?.id ?? "")).attributes;
  const { content } = custom.samples[0] ?? {};
  assert.deepEqual(
    [content?.source, content?.message, content?.service],
    ["sshd", "Failed password 0", "ssh"],
  );
  const read = await rig.events.readEvents(rig.stored, { from: 0, to: NOW });
  assert.equal(read.length, 3);
  assert.deepEqual(read[0]?.event, {
    evt: { outcome: "failure" },
    usr: { name: "root" },
    ...{ host: "web-1", service: "ssh", source: "sshd", status: "warn" },
    ...{ message: "Failed password 0", tags: ["env:prod"] },
  });
});

test("a named batch counts once, in turn, at once, and after a restart", async () => {
  const rig = await openLogs();
  const named = batch(2, { key: "n1" });
  assert.deepEqual(await Promise.all([1, 2].map(() => rig.logs.ingest(named))), [2, 0]);
  assert.equal(await rig.logs.ingest(named), 0);
  assert.equal(await rig.open().ingest(named), 0);
  assert.equal(await rig.logs.ingest({ ...named, sender: "other" }), 2);
  assert.deepEqual(await counts(rig), { matched: [4], hits: 4, logs: 4 });
  assert.equal(rig.logs.counters.logs_repeated.value, 4);
});

test("the same bytes twice are two batches when the first was stored", async () => {
  const rig = await openLogs();
  await rig.logs.ingest(batch(1));
  await rig.logs.ingest(batch(1));
  assert.equal((await counts(rig)).logs, 2);
});

test("names are forgotten after the window", async () => {
  const rig = await openLogs();
  await rig.logs.ingest(batch(1, { key: "old" }));
  rig.state.now += LOG_REPEAT_MS + 60_000;
  await rig.logs.ingest(batch(1, { key: "new", received: rig.state.now }));
  const left = await rig.control.db.selectFrom("log_batches").selectAll().execute();
  assert.equal(left.length, 1);
});

for (const key of ["named", undefined])
  for (const station of ["insertLogs", "insertHits", "control"] as const)
    test(`a failure at ${station} doubles nothing of a batch ${key ?? "without a name"}`, async () => {
      const rig = await openLogs();
      let fails = true;
      const crash = <Work extends (...args: never[]) => Promise<unknown>>(work: Work) =>
        (async (...args: never[]) => {
          const done = station === "control" ? undefined : await work(...args);
          if (fails) throw new Error("crash");
          return done ?? work(...args);
        }) as Work;
      const change: Partial<LogIntakeOptions> =
        station === "control"
          ? { control: { ...rig.control, transaction: crash(rig.control.transaction) as never } }
          : { events: { ...rig.events, [station]: crash(rig.events[station]) } };
      const failing = rig.open(change);
      await assert.rejects(failing.ingest(batch(3, { key })));
      fails = false;
      // A sender that named its batch may also find another process.
      await (key === undefined ? failing : rig.logs).ingest(batch(3, { key }));
      assert.deepEqual(await counts(rig), { matched: [3], hits: 3, logs: 3 });
    });
