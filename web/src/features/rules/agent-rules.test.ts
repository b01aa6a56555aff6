import assert from "node:assert/strict";
import { test } from "node:test";
import { mockAgents } from "../../../dev/mock-state.ts";
import { collectAgentRules } from "./agent-rules.ts";

test("rules of many agents are one list, broken ones first", () => {
  const rules = collectAgentRules(mockAgents(0));
  assert.equal(rules.length, 7);
  const [broken] = rules;
  assert.equal(broken?.id, "mining-pool-dns");
  assert.deepEqual([broken?.loaded, broken?.total], [4, 5]);
  assert.deepEqual(
    broken?.faults.map((fault) => fault.host),
    ["web-2"],
  );
});
