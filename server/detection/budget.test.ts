import assert from "node:assert/strict";
import { test } from "node:test";
import { compileRule, createMatcher, type DetectedEvent, type HitRow } from "#lib/detection";
import { testRule } from "../../lib/detection/test-rule.ts";
import { createBudget } from "./budget.ts";

function compiled(id: string) {
  const rule = compileRule(testRule({ id }));
  assert.ok(!("reason" in rule));
  return rule;
}

const hit = (rule: string, at: number): HitRow => ({
  ...{ rule, version: 1, query: 0, group: "[]", distinct: "" },
  ...{ ts: at, eventId: `${rule}-${at}` },
});

test("a slow rule waits, the others do not, and nothing of it is lost", () => {
  let time = 0;
  const budget = createBudget(() => time);
  const slow = compiled("slow");
  const both = (at: number) => [hit("slow", at), hit("quick", at)];
  assert.equal(budget.due(both(0)).hits.length, 2);
  budget.spend(slow, 3000);
  const second = budget.due(both(1));
  assert.deepEqual(
    second.hits.map(({ rule }) => rule),
    ["quick"],
  );
  assert.deepEqual([second.deferred, second.dropped], [1, 0]);
  // A tenth of the time is its own: what it owes is paid back in ten seconds.
  time = 11_000;
  const third = budget.due(both(2));
  assert.deepEqual(
    third.hits.map(({ eventId }) => eventId),
    ["slow-1", "slow-2", "quick-2"],
  );
});

test("what is put off is bounded, and what is dropped is counted", () => {
  const budget = createBudget(() => 0);
  budget.due([hit("slow", 0)]);
  budget.spend(compiled("slow"), 1e6);
  const many = Array.from({ length: 10_500 }, (_, at) => hit("slow", at));
  assert.deepEqual(budget.due(many), { hits: [], deferred: 10_500, dropped: 500 });
});

test("a query that costs too much is switched off with its rule, and named", () => {
  const faults: string[] = [];
  let time = 0;
  const rules = [compiled("slow"), compiled("quick")];
  const costly = rules.map((rule) => ({
    ...rule,
    queries: rule.queries.map((query) => ({
      ...query,
      predicate: (event: Record<string, unknown>) => {
        if (rule.draft.id === "slow") time += 5;
        return query.predicate(event);
      },
    })),
  }));
  const matcher = createMatcher(costly, {
    onFault: (rule, reason) => faults.push(`${rule}: ${reason}`),
    now: () => time,
  });
  const event: DetectedEvent = {
    ...{ eventId: "e", ts: 0, host: "h", tags: [] },
    event: { agent: { rule_id: "x" } },
  };
  let last: HitRow[] = [];
  for (let at = 0; at < 5000; at++) last = matcher.match(event, "security_runtime");
  assert.deepEqual(faults, ["slow: its query 1 takes 5.0 ms for an event"]);
  assert.deepEqual(
    last.map(({ rule }) => rule),
    ["quick"],
  );
});
