/** Every method over the past: the scenarios of lib/detection, stored, and read back by a job. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openControl, openEventStore } from "#server/store";
import { startStorageProcess, type TestStorage } from "#server/store/testing";
import { SCENARIOS, showSignals } from "../../lib/detection/test-scenarios.ts";
import { fromRule, logRowOf, NOW, openRig, PERSON, ruleOf } from "./testing/rig.ts";

let storage: TestStorage;
before(async () => {
  storage = await startStorageProcess();
});
after(() => storage.stop());

const CHOSEN = [
  "failed logins, then one that succeeds",
  "THEN is met",
  "a value is forgotten",
  "a rise above what is usual",
  "texts that resemble none before",
  "too fast and too far",
  "steps in a row, linked by what they share",
  "signals of two rules of one user",
];

CHOSEN.forEach((name, index) => {
  test(`${name}: found by a run over the past`, async () => {
    const scenario = SCENARIOS.find((each) => each.name === name);
    assert.ok(scenario, name);
    const address = { url: storage.url, password: storage.token, retentionDays: 3650 };
    const store = openEventStore({ ...address, database: `jobs_${index}` });
    await store.migrate();
    await store.insertLogs(scenario.events.map(({ ts, event }, at) => logRowOf(at, ts, event)));
    const control = await openControl("sqlite::memory:", { clock: () => NOW });
    const rules = scenario.rules.map(ruleOf);
    const { jobs, faults } = openRig(control, store, rules);
    const ids: string[] = [];
    for (const { id } of rules) ids.push(await jobs.start(PERSON, fromRule(id)));
    for (const _ of rules) await jobs.runner.runNext();
    assert.deepEqual(faults, []);
    const found = [];
    for (const id of ids) {
      const { attributes } = await jobs.get(id);
      assert.deepEqual([attributes.jobStatus, attributes.reason], ["completed", ""]);
      found.push(...(await jobs.results(id, { limit: 100 })).signals);
    }
    const shown = found.map(({ attributes: { custom } }) => ({
      severity: custom.status,
      group: custom["groupByValues"] as string[],
      events: custom.workflow.events_matched,
      first: Date.parse(custom.workflow.first_seen),
      last: Date.parse(custom.workflow.last_seen),
    }));
    // How many signals a correlation counts depends on how a run is cut into slices.
    const withoutCounts = name.startsWith("signals of two");
    const comparable = (lines: readonly string[]) =>
      lines.map((line) => (withoutCounts ? line.replace(/\] \d+ /, "] ") : line)).sort();
    assert.deepEqual(comparable(showSignals(shown)), comparable(scenario.signals));
    await control.close();
    await store.close();
  });
});
