/** Rules about events that this host's sensor does not see load and say so. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { playRuleset } from "../../test/agent/played-ruleset.ts";

const POLICY = `version: 1.0.0
rules:
  - id: asked
    expression: dns.question.name == "example.com"
  - id: ran
    expression: exec.file.name == "nc"
`;

test("a rule about events that the sensor does not see says that it cannot fire here", () => {
  const { ruleset } = playRuleset({ "own.policy": POLICY });
  const messageOf = (id: string) => ruleset.states().find((state) => state.id === id)?.message;
  assert.equal(messageOf("asked"), "");
  assert.equal(ruleset.limitTo(new Set(["exec", "open"])), true);
  assert.equal(
    messageOf("asked"),
    "cannot fire here: without eBPF the sensor sees no events of the type dns",
  );
  assert.equal(messageOf("ran"), "");
  const reported = ruleset.report().flatMap(({ rules }) => rules);
  assert.match(reported.find(({ id }) => id === "asked")?.message ?? "", /^cannot fire here/);
  assert.equal(ruleset.limitTo(new Set(["exec", "open"])), false, "nothing new");
  assert.equal(ruleset.limitTo(undefined), true);
  assert.equal(messageOf("asked"), "");
});
