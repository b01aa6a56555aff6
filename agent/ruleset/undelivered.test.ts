/** Rules about what this agent cannot see load, say so, and ask nothing of the kernel. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { playRuleset } from "../../test/agent/played-ruleset.ts";

const POLICY = `version: 1.0.0
rules:
  - id: traced
    expression: ondemand.name == "syscall:chdir" && process.file.name == "gdb"
  - id: hashed
    expression: open.file.path == "/etc/x" && open.file.hashes == "md5:0" && open.file.package.name == "a"
  - id: either
    expression: open.file.path == "/etc/y" || open.file.hashes == "md5:0"
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
    states.get("hashed")?.message,
    "cannot fire: the agent does not hash files (open.file.hashes); " +
      "the agent does not read package databases (open.file.package.name)",
  );
  assert.match(states.get("either")?.message ?? "", /^a part cannot fire: .*hashes\)$/);
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
