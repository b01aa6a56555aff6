import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { expressionRuns, readMatchedParts, tokenize } from "./expression-parts.ts";

const part = (offset: number, length: number) => ({ offset, length, value: "v", field: "f" });

test("tokens cover the text", () => {
  const source = 'open.file.path in [~"/etc/*"] && open.flags & O_CREAT > 0';
  assert.equal(
    tokenize(source)
      .map((token) => token.text)
      .join(""),
    source,
  );
  assert.deepEqual(
    tokenize(source)
      .filter((token) => token.kind !== "text")
      .map((token) => [token.kind, token.text]),
    [
      ["field", "open.file.path"],
      ["operator", "in"],
      ["string", '~"/etc/*"'],
      ["operator", "&&"],
      ["field", "open.flags"],
      ["operator", "&"],
      ["number", "O_CREAT"],
      ["operator", ">"],
      ["number", "0"],
    ],
  );
});

test("parts that are nested, empty or outside are left out", () => {
  const runs = expressionRuns("abcdefgh", [part(6, 9), part(2, 3), part(3, 1), part(5, 0)]);
  assert.deepEqual(
    runs.map((run) => [run.at, run.tokens.map((token) => token.text).join(""), !!run.matched]),
    [
      [0, "ab", false],
      [2, "cde", true],
      [5, "fgh", false],
    ],
  );
});

test("runs always spell the expression", () => {
  const parts = fc.array(fc.tuple(fc.nat(30), fc.nat(30)).map(([at, length]) => part(at, length)));
  fc.assert(
    fc.property(fc.string({ maxLength: 25 }), parts, (source, list) => {
      const runs = expressionRuns(source, list);
      assert.equal(runs.flatMap((run) => run.tokens.map((token) => token.text)).join(""), source);
    }),
  );
});

test("malformed parts are no parts", () => {
  assert.deepEqual(readMatchedParts("x"), []);
  assert.deepEqual(readMatchedParts([null, { offset: 1 }, { offset: 1, length: 2, value: 3 }]), [
    { offset: 1, length: 2, field: "", value: "3" },
  ]);
});
