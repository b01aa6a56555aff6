/** What the agent reports of its rules: shape, size, times, and that the server takes it. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { encodeReport, heartbeatReports, rulesetReports, startHeartbeat } from "#agent/output";
import { loadDetectionContent } from "#lib/content";
import { EVENT_BYTES_MAX } from "#lib/protocol";
import { decodeEvent } from "../../server/intake/decode.ts";
import { playRuleset } from "./played-ruleset.ts";

const ROOT = join(import.meta.dirname, "../..");
const HOST = { hostname: "web-1", tags: ["env:test"], version: "1", kernel: "6.1", arch: "x86_64" };
const NOW = Date.parse("2024-01-02T03:04:05Z");
const SCHEMA = join(ROOT, "lib/protocol/generated/event.schema.json");
const isEvent = new Ajv2020({ strict: false, validateFormats: false }).compile(
  JSON.parse(readFileSync(SCHEMA, "utf8")) as object,
);

const POLICY = `version: "2"
rules:
  - id: good
    version: "7"
    expression: exec.file.name == "x"
    agent_version: ">= 7.1"
    filters: ['os == "linux"']
    tags: {team: blue}
    product_tags: [p]
    actions:
      - set: {name: a, field: exec.file.path, append: true, ttl: 5s}
      - kill: {signal: SIGKILL}
        filter: process.uid == 0
      - coredump: {process: true}
  - {id: old, expression: exec.uid == 1, agent_version: < 7}
  - {id: bad, expression: exec.uid == }
  - {id: unread, expression: exec.uid == 1, every: x}
`;

test("a report names every policy and rule, with what became of it", () => {
  const files = { "a.policy": POLICY, "b.policy": "rules: [{id: good, combine: override}]\n" };
  const { ruleset } = playRuleset(files);
  const [ours, first, second] = ruleset.report();
  assert.deepEqual([ours?.name, ours?.status, ours?.rules], ["vigil", "loaded", []]);
  assert.deepEqual([second?.name, second?.status, second?.version], ["b", "loaded", ""]);
  assert.ok(first);
  const { rules, message, ...policy } = first;
  assert.deepEqual(policy, { name: "a", version: "2", source: "file", status: "partially_loaded" });
  assert.match(message ?? "", /^a\.policy:17:\d+: error POLICY_DURATION: /);
  const [good, old, bad] = rules;
  assert.equal(good?.message, undefined);
  assert.deepEqual(
    { ...good, message: "" },
    {
      id: "good",
      version: "7",
      expression: 'exec.file.name == "x"',
      status: "loaded",
      message: "",
      agent_version: ">= 7.1",
      filters: ['os == "linux"'],
      tags: { team: "blue" },
      product_tags: ["p"],
      actions: [
        { set: { name: "a", field: "exec.file.path", append: true, ttl: "5s" } },
        {
          kill: { signal: "SIGKILL", scope: "process" },
          filter: "process.uid == 0",
        },
        { coredump: { process: true, mount: false, dentry: false } },
      ],
      modified_by: [{ name: "b", version: "", source: "file" }],
    },
  );
  assert.deepEqual([old?.status, old?.filter_type], ["filtered", "agent_version"]);
  assert.deepEqual([bad?.status, bad?.filter_type], ["error", undefined]);
  assert.match(bad?.message ?? "", /a\.policy:16:\d+: error SECL_OPERAND/);
});

test("why a rule is not loaded is in its status", () => {
  const { ruleset } = playRuleset({ "a.policy": POLICY });
  const states = new Map(ruleset.states().map((state) => [state.id, state]));
  assert.deepEqual(
    ["good", "old", "bad", "unread"].map((id) => states.get(id)?.status),
    ["loaded", "filtered", "error", "error"],
  );
  assert.equal(states.get("good")?.message, "");
  assert.equal(states.get("old")?.message, "it is written for other versions of the agent");
  assert.match(states.get("unread")?.message ?? "", /"every" is not a duration/);
});

test("reports are events of the contract that the server takes and no detection is about", () => {
  const { ruleset } = playRuleset({ "a.policy": POLICY });
  const policies = ruleset.report();
  const paths = globSync("content/detections/**/*.yaml", { cwd: ROOT });
  const files = paths.map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
  const detections = loadDetectionContent(files);
  const queries = detections.rules.flatMap((rule) => rule.queries.map(({ query }) => query));
  assert.ok(queries.length > 0);
  for (const report of [...rulesetReports(policies), ...heartbeatReports(policies)]) {
    const bytes = encodeReport(report, HOST, () => NOW);
    const event = JSON.parse(Buffer.from(bytes).toString()) as Record<string, never>;
    assert.ok(isEvent(event), JSON.stringify(isEvent.errors));
    const decoded = decodeEvent(bytes, { received: NOW, host: "web-1", tags: [], oldest: 0 });
    assert.ok(typeof decoded === "object", String(decoded));
    assert.equal(decoded.ts, NOW);
    for (const query of queries) {
      // What lists mark is looked for wherever it is; a report is never marked.
      assert.match(query, /@agent\.rule_id:|source:|@threat_intel\./, "it names what it is about");
      assert.doesNotMatch(query, /ruleset_loaded|heartbeat/);
    }
  }
  const beats = heartbeatReports(policies);
  assert.deepEqual(
    beats.map(({ ruleId, title }) => [ruleId, title]),
    [
      ["heartbeat", "policy vigil: loaded"],
      ["heartbeat", "policy a: partially_loaded"],
    ],
  );
  assert.ok(!JSON.stringify(beats).includes("exec.file.name"), "a heartbeat has no rules");
});

test("a large ruleset is reported in parts, each of which fits", () => {
  const condition = Array.from({ length: 40 }, (_, at) => `exec.file.path != "/a/${at}"`).join(
    " && ",
  );
  const rules = Array.from(
    { length: 600 },
    (_, at) => `  - {id: r${at}, expression: '${condition}'}\n`,
  );
  const { ruleset } = playRuleset({ "a.policy": `version: "1"\nrules:\n${rules.join("")}` });
  const reports = rulesetReports(ruleset.report());
  assert.ok(reports.length > 1);
  const ids = reports.flatMap((report) => {
    const bytes = encodeReport(report, HOST, () => NOW);
    assert.ok(bytes.length <= EVENT_BYTES_MAX, String(bytes.length));
    const { policies } = JSON.parse(Buffer.from(bytes).toString()) as {
      policies: { name: string; rules: { id: string }[] }[];
    };
    return policies.flatMap((policy) => policy.rules.map(({ id }) => id));
  });
  assert.equal(new Set(ids).size, 600);
  assert.equal(ids.length, 600);
  assert.match(reports[1]?.title ?? "", /^600 rules of 2 policies, part 2 of/);
});

test("heartbeats: a minute apart five times, then ten, anew when the rules change", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let beats = 0;
  const heartbeat = startHeartbeat(() => {
    beats += 1;
  });
  const after = (minutes: number) => {
    beats = 0;
    for (let minute = 0; minute < minutes; minute += 1) t.mock.timers.tick(60_000);
    return beats;
  };
  assert.deepEqual([after(5), after(9), after(1), after(30)], [5, 0, 1, 3]);
  heartbeat.restart();
  assert.deepEqual([after(5), after(10)], [5, 1]);
  heartbeat.stop();
  assert.equal(after(30), 0);
});
