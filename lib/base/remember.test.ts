import assert from "node:assert/strict";
import test from "node:test";
import { remember } from "./remember.ts";

const LIMITS = { textsMax: 50, lengthMax: 20 };

function counting() {
  const asked: string[] = [];
  const find = remember((text) => {
    asked.push(text);
    return [text];
  }, LIMITS);
  return { asked, find };
}

test("a text is looked up once while it keeps coming, and results are its own", () => {
  const { asked, find } = counting();
  for (let at = 0; at < 3 * LIMITS.textsMax; at += 1) {
    assert.deepEqual(find("often"), ["often"]);
    assert.deepEqual(find(`text ${at}`), [`text ${at}`]);
  }
  assert.equal(asked.filter((text) => text === "often").length, 1);
});

test("what was not asked for while others were is looked up again", () => {
  const { asked, find } = counting();
  find("seldom");
  for (let at = 0; at < 2 * LIMITS.textsMax; at += 1) find(`text ${at}`);
  assert.deepEqual(find("seldom"), ["seldom"]);
  assert.equal(asked.filter((text) => text === "seldom").length, 2);
});

test("long texts are looked up each time", () => {
  const { asked, find } = counting();
  const text = "x".repeat(LIMITS.lengthMax + 1);
  find(text);
  assert.deepEqual(find(text), [text]);
  assert.equal(asked.length, 2);
});
