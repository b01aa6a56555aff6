import assert from "node:assert/strict";
import { test } from "node:test";
import { compileRule } from "./compile.ts";
import type { SignalDraft } from "./draft.ts";
import { evaluateHits } from "./engine.ts";
import type { DetectedEvent } from "./hit.ts";
import { createMatcher } from "./match.ts";
import { createHitMemory } from "./memory.ts";
import { compileSettings, type DetectionSettings, NO_SETTINGS } from "./settings.ts";
import { adjustSeverity } from "./severity.ts";
import { ruleOf } from "./test-scenarios.ts";

const RULE = {
  id: "abc-def-ghi",
  tags: ["source:sshd", "team:web"],
  queries: [{ query: "@outcome:failure", groupByFields: ["@usr.id"] }],
  cases: [{ condition: "a > 0", status: "medium" }],
};

function eventOf(user: string, extra: Record<string, unknown> = {}): DetectedEvent {
  const event = { outcome: "failure", usr: { id: user }, source: "sshd", tags: [], ...extra };
  return { eventId: `e-${user}`, ts: 1000, host: "h", tags: [], event };
}

/** Drafts of one rule over events, with settings. */
async function run(
  given: Partial<DetectionSettings>,
  events: readonly DetectedEvent[],
  parts: Record<string, unknown> = {},
): Promise<SignalDraft[]> {
  const rule = compileRule(ruleOf({ ...RULE, ...parts }, 0));
  assert.ok(!("reason" in rule));
  const settings = compileSettings({ ...NO_SETTINGS, ...given });
  const fail = (_: string, error: unknown) => {
    throw error;
  };
  const matcher = createMatcher([rule], { onFault: fail, settings });
  const seen = events.filter(({ event }) => settings.isAnalysed(event));
  const hits = seen.flatMap((event) => matcher.match(event, "logs"));
  const memory = createHitMemory();
  memory.add(hits);
  const options = { source: memory, rules: new Map([[rule.draft.id, rule]]), onFault: fail };
  const byId = new Map(events.map((event) => [event.eventId, event]));
  const drafts = await evaluateHits(options, hits, byId);
  return drafts.flatMap((draft) => settings.apply(draft) ?? []);
}

const users = (drafts: readonly SignalDraft[]) => drafts.flatMap(({ group }) => group.values);
const BOTH = [eventOf("ann"), eventOf("bob")];
const suppression = (parts: Record<string, unknown>) => [
  {
    ...{ id: "s", rule_query: "source:sshd", suppression_query: "", data_exclusion_query: "" },
    ...parts,
  },
];

test("suppressions keep signals and events back, by rule, search and time", async () => {
  const table: [parts: Record<string, unknown>, left: string[]][] = [
    [{ suppression_query: "@usr.id:ann" }, ["bob"]],
    [{ data_exclusion_query: "@usr.id:bob" }, ["ann"]],
    [{ suppression_query: "status:medium -@usr.id:bob" }, ["bob"]],
    [{ suppression_query: "*", rule_query: "*" }, []],
    [{ suppression_query: "*", rule_query: "ruleId:(x OR abc-def-ghi)" }, []],
    [{ suppression_query: "*", rule_query: "type:workload_security" }, ["ann", "bob"]],
    [{ suppression_query: "*", start_date: 1001 }, ["ann", "bob"]],
    [{ suppression_query: "*", expiration_date: 1000 }, ["ann", "bob"]],
    [{ suppression_query: "*", start_date: 1000, expiration_date: 1001 }, []],
    [{ data_exclusion_query: "@usr.id:(" }, ["ann", "bob"]],
  ];
  for (const [parts, left] of table)
    assert.deepEqual(
      users(await run({ suppressions: suppression(parts) }, BOTH)),
      left,
      JSON.stringify(parts),
    );
});

test("security filters choose the logs that are looked at", async () => {
  const filters = (query: string, ...exclusions: string[]) => ({
    securityFilters: [{ query, exclusions }],
  });
  assert.deepEqual(users(await run(filters("*"), BOTH)), ["ann", "bob"]);
  assert.deepEqual(users(await run(filters("*", "@usr.id:ann"), BOTH)), ["bob"]);
  assert.deepEqual(users(await run(filters("source:nginx"), BOTH)), []);
  assert.deepEqual(users(await run({ securityFilters: [] }, BOTH)), []);
});

test("critical assets change severities, and the signal says so", async () => {
  const asset = (severity: "increase" | "info" | "critical", query = "@usr.id:ann") => ({
    ...{ id: `asset-${severity}`, rule_query: "*", query, severity },
  });
  const [ann, bob] = await run({ criticalAssets: [asset("increase"), asset("info")] }, BOTH);
  assert.deepEqual([ann?.rule.cases[0]?.status, bob?.rule.cases[0]?.status], ["high", "medium"]);
  assert.equal(bob?.attributes, undefined);
  assert.deepEqual(ann?.attributes, {
    critical_assets_data: {
      original_status: "medium",
      assets: [
        { id: "asset-increase", severity: "increase" },
        { id: "asset-info", severity: "info" },
      ],
    },
  });
  assert.equal(adjustSeverity("medium", ["increase", "increase"]), "high");
  assert.equal(adjustSeverity("info", ["decrease"]), "info");
  assert.equal(adjustSeverity("critical", ["increase", "no-op", "low"]), "critical");
});

test("reference tables ask for values that are in them, or are not", async () => {
  const referenceTables = new Map([["staff", [{ name: "ann" }]]]);
  const table = (checkPresence: boolean, tableName = "staff") => ({
    referenceTables: [
      { tableName, columnName: "name", logFieldPath: "@usr.id", ruleQueryName: "a", checkPresence },
    ],
  });
  assert.deepEqual(users(await run({ referenceTables }, BOTH, table(true))), ["ann"]);
  assert.deepEqual(users(await run({ referenceTables }, BOTH, table(false))), ["bob"]);
  assert.deepEqual(users(await run({ referenceTables }, BOTH, table(true, "lost"))), []);
});

test("filters of a rule require and suppress", async () => {
  const filters = [
    { action: "require", query: "source:sshd" },
    { action: "suppress", query: "@usr.id:bob" },
  ];
  assert.deepEqual(users(await run({}, BOTH, { filters })), ["ann"]);
});
