/** Signals end when they were long without activity, with all that is kept of them and nothing else. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import { openAccess } from "#server/access";
import { openSignals } from "#server/signals";
import { type Control, EXPIRED_SIGNALS_MAX, readHistory, readSamples } from "#server/store";
import { startControls } from "#server/store/testing";
import { draftEvent, instantDraft, T0 } from "../signals/test-draft.ts";
import { openSignalExpiry } from "./expiry.ts";
import { hitDaysOf, monthsBefore } from "./retention.ts";

const DAY_MS = 86_400_000;
const MONTHS = 15;
const USER = { id: "u1", name: "Ann", handle: "ann" };
const controls = await startControls(T0);
after(() => controls.stop());

const day = (text: string) => Date.parse(`${text}T10:11:12.013Z`);

test("months are those of the calendar, and short ones end early", () => {
  assert.equal(monthsBefore(day("2026-11-28"), 15), day("2025-08-28"));
  assert.equal(monthsBefore(day("2026-03-31"), 1), day("2026-02-28"));
  assert.equal(monthsBefore(day("2028-03-31"), 1), day("2028-02-29"));
  assert.equal(monthsBefore(day("2026-01-31"), 2), day("2025-11-30"));
  const times = fc.integer({ min: 0, max: Date.parse("2100-01-01") });
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 120 }), (now, months) => {
      const gone = now - monthsBefore(now, months);
      assert.ok(gone >= months * 28 * DAY_MS && gone <= months * 31 * DAY_MS);
    }),
  );
});

test("hits are kept with their events, but not longer than signals", () => {
  assert.equal(hitDaysOf({ recordDays: 30, signalMonths: 15 }), 30);
  assert.equal(hitDaysOf({ recordDays: 3650, signalMonths: 2 }), 62);
});

for (const { name, skip, open } of controls.dialects) {
  describe(`expiry on ${name}`, { skip }, () => {
    const run = (title: string, work: (rig: Rig) => Promise<void>) =>
      test(title, async (context) => {
        const control = await open();
        context.after(() => control.close());
        await work(openRig(control));
      });

    run("what was inactive goes with samples and timeline; what was worked stays", async (rig) => {
      for (const host of ["old", "archived", "commented", "reviewed", "grown"])
        await rig.match(host);
      await rig.signals.setState("archived", { state: "archived" }, USER);
      rig.now = T0 + 30 * DAY_MS;
      await rig.signals.addComment("commented", "Still looked at.", USER);
      await rig.signals.setState("reviewed", { state: "under_review" }, USER);
      await rig.match("grown", 3600_000);
      await rig.match("young");
      rig.now = T0 + 460 * DAY_MS;
      assert.equal(await rig.expiry.round(), 2, "open ones too");
      assert.deepEqual(await rig.ids(), ["commented", "grown", "reviewed", "young"]);
      for (const id of ["old", "archived"]) {
        assert.deepEqual(await readSamples(rig.control, id), []);
        assert.deepEqual(await readHistory(rig.control, id), []);
      }
      assert.equal((await readSamples(rig.control, "commented")).length, 1);
      assert.equal((await readHistory(rig.control, "commented")).length, 2);
      const [row] = await rig.access.listAudit(1);
      assert.deepEqual([row?.action, row?.actor], ["signal.expire", "server"]);
      const inactive_since = new Date(monthsBefore(rig.now, MONTHS)).toISOString();
      const counts = { signals: 2, samples: 2, history: 3 };
      assert.deepEqual(JSON.parse(row?.detail ?? ""), { ...counts, inactive_since });
      assert.deepEqual(rig.expiry.counters.snapshot(), {
        ...{ signals_expired: 2, signal_samples_expired: 2, signal_history_expired: 3 },
        signal_expiry_rounds_failed: 0,
      });
      assert.equal(await rig.expiry.round(), 0);
      assert.equal((await rig.access.listAudit(9)).length, 1, "nothing deleted, nothing to tell");
    });

    run("the next match of what is gone opens a new signal", async (rig) => {
      await rig.match("host");
      rig.now = T0 + 460 * DAY_MS;
      await rig.expiry.round();
      rig.name = "again";
      await rig.match("host", 460 * DAY_MS);
      assert.deepEqual(await rig.ids(), ["again"]);
    });

    run("many go in bounded batches, each told of", async (rig) => {
      const count = EXPIRED_SIGNALS_MAX + 50;
      for (let at = 0; at < count; at++) await rig.match(`h${at}`);
      rig.now = T0 + 460 * DAY_MS;
      const rounds = await Promise.all([rig.expiry.round(), rig.expiry.round()]);
      assert.equal(rounds[0] + rounds[1], count, "two servers count each once");
      assert.deepEqual(await rig.ids(), []);
      const told = (await rig.access.listAudit(9)).map(({ detail }) => JSON.parse(detail).signals);
      assert.equal(
        told.reduce((sum, each) => sum + each, 0),
        count,
      );
      assert.ok(Math.max(...told) <= EXPIRED_SIGNALS_MAX);
    });
  });
}

type Rig = ReturnType<typeof openRig>;

function openRig(control: Control) {
  const rig = { now: T0, name: "" };
  const clock = () => rig.now;
  const tokens = { enrollToken: "x".repeat(16), operatorToken: "y".repeat(16) };
  const access = openAccess({ control, clock, ...tokens });
  const signals = openSignals({ control, clock, newId: () => rig.name });
  let events = 0;
  return Object.assign(rig, {
    ...{ control, access, signals },
    expiry: openSignalExpiry({
      ...{ control, clock, access, months: MONTHS },
      onFault: (error) => assert.fail(String(error)),
    }),
    /** An event of a host, whose signal has the host's name unless another is set. */
    async match(host: string, later = 0): Promise<void> {
      if (rig.name !== "again") rig.name = host;
      const event = draftEvent({ id: `e${++events}`, at: T0 + later, host });
      const draft = instantDraft([event], { values: [host] });
      await control.transaction((trx) => signals.apply(trx, [draft]));
    },
    async ids(): Promise<string[]> {
      const found = await signals.searchSignals({ limit: 100 });
      return found.signals.map(({ id }) => id).sort();
    },
  });
}
