/** Agent rules from files: what loads, what is refused, and how inline tests come out. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDiagnostic } from "#lib/base";
import { FIELD_TABLE } from "#lib/event";
import {
  checkAgentRule,
  defineContentMacros,
  loadAgentContent,
  renderMessage,
  testAgentRule,
} from "./index.ts";

const RULE = `id: shadow_read
name: Shadow file read
severity: high
attack: [T1003.008]
expression: >-
  open.file.path == "/etc/shadow"
  && process.file.path not in READERS
message: "{{process.file.path}} read {{open.file.path}}"
why: It holds password hashes.
respond: [Look at the process.]
tests:
  - {name: a shell, match: true, event: {type: open, open.file.path: /etc/shadow}}
  - name: a login
    match: false
    event: {type: open, open.file.path: /etc/shadow, process.file.path: /usr/sbin/sshd}
`;
const MACROS = "macros:\n  - {id: READERS, values: [/usr/sbin/sshd]}\n";
const PATH = "credential-access/shadow-read.yaml";

function load(...texts: [string, string][]) {
  return loadAgentContent(texts.map(([path, text]) => ({ path, text })));
}

function environmentOf(content: ReturnType<typeof load>) {
  return { table: FIELD_TABLE, macros: defineContentMacros(content.macros).macros };
}

test("a rule loads with its macros, checks, and passes its tests", () => {
  const content = load([PATH, RULE], ["macros.yaml", MACROS]);
  assert.deepEqual(content.diagnostics, []);
  const [rule] = content.rules;
  assert.ok(rule);
  assert.equal(rule.id, "shadow_read");
  assert.equal(rule.maturity, "trial");
  assert.equal(RULE.slice(rule.span.start, rule.span.start + 2), ">-");
  const { expressions, diagnostics } = checkAgentRule(rule, environmentOf(content));
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(
    expressions.map(({ rule: checked }) => checked.event),
    ["open"],
  );
  const results = testAgentRule(rule, environmentOf(content));
  assert.deepEqual(
    results.map(({ passed }) => passed),
    [true, true],
  );
});

test("a fault of the rule language is shown in the file, at its line", () => {
  const content = load([PATH, RULE]);
  const [rule] = content.rules;
  assert.ok(rule);
  const { expressions, diagnostics } = checkAgentRule(rule, environmentOf(content));
  assert.equal(expressions.length, 0);
  const [fault] = diagnostics;
  assert.ok(fault);
  const [first = "", line = "", caret = ""] = formatDiagnostic(fault, RULE, fault.path).split("\n");
  assert.ok(first.startsWith(`${PATH}:7:31: error `), first);
  assert.equal(caret.indexOf("^"), line.indexOf("READERS"));
});

test("a file with a mistake is reported and the others load", () => {
  const second = RULE.replace("shadow_read", "other").replace("Shadow", "Other");
  const content = load(
    [PATH, RULE.replace("severity: high", "severity: hihg")],
    ["credential-access/other.yaml", second],
  );
  assert.deepEqual(
    content.rules.map(({ id }) => id),
    ["other"],
  );
  const [fault] = content.diagnostics;
  assert.equal(fault?.code, "CONTENT_VALUE_UNKNOWN");
  assert.equal(fault?.path, PATH);
});

test("the first rule of an id stands", () => {
  const content = load([PATH, RULE], [`z/${PATH}`, RULE]);
  assert.equal(content.rules.length, 1);
  assert.equal(content.diagnostics[0]?.code, "CONTENT_ID_TWICE");
});

test("several expressions are one rule", () => {
  const text = RULE.replace(
    /expression: [\s\S]*?message: .*\n/,
    `expressions:
  - open.file.name == "shadow"
  - >-
    unlink.file.name == "shadow"
message: "{{process.file.path}}"
`,
  );
  const [rule] = load([PATH, text]).rules;
  assert.ok(rule);
  const events = checkAgentRule(rule, { table: FIELD_TABLE }).expressions.map(
    ({ rule: checked }) => checked.event,
  );
  assert.deepEqual(events, ["open", "unlink"]);
});

test("a test that cannot be right says why", () => {
  const rows: [string, string][] = [
    ["{type: opne}", '"opne" is not an event type'],
    ["{type: open, open.file.pat: x}", "there is no field open.file.pat"],
    ["{type: open, exec.file.path: x}", "open events have no exec.file.path"],
    ["{type: open, open.flags: O_NOPE}", 'open.flags cannot be "O_NOPE"'],
    ["{type: open, process.ancestors: x}", "process.ancestors is a list"],
    ["{type: exec, exec.file.path: /x}", "the rule is not about exec events"],
    ["{type: open, open.file.path: /x}", "it does not match and should"],
  ];
  for (const [event, why] of rows) {
    const text = RULE.replace(/ {2}- \{name: a shell.*\n/, `  - {name: t, event: ${event}}\n`);
    const content = load([PATH, text], ["macros.yaml", MACROS]);
    const [rule] = content.rules;
    assert.ok(rule, event);
    assert.equal(testAgentRule(rule, environmentOf(content))[0]?.why, why);
  }
});

test("an event of a test has what follows from what it says", () => {
  const text = RULE.replace(
    /open\.file\.path == [\s\S]*?READERS/,
    `exec.file.name == "sh" && process.file.name == "sh" && exec.args == "-c id"
  && process.parent.file.name == "nginx" && process.ancestors.file.name == "systemd"
  && process.container.id == "3f2a" && exec.uid == 0`,
  )
    .replace("{{open.file.path}}", "")
    .replace(
      /event: \{type: open, open.file.path: \/etc\/shadow\}/,
      `event: {type: exec, exec.file.path: /bin/sh, exec.argv: [-c, id], container.id: 3f2a,
      process.ancestors: [{file.path: /usr/sbin/nginx}, {file.path: /usr/lib/systemd/systemd}]}`,
    );
  const [rule] = load([PATH, text]).rules;
  assert.ok(rule);
  assert.equal(testAgentRule(rule, { table: FIELD_TABLE })[0]?.why, "");
});

test("messages are filled from the event", () => {
  const event = { "process.file.path": "/bin/sh", "exec.argv": ["-c", "id"] };
  assert.equal(
    renderMessage("{{process.file.path}} {{ exec.argv }} {{absent}}.", event),
    "/bin/sh -c, id .",
  );
});

test("a retired rule is kept and switched off", () => {
  const [rule] = load([PATH, RULE.replace("severity:", "maturity: retired\nseverity:")]).rules;
  assert.equal(rule?.isDisabled, true);
});
