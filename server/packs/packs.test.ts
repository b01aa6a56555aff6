/** Packs and the rules they leave on: overlap, what somebody decided, updates, other processes. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { DetectionRule } from "#lib/protocol";
import { randomSecretBytes } from "#server/access";
import { openTestAccess } from "#server/access/testing";
import { openRuleCatalog, readWholeRule } from "#server/rules";
import type { Pack } from "./pack-files.ts";
import { openPacks } from "./packs.ts";

function rule(id: string): DetectionRule {
  const body = { name: id, message: "", queries: [{ query: "source:x" }], isEnabled: true };
  const cases = [{ status: "low", condition: "a > 0" }];
  return { ...readWholeRule({ ...body, cases }), id, isDefault: true };
}

function pack(id: string, detections: string[], over: Partial<Pack> = {}): Pack {
  const needs = [{ kind: "logs" as const, name: "x", how: "Send it.", search: "source:x" }];
  const head = { id, name: id, category: "host" as const, description: id };
  return { ...head, needs, guidance: ["Look."], detections, ...over };
}

const RULES = ["a", "b", "shared", "free"].map(rule);
const PACKS = [pack("one", ["a", "shared"]), pack("two", ["b", "shared"])];

async function openRig(context: TestContext) {
  const { access, control, clock, firstAdmin } = await openTestAccess();
  context.after(() => control.close());
  const { user = "", password = "" } = firstAdmin ?? {};
  const { person } = await access.sessions.signIn(user, password, "127.0.0.1");
  const open = async (shipped: readonly Pack[] = PACKS) => {
    const parts = { control, access, clock };
    const packs = openPacks({ ...parts, content: { packs: shipped, faults: [] } });
    await packs.refresh();
    const content = { rules: RULES, faults: [] };
    const rules = openRuleCatalog({ ...parts, random: randomSecretBytes, content, packs });
    await rules.refresh();
    const on = () => RULES.map(({ id }) => id).filter((id) => rules.need(id).isEnabled);
    return { packs, rules, on };
  };
  return { open, person, access };
}

test("all rules are on at first; a pack takes its own with it and leaves those of others", async (context) => {
  const { open, person } = await openRig(context);
  const { packs, rules, on } = await open();
  let changes = 0;
  rules.onChange(() => changes++);
  assert.deepEqual(on(), ["a", "b", "shared", "free"]);
  await packs.setActive(person, "one", false);
  assert.deepEqual(on(), ["b", "shared", "free"]);
  assert.equal(changes, 1, "detection loads the rules again");
  await packs.setActive(person, "two", false);
  assert.deepEqual(on(), ["free"]);
  await packs.setActive(person, "one", true);
  assert.deepEqual(on(), ["a", "shared", "free"]);
  assert.deepEqual(packs.alsoKeeping("shared", pack("two", [])), ["one"]);
});

test("a rule that somebody turned on stays on without its packs", async (context) => {
  const { open, person } = await openRig(context);
  const { packs, rules, on } = await open();
  await packs.setActive(person, "one", false);
  await rules.update(person, "a", { isEnabled: true });
  assert.deepEqual(on(), ["a", "b", "shared", "free"]);
  assert.equal(rules.isOverriddenOn("a"), true);
  await packs.setActive(person, "one", true);
  await packs.setActive(person, "one", false);
  assert.ok(on().includes("a"));
  await rules.update(person, "a", { isEnabled: false });
  assert.equal(on().includes("a"), false);
  assert.equal(rules.isOverriddenOn("a"), false);
});

test("a rule that somebody disabled does not come back with its pack", async (context) => {
  const { open, person } = await openRig(context);
  const { packs, rules, on } = await open();
  await rules.update(person, "a", { isEnabled: false });
  await packs.setActive(person, "one", false);
  // As a client sends it that writes back all that it read.
  const { isEnabled, tags } = rules.need("a");
  await rules.update(person, "a", { isEnabled, tags, customName: "Ours" });
  await packs.setActive(person, "one", true);
  assert.deepEqual(on(), ["b", "shared", "free"]);
  await rules.update(person, "a", { isEnabled: true });
  assert.ok(on().includes("a"));
});

test("what was decided outlives an update, and is seen by another process", async (context) => {
  const { open, person, access } = await openRig(context);
  const first = await open();
  const other = await open();
  await first.packs.setActive(person, "one", false);
  await first.packs.setActive(person, "two", true);
  assert.deepEqual(other.on(), ["a", "b", "shared", "free"]);
  assert.equal(await other.packs.refresh(), true);
  assert.deepEqual(other.on(), ["b", "shared", "free"]);
  const updated = await open([
    pack("one", ["a", "shared", "free"]),
    pack("two", ["b"], { active: false }),
    pack("three", ["shared"], { active: false }),
  ]);
  assert.deepEqual(updated.on(), ["b"], "two was decided to be on, three comes off");
  const [one, , three] = updated.packs.list();
  assert.ok(one && three);
  assert.equal(updated.packs.activation(one), "deactivated");
  assert.equal(updated.packs.activation(three), "never_activated");
  assert.equal(updated.packs.version(one), 1);
  const trail = (await access.listAudit(50)).filter(({ action }) =>
    action.startsWith("content_pack"),
  );
  assert.deepEqual(
    trail.map(({ action, target, detail }) => [action, target, JSON.parse(detail)]).sort(),
    [
      ["content_pack.create", "content_pack:one", { active: false }],
      ["content_pack.create", "content_pack:two", { active: true }],
    ],
  );
});

test("a decision is versioned; the same again is none, and two at once are one after the other", async (context) => {
  const { open, person } = await openRig(context);
  const { packs } = await open();
  const late = await open();
  await packs.setActive(person, "one", false);
  await packs.setActive(person, "one", false);
  // This one has not heard that somebody decided.
  await late.packs.setActive(person, "one", true);
  await packs.refresh();
  const one = packs.need("one");
  assert.deepEqual(
    (await packs.history(one)).map(({ version, active, by }) => [version, active, by]),
    [
      [2, true, "admin"],
      [1, false, "admin"],
    ],
  );
  assert.deepEqual(await packs.history(packs.need("two")), []);
  await assert.rejects(packs.setActive(person, "nine", true), { code: "PACK_UNKNOWN" });
});
