import assert from "node:assert/strict";
import { test } from "node:test";
import { readAttackTag } from "./attack.ts";

test("ATT&CK tags lead to their pages", () => {
  assert.deepEqual(readAttackTag("technique:t1059.004-unix-shell"), {
    kind: "technique",
    id: "T1059.004",
    name: "Unix shell",
    href: "https://attack.mitre.org/techniques/T1059/004/",
  });
  assert.equal(readAttackTag("tactic:TA0002")?.href, "https://attack.mitre.org/tactics/TA0002/");
  assert.equal(readAttackTag("host:T1059"), undefined);
  assert.equal(readAttackTag("technique:x"), undefined);
});
