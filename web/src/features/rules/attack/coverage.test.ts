import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Coverage,
  countCovered,
  densityOf,
  findPlace,
  placeQuery,
  techniquesShown,
} from "./coverage.ts";

const cell = (id: string, rules_enabled: number, signals = 0) => ({
  ...{ id, name: id, rules_enabled, rules: 9, signals },
});
const technique = (id: string, rules: number, signals = 0) => ({
  ...cell(id, rules, signals),
  subtechniques: [],
});
const COVERAGE: Coverage = {
  ...{ version: "19", rules: 9, rules_enabled: 3, rules_outside: 1 },
  tactics: [
    { ...cell("TA0001", 2), techniques: [technique("T1078", 2, 4), technique("T1190", 0, 1)] },
    { ...cell("TA0003", 1), techniques: [technique("T1078", 1), technique("T1053", 0)] },
  ],
};

test("a technique of two tactics is covered once", () => {
  assert.deepEqual(countCovered(COVERAGE), { covered: 1, total: 3 });
});

test("a gap is a technique without a rule that is on, whatever was seen of it", () => {
  const [tactic] = COVERAGE.tactics;
  const shown = (name: Parameters<typeof techniquesShown>[1]) =>
    techniquesShown(tactic!, name).map(({ id }) => id);
  assert.deepEqual(shown("all"), ["T1078", "T1190"]);
  assert.deepEqual(shown("gaps"), ["T1190"]);
  assert.deepEqual(shown("covered"), ["T1078"]);
  assert.deepEqual(shown("seen"), ["T1078", "T1190"]);
});

test("density has four steps", () => {
  const found = [0, 1, 2, 3, 6, 7, 99].map((rules) => densityOf(cell("T1", rules)));
  assert.deepEqual(found, [0, 1, 1, 2, 2, 3, 3]);
});

test("a place is found by its name, and searched for by its tags", () => {
  assert.equal(findPlace(COVERAGE, "TA0003.T1078")?.technique?.rules_enabled, 1);
  assert.equal(findPlace(COVERAGE, "TA0003")?.technique, undefined);
  assert.equal(findPlace(COVERAGE, "TA0003.T1190"), undefined);
  assert.equal(findPlace(COVERAGE, "TA9999"), undefined);
  assert.equal(placeQuery("TA0003", "T1078"), "tactic:TA0003* technique:T1078*");
  assert.equal(placeQuery("TA0003", undefined, "a OR b"), "tactic:TA0003* (a OR b)");
});
