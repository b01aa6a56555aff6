/** The catalog: overrides that outlive updates, other processes, and content in JSON. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { DetectionRule } from "#lib/protocol";
import { randomSecretBytes } from "#server/access";
import { openTestAccess } from "#server/access/testing";
import { openRuleCatalog } from "./catalog.ts";
import { loadContentRules } from "./content-rules.ts";
import { readWholeRule } from "./read.ts";

function defaultRule(over: object = {}): DetectionRule {
  const rule = readWholeRule({
    name: "Shell",
    message: "A shell",
    queries: [{ name: "shell", query: "source:x" }],
    cases: [
      { name: "many", status: "high", condition: "shell > 10" },
      { status: "low", condition: "shell > 0" },
    ],
    tags: ["source:x"],
    ...over,
  });
  return { ...rule, id: "shell", isDefault: true };
}

async function openRig(context: TestContext) {
  const { access, control, clock, firstAdmin } = await openTestAccess();
  context.after(() => control.close());
  const { user = "", password = "" } = firstAdmin ?? {};
  const { person } = await access.sessions.signIn(user, password, "127.0.0.1");
  const open = async (rules: readonly DetectionRule[]) => {
    const parts = { control, access, clock, random: randomSecretBytes };
    const catalog = openRuleCatalog({ ...parts, content: { rules, faults: [] } });
    await catalog.refresh();
    return catalog;
  };
  return { open, person, access };
}

test("overrides stay when the default rule is updated", async (context) => {
  const { open, person } = await openRig(context);
  const before = await open([defaultRule()]);
  await before.update(person, "shell", {
    customName: "Our shell",
    cases: [
      { name: "many", status: "high", customStatus: "critical", condition: "shell > 10" },
      { status: "low", condition: "shell > 0", notifications: ["@ops"] },
    ],
    queries: [{ name: "shell", query: "source:x", customQueryExtension: "-env:test" }],
    tags: ["source:x", "team:web"],
  });
  const cases = [
    { name: "few", status: "info", condition: "shell > 1" },
    { name: "many", status: "medium", condition: "shell > 20" },
  ];
  const updated = defaultRule({ message: "Better words", cases, tags: ["source:x", "new:tag"] });
  const rule = (await open([updated])).need("shell");
  assert.equal(rule.customName, "Our shell");
  assert.equal(rule.message, "Better words");
  assert.deepEqual(
    rule.cases.map(({ status, customStatus }) => [status, customStatus]),
    [
      ["info", undefined],
      ["medium", "critical"],
    ],
  );
  assert.equal(rule.queries[0]?.customQueryExtension, "-env:test");
  assert.deepEqual(rule.tags, ["source:x", "new:tag", "team:web"]);
  assert.equal(rule.version, 2);
});

test("a change of another process is there after a refresh", async (context) => {
  const { open, person, access } = await openRig(context);
  const here = await open([]);
  const there = await open([]);
  let heard = 0;
  there.onChange(() => heard++);
  const { id } = await here.create(person, { ...defaultRule(), name: "Mine" });
  assert.throws(() => there.need(id), { code: "RULE_UNKNOWN" });
  assert.equal(await there.refresh(), true);
  assert.equal(there.need(id).name, "Mine");
  assert.equal(await there.refresh(), false);
  assert.equal(heard, 1);
  await there.update(person, id, { name: "Yours" });
  await assert.rejects(here.update(person, id, { name: "x", version: 1 }), { status: 409 });
  const audit = (await access.listAudit(10)).map(({ action, target }) => [action, target]);
  assert.deepEqual(audit.slice(0, 2), [
    ["rule.update", `rule:${id}`],
    ["rule.create", `rule:${id}`],
  ]);
});

test("content may hold rules in the shape of the API; a wrong one is named", (context) => {
  const directory = mkdtempSync(join(tmpdir(), "vigil-rules-"));
  context.after(() => rmSync(directory, { recursive: true }));
  const folder = join(directory, "detections");
  mkdirSync(folder);
  const { id: _, ...rule } = defaultRule();
  writeFileSync(join(folder, "from-name.json"), JSON.stringify(rule));
  writeFileSync(join(folder, "half.json"), '{"name": ');
  const wrong = { ...rule, cases: [{ status: "high", condition: "nobody > 1" }] };
  writeFileSync(join(folder, "wrong.json"), JSON.stringify(wrong));
  const { rules, faults } = loadContentRules(directory);
  assert.deepEqual(
    rules.map(({ id, isDefault }) => [id, isDefault]),
    [["from-name", true]],
  );
  assert.equal(faults.length, 2);
  assert.match(faults.join("\n"), /half\.json: it is not JSON/);
  assert.match(faults.join("\n"), /wrong\.json: cases\[0\]\.condition/);
});

test("a deprecated rule goes on until it is off, and then stays off", async (context) => {
  const { open, person } = await openRig(context);
  const deprecated = { ...defaultRule(), isDeprecated: true, deprecationDate: 1 };
  const catalog = await open([deprecated]);
  assert.equal(catalog.need("shell").isEnabled, true);
  await catalog.update(person, "shell", { customName: "Ours", isEnabled: true });
  await catalog.update(person, "shell", { isEnabled: false });
  await assert.rejects(catalog.update(person, "shell", { isEnabled: true }), {
    code: "RULE_DEPRECATED",
  });
  // What else may be set may be set still, also by the whole rule as it was shown.
  const shown = { ...catalog.need("shell"), customName: "Still ours" };
  const changed = await catalog.update(person, "shell", shown);
  assert.deepEqual([changed.isEnabled, changed.customName], [false, "Still ours"]);
  const clone = await catalog.create(person, { ...shown, isEnabled: true });
  assert.deepEqual([clone.isEnabled, clone.isDeprecated], [true, undefined]);
});
