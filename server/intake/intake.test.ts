import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { isAppError } from "#lib/base";
import { textValues } from "#lib/query";
import { intakeTotals } from "#server/store";
import {
  startControls,
  startStorageProcess,
  type TestStorage,
  testEvent,
} from "#server/store/testing";
import { AGENT, epochOf, NOW, openRig, openServer, SPOOL, send, testRule } from "./test-rig.ts";

let storage: TestStorage;
before(async () => {
  storage = await startStorageProcess();
});
after(() => storage.stop());

const events = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => testEvent({ at: NOW - 60_000 + (from + at) * 10 }));

type Rig = Awaited<ReturnType<typeof openRig>>;

async function stored(rig: Rig) {
  const seqs = await rig.events.storedSeqs({
    agent: AGENT.id,
    spool: SPOOL,
    first: 0,
    end: 1e6,
    receivedFrom: 0,
  });
  const { events: rows } = await rig.events.status();
  return { seqs: [...seqs].sort((a, b) => a - b), rows };
}

/**
 * Events and hits in the store, the position, and what the signals counted, all of which must
 * agree.
 */
async function expectCounts(rig: Rig, count: number) {
  const { signals } = await rig.signals.searchSignals({});
  const matched = signals.map(({ attributes }) => attributes.custom.workflow.events_matched);
  assert.deepEqual(matched, count === 0 ? [] : [count]);
  const { seqs } = await stored(rig);
  assert.equal(seqs.length, count);
  const buckets = await rig.events.hitBuckets({
    rule: "shell",
    version: epochOf(rig.rules[0]),
    groups: ['["web-1"]'],
    from: 0,
    to: NOW,
    bucketMs: 1000,
  });
  assert.equal(
    buckets.reduce((sum, { hits }) => sum + hits, 0),
    count,
  );
}

/** Freezes a value and all within it; a module of ours that writes to it then throws. */
function freeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  Object.values(value).forEach(freeze);
}

test("nothing writes to a process that events share", async () => {
  const rig = await openRig(storage, []);
  const rules = [
    testRule(),
    testRule({ id: "twice", cases: [{ status: "high", condition: "a > 1" }] }),
  ];
  const processes = new Set<unknown>();
  const seen: unknown[] = [];
  const server = openServer(rig.control, rig.events, rules, (parts) => ({
    ...parts,
    onStored: (stored) => seen.push(...stored),
    detection: {
      ...parts.detection,
      match(event) {
        processes.add(event.event["process"]);
        freeze(event.event["process"]);
        return parts.detection.match(event);
      },
    },
  }));
  const body = (pid: number) => {
    const executable = { path: "/usr/lib/app/bin/worker", name: "worker", inode: 900_000 + pid };
    return { pid, user: "www-data", args: ["--listen", "0.0.0.0:8080"], executable };
  };
  const process = { ...body(3), parent: body(2), ancestors: [body(2), body(1)] };
  const batch = (from: number) => events(3, from).map((event) => ({ ...event, process }));
  await send(server.intake, 0, batch(0));
  await send(server.intake, 3, batch(3));
  assert.equal(seen.length, 6);
  assert.ok(processes.size < 6, "a process that is met again is the same object");
  const { signals } = await server.signals.searchSignals({});
  assert.equal(signals.length, 2);
  const range = { from: 0, to: NOW };
  const ids = seen.map((event) => (event as { eventId: string }).eventId);
  const [first, ...others] = await rig.events.readEvents(ids, range);
  for (const other of others) assert.deepEqual(other.event["process"], first?.event["process"]);
  await rig.control.close();
});

test("a batch becomes stored events and a signal with the event as sample", async () => {
  const rig = await openRig(storage, [testRule()]);
  const notices: string[] = [];
  rig.signals.subscribe((notice) =>
    notices.push(`${notice.kind} ${"change" in notice ? notice.change : ""}`),
  );
  assert.deepEqual(await send(rig.intake, 0, events(3)), { next: 3 });
  const { signals } = await rig.signals.searchSignals({ query: "host:web-1 status:high" });
  assert.equal(signals.length, 1);
  const signal = await rig.signals.getSignal(signals[0]?.id ?? "");
  const { custom, message, tags } = signal.attributes;
  assert.equal(custom.title, "Shell started by a web server on web-1");
  assert.equal(message, "`/bin/sh` ran on web-1");
  assert.deepEqual(tags, ["tactic:execution", "env:prod", "host:web-1"]);
  assert.deepEqual(custom.entities, ["host:web-1", "@process.user:www-data"]);
  assert.equal(custom.samples.length, 3);
  const sampled = custom.samples[0]?.content.custom ?? {};
  assert.deepEqual(textValues(sampled, "@process.ancestors.executable.path"), ["/sbin/init"]);
  await expectCounts(rig, 3);
  assert.deepEqual(notices, ["signal created"]);
});

test("the same batch twice, and batches that overlap, count each event once", async () => {
  const rig = await openRig(storage, [testRule()]);
  assert.deepEqual(await send(rig.intake, 0, events(5)), { next: 5 });
  assert.deepEqual(await send(rig.intake, 0, events(5)), { next: 5 });
  assert.deepEqual(await send(rig.intake, 2, events(6, 2)), { next: 8 });
  assert.deepEqual(await send(rig.intake, 1, events(2, 1)), { next: 8 });
  await expectCounts(rig, 8);
  assert.equal(rig.intake.counters.events_repeated.value, 10);
});

test("a gap is counted as missing and does not hold up what follows", async () => {
  const rig = await openRig(storage, [testRule()]);
  await send(rig.intake, 0, events(2));
  assert.deepEqual(await send(rig.intake, 10, events(1, 10)), { next: 11 });
  const totals = (await intakeTotals(rig.control.db)).get(AGENT.id);
  assert.deepEqual([totals?.received, totals?.missing], [3, 8]);
});

for (const station of ["events", "hits", "both", "control"] as const) {
  test(`a crash when ${station} were written doubles nothing, in any cut of batches`, async () => {
    const rig = await openRig(storage, [testRule()]);
    await send(rig.intake, 0, events(2));
    const crash = () => Promise.reject(new Error("crash"));
    const failing = openServer(rig.control, rig.events, [testRule()], (parts) => {
      if (station === "events") return { ...parts, events: { ...parts.events, insertHits: crash } };
      if (station === "hits") return { ...parts, events: { ...parts.events, insertEvents: crash } };
      if (station === "both")
        return { ...parts, detection: { ...parts.detection, evaluate: crash } };
      return { ...parts, signals: { ...parts.signals, apply: crash } };
    });
    await assert.rejects(send(failing.intake, 2, events(4, 2)), /crash/);
    assert.equal((await stored(rig)).seqs.length, station === "hits" ? 2 : 6);
    // The process that crashed and one that starts anew must both find out.
    assert.deepEqual(await send(rig.intake, 2, events(3, 2)), { next: 5 });
    const restarted = openServer(rig.control, rig.events, [testRule()]);
    assert.deepEqual(await send(restarted.intake, 4, events(6, 4)), { next: 10 });
    await expectCounts(rig, 10);
    assert.equal(restarted.intake.counters.events_recovered.value, station === "hits" ? 0 : 1);
  });
}

test("a replica that lost its turn is refused and changes nothing", async () => {
  const rig = await openRig(storage, [testRule()]);
  await send(rig.intake, 0, events(1));
  const other = openServer(rig.control, rig.events, [testRule()]);
  const slow = openServer(rig.control, rig.events, [testRule()], (parts) => ({
    ...parts,
    detection: {
      ...parts.detection,
      evaluate: async (hits, seen) => {
        await send(other.intake, 1, events(2, 1));
        return parts.detection.evaluate(hits, seen);
      },
    },
  }));
  await assert.rejects(send(slow.intake, 1, events(2, 1)), { code: "INTAKE_CONFLICT" });
  assert.deepEqual(await send(slow.intake, 1, events(2, 1)), { next: 3 });
  await expectCounts(rig, 3);
});

test("storage that is down refuses with 503; killing it loses and doubles nothing", async (t) => {
  const own = await startStorageProcess();
  t.after(() => own.stop());
  const rig = await openRig(own, [testRule()]);
  await send(rig.intake, 0, events(3));
  await own.kill();
  await assert.rejects(send(rig.intake, 3, events(3, 3)), { code: "EVENTS_DOWN", status: 503 });
  await own.restart();
  assert.deepEqual(await send(rig.intake, 3, events(3, 3)), { next: 6 });
  await expectCounts(rig, 6);
});

test("kill -9 of storage in the middle of batches loses and doubles nothing", async (t) => {
  const own = await startStorageProcess();
  t.after(() => own.stop());
  const rig = await openRig(own, [testRule()]);
  const total = 4000;
  let next = 0;
  let kills = 0;
  const killer = async () => {
    for (; kills < 3; kills++) {
      const wanted = next + 100;
      while (next < wanted && next < total) await new Promise((resolve) => setImmediate(resolve));
      await own.kill();
      await own.restart();
    }
  };
  const killing = killer();
  while (next < total) {
    const batch = events(Math.min(50, total - next), next);
    try {
      next = (await send(rig.intake, next, batch)).next;
    } catch (error) {
      assert.ok(isAppError(error) && error.status === 503, String(error));
    }
  }
  await killing;
  assert.equal(kills, 3);
  await expectCounts(rig, total);
});

test("batches of many agents are committed together, each to its own position", async () => {
  const rig = await openRig(storage, [testRule()]);
  const agents = Array.from({ length: 40 }, (_, at) => ({
    id: at.toString(16).padStart(32, "0"),
    hostname: `host-${at}`,
    tags: [],
  }));
  const answers = await Promise.all(
    agents.map((agent) => send(rig.intake, 0, events(5), { agent })),
  );
  assert.deepEqual(new Set(answers.map(({ next }) => next)), new Set([5]));
  const { signals } = await rig.signals.searchSignals({ limit: 100 });
  assert.equal(signals.length, 40);
  assert.equal((await rig.events.status()).events, 200);
});

test("an agent cannot send for another, nor many batches at once", async () => {
  const rig = await openRig(storage, [testRule()]);
  const other = { ...AGENT, id: "d".repeat(32) };
  const boot = "c".repeat(32);
  const batch = { version: 1, agent: AGENT.id, boot, spool: SPOOL, first: 0, events: [] };
  await assert.rejects(rig.intake.ingest(batch, other), { code: "INTAKE_AGENT_MISMATCH" });
  const sent = [0, 1, 2].map((first) => send(rig.intake, first, events(1, first)));
  const results = await Promise.allSettled(sent);
  assert.deepEqual(
    results.map(({ status }) => status),
    ["fulfilled", "fulfilled", "rejected"],
  );
  await assert.rejects(sent[2] as Promise<unknown>, { code: "INTAKE_BUSY", status: 429 });
});

test("events of several days, in one batch, are all stored", async () => {
  const rig = await openRig(storage, [testRule({ maxDuration: 86_400, keepAlive: 86_400 })]);
  const days = [3, 2, 1, 0].map((day) => testEvent({ at: NOW - day * 86_400_000 }));
  await send(rig.intake, 0, days);
  assert.equal((await stored(rig)).seqs.length, 4);
});

test("a stopped intake finishes what it has and takes no more", async () => {
  const rig = await openRig(storage, [testRule()]);
  const pending = send(rig.intake, 0, events(2));
  await rig.intake.stop();
  assert.deepEqual(await pending, { next: 2 });
  await assert.rejects(send(rig.intake, 2, events(1)), { code: "INTAKE_STOPPING", status: 503 });
});

test("a full disk is refused with 507; the batch is taken when there is room", async (t) => {
  const own = await startStorageProcess();
  t.after(() => own.stop());
  const rig = await openRig(own, [testRule()]);
  await send(rig.intake, 0, events(2));
  await own.kill();
  await own.restart(["--disk-reserve", "900000g"]);
  await assert.rejects(send(rig.intake, 2, events(2, 2)), {
    code: "EVENTS_DISK_FULL",
    status: 507,
  });
  await own.kill();
  await own.restart();
  assert.deepEqual(await send(rig.intake, 2, events(2, 2)), { next: 4 });
  await expectCounts(rig, 4);
});

test("malformed events are refused one by one, counted, and stored nowhere", async () => {
  const rig = await openRig(storage, [testRule()]);
  const [first, second] = events(2);
  const sent = [first, new Uint8Array([0xff]), { ...second, date: "?" }, second, "text"];
  assert.deepEqual(await send(rig.intake, 0, sent), { next: 5 });
  assert.deepEqual((await stored(rig)).seqs, [0, 3]);
  assert.deepEqual(
    rig.intake.refusals().map(({ code, seq }) => [code, seq]),
    [
      ["INTAKE_EVENT_NOT_UTF8", 1],
      ["INTAKE_EVENT_DATE_INVALID", 2],
      ["INTAKE_EVENT_NOT_JSON", 4],
    ],
  );
  const totals = (await intakeTotals(rig.control.db)).get(AGENT.id);
  assert.deepEqual([totals?.received, totals?.refused, totals?.missing], [2, 3, 0]);
  assert.deepEqual(await send(rig.intake, 0, sent), { next: 5 });
  assert.equal(rig.intake.counters.events_refused.value, 3);
});

test("whatever JSON an agent sends, the batch is stored and can be read back", async () => {
  const rule = testRule({
    query: "*",
    groupBy: ["@odd"],
    cases: [{ status: "high", condition: "a > 0" }],
  });
  const rig = await openRig(storage, [rule]);
  const text = fc.string({ unit: "binary", maxLength: 12 });
  const nasty = fc.constantFrom(
    "\0",
    "\ud800",
    "'; DROP TABLE events",
    '"',
    "\\",
    "\u2028",
    "{{@x}}",
    "\\N",
  );
  const value = fc.letrec<{ node: unknown; leaf: unknown }>((tie) => ({
    leaf: fc.oneof(text, nasty, fc.double(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null)),
    node: fc.oneof(
      tie("leaf"),
      fc.array(tie("node"), { maxLength: 3 }),
      fc.dictionary(text, tie("node"), { maxKeys: 3 }),
    ),
  })).node;
  const parts = fc.dictionary(
    fc.constantFrom("process", "file", "odd", "service", "tags", "container", "connect"),
    value,
  );
  let next = 0;
  const property = fc.asyncProperty(
    fc.array(parts, { minLength: 1, maxLength: 20 }),
    async (batch) => {
      const sent = batch.map((extra) => testEvent({ at: NOW, extra }));
      const first = next;
      next = (await send(rig.intake, first, sent)).next;
      assert.equal(next, first + sent.length);
    },
  );
  await fc.assert(property, { numRuns: 40 });
  const { signals } = await rig.signals.searchSignals({ limit: 1000 });
  for (const { id } of signals) await rig.signals.getSignal(id);
  assert.equal(rig.intake.counters.groups_failed.value, 0);
  assert.equal((await stored(rig)).seqs.length, rig.intake.counters.events_stored.value);
});

test("what is added to an event before it is matched is stored, however large the event", async () => {
  const rig = await openRig(storage, [testRule()]);
  const server = openServer(rig.control, rig.events, [testRule()], (parts) => ({
    ...parts,
    detection: {
      ...parts.detection,
      match(event) {
        (event.event as Record<string, unknown>)["threat_intel"] = { results: [{ name: "bad" }] };
        return parts.detection.match(event);
      },
    },
  }));
  const list = Array.from({ length: 5000 }, (_, at) => at);
  await send(server.intake, 0, [testEvent({ at: NOW }), testEvent({ at: NOW, extra: { list } })]);
  const query = { kind: "all" as const };
  const criteria = { kind: "events" as const, query, from: 0, to: NOW + 1 };
  const found = await rig.events.searchRecords(criteria, { descending: false, limit: 9 });
  const added = { results: [{ name: "bad" }] };
  assert.deepEqual(
    found.map(({ event }) => event["threat_intel"]),
    [added, added],
  );
});

test("a threshold over batches opens one signal, and another case makes it worse", async () => {
  const cases = [
    { status: "critical" as const, condition: "a > 7", name: "flood" },
    { status: "medium" as const, condition: "a > 4" },
  ];
  const rig = await openRig(storage, [testRule({ cases, window: 60 })]);
  const minute = (second: number) => testEvent({ at: NOW - 600_000 + second * 1000 });
  await send(rig.intake, 0, [0, 10, 20, 30].map(minute));
  assert.equal((await rig.signals.searchSignals({})).signals.length, 0);
  await send(rig.intake, 4, [minute(40)]);
  const [opened] = (await rig.signals.searchSignals({})).signals;
  assert.equal(opened?.attributes.custom.workflow.events_matched, 5);
  assert.equal(opened?.attributes.custom.status, "medium");
  assert.equal((await rig.signals.getSignal(opened?.id ?? "")).attributes.custom.samples.length, 4);
  await send(rig.intake, 5, [41, 42, 43].map(minute));
  await send(rig.intake, 8, [minute(200)]);
  const { custom } = (await rig.signals.getSignal(opened?.id ?? "")).attributes;
  assert.equal(custom.workflow.events_matched, 8);
  assert.equal(custom.status, "critical");
  assert.equal(custom.workflow.last_seen, new Date(NOW - 600_000 + 43_000).toISOString());
});

test("the same path works on PostgreSQL", async (t) => {
  const controls = await startControls(NOW);
  t.after(() => controls.stop());
  const postgres = controls.dialects[1];
  if (postgres?.skip) return t.skip(postgres.skip);
  const control = await postgres!.open();
  t.after(() => control.close());
  const rig = openServer(control, (await openRig(storage, [])).events, [testRule()]);
  const odd = { odd: ["a\0b", "\ud800", "😀"], file: { path: "x".repeat(3000) } };
  await send(rig.intake, 0, [...events(3), testEvent({ at: NOW, extra: odd })]);
  await send(rig.intake, 2, events(3, 2));
  await expectCounts(rig, 5);
});
