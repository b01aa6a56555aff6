import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { startControls } from "#server/store/testing";
import { openSignals } from "./signals.ts";
import { draftEvent, instantDraft, MINUTE, T0 } from "./test-draft.ts";

const controls = await startControls(T0);
after(() => controls.stop());

const USER = { id: "u1", name: "Ann", handle: "ann@example.com" };
const SECOND = 1000;
const NONE = { count: 0 };

for (const { name, skip, open: openControl } of controls.dialects)
  describe(`response times on ${name}`, { skip }, async () => {
    if (skip) return;
    const control = await openControl();
    after(() => control.close());
    let now = T0;
    let ids = 0;
    const signals = openSignals({ control, clock: () => now, newId: () => `s${++ids}` });

    /** A signal about an event of T0 + `at`, made `late` after it. */
    async function open(rule: string, status: "high" | "low", at: number, late: number) {
      now = T0 + at + late;
      const host = `web-${ids}`;
      const event = draftEvent({ id: `e${ids}`, at: T0 + at, host });
      const cases = [{ name: "", status, condition: "a > 0" }];
      const draft = instantDraft([event], { rule: { id: rule, cases }, values: [host], case: 0 });
      await control.transaction((trx) => signals.apply(trx, [draft]));
      return `s${ids}`;
    }

    test("nothing was measured where there is no signal", async () => {
      const times = await signals.responseTimes({});
      assert.deepEqual(times.all, {
        ...{ signals: 0, time_to_detect: NONE },
        ...{ time_to_acknowledge: NONE, time_to_resolve: NONE },
      });
      assert.deepEqual(times.by_rule, []);
      assert.equal(times.by_severity.length, 5);
    });

    test("median and 90th percentile by nearest rank, by severity and by rule", async () => {
      for (let at = 1; at <= 10; at += 1) {
        const id = await open("shell", at === 10 ? "low" : "high", at * MINUTE, at * SECOND);
        const made = now;
        now = made + at * MINUTE;
        if (at <= 4) await signals.setState(id, { state: "under_review" }, USER);
        now = made + at * 10 * MINUTE;
        if (at <= 2) await signals.setState(id, { state: "archived" }, USER);
      }
      // Archived at once: it was resolved and never under review.
      const id = await open("miner", "low", 60 * MINUTE, 0);
      now += 5 * MINUTE;
      await signals.setState(id, { state: "archived" }, USER);
      const times = await signals.responseTimes({});
      assert.deepEqual(times.all, {
        signals: 11,
        time_to_detect: { count: 11, p50: 5 * SECOND, p90: 9 * SECOND },
        time_to_acknowledge: { count: 4, p50: 2 * MINUTE, p90: 4 * MINUTE },
        time_to_resolve: { count: 3, p50: 10 * MINUTE, p90: 20 * MINUTE },
      });
      assert.deepEqual(
        times.by_rule.map(({ id, signals: count, time_to_resolve: { p90 } }) => [id, count, p90]),
        [
          ["shell", 10, 20 * MINUTE],
          ["miner", 1, 5 * MINUTE],
        ],
      );
      const low = times.by_severity.find(({ severity }) => severity === "low");
      assert.deepEqual(low?.time_to_detect, { count: 2, p50: 0, p90: 10 * SECOND });
    });

    test("only of the signals that the search and the range find", async () => {
      const found = await signals.responseTimes({
        ...{ query: "@workflow.rule.id:shell", from: T0, to: T0 + 3 * MINUTE },
      });
      assert.equal(found.all.signals, 3);
      assert.deepEqual(found.all.time_to_detect, { count: 3, p50: 2 * SECOND, p90: 3 * SECOND });
      await assert.rejects(signals.responseTimes({ query: "host:(" }), {
        code: "SIGNAL_QUERY_INVALID",
      });
    });

    test("a signal that is opened again is no longer resolved", async () => {
      await signals.setState("s1", { state: "open" }, USER);
      const { all } = await signals.responseTimes({});
      assert.equal(all.time_to_resolve.count, 2);
      assert.equal(all.time_to_acknowledge.count, 4);
    });
  });
