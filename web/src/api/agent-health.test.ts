import assert from "node:assert/strict";
import { test } from "node:test";
import { mockAgents } from "../../dev/mock-state.ts";
import { healthOf, lossesOf, rulesOf } from "./agent-health.ts";

test("silence outweighs what an agent last said, losses are counted once", () => {
  const agents = mockAgents(0);
  assert.deepEqual(agents.map(healthOf), [
    "running",
    "running",
    "running",
    "silent",
    "unavailable",
  ]);
  const [, second, third] = agents;
  assert(second && third);
  assert.deepEqual(lossesOf(third), { sensor: 1274, spool: 41, missing: 41, total: 1315 });
  assert.deepEqual(rulesOf(second), { loaded: 6, total: 7, broken: 1 });
  third.attributes.status = null;
  assert.equal(healthOf(third), "unreported");
});
