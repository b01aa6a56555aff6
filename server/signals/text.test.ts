import assert from "node:assert/strict";
import { test } from "node:test";
import {
  fillTitle,
  MESSAGE_CHARS_MAX,
  renderMessage,
  renderTitle,
  TITLE_CHARS_MAX,
} from "./text.ts";

const attributes = {
  process: { path: "/tmp/[x](http://evil)", args: ["a`b", "c\nd"], pid: [1, 2, 3, 4, 5, 6, 7] },
};
const render = (template: string) => renderMessage(template, attributes, ["web-1", "web-2"]);

const TABLE: [string, string][] = [
  ["no placeholder", "no placeholder"],
  ["on {{host}}", "on web-1, web-2"],
  ["{{@process.path}}", "/tmp/\\[x\\]\\(http://evil\\)"],
  ["`{{@process.path}}`", "`/tmp/[x](http://evil)`"],
  ["`{{ @process.args }}`", "`a'b c d`"],
  ["{{{@process.pid}}}", "1, 2, 3, 4, 5, and 2 more"],
  ["<{{@nothing}}>", "<>"],
  ["{{#if}} {{ }} {{@a b}}", "{{#if}} {{ }} {{@a b}}"],
];
for (const [template, expected] of TABLE)
  test(template, () => assert.equal(render(template), expected));

test("a title names case and group when there are any", () => {
  const rule = { name: "Miner", hasExtendedTitle: true };
  assert.equal(renderTitle(rule, "", []), "Miner");
  assert.equal(renderTitle(rule, "many", ["web-1", "c1"]), "Miner - many on web-1, c1");
  assert.equal(renderTitle({ ...rule, hasExtendedTitle: false }, "", ["web-1"]), "Miner");
});

test("title and message are bounded", () => {
  const rule = { name: "x".repeat(1000), hasExtendedTitle: false };
  assert.equal(renderTitle(rule, "", []).length, TITLE_CHARS_MAX);
  assert.equal(renderMessage("y".repeat(50_000), {}, []).length, MESSAGE_CHARS_MAX);
});

test("a title's template is filled without Markdown", () => {
  const given = { finding: { kind: "bad_thing\n*now*" } };
  assert.equal(fillTitle("{{@finding.kind}} on {{host}}", given, ["h"]), "bad_thing *now* on h");
});
