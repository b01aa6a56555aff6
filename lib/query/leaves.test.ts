import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { eventOf, type Leaves, leavesOf, shareLeaves } from "./index.ts";

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

const MARKS = ["\u0001", "\u0002", "\u0003", "__proto__"];
/** Whether a name of an event is one that a path cannot hold. */
function isOdd(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const isList = Array.isArray(value);
  return Object.entries(value).some(
    ([key, item]) => isOdd(item) || (!isList && MARKS.some((mark) => key.includes(mark))),
  );
}

/** Paths with a value and the value, of one event in any order. */
function found({ shape, text, parts }: Leaves): string[] {
  const values = [text, ...parts].join("\0").split("\0");
  const marks = shape.split("\u0003").slice(0, -1);
  if (marks.length > 0) assert.equal(values.length, marks.length);
  return marks
    .flatMap((mark, at) => ("12".includes(mark[1] ?? "") ? [`${mark} ${values[at]}`] : []))
    .sort();
}

/** Shares some of the objects and lists within a value. */
function shareSome(value: unknown, isChosen: () => boolean): void {
  if (typeof value !== "object" || value === null) return;
  for (const item of Object.values(value)) shareSome(item, isChosen);
  if (isChosen()) shareLeaves(value);
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

test("what events share changes neither the event nor what is found of it", () => {
  fc.assert(
    fc.property(object, fc.infiniteStream(fc.boolean()), (event, choices) => {
      const plain = leavesOf(event, 10_000);
      for (const part of Object.values(event)) shareSome(part, () => choices.next().value);
      // The first look makes the parts, the second has them.
      for (let look = 0; look < 2; look++) {
        const leaves = leavesOf(event, 10_000);
        assert.equal(leaves.isWhole, plain.isWhole);
        assert.deepEqual(found(leaves), found(plain));
        if (leaves.isWhole) assert.deepEqual(eventOf(leaves), event);
      }
    }),
    { numRuns: 3000 },
  );
});

test("an object that is another with more names has that one's text", () => {
  const base = { pid: 1, user: { name: "root" } };
  const parent = { pid: 0 };
  const whole = { ...base, parent, ancestors: [parent] };
  shareLeaves(base);
  shareLeaves(parent);
  shareLeaves(whole, base);
  const alone = leavesOf({ process: base }, 99);
  const leaves = leavesOf({ process: whole }, 99);
  assert.equal(leaves.text, alone.text);
  assert.deepEqual(eventOf(leaves), { process: whole });
  assert.equal(leaves.parts.filter((part) => part === "\u00000").length, 2);
});

test("leaves that were cut, or that hold names no path can, say so", () => {
  const list = Array.from({ length: 10 }, (_, at) => ({ at }));
  assert.equal(leavesOf({ list }, 10).isWhole, false);
  assert.ok(leavesOf({ list }, 10).text.split("\0").length <= 12);
  for (const odd of ["a\u0001b", "\u0002", "\u0003", "__proto__"]) {
    const part: unknown = JSON.parse(`{${JSON.stringify(odd)}: 1}`);
    assert.equal(leavesOf({ part }, 99).isWhole, false, JSON.stringify(odd));
  }
});

test("what is left out at the top is not looked into", () => {
  const event = { host: "a", tags: ["b"], c: { host: "d" } };
  const leaves = leavesOf(event, 99, new Set(["host", "tags"]));
  assert.deepEqual(eventOf(leaves), { c: { host: "d" } });
});
