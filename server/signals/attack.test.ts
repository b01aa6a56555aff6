import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { startControls } from "#server/store/testing";
import { openSignals } from "./signals.ts";
import { draftEvent, instantDraft, MINUTE, T0 } from "./test-draft.ts";

const controls = await startControls(T0);
after(() => controls.stop());

const EXECUTION = "tactic:TA0002-execution";
const SHELL = "technique:T1059.004-unix-shell";
const RULES: readonly (readonly string[])[] = [
  [EXECUTION, SHELL, "technique:T1059-command-and-scripting-interpreter"],
  [EXECUTION, "technique:T1059.006-python"],
  [EXECUTION, "tactic:TA0003-persistence", "technique:T1053-scheduled-task"],
  ["tactic:TA0003-persistence"],
  ["env:prod"],
];

for (const { name, skip, open } of controls.dialects)
  describe(`ATT&CK of signals on ${name}`, { skip }, async () => {
    if (skip) return;
    const control = await open();
    after(() => control.close());
    let ids = 0;
    const signals = openSignals({ control, clock: () => T0, newId: () => `s${++ids}` });
    for (const [at, tags] of RULES.entries()) {
      const event = draftEvent({ id: `e${at}`, at: T0 + at * MINUTE, host: `web-${at}` });
      const rule = { id: `r${at}`, tags: [...tags] };
      const draft = instantDraft([event], { rule, values: [`web-${at}`] });
      await control.transaction((trx) => signals.apply(trx, [draft]));
    }
    const count = async (filter: Parameters<typeof signals.countAttack>[0]) =>
      (await signals.countAttack(filter))
        .map((row) => `${row.tactic} ${row.technique} ${row.signals}`)
        .sort();

    test("each signal counts once in tactic, technique and sub-technique", async () => {
      assert.deepEqual(await count({}), [
        "TA0002  3",
        "TA0002 T1053 1",
        "TA0002 T1059 2",
        "TA0002 T1059.004 1",
        "TA0002 T1059.006 1",
        "TA0003  2",
        "TA0003 T1053 1",
      ]);
    });

    test("only signals of the search and the range", async () => {
      assert.deepEqual(await count({ query: "@workflow.rule.id:r3" }), ["TA0003  1"]);
      assert.deepEqual(await count({ from: T0 + 4 * MINUTE }), []);
    });
  });
