import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { attackIdOf } from "#lib/content";
import type { DetectionRule } from "#lib/protocol";
import { attackMap } from "./attack-map.ts";
import { loadContentRules } from "./content-rules.ts";

const { rules: SHIPPED } = loadContentRules(resolve(import.meta.dirname, "../../content"));
const [ANY] = SHIPPED;
const rule = (tags: string[], isEnabled = true): DetectionRule => ({ ...ANY!, tags, isEnabled });

function cellOf(map: ReturnType<typeof attackMap>, tactic: string, technique = "", sub = "") {
  const column = map.tactics.find(({ id }) => id === tactic);
  const cell = column?.techniques.find(({ id }) => id === technique);
  const found = sub === "" ? cell : cell?.subtechniques.find(({ id }) => id === sub);
  const { rules_enabled, rules, signals } = (technique === "" ? column : found) ?? assert.fail();
  return [rules_enabled, rules, signals];
}

test("a sub-technique counts for its technique and its tactic, each rule once", () => {
  const shells = ["technique:T1059.004-unix-shell", "technique:T1059-scripts"];
  const map = attackMap(
    [
      rule(["tactic:TA0002-execution", ...shells]),
      rule(["tactic:TA0002-execution", "technique:T1059.006-python"], false),
    ],
    [
      { tactic: "TA0002", technique: "", signals: 7 },
      { tactic: "TA0002", technique: "T1059", signals: 5 },
      { tactic: "TA0002", technique: "T1059.004", signals: 4 },
    ],
  );
  assert.deepEqual(cellOf(map, "TA0002"), [1, 2, 7]);
  assert.deepEqual(cellOf(map, "TA0002", "T1059"), [1, 2, 5]);
  assert.deepEqual(cellOf(map, "TA0002", "T1059", "T1059.004"), [1, 1, 4]);
  assert.deepEqual(cellOf(map, "TA0002", "T1059", "T1059.006"), [0, 1, 0]);
  assert.deepEqual([map.rules_enabled, map.rules, map.rules_outside], [1, 2, 0]);
});

test("a rule whose tags name no pair that belongs together is outside", () => {
  const map = attackMap(
    [
      rule(["tactic:TA0002-execution", "technique:T1110-brute-force"]),
      rule(["tactic:execution", "technique:T1059"]),
      rule(["technique:T1059"]),
      rule(["tactic:TA0002", "technique:T10590"]),
      rule([]),
    ],
    [],
  );
  assert.equal(map.rules_outside, 5);
  assert.ok(map.tactics.every(({ rules }) => rules === 0));
});

test("every rule that is shipped with a tactic and a known technique is on the map", () => {
  const map = attackMap(SHIPPED, []);
  const tagged = SHIPPED.filter(({ tags }) => tags.some((tag) => tag.startsWith("technique:")));
  assert.ok(map.rules - map.rules_outside >= tagged.length * 0.9, String(map.rules_outside));
  assert.equal(map.rules, SHIPPED.length);
});

test("an id is read from the begin of any text, or not at all", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const id = attackIdOf(text);
      if (id !== undefined) assert.match(id, /^(TA\d{4}|T\d{4}(\.\d{3})?)$/);
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 9999 }), fc.constantFrom("", "-x", " x"), (n, end) => {
      assert.equal(attackIdOf(`t${n}.004${end}`), `T${n}.004`);
      assert.equal(attackIdOf(`T${n}0${end}`), undefined);
    }),
  );
});
