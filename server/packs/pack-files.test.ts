import assert from "node:assert/strict";
import { globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import type { DetectionRule } from "#lib/protocol";
import { loadPipelines } from "#server/logs";
import { loadContentRules } from "#server/rules";
import { loadContentPacks, readPack } from "./pack-files.ts";

const CONTENT = new URL("../../content/", import.meta.url).pathname;
const GOOD = `id: good
name: Good
category: host
description: A pack.
needs:
  - { kind: logs, name: Log, search: "source:x", how: Send it. }
guidance: [Look.]
detections: [a]
`;

function faultOf(text: string, path = "packs/good.yaml"): string {
  const found = readPack(text, path);
  return "fault" in found ? found.fault : "";
}

test("a file is read whole, or its fault is told", () => {
  assert.equal(faultOf(GOOD), "");
  assert.match(faultOf(GOOD.replace("host", "cellar")), /\/category must be equal to one of/);
  assert.match(faultOf(`${GOOD}extra: 1\n`), /must NOT have additional properties/);
  assert.match(faultOf(GOOD.replace("[a]", "[]")), /\/detections must NOT have fewer/);
  assert.match(faultOf(GOOD.replace("source:x", "source:(x")), /Log: /);
  assert.match(faultOf(GOOD.replace(', search: "source:x"', "")), /has a search/);
  assert.match(faultOf(GOOD, "packs/other.yaml"), /another name/);
  assert.match(faultOf(GOOD.replace("good", "states"), "packs/states.yaml"), /reserved/);
  assert.match(faultOf("id: [\n"), /This is not YAML/);
  assert.match(faultOf("- a\n"), /must be object/);
});

test("no text makes it throw", () => {
  const lines = GOOD.split("\n");
  const line = fc.oneof(fc.constantFrom(...lines), fc.string());
  fc.assert(
    fc.property(fc.array(line, { maxLength: 15 }), (some) => {
      const found = readPack(some.join("\n"), "good.yaml");
      assert.ok("pack" in found || found.fault.length > 0);
    }),
  );
});

test("a folder: what is wrong is named, the others load", (context) => {
  const root = mkdtempSync(join(tmpdir(), "vigil-packs-"));
  context.after(() => rmSync(root, { recursive: true }));
  assert.deepEqual(loadContentPacks(root, new Set()), { packs: [], faults: [] });
  mkdirSync(join(root, "packs"));
  writeFileSync(join(root, "packs/good.yaml"), GOOD);
  writeFileSync(join(root, "packs/bad.yaml"), "id: bad\n");
  const { packs, faults } = loadContentPacks(root, new Set(["b"]));
  assert.deepEqual(
    packs.map(({ id }) => id),
    ["good"],
  );
  assert.equal(faults.length, 2);
  assert.match(faults[0] ?? "", /bad\.yaml: \/ must have required property/);
  assert.equal(faults[1], "pack good: there is no default rule a");
});

/** Agent rules that the queries of a detection rule name. */
function namedBy({ queries }: DetectionRule, known: ReadonlySet<string>): string[] {
  const about = queries.filter(({ query }) => query.includes("@agent.rule_id:"));
  return about.flatMap(({ query }) => query.match(/\w+/g) ?? []).filter((word) => known.has(word));
}

test("the shipped packs hold rules that there are, with all that those need", () => {
  const { rules } = loadContentRules(CONTENT);
  const byId = new Map(rules.map((each) => [each.id, each]));
  const { packs, faults } = loadContentPacks(CONTENT, new Set(byId.keys()));
  assert.deepEqual(faults, []);
  assert.equal(packs.length, readdirSync(join(CONTENT, "packs")).length);
  // A rule is in a file of its own name.
  const files = globSync("agent/*/*.yaml", { cwd: CONTENT });
  const agentRules = new Set(files.map((path) => basename(path, ".yaml").replaceAll("-", "_")));
  const pipelines = loadPipelines([join(CONTENT, "pipelines")]).list.map(({ file }) => file.id);
  for (const pack of packs) {
    const { id, detections, agent_rules = [], needs } = pack;
    const needed = detections.flatMap((rule) =>
      namedBy(byId.get(rule) as DetectionRule, agentRules),
    );
    assert.deepEqual(agent_rules, [...new Set(needed)].sort(), `agent rules of ${id}`);
    const hasAgent = needs.some(({ kind }) => kind === "agent");
    assert.equal(hasAgent, agent_rules.length > 0, `${id} needs an agent`);
    for (const pipeline of pack.pipelines ?? []) assert.ok(pipelines.includes(pipeline), id);
    assert.deepEqual(detections, [...new Set(detections)].sort(), `detections of ${id}`);
    assert.notEqual(pack.active, false, `${id}: a fresh installation has every default rule on`);
  }
});

test("only what tells of Vigil itself is in no pack", () => {
  const { rules } = loadContentRules(CONTENT);
  const { packs } = loadContentPacks(CONTENT, new Set(rules.map(({ id }) => id)));
  const held = new Set(packs.flatMap(({ detections }) => detections));
  assert.deepEqual(
    rules.map(({ id }) => id).filter((id) => !held.has(id)),
    [
      "agent_degraded",
      "agent_events_lost",
      "agent_silent",
      "sensor_tampered",
      "vigil_tampered",
      "watch_stopped",
    ],
  );
});
