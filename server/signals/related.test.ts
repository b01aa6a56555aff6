/** What is around a signal, and what of it can no longer be changed. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { startControls } from "#server/store/testing";
import { openSignals } from "./signals.ts";
import { draftEvent, instantDraft, MINUTE, T0 } from "./test-draft.ts";
import { REOPEN_DAYS_MAX } from "./triage.ts";

const controls = await startControls(T0);
after(() => controls.stop());

const USER = { id: "u1", name: "Ann", handle: "ann@example.com" };
const DAY = 24 * 60 * MINUTE;

for (const { name, skip, open } of controls.dialects)
  describe(`around a signal on ${name}`, { skip }, async () => {
    if (skip) return;
    const control = await open();
    after(() => control.close());
    let now = T0;
    let ids = 0;
    const signals = openSignals({ control, clock: () => now, newId: () => `s${++ids}` });
    async function make(rule: string, at: number, values: string[]): Promise<void> {
      const event = draftEvent({ id: `${rule}${at}`, at: T0 + at * MINUTE });
      const draft = instantDraft([event], { rule: { id: rule }, values });
      await control.transaction((trx) => signals.apply(trx, [draft]));
    }
    await make("shell", 0, ["web-1"]);
    await make("miner", 1, ["web-1"]);
    await make("login", 2, ["web-1", "root"]);
    await make("shell", 3, ["web-10"]);
    await make("total", 4, []);
    await make("none", 5, ["N/A"]);

    test("related are those with all its group values, of any rule, newest first", async () => {
      const related = async (id: string) => (await signals.findRelated(id)).map((one) => one.id);
      assert.deepEqual(await related("s1"), ["s3", "s2"]);
      assert.deepEqual(await related("s3"), []);
      assert.deepEqual(await related("s4"), []);
      assert.deepEqual(await related("s5"), []);
      assert.deepEqual(await related("s6"), []);
      await assert.rejects(related("nothing"), { code: "SIGNAL_NOT_FOUND" });
    });

    test("an archived signal is opened again within its days, and then stays", async () => {
      const to = (id: string, state: "open" | "archived" | "under_review") =>
        signals.changeTriage(id, { state }, USER);
      await to("s1", "archived");
      now = T0 + REOPEN_DAYS_MAX * DAY;
      await to("s1", "open");
      await to("s1", "archived");
      now += 1;
      for (const state of ["open", "under_review"] as const)
        await assert.rejects(to("s1", state), { code: "SIGNAL_LOCKED" });
      // Nothing of it was changed, and what is not about its state still can be.
      const { custom } = (await signals.getSignal("s1")).attributes;
      assert.equal(custom.workflow.triage.state, "archived");
      await signals.changeTriage("s1", { state: "archived", archive_reason: "other" }, USER);
      await signals.changeTriage("s1", { incident_ids: [7] }, USER);
      await signals.addComment("s1", "It was the backup.", USER);
      // Work that was left lying can still be done.
      await to("s2", "under_review");
      await to("s2", "archived");
      const kinds = (await signals.listHistory("s1")).map(({ kind }) => kind);
      assert.deepEqual(kinds, ["created", ...Array(5).fill("triaged"), "commented"]);
    });
  });
