import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { eventOf, leavesOf } from "./index.ts";

const name = fc.oneof(
  fc.constantFrom("a", "b", "", ".", "a.b", "1", "x"),
  fc.string({ maxLength: 3 }),
);
const { object } = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom("", "a", "true", "5", 5, -0.5, 1e21, true, false, null),
    fc.string({ maxLength: 5 }),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("object"),
  ),
  object: fc.dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true }),
}));

const MARKS = ["\u0001", "\u0002", "__proto__"];
/** Whether a name of an event is one that a path cannot hold. */
function isOdd(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const isList = Array.isArray(value);
  return Object.entries(value).some(
    ([key, item]) => isOdd(item) || (!isList && MARKS.some((mark) => key.includes(mark))),
  );
}

test("an event is what its leaves say, with its lists, nulls and empty parts", () => {
  fc.assert(
    fc.property(object, (event) => {
      const leaves = leavesOf(event, 10_000);
      if (leaves.isWhole) assert.deepEqual(eventOf(leaves), event);
      else assert.ok(isOdd(event));
    }),
    { numRuns: 3000 },
  );
});

test("leaves that were cut, or that hold names no path can, say so", () => {
  const list = Array.from({ length: 10 }, (_, at) => ({ at }));
  assert.equal(leavesOf({ list }, 10).isWhole, false);
  assert.ok(leavesOf({ list }, 10).paths.length <= 12);
  for (const odd of ["a\u0001b", "\u0002", "__proto__"]) {
    const part: unknown = JSON.parse(`{${JSON.stringify(odd)}: 1}`);
    assert.equal(leavesOf({ part }, 99).isWhole, false, JSON.stringify(odd));
  }
});

test("what is left out at the top is not looked into", () => {
  const { paths } = leavesOf(
    { host: "a", tags: ["b"], c: { host: "d" } },
    99,
    new Set(["host", "tags"]),
  );
  assert.deepEqual(paths, ["c", "c.host"]);
});
