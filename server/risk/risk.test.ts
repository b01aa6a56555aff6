/** Scores over signals in both control databases: weights, levels, age, and what does not count. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isAppError } from "#lib/base";
import type { SignalDraft } from "#lib/detection";
import { openSignals } from "#server/signals";
import { startControls, type TestControls } from "#server/store/testing";
import { openRisk, severityOf } from "./risk.ts";

const NOW = Date.parse("2026-03-20T12:00:00Z");
const DAY_MS = 86_400_000;
let controls: TestControls;
before(async () => {
  controls = await startControls(NOW);
});
after(() => controls.stop());

let ids = 0;
function draftOf(user: string, status: string, daysAgo: number): SignalDraft {
  const at = NOW - daysAgo * DAY_MS;
  const id = `rule-${++ids}`;
  const event = { usr: { id: user }, network: { client: { ip: "192.0.2.1" } } };
  return {
    rule: {
      ...{ id, name: `Rule ${id}`, type: "log_detection", detectionMethod: "threshold" },
      ...{ version: 1, isDefault: false, message: "m", hasExtendedTitle: false },
      tags: ["tactic:TA0001-initial-access", "env:prod"],
      queries: [{ name: "a", query: "*" }],
      cases: [{ name: "", status, condition: "a > 0" }],
      ...{ keepAliveMs: 1000, maxDurationMs: 1000 },
    },
    group: { paths: ["@usr.id"], values: [user] },
    triggers: [{ at, from: at, case: 0 }],
    events: [{ eventId: `e-${ids}`, ts: at, query: 0, host: "web-1", tags: [], event }],
    earlier: [],
  };
}

test("levels begin where they are said to", () => {
  const levels = [0, 9, 10, 24, 25, 49, 50, 99, 100].map(severityOf);
  assert.deepEqual(levels, [
    ...["info", "info", "low", "low", "medium", "medium", "high", "high", "critical"],
  ]);
});

for (const name of ["sqlite", "postgres"] as const)
  test(`an entity's signals add up, and grow old (${name})`, async (context) => {
    const found = controls.dialects.find((each) => each.name === name);
    if (found === undefined || found.skip !== false) {
      context.skip(found?.skip || "there is no such database");
      return;
    }
    const control = await found.open();
    let now = NOW;
    const clock = () => now;
    const signals = openSignals({ control, clock, newId: () => `s-${++ids}` });
    const risk = openRisk({ control, clock });
    const drafts = [
      ...[draftOf("ann", "critical", 2), draftOf("ann", "high", 0.5)],
      ...[draftOf("ann", "medium", 3), draftOf("ann", "info", 0.1), draftOf("ann", "high", 20)],
      ...[draftOf("bob", "medium", 1), draftOf("bob", "medium", 5), draftOf("cy%", "low", 1)],
    ];
    for (const draft of drafts) await control.transaction((trx) => signals.apply(trx, [draft]));
    const scores = async (query = {}) =>
      (await risk.list({ "page[size]": 50, ...query })).entities.map(({ id, attributes }) => [
        ...[id, attributes.riskScore, attributes.severity, attributes.signalsDetected],
      ]);
    assert.deepEqual(await scores({ entityType: "user" }), [
      ["@usr.id:ann", 155, "critical", 4],
      ["@usr.id:bob", 10, "low", 2],
      ["@usr.id:cy%", 0, "info", 1],
    ]);
    assert.deepEqual(await scores({ "filter[query]": "%" }), [["@usr.id:cy%", 0, "info", 1]]);
    assert.deepEqual(
      (await scores({ entityType: ["host", "ip"] })).map(([, score]) => score),
      [...[165, 165]],
    );
    assert.equal((await risk.list({ "page[size]": 1, "page[number]": 2 })).total, 5);
    const { attributes } = await risk.get("@usr.id:ann");
    assert.equal(attributes.riskScoreEvolution, 50);
    assert.deepEqual(attributes.signalsBySeverity, { critical: 1, high: 1, medium: 1, info: 1 });
    assert.equal(attributes.entityName, "ann");
    assert.equal(attributes.configRisks.isProduction, true);
    assert.deepEqual(attributes.entityMetadata.mitreTactics, ["TA0001-initial-access"]);
    const [worst] = (await signals.searchSignals({ query: "status:critical" })).signals;
    const archived = { state: "archived", archive_reason: "false_positive" } as const;
    await signals.setState(worst?.id ?? "", archived, { id: "1", handle: "ann", name: "Ann" });
    assert.equal((await risk.get("@usr.id:ann")).attributes.riskScore, 55);
    now += 12.5 * DAY_MS;
    assert.equal((await risk.get("@usr.id:ann")).attributes.riskScore, 50);
    now += 3 * DAY_MS;
    await assert.rejects(
      risk.get("@usr.id:ann"),
      (error) => isAppError(error) && error.code === "ENTITY_UNKNOWN",
    );
    assert.deepEqual([...(await risk.scores(["@usr.id:ann"]))], []);
    await control.close();
  });
