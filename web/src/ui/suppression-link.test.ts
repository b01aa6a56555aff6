import assert from "node:assert/strict";
import { test } from "node:test";
import { mockSignals } from "../../dev/mock-state.ts";
import { suppressionFor } from "./suppression-link.ts";

test("a suppression begins with the rule, the groups and the most telling attribute", () => {
  const [signal] = mockSignals(1, 0);
  assert.ok(signal);
  const custom = {
    ...signal.attributes.custom,
    groupByPaths: ["host", "@usr.name"],
    groupByValues: ["web-1", "a user"],
    process: { executable: { path: ["/tmp/xmrig"] } },
  };
  const start = suppressionFor({ ...signal, attributes: { ...signal.attributes, custom } });
  assert.equal(start.rules, `ruleId:${custom.workflow.rule.id}`);
  assert.equal(start.query, 'host:web-1 @usr.name:"a user" @process.executable.path:/tmp/xmrig');
});

test("a signal that tells nothing of itself is suppressed whole, not by an empty search", () => {
  const [signal] = mockSignals(1, 0);
  assert.ok(signal);
  const { workflow, entities } = signal.attributes.custom;
  const custom = {
    ...{ ...signal.attributes.custom, workflow, entities, groupByPaths: [], groupByValues: [] },
    ...{ samples: [], process: {}, file: {} },
  };
  const start = suppressionFor({ ...signal, attributes: { ...signal.attributes, custom } });
  assert.equal(start.query, "*");
});
