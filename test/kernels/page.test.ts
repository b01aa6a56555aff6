/** The page about kernels says what the matrix found, and the matrix found no fault. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { PAGE, readResults, renderPage } from "./page.ts";
import { STEPS } from "./scene.ts";

test("the page is the one made from the results", () => {
  assert.equal(readFileSync(PAGE, "utf8"), renderPage(readResults()));
});

test("the results are of every act of the scene, in both tiers, without a fault", () => {
  const acts = STEPS.map(({ event, name }) => `${event}: ${name}`);
  for (const result of readResults()) {
    assert.deepEqual(result.faults, []);
    for (const tier of [result.acts.full, result.acts.base]) {
      assert.deepEqual(
        tier.map(({ event, name }) => `${event}: ${name}`),
        acts,
      );
      assert.ok(tier.every(({ fault }) => fault === ""));
    }
  }
});
