/** Policy files of SECL rules, as their owners have them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FIELD_TABLE } from "#lib/event";
import { checkAgentRule, defineContentMacros, parsePolicy, satisfies } from "./index.ts";

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
    actions: [{kill: {signal: SIGKILL}}]
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
    override_options: {fields: [tags]}
  - id: bad id
    expression: exec.file.name == "x"
  - id: key_files
    expression: exec.file.name == "x"
  - id: typo
    expresion: exec.file.name == "x"
`;

test("a policy becomes the same rules as content", () => {
  const { rules, macros, diagnostics } = parsePolicy("my.policy", POLICY);
  assert.deepEqual(
    rules.map(({ id }) => id),
    ["Shell_In_Container", "key_files"],
  );
  assert.deepEqual(
    macros.map(({ id }) => id),
    ["shells"],
  );
  const [shell, key] = rules;
  assert.ok(shell && key);
  assert.equal(shell.name, "A shell in a container");
  assert.deepEqual(shell.attack, ["T1059"]);
  assert.deepEqual(shell.tags, [
    "technique:T1059-command-and-scripting-interpreter",
    "team:core",
    "a:b",
  ]);
  assert.deepEqual([shell.isDisabled, key.isDisabled], [false, true]);
  const environment = { table: FIELD_TABLE, macros: defineContentMacros(macros).macros };
  assert.equal(checkAgentRule(shell, environment).expressions.length, 1);
  assert.equal(checkAgentRule(key, environment).expressions.length, 8);
  const faults = diagnostics.map(
    ({ code, span }) => `${code} ${POLICY.slice(span.start, span.end).trim()}`,
  );
  assert.deepEqual(faults, [
    "POLICY_KEY_IGNORED every",
    "POLICY_KEY_IGNORED actions",
    "POLICY_RULE_SKIPPED some_hosts",
    "POLICY_RULE_SKIPPED quiet",
    "POLICY_KEY_IGNORED override_options",
    "POLICY_RULE_SKIPPED Shell_In_Container",
    "CONTENT_ID_INVALID bad id",
    "CONTENT_KEY_UNKNOWN expresion",
    "CONTENT_KEY_MISSING i",
    'CONTENT_ID_TWICE exec.file.name == "x"',
  ]);
});

test("a macro may be merged into an earlier one", () => {
  const text = `version: 1
macros:
  - {id: m, values: ["/a"]}
  - {id: m, values: ["/b"], combine: merge}
rules:
  - {id: r, expression: exec.file.path in m}
`;
  const { rules, macros, diagnostics } = parsePolicy("p.policy", text);
  assert.deepEqual(diagnostics, []);
  const defined = defineContentMacros(macros);
  assert.deepEqual(defined.diagnostics, []);
  const [rule] = rules;
  assert.ok(rule);
  const environment = { table: FIELD_TABLE, macros: defined.macros };
  assert.deepEqual(checkAgentRule(rule, environment).diagnostics, []);
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
