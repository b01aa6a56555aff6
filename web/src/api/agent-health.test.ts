import assert from "node:assert/strict";
import { test } from "node:test";
import { mockAgents } from "../../dev/mock-state.ts";
import { cannotFire, healthOf, lossesOf, policiesOf, rulesOf, tierOf } from "./agent-health.ts";

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

test("the tier is what the attached hooks can do", () => {
  const [agent] = mockAgents(0);
  assert(agent?.attributes.status);
  const { sensor } = agent.attributes.status;
  const withHooks = (...names: string[]) => {
    sensor.hooks = names.map((name) => ({ name, attached: true, why: "" }));
    return tierOf(agent);
  };
  assert.equal(withHooks("tp_btf/sys_exit"), "base");
  assert.equal(withHooks("tp_btf/sys_exit", "fentry/security_path_unlink"), "lookup");
  assert.equal(withHooks("trace/exec"), "trace");
  assert.equal(withHooks(), undefined);
  sensor.hooks = [{ name: "lsm/file_open", attached: false, why: "not permitted" }];
  assert.equal(tierOf(agent), undefined);
});

test("rules that cannot fire are told from those of which a part cannot", () => {
  const rule = {
    ...{ id: "a", policy: "own", status: "loaded" as const, message: "", event: "exec" },
    ...{ expression: "", kernel_filter: "", matches: 0 },
  };
  const rules = [
    rule,
    { ...rule, message: "cannot fire: no event can meet its conditions" },
    { ...rule, message: "a part cannot fire: not seen (open.file.path)" },
    { ...rule, message: "the rule cannot fire: the sensor runs 64 packet filters" },
    { ...rule, policy: "default", status: "error" as const, message: "own.yaml:1:2: unknown" },
    { ...rule, policy: "default", status: "filtered" as const, message: "cannot fire here" },
  ];
  assert.deepEqual(rules.map(cannotFire), [false, true, false, true, true, false]);
  assert.deepEqual(policiesOf(rules), [
    { policy: "default", total: 2, loaded: 0, mute: 1 },
    { policy: "own", total: 4, loaded: 4, mute: 2 },
  ]);
});
