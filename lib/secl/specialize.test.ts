/** What is known of a rule before any event: its own tags, and fields that nothing delivers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Field, FieldTable } from "#lib/event";
import type { CheckEnvironment } from "./checker.ts";
import { canHold, specializeRule, undeliveredFields } from "./specialize.ts";
import { contextOf, ENVIRONMENT, evaluateBoth, ruleOf } from "./testing/fixture.ts";

const REASON = "files are not hashed";

function variant(name: string, change: Partial<Field>): [string, Field] {
  const like = ENVIRONMENT.table.fields.get("open.syscall.path");
  assert.ok(like);
  return [name, { ...like, name, element: name, ...change }];
}

const hidden = { delivered: false, reason: REASON };
const TABLE: FieldTable = {
  ...ENVIRONMENT.table,
  fields: new Map([
    ...ENVIRONMENT.table.fields,
    variant("open.file.hashes", { array: true, ...hidden }),
    variant("open.file.detached", { type: "bool", ...hidden }),
    variant("event.rule.tags", { array: true, event: "*", origin: "rule" }),
  ]),
};
const OWN: CheckEnvironment = { ...ENVIRONMENT, table: TABLE };
const TAGS = { "event.rule.tags": ["team:edge"] };

function specialized(source: string) {
  return specializeRule(ruleOf(source, OWN), TABLE, TAGS);
}

test("fields that nothing delivers are named with their reasons", () => {
  const rule = ruleOf('open.file.path == "/x" && open.file.hashes == "md5:0"', OWN);
  assert.deepEqual(undeliveredFields(rule, TABLE), [{ field: "open.file.hashes", reason: REASON }]);
  assert.deepEqual(undeliveredFields(ruleOf('open.file.path == "/x"', OWN), TABLE), []);
});

test("a rule that needs such a field cannot hold, however the condition is negated", () => {
  for (const source of [
    'open.file.path == "/x" && open.file.hashes in ["a", "b"]',
    'open.file.path == "/x" && open.file.hashes not in ["a"]',
    'open.file.path == "/x" && open.file.hashes.length == 0',
    'open.file.path == "/x" && !open.file.detached',
    '!(open.file.detached || open.file.path == "/x")',
    '!(open.file.path != "/x" || !open.file.detached)',
    'open.file.path == "/%{open.file.hashes}"',
  ])
    assert.equal(canHold(specialized(source)), false, source);
});

test("a rule that can hold without it holds by the rest alone", () => {
  const rule = specialized('open.file.path == "/x" || open.file.hashes != "a"');
  assert.equal(canHold(rule), true);
  const outcome = (path: string) => evaluateBoth(rule, { "open.file.path": path }, contextOf());
  assert.deepEqual(outcome("/x"), { generated: true, closures: true });
  assert.deepEqual(outcome("/y"), { generated: false, closures: false });
});

test("the rule's own tags are constants", () => {
  const own = specialized('open.file.path == "/x" && event.rule.tags in ["team:edge"]');
  assert.equal(own.root.kind, "membership");
  assert.equal(canHold(specialized('open.flags > 0 && event.rule.tags == "team:core"')), false);
  const tagged = specialized('open.flags > 0 && !(event.rule.tags == "team:core")');
  assert.equal(canHold(tagged), true);
  assert.equal(tagged.root.kind, "relation");
});

test("a rule without any of it stays the same object", () => {
  const rule = ruleOf('open.file.path == "/x"', OWN);
  assert.equal(specializeRule(rule, TABLE, TAGS), rule);
});
