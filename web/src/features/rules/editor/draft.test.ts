import assert from "node:assert/strict";
import { test } from "node:test";
import { checkDetectionRule, readDetectionRule } from "#lib/detection";
import { DETECTION_METHODS } from "#lib/protocol";
import {
  addTo,
  cloneDraft,
  moveUp,
  newDraft,
  readPath,
  readRules,
  removeFrom,
  withMethod,
  writePath,
} from "./draft.ts";

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
