/**
 * Every rule that is shipped, held to the same law. A rule that breaks it fails with its file and
 * the reason.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { formatDiagnostic } from "#lib/base";
import {
  type AgentRule,
  attackTags,
  buildTestEvent,
  type ContentFile,
  checkAgentRule,
  type DetectionTest,
  defineContentMacros,
  type FileDiagnostic,
  inspectContent,
  loadAgentContent,
  loadDetectionContent,
  placeholders,
  testAgentRule,
  testDetectionRule,
} from "#lib/content";
import { FIELD_TABLE } from "#lib/event";
import type { DetectionRule } from "#lib/protocol";
import { literalValues, parseQuery } from "#lib/query";
import { capabilitiesOf, compileRules, findApprovers, formatRule, type RuleEntry } from "#lib/secl";

const LINE_MAX = 100;
/** Over this, a rule is two rules or too clever. */
const RULE_LINES_MAX = 70;

function read(folder: string): ContentFile[] {
  const root = new URL(`${folder}/`, import.meta.url);
  const names = readdirSync(root, { recursive: true }).map(String);
  return names
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => ({
      path: `${folder}/${name}`,
      text: readFileSync(new URL(name, root), "utf8"),
    }));
}

const agentFiles = read("agent");
const detectionFiles = read("detections");
const files = [...agentFiles, ...detectionFiles];
const agent = loadAgentContent(agentFiles);
const detections = loadDetectionContent(detectionFiles);
const { macros, diagnostics: macroFaults } = defineContentMacros(agent.macros);
const environment = { table: FIELD_TABLE, macros };
const entries: RuleEntry[] = agent.rules.flatMap((rule) =>
  checkAgentRule(rule, environment).expressions.map(({ rule: checked }) => ({
    id: rule.id,
    rule: checked,
  })),
);

function assertNone(faults: readonly FileDiagnostic[]): void {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const printed = faults.map((fault) =>
    formatDiagnostic(fault, texts.get(fault.path) ?? "", fault.path),
  );
  assert.equal(printed.join("\n"), "");
}

/** Gathers one line for each fault and fails with all of them. */
function assertNoLines(lines: readonly string[]): void {
  assert.equal(lines.join("\n"), "");
}

test("every file loads and every expression checks", () => {
  assertNone([...agent.diagnostics, ...macroFaults, ...detections.diagnostics]);
  assertNone(agent.rules.flatMap((rule) => checkAgentRule(rule, environment).diagnostics));
  assert.equal(agent.rules.length, agentFiles.length - 1);
  assert.equal(detections.rules.length, detectionFiles.length);
});

test("no rule falls into a trap", () => {
  assertNone(inspectContent(files).diagnostics);
});

test("inline tests pass, and each rule has one that matches and one that does not", async () => {
  const lines: string[] = [];
  for (const rule of agent.rules) {
    for (const { name, passed, why } of testAgentRule(rule, environment)) {
      if (!passed) lines.push(`${rule.path}: "${name}": ${why}`);
    }
    const matches = rule.tests.map(({ match }) => match);
    if (!matches.includes(true) || !matches.includes(false)) lines.push(`${rule.path}: tests`);
  }
  for (const content of detections.contents) {
    for (const { name, passed, why } of await testDetectionRule(content)) {
      if (!passed) lines.push(`${content.path}: "${name}": ${why}`);
    }
    const counts = content.tests.map(({ signals }) => signals.length > 0);
    if (!counts.includes(true) || !counts.includes(false)) lines.push(`${content.path}: tests`);
  }
  assertNoLines(lines);
});

test("expressions are written in the canonical form", () => {
  for (const { expression, path } of agent.rules) {
    for (const line of expression.split("\n")) assert.equal(line, formatRule(line).text, path);
  }
});

test("folders are tactics, one level deep", () => {
  for (const { path, attack } of agent.rules) {
    const [, folder, file] = path.split("/");
    const tactics = attackTags(attack).filter((tag) => tag.startsWith("tactic:"));
    assert.ok(file !== undefined && tactics.some((tag) => tag.endsWith(`-${folder}`)), path);
    assert.ok(attackTags(attack).length > tactics.length, `${path}: a technique is missing`);
  }
});

function wrongPlaceholders(rule: AgentRule): string[] {
  return checkAgentRule(rule, environment).expressions.flatMap(({ expression, rule: checked }) =>
    placeholders(expression.message).filter((name) => {
      const event = FIELD_TABLE.fields.get(name)?.event;
      return event !== "*" && event !== checked.event;
    }),
  );
}

test("messages name fields that their events have", () => {
  for (const rule of agent.rules) assert.deepEqual(wrongPlaceholders(rule), [], rule.path);
  const paths = new Set([...FIELD_TABLE.fields.values()].map(({ json }) => `@${json}`));
  for (const { rule, tests, path } of detections.contents) {
    const given = isAboutLogs(rule) ? attributesOf(rule, tests) : paths;
    for (const name of placeholders(rule.message)) {
      const isKnown = name === "host" || given.has(name);
      assert.ok(isKnown, `${path}: {{${name}}}`);
    }
  }
});

function isAboutLogs({ queries }: DetectionRule): boolean {
  return queries.some(({ dataSource }) => dataSource === "logs");
}

/** What pipelines find in nearly every log, and no test need repeat. */
const COMMON = ["@network.client.ip", "@usr.name", "@usr.id", "@evt.name"];

/** Attributes of logs as a rule's own tests and groups name them: no contract lists them all. */
function attributesOf(rule: DetectionRule, tests: readonly DetectionTest[]): Set<string> {
  const names = new Set([...COMMON, ...rule.queries.flatMap((query) => query.groupByFields)]);
  const walk = (value: unknown, path: string) => {
    names.add(`@${path}`);
    for (const item of Array.isArray(value) ? value : [value])
      if (typeof item === "object" && item !== null)
        for (const [key, inner] of Object.entries(item)) walk(inner, `${path}.${key}`);
  };
  for (const { events } of tests)
    for (const { event } of events)
      for (const [key, value] of Object.entries(event)) walk(value, key);
  return names;
}

/** Ids under which agents and server tell of agents. */
const REPORTS = [
  "agent_silent",
  "agent_stopped",
  "agent_returned",
  "agent_degraded",
  "canary_missing",
  "events_lost",
];

test("agent rules and detection rules name each other", () => {
  const ids = new Set(agent.rules.map(({ id }) => id));
  const named = new Set<string>();
  for (const { rule, path } of detections.contents) {
    if (isAboutLogs(rule)) continue;
    for (const { query: text } of rule.queries) {
      const { query } = parseQuery(text);
      const values = (query && literalValues(query, "@agent.rule_id")) ?? [];
      assert.ok(values.length > 0, `${path}: the query names no agent rule`);
      for (const value of values) {
        assert.ok(
          ids.has(value) || REPORTS.includes(value),
          `${path}: there is no agent rule ${value}`,
        );
        named.add(value);
      }
    }
  }
  const unnamed = [...ids].filter((id) => !named.has(id));
  assert.deepEqual(unnamed, [], "agent rules that no detection rule names");
});

test("no two rules are the same", () => {
  const seen = new Map<string, string>();
  const texts = [
    ...agent.rules.flatMap(({ id, name, expression }) => [
      [`agent name ${name}`, id],
      [`expression ${expression}`, id],
    ]),
    ...detections.rules.flatMap(({ id, name, queries }) => [
      [`detection name ${name}`, id],
      [`query ${JSON.stringify(queries)}`, id],
    ]),
  ];
  for (const [text = "", id = ""] of texts) {
    assert.equal(seen.get(text), undefined, `${id}: ${text}`);
    seen.set(text, id);
  }
});

const ADDRESS = /(?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])/g;
/** Those for documentation, and those that mean the same on every host. */
const DOCUMENTATION =
  /^(?:(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+|127\.0\.0\.[01]|0\.0\.0\.0|169\.254\.169\.254)$/;

test("addresses and links are those kept for documentation", () => {
  for (const { path, text } of [...files, ...read("fixtures")]) {
    for (const [address] of text.matchAll(ADDRESS)) assert.match(address, DOCUMENTATION, path);
    for (const [, host = ""] of text.matchAll(/\w:\/\/([\w.-]+)/g)) {
      assert.match(host, /(^|\.)(example|localhost)$/, path);
    }
  }
});

test("files fit on a screen", () => {
  for (const { path, text } of files) {
    const lines = text.split("\n");
    const longest = Math.max(...lines.map((line) => line.length));
    assert.ok(longest <= LINE_MAX, `${path}: a line of ${longest} characters`);
    if (path.endsWith("macros.yaml")) continue;
    assert.ok(lines.length <= RULE_LINES_MAX, `${path}: ${lines.length} lines`);
  }
});

test("the four kinds of monitoring are there", () => {
  const categories = entries.map(({ rule }) => FIELD_TABLE.events.get(rule.event)?.category);
  assert.ok(new Set(categories).has("process"));
  assert.ok(new Set(categories).has("file"));
  const events = new Set(entries.map(({ rule }) => rule.event));
  assert.ok(events.has("dns") && events.has("connect"));
});

test("the kernel can reject opens that no rule wants", () => {
  const opens = entries.filter(({ rule }) => rule.event === "open");
  const approvers = findApprovers(opens, capabilitiesOf("open", FIELD_TABLE));
  assert.equal(approvers.acceptAll, false, JSON.stringify(approvers));
});

type QuietHost = { events: { name: string; event: Record<string, unknown> }[] };

test("an ordinary host is quiet", () => {
  const url = new URL("fixtures/quiet-host.yaml", import.meta.url);
  const { events } = parse(readFileSync(url, "utf8")) as QuietHost;
  const ruleset = compileRules(entries);
  const lines: string[] = [];
  for (const { name, event } of events) {
    const built = buildTestEvent({ event }, FIELD_TABLE);
    assert.ok(typeof built !== "string", `${name}: ${built}`);
    const now = Number(built["event.timestamp"]);
    const context = { now, variables: { read: () => undefined } };
    ruleset.evaluate(built, String(event["type"]), context, (index) => {
      lines.push(`${name}: ${ruleset.rules[index]?.id}`);
    });
  }
  assertNoLines(lines);
});

test("the rules of the guide work as printed", async () => {
  const url = new URL("../docs/guides/write-a-rule.md", import.meta.url);
  const blocks = readFileSync(url, "utf8").matchAll(/```yaml\n(.*?)```/gs);
  const [agentText = "", detectionText = ""] = [...blocks].map(([, block = ""]) => block);
  const path = (text: string) => `${/^id: (\w+)/.exec(text)?.[1]?.replaceAll("_", "-")}.yaml`;
  const guide = loadAgentContent([{ path: path(agentText), text: agentText }]);
  const detection = loadDetectionContent([{ path: path(detectionText), text: detectionText }]);
  assert.deepEqual([...guide.diagnostics, ...detection.diagnostics], []);
  const results = [
    ...guide.rules.flatMap((rule) => testAgentRule(rule, environment)),
    ...(await Promise.all(detection.contents.map(testDetectionRule))).flat(),
  ];
  assert.equal(results.length, 4);
  for (const { name, why } of results) assert.equal(why, "", name);
  for (const { expression } of guide.rules) {
    assert.equal(expression, formatRule(expression).text);
  }
});
