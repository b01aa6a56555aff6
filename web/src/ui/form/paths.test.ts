import assert from "node:assert/strict";
import { test } from "node:test";
import { addTo, moveUp, readPath, removeFrom, writePath } from "./paths.ts";

test("values are read and written by the paths that faults have", () => {
  const draft = { queries: [{ query: "a" }, { query: "b" }], options: { keepAlive: 60 } };
  assert.equal(readPath(draft, "queries[1].query"), "b");
  assert.equal(readPath(draft, "queries[7].query.x"), undefined);
  const changed = writePath(draft, "queries[1].query", "c");
  assert.deepEqual(changed["queries"], [{ query: "a" }, { query: "c" }]);
  assert.equal(draft.queries[1]?.query, "b", "the old draft stays");
  assert.deepEqual(writePath(draft, "options.keepAlive", undefined)["options"], {});
  assert.deepEqual(writePath({}, "options.steps[0].name", "s"), {
    options: { steps: [{ name: "s" }] },
  });
});

test("lists grow, shrink and change their order", () => {
  const draft = addTo(addTo({}, "cases", "one"), "cases", "two");
  assert.deepEqual(moveUp(draft, "cases", 1)["cases"], ["two", "one"]);
  assert.equal(moveUp(draft, "cases", 0), draft);
  assert.deepEqual(removeFrom(draft, "cases", 0)["cases"], ["two"]);
});
