import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { diffLines, foldSame } from "./diff.ts";

const show = (before: string, after: string) =>
  diffLines(before, after).map(
    ({ kind, text }) => `${{ same: " ", removed: "-", added: "+" }[kind]}${text}`,
  );

test("what was removed stands before what was added", () => {
  assert.deepEqual(show("a\nb\nc\nd", "a\nx\nc\ny\nd"), [" a", "-b", "+x", " c", "+y", " d"]);
  assert.deepEqual(show("a", "a"), [" a"]);
  assert.deepEqual(show("a\na", "a"), [" a", "-a"]);
});

test("both texts can be read back from a difference", () => {
  const line = fc.constantFrom("a", "b", "c", "");
  const text = fc.array(line, { minLength: 1, maxLength: 12 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines(before, after);
      const without = (kind: string) =>
        lines
          .filter((each) => each.kind !== kind)
          .map((each) => each.text)
          .join("\n");
      assert.equal(without("added"), before);
      assert.equal(without("removed"), after);
    }),
  );
});

test("lines far from a change are counted", () => {
  const parts = foldSame(diffLines("1\n2\n3\n4\n5", "1\n2\n3\n4\nx"), 1);
  assert.deepEqual(
    parts.map((part) => (part.kind === "gap" ? part.count : part.text)),
    [...[3, "4", "5", "x"]],
  );
});
