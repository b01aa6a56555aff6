/** Policy files of SECL rules, as their owners have them. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { durationNs } from "./duration.ts";
import { parsePolicy, satisfies } from "./index.ts";
import { faultsOf, loadAll } from "./testing.ts";

const POLICY = `version: 1.2.3
macros:
  - id: shells
    values: ["/bin/sh", "/usr/bin/dash"]
  - id: old_shells
    agent_version: < 7.30
    values: ["/bin/ash"]
rules:
  - id: Shell_In_Container
    version: 1.0.0
    description: A shell in a container
    expression: exec.file.path in shells && container.id != ""
    tags: {technique: T1059-command-and-scripting-interpreter, team: core}
    product_tags: ["a:b"]
    agent_version: ">= 7.27"
    filters: ['os == "linux"']
  - id: key_files
    expression: fim.write.file.path == "/etc/key"
    disabled: yes
    every: 10s
    actions: [{coredump: {process: true}}]
  - id: newer
    expression: exec.file.name == "x"
    agent_version: "> 99"
  - id: some_hosts
    expression: exec.file.name == "x"
    filters: ['os.id == "rhel"']
  - id: quiet
    expression: exec.file.name == "x"
    silent: true
  - id: Shell_In_Container
    combine: override
    tags: {team: blue}
    override_options: {fields: [tags]}
  - id: bad id
    expression: exec.file.name == "x"
  - id: key_files
    expression: exec.file.name == "x"
  - id: typo
    expresion: exec.file.name == "x"
`;

test("a policy becomes the same rules as content", () => {
  const { rules, macros, diagnostics, version } = parsePolicy("my.policy", POLICY);
  assert.equal(version, "1.2.3");
  assert.deepEqual(
    macros.map(({ id, conditions }) => [id, conditions?.agentVersion?.text ?? ""]),
    [
      ["shells", ""],
      ["old_shells", "< 7.30"],
    ],
  );
  const [shell, key] = rules;
  assert.ok(shell && key);
  assert.equal(shell.name, "A shell in a container");
  assert.deepEqual(shell.attack, ["T1059"]);
  assert.deepEqual(shell.tags, ["technique:T1059-command-and-scripting-interpreter", "team:core"]);
  assert.deepEqual(shell.terms.productTags, ["a:b"]);
  assert.equal(shell.terms.version, "1.0.0");
  assert.equal(key.terms.everyNs, 10e9);
  assert.deepEqual([shell.isDisabled, key.isDisabled], [false, true]);
  const faults = [...key.faults, ...diagnostics].map(
    ({ code, rule, span }) => `${rule} ${code} ${POLICY.slice(span.start, span.end).trim()}`,
  );
  assert.deepEqual(faults, [
    "bad id CONTENT_ID_INVALID bad id",
    "typo POLICY_KEY_IGNORED expresion",
    "typo CONTENT_KEY_MISSING i",
  ]);
});

test("which rules are for a host is decided when all policies are known", () => {
  const { rules } = loadAll({ "my.policy": POLICY });
  assert.deepEqual(
    rules.map(({ rule, status, filterType }) => [rule.id, status, filterType]),
    [
      ["Shell_In_Container", "loaded", ""],
      ["key_files", "loaded", ""],
      ["newer", "filtered", "agent_version"],
      ["some_hosts", "filtered", "rule_filter"],
      ["quiet", "loaded", ""],
    ],
  );
  const [shell, key] = rules;
  assert.equal(key?.rule.isDisabled, false, "the second of the id switches it on");
  assert.deepEqual(shell?.rule.tags, [
    "technique:T1059-command-and-scripting-interpreter",
    "team:blue",
  ]);
  assert.equal(shell?.expressions.length, 1);
  assert.equal(key?.rule.expressions.length, 9);
});

test("YAML of policies: anchors, merged keys, nothing after a colon, capitals of log", () => {
  const text = `base: &base
  tags: &tags {team: core}
  expression: exec.file.name == "x"
version: 1
rules:
  - {id: a, <<: *base}
  - id: b
    expression: &where open.file.name == "x"
    tags: *tags
    every:
    filters:
    actions: [{log: {Level: INFO, Message: hello}}]
  - id: c
    expression: *where
`;
  const { rules, policies } = loadAll({ "a.policy": text });
  assert.deepEqual(
    rules.map(({ rule, status, actions }) => [rule.id, status, rule.tags, actions.length]),
    [
      ["a", "loaded", ["team:core"], 0],
      ["b", "loaded", ["team:core"], 1],
      ["c", "loaded", [], 0],
    ],
  );
  assert.deepEqual(
    policies[0]?.diagnostics.map(({ code }) => code),
    ["POLICY_KEY_IGNORED"],
  );
});

test("the policy of the guide loads without a word", () => {
  const guide = readFileSync(new URL("../../docs/guides/policies.md", import.meta.url), "utf8");
  const text = /```yaml\n(.*?)```/s.exec(guide)?.[1] ?? "";
  const loaded = loadAll({ "guide.policy": text });
  assert.deepEqual(faultsOf(loaded), []);
  assert.deepEqual(
    loaded.rules.map(({ rule, status }) => [rule.id, status]),
    [
      ["downloaded", "loaded"],
      ["download_run", "loaded"],
    ],
  );
});

test("durations as Go writes them", () => {
  const rows: [string, number | undefined][] = [
    ["90s", 90e9],
    ["1h30m", 5400e9],
    ["1.5s", 1.5e9],
    ["500ms", 5e8],
    ["10us", 1e4],
    ["1000000000", 1e9],
    ["0", 0],
    ["", undefined],
    ["5", 5],
    ["-5s", undefined],
    ["5 s", undefined],
    ["1d", undefined],
    ["s", undefined],
  ];
  for (const [text, expected] of rows) assert.equal(durationNs(text), expected, text);
});

test("versions satisfy constraints as semantic versions do", () => {
  const rows: [string, string, boolean | undefined][] = [
    ["7.71.0", ">= 7.27", true],
    ["7.71.0", ">=7.27.0, < 7.60", false],
    ["7.71.0", "< 7.30 || >= 7.70", true],
    ["7.71.0", "~7.71", true],
    ["7.71.0", "^7.1", true],
    ["7.71.0", "7.71.x", true],
    ["7.71.0", "!= 7.71", false],
    ["7.71.3", "<= 7.71", true],
    ["7.71.0", "> 7.71", false],
    ["7.71.0", "latest", undefined],
    ["7.71.0", "", undefined],
  ];
  for (const [version, constraint, expected] of rows) {
    assert.equal(satisfies(version, constraint), expected, constraint);
  }
});
