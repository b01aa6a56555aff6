/** Jobs on both control databases: their life, their bounds, and servers that stop. */
import assert from "node:assert/strict";
import { after, before, mock, test } from "node:test";
import { isAppError } from "#lib/base";
import { JOB_RESULTS_MAX } from "#lib/protocol";
import { type Control, readJob, type StoredRecord } from "#server/store";
import { startControls, type TestControls } from "#server/store/testing";
import { JOB_ATTEMPTS_MAX, JOB_LEASE_MS, JOBS_WAITING_MAX } from "./limits.ts";
import { fromRule, NOW, openRig, PERSON, ruleOf, storeOf, timeAt } from "./testing/rig.ts";

let controls: TestControls;
before(async () => {
  controls = await startControls(NOW);
});
after(() => controls.stop());

const rule = ruleOf(
  {
    id: "brute",
    name: "Guessed",
    message: "{{@usr.id}} was guessed",
    queries: [{ query: "@outcome:failure", groupByFields: ["@usr.id"] }],
    cases: [{ condition: "a > 2", status: "high", name: "burst" }],
  },
  0,
);

function failures(count: number, user: (at: number) => string, stepMs = 1000): StoredRecord[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `log.f-${String(at).padStart(6, "0")}-${user(at)}`,
    ts: timeAt("1d") + at * stepMs,
    event: { outcome: "failure", usr: { id: user(at) }, host: "h", tags: ["env:prod"] },
  }));
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
  return "";
}

function onEach(name: string, body: (control: Control) => Promise<void>): void {
  for (const dialect of ["sqlite", "postgres"] as const)
    test(`${name} (${dialect})`, async (context) => {
      const found = controls.dialects.find((each) => each.name === dialect);
      if (found === undefined || found.skip !== false) {
        context.skip(found?.skip || "there is no such database");
        return;
      }
      const control = await found.open();
      try {
        await body(control);
      } finally {
        await control.close();
      }
    });
}

onEach("a rule is run, its results are searched and become signals once", async (control) => {
  const store = storeOf([...failures(5, () => "ann"), ...failures(2, () => "bob")]);
  const { jobs, signals } = openRig(control, store, [rule]);
  const id = await jobs.start(PERSON, fromRule("brute"));
  const waiting = await jobs.get(id);
  assert.equal(waiting.attributes.jobStatus, "pending");
  assert.equal(waiting.attributes.createdFromRuleId, "brute");
  assert.equal(waiting.attributes.progressRate, 0);
  assert.equal(await codeOf(jobs.remove(id)), "JOB_RUNNING");
  assert.equal(await jobs.runner.runNext(), true);
  assert.equal(await jobs.runner.runNext(), false);
  const { attributes } = await jobs.get(id);
  assert.deepEqual(
    [attributes.jobStatus, attributes.progressRate, attributes.resultCount, attributes.eventsRead],
    ["completed", 1, 1, 7],
  );
  const { signals: found } = await jobs.results(id, { query: "@usr.id:ann status:high" });
  assert.equal(found.length, 1);
  assert.equal((await jobs.results(id, { query: "@usr.id:bob" })).signals.length, 0);
  const [result] = found;
  assert.ok(result);
  assert.equal(result.attributes.custom.workflow.events_matched, 5);
  assert.equal(result.attributes.message, "ann was guessed");
  assert.equal((await jobs.result(result.id)).attributes.custom.samples.length, 4);
  assert.deepEqual((await signals.searchSignals({})).signals, []);
  const conversion = { ids: [result.id], severity: "critical", message: "", notifications: [] };
  await jobs.convert(PERSON, conversion);
  await jobs.convert(PERSON, conversion);
  const { signals: made } = await signals.searchSignals({ query: "status:critical" });
  assert.equal(made.length, 1);
  const [signal] = made;
  assert.ok(signal);
  assert.equal((await signals.getSignal(signal.id)).attributes.custom.samples.length, 4);
  const [created] = await signals.listHistory(signal.id);
  assert.deepEqual([created?.actor, created?.detail["job"]], ["ann", id]);
  assert.equal(
    await codeOf(jobs.convert(PERSON, { ...conversion, ids: ["x"] })),
    "JOB_RESULT_UNKNOWN",
  );
  await jobs.remove(id);
  assert.equal(await codeOf(jobs.get(id)), "JOB_UNKNOWN");
  assert.equal(await codeOf(jobs.result(result.id)), "JOB_RESULT_UNKNOWN");
});

onEach("a job whose server stopped is begun again, and given up at last", async (control) => {
  const store = storeOf(failures(5, () => "ann"));
  const first = openRig(control, store, [rule]);
  const id = await first.jobs.start(PERSON, fromRule("brute"));
  const { searchRecords } = store;
  const { promise: never, reject } = Promise.withResolvers<never>();
  const lost = openRig(control, { searchRecords: () => never }, [rule]);
  const run = lost.jobs.runner.runNext();
  while ((await first.jobs.get(id)).attributes.jobStatus !== "running");
  assert.equal(await first.jobs.runner.runNext(), false);
  first.state.now += JOB_LEASE_MS + 1;
  assert.equal(await first.jobs.runner.runNext(), true);
  assert.equal((await first.jobs.get(id)).attributes.jobStatus, "completed");
  // The one that was lost comes back and changes nothing.
  reject(new Error("late"));
  await run;
  assert.equal((await first.jobs.get(id)).attributes.resultCount, 1);

  const again = await first.jobs.start(PERSON, fromRule("brute"));
  store.searchRecords = async () => {
    throw new Error("the store failed");
  };
  const failing = openRig(control, store, [rule]);
  for (let at = 0; at < JOB_ATTEMPTS_MAX; at++) {
    assert.equal(await failing.jobs.runner.runNext(), true);
    // It is not begun again at once: what failed may be away for a while.
    assert.equal(await failing.jobs.runner.runNext(), false);
    failing.state.now += JOB_LEASE_MS + 1;
  }
  const { attributes } = await failing.jobs.get(again);
  assert.deepEqual(
    [attributes.jobStatus, attributes.reason],
    ["failed", "it failed inside the server"],
  );
  assert.equal(failing.faults.length, JOB_ATTEMPTS_MAX);
  store.searchRecords = searchRecords;
});

onEach("a job keeps its lease while it waits for the store", async (control) => {
  mock.timers.enable({ apis: ["setInterval"] });
  try {
    const { promise: answer, resolve } = Promise.withResolvers<never[]>();
    const slow = openRig(control, { searchRecords: () => answer }, [rule]);
    const other = openRig(control, storeOf([]), [rule]);
    const id = await slow.jobs.start(PERSON, fromRule("brute"));
    const run = slow.jobs.runner.runNext();
    while ((await slow.jobs.get(id)).attributes.jobStatus !== "running");
    for (let at = 0; at < 6; at++) {
      slow.state.now += JOB_LEASE_MS / 2;
      const before = await leaseOf(control, id);
      mock.timers.tick(JOB_LEASE_MS / 3);
      while ((await leaseOf(control, id)) === before);
    }
    other.state.now = slow.state.now + JOB_LEASE_MS / 2;
    assert.equal(await other.jobs.runner.runNext(), false);
    resolve([]);
    await run;
    assert.equal((await slow.jobs.get(id)).attributes.jobStatus, "completed");
  } finally {
    mock.timers.reset();
  }
});

async function leaseOf(control: Control, id: string): Promise<number> {
  return (await readJob(control, id))?.lease_until ?? 0;
}

onEach("a server that stops in good order uses no attempt up", async (control) => {
  const store = storeOf(failures(5, () => "ann"));
  const last = openRig(control, store, [rule]);
  const id = await last.jobs.start(PERSON, fromRule("brute"));
  for (let at = 0; at <= JOB_ATTEMPTS_MAX; at++) {
    const { searchRecords } = store;
    const stopping: ReturnType<typeof openRig> = openRig(
      control,
      {
        async searchRecords(...ask) {
          await stopping.jobs.runner.stop();
          return searchRecords(...ask);
        },
      },
      [rule],
    );
    assert.equal(await stopping.jobs.runner.runNext(), true);
    assert.equal((await last.jobs.get(id)).attributes.jobStatus, "pending");
  }
  assert.equal(await last.jobs.runner.runNext(), true);
  assert.equal((await last.jobs.get(id)).attributes.jobStatus, "completed");
});

onEach("a job is cancelled while it runs", async (control) => {
  const records = failures(3000, (at) => `user-${at}`);
  const store = storeOf(records);
  const rig = openRig(control, store, [rule]);
  const id = await rig.jobs.start(PERSON, fromRule("brute"));
  const { searchRecords } = store;
  let isCancelled = false;
  const slow = {
    async searchRecords(...ask: Parameters<typeof searchRecords>) {
      if (store.reads > 3 && !isCancelled) {
        isCancelled = true;
        await rig.jobs.cancel(id);
      }
      rig.state.steadyMs += 1000;
      return searchRecords(...ask);
    },
  };
  const runner = openRig(control, slow, [rule]);
  rig.state.steadyMs = 0;
  Object.defineProperty(runner.state, "steadyMs", { get: () => rig.state.steadyMs });
  await runner.jobs.runner.runNext();
  assert.equal((await rig.jobs.get(id)).attributes.jobStatus, "cancelled");
  assert.equal(await codeOf(rig.jobs.cancel(id)), "JOB_OVER");
  assert.deepEqual((await rig.jobs.results(id, {})).signals, []);
});

onEach("requests that cannot be run are refused, and too many", async (control) => {
  const table = { tableName: "t", columnName: "c", logFieldPath: "x", ruleQueryName: "a" };
  const tabled = { ...rule, id: "tabled", referenceTables: [{ ...table, checkPresence: true }] };
  const { jobs } = openRig(control, storeOf([]), [rule, tabled]);
  const refused: [Parameters<typeof jobs.start>[1], string][] = [
    [{}, "JOB_INVALID"],
    [fromRule("none"), "RULE_UNKNOWN"],
    [fromRule("brute", "2d", "1d"), "JOB_INVALID"],
    [fromRule("brute", "0s", "91d"), ""],
    [{ fromRule: { ...fromRule("brute").fromRule, index: "other" } } as never, "JOB_INDEX_UNKNOWN"],
    [{ fromRule: { ...fromRule("brute").fromRule, caseIndex: 4 } } as never, "JOB_INVALID"],
    [{ jobDefinition: { name: "x", from: 0, to: 1, index: "main" } }, "RULE_INVALID"],
    [fromRule("tabled"), "RULE_INVALID"],
    [{ jobDefinition: { from: "a", to: 1, index: "main" } as never }, "JOB_INVALID"],
    [{ fromRule: { ...fromRule("brute").fromRule, from: 1 } } as never, "JOB_INVALID"],
  ];
  for (const [request, code] of refused)
    assert.equal(await codeOf(jobs.start(PERSON, request)), code, JSON.stringify(request));
  for (let at = 1; at < JOBS_WAITING_MAX; at++) await jobs.start(PERSON, fromRule("brute"));
  assert.equal(await codeOf(jobs.start(PERSON, fromRule("brute"))), "JOBS_TOO_MANY");
  const { jobs: page, total } = await jobs.list({ "page[size]": 5, "page[number]": 1 });
  assert.deepEqual([page.length, total], [5, JOBS_WAITING_MAX]);
  assert.equal((await jobs.list({ "filter[query]": "@jobStatus:completed" })).total, 0);
});

test("a job that finds too much ends and says so", async () => {
  const found = controls.dialects[0];
  assert.ok(found);
  const control = await found.open();
  const loud = {
    ...rule,
    cases: [{ condition: "a > 0", status: "low" as const, name: "", notifications: [] }],
  };
  const store = storeOf(failures(JOB_RESULTS_MAX + 700, (at) => `user-${at}`));
  const { jobs } = openRig(control, store, [loud]);
  const id = await jobs.start(PERSON, fromRule("brute"));
  await jobs.runner.runNext();
  const { attributes } = await jobs.get(id);
  assert.equal(attributes.jobStatus, "completed");
  assert.match(attributes.reason, /ended after 1000 results/);
  assert.equal(attributes.resultCount, JOB_RESULTS_MAX);
  let cursor: string | undefined;
  const ids = new Set<string>();
  do {
    const more = cursor === undefined ? {} : { cursor };
    const { signals, next } = await jobs.results(id, { limit: 300, ...more });
    for (const signal of signals) ids.add(signal.id);
    cursor = next;
  } while (cursor !== undefined);
  assert.equal(ids.size, JOB_RESULTS_MAX);
  await control.close();
});
