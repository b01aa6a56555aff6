import assert from "node:assert/strict";
import { test } from "node:test";
import { mockRules } from "../../../dev/mock-state.ts";
import { countRules, orderRules, RULE_FACETS, worstSeverity } from "./rule-facets.ts";

test("rules are counted by every facet, and the worst come first", () => {
  const rules = mockRules();
  const counts = countRules(rules);
  assert.deepEqual(
    counts.data.map(({ path }) => path),
    RULE_FACETS,
  );
  const enabled = counts.data.find(({ path }) => path === "enabled")?.values ?? [];
  assert.equal(
    enabled.reduce((sum, { count }) => sum + count, 0),
    rules.length,
  );
  const [first] = orderRules(rules);
  assert.equal(first && worstSeverity(first), "critical");
});

test("a severity that people chose counts, not the one it stands for", () => {
  const [rule] = mockRules();
  assert.ok(rule?.cases[0]);
  const cases = [{ ...rule.cases[0], status: "high" as const, customStatus: "low" as const }];
  assert.equal(worstSeverity({ ...rule, cases }), "low");
  const counted = countRules([{ ...rule, cases }]).data.find(({ path }) => path === "severity");
  assert.deepEqual(counted?.values, [{ value: "low", count: 1 }]);
});

test("rules are counted by what they are for", () => {
  const [rule] = mockRules();
  assert.ok(rule);
  const tags = ["security:attack", "security:data-leak", "source:x"];
  const other = { ...rule, tags: ["security:attack"] };
  const counted = countRules([{ ...rule, tags }, other]).data;
  assert.deepEqual(counted.find(({ path }) => path === "security")?.values, [
    { value: "attack", count: 2 },
    { value: "data-leak", count: 1 },
  ]);
});
