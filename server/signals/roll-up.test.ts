import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  createRollUp,
  ROLL_UP_PATHS_MAX,
  ROLL_UP_TEXT_MAX,
  ROLL_UP_VALUES_MAX,
  type Tree,
  valuesAt,
} from "./roll-up.ts";

function rollUp(events: Tree[]) {
  const attributes: Tree = {};
  const rolled = createRollUp(attributes, []);
  for (const event of events) rolled.add(event);
  return { attributes, high: rolled.highCardinality() };
}

test("a value that all events share stays, values that differ become a list", () => {
  const { attributes, high } = rollUp([
    { process: { user: "root", pid: 1 }, file: { flags: ["A", "B"] } },
    { process: { user: "root", pid: 2 }, file: { flags: ["B", "C"] } },
  ]);
  assert.deepEqual(attributes, {
    process: { user: "root", pid: [1, 2] },
    file: { flags: ["A", "B", "C"] },
  });
  assert.deepEqual(high, []);
});

test("an attribute with too many values is only named, also in later batches", () => {
  const many = Array.from({ length: ROLL_UP_VALUES_MAX + 1 }, (_, pid) => ({ process: { pid } }));
  const { attributes, high } = rollUp(many);
  assert.deepEqual([attributes, high], [{ process: {} }, ["process.pid"]]);
  const later = createRollUp(attributes, high);
  later.add({ process: { pid: 7 } });
  assert.deepEqual(attributes, { process: {} });
});

test("names of the signal itself and the ancestry are left out", () => {
  const { attributes } = rollUp([
    { title: "x", workflow: 1, host: "h", process: { ancestors: [{ pid: 1 }], pid: 3 } },
  ]);
  assert.deepEqual(attributes, { process: { pid: 3 } });
});

test("long text is cut and the number of attributes bounded", () => {
  const wide = Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`k${at}`, at]));
  const { attributes } = rollUp([{ long: "x".repeat(5000) }, wide]);
  assert.equal(String(attributes["long"]).length, ROLL_UP_TEXT_MAX);
  assert.equal(Object.keys(attributes).length, ROLL_UP_PATHS_MAX);
});

test("a value keeps its place when other events have an object there", () => {
  const { attributes } = rollUp([{ a: 1 }, { a: { b: 2 } }, { c: { d: 1 } }, { c: 5 }]);
  assert.deepEqual(attributes, { a: 1, c: { d: 1 } });
});

test("no JSON breaks it or reaches a prototype", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ maxDepth: 6 }), { maxLength: 5 }), (values) => {
      const trees = values.map((value) => ({ value, ["__proto__"]: { polluted: 1 } }) as Tree);
      const own = JSON.parse('{"__proto__": {"polluted": 1}, "x": {"__proto__": 2}}') as Tree;
      const { attributes } = rollUp([...trees, own]);
      assert.equal(({} as Tree)["polluted"], undefined);
      assert.equal(attributes["polluted"], undefined);
      JSON.stringify(attributes);
    }),
  );
});

test("values at a path are text, of scalars only", () => {
  const tree = { a: { b: [1, "x", true, null, {}] }, c: {} };
  assert.deepEqual(valuesAt(tree, "a.b"), ["1", "x", "true"]);
  assert.deepEqual(
    [valuesAt(tree, "a"), valuesAt(tree, "c.d"), valuesAt(tree, "toString")],
    [[], [], []],
  );
});
