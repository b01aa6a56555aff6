import assert from "node:assert/strict";
import { test } from "node:test";
import { checkDetectionRule, readDetectionRule } from "#lib/detection";
import { DETECTION_METHODS } from "#lib/protocol";
import { readPath, writePath } from "../../../ui/form/paths.ts";
import { cloneDraft, newDraft, readRules, withMethod } from "./draft.ts";

test("a rule of every method begins with what the server takes", () => {
  for (const method of DETECTION_METHODS) {
    const draft = { ...newDraft(method), name: "A rule" };
    const { rule, diagnostics } = readDetectionRule(draft);
    assert.ok(rule, method);
    const wrong = [...diagnostics, ...checkDetectionRule(rule)].filter(
      ({ severity, path }) => severity === "error" && !/query$|message/.test(path),
    );
    assert.deepEqual(
      wrong.map(({ path, what }) => `${path} ${what}`),
      [],
      method,
    );
  }
});

test("a change of the method keeps the searches and drops the other's options", () => {
  const first = writePath(newDraft("new_value"), "queries[0].query", "source:sshd");
  const second = withMethod(first, "threshold");
  assert.equal(readPath(second, "queries[0].query"), "source:sshd");
  assert.equal(readPath(second, "options.newValueOptions"), undefined);
  assert.equal(readPath(second, "options.detectionMethod"), "threshold");
});

test("a copy is off, has a name of its own and nothing of the server's", () => {
  const rule = {
    id: "x",
    version: 3,
    isDefault: true,
    name: "A",
    customName: "B",
    isEnabled: true,
  };
  assert.deepEqual(cloneDraft(rule, "(copy)"), { name: "B (copy)", isEnabled: false });
});

test("a file is one rule, a list of them, or an answer of the server", () => {
  assert.deepEqual(readRules('{"name":"a"}'), [{ name: "a" }]);
  assert.deepEqual(readRules('[{"name":"a"},{"name":"b"}]')?.length, 2);
  assert.deepEqual(readRules('{"data":[{"name":"a"}]}'), [{ name: "a" }]);
  for (const text of ["", "[]", "3", '["a"]', "[[]]", "null", "{"])
    assert.equal(readRules(text), undefined, text);
});
