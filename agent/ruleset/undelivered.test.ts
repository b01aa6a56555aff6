/** Rules about what this agent cannot see load, say so, and ask nothing of the kernel. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { playRuleset } from "../../test/agent/played-ruleset.ts";

const POLICY = `version: 1.0.0
rules:
  - id: traced
    expression: ondemand.name == "syscall:chdir" && process.file.name == "gdb"
  - id: needy
    expression: open.file.path == "/etc/x" && process.cgroup.version == 2 && event.signature == "b"
  - id: either
    expression: open.file.path == "/etc/y" || process.cgroup.version == 2
  - id: plain
    expression: chmod.file.path == "/etc/z"
`;

function load() {
  return playRuleset({ "own.policy": POLICY }).ruleset;
}

test("a rule that needs what nothing delivers is loaded and says that it cannot fire", () => {
  const states = new Map(
    load()
      .states()
      .map((state) => [state.id, state]),
  );
  for (const { status } of states.values()) assert.equal(status, "loaded");
  assert.equal(
    states.get("traced")?.message,
    "cannot fire: the sensor attaches no hooks on demand (ondemand.name)",
  );
  assert.equal(
    states.get("needy")?.message,
    "cannot fire: the agent does not sign events (event.signature); " +
      "the sensor does not tell the hierarchies of cgroups apart (process.cgroup.version)",
  );
  assert.match(states.get("either")?.message ?? "", /^a part cannot fire: .*cgroup\.version\)$/);
  assert.equal(states.get("plain")?.message, "");
  assert.equal(states.get("traced")?.kernel_filter, "");
  assert.equal(states.get("traced")?.event, "ondemand");
});

test("the kernel is asked only for events that a rule can match", () => {
  const filters = new Map(load().kernelFilter.map((filter) => [filter.event as string, filter]));
  assert.equal(filters.has("ondemand"), false);
  assert.deepEqual(filters.get("open")?.basename, ["y"]);
  assert.deepEqual(filters.get("chmod")?.basename, ["z"]);
});

test("what only builds the process tree is asked for without haste", () => {
  const policy = `version: 1.0.0
rules:
  - id: ended
    expression: exit.code == 7
`;
  for (const [text, hasty] of [
    [POLICY, []],
    [policy, ["exit"]],
  ] as const) {
    const { kernelFilter } = playRuleset({ "own.policy": text }).ruleset;
    const lifecycle = kernelFilter.filter(({ event }) => /^(exec|fork|exit)$/.test(event));
    assert.equal(lifecycle.length, 3);
    const found = lifecycle.filter(({ acceptAll }) => acceptAll).map(({ event }) => event);
    assert.deepEqual(found, hasty);
  }
});
