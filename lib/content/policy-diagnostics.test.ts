// biome-ignore-all lint/suspicious/noTemplateCurlyInString: rules write variables this way
/**
 * Every fault of a policy, as people see it. UPDATE_GOLDENS=1 writes the golden file anew. Each
 * source is a whole policy, or one rule, or one action of a rule about exec.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { formatDiagnostic } from "#lib/base";
import { POLICY_ENTRIES_MAX } from "./limits.ts";
import * as faults from "./policy-diagnostics.ts";
import { faultsOf, loadAll } from "./testing.ts";

const GOLDEN = new URL("golden/policy-diagnostics.txt", import.meta.url);
const LINE_SHOWN_MAX = 160;

function rules(...lines: string[]): string {
  return `version: 1\nrules:\n${lines.map((line) => `  - ${line}\n`).join("")}`;
}

function actions(...lines: string[]): string {
  const expression = 'expression: exec.file.name == "x"';
  return rules(`id: r\n    ${expression}\n    actions:\n      - ${lines.join("\n      - ")}`);
}

/** What is wrong, by the code that must say so. */
const SOURCES: readonly (readonly [code: string, policy: string])[] = [
  ["POLICY_EMPTY", "version: 1\n"],
  ["CONTENT_YAML", "rules: [\n"],
  ["CONTENT_KEY_MISSING", rules('{expression: exec.file.name == "x"}')],
  ["CONTENT_ID_INVALID", rules("{id: a-b, expression: exec.pid == 1}")],
  ["POLICY_ID_RESERVED", rules("{id: heartbeat, expression: exec.pid == 1}")],
  ["CONTENT_KEY_MISSING", rules("{id: r}")],
  ["POLICY_KEY_IGNORED", rules('{id: r, expresion: x, expression: exec.file.name == "x"}')],
  ["POLICY_VERSION_CONSTRAINT", rules("{id: r, expression: exec.pid == 1, agent_version: new}")],
  ["SECL_UNKNOWN_NAME", rules("{id: r, expression: exec.pid == 1, filters: ['os.name == \"x\"']}")],
  ["SECL_TYPE", rules("{id: r, expression: exec.pid == 1, filters: ['os == 1']}")],
  ["POLICY_DURATION", rules("{id: r, expression: exec.pid == 1, every: often}")],
  ["SECL_NO_EVENT", rules("{id: r, expression: process.pid == 1}")],
  ["SECL_SECOND_EVENT", rules('{id: r, expression: exec.pid == 1 && open.file.path == "/x"}')],
  ["SECL_NETWORK_FIELD", rules("{id: r, expression: exec.pid == 1 && network.size > 1}")],
  ["SECL_UNKNOWN_NAME", rules("{id: r, expression: exec.pid == 1, limiter_token: [exec.nothing]}")],
  ["POLICY_RULE_TWICE", rules("{id: r, expression: exec.pid == 1}", "{id: r, expression: a}")],
  ["POLICY_OVERRIDE_MISSING", rules("{id: r, combine: override}")],
  ["CONTENT_VALUE_UNKNOWN", rules("{id: r, combine: merge, expression: exec.pid == 1}")],
  [
    "CONTENT_VALUE_UNKNOWN",
    rules("{id: r, expression: exec.pid == 1, override_options: {fields: [name]}}"),
  ],
  [
    "POLICY_EXPRESSION_KEPT",
    rules("{id: r, expression: exec.pid == 1}", "{id: r, combine: override, expression: a}"),
  ],
  ["CONTENT_MACRO_BODY", "version: 1\nmacros: [{id: M, expression: a, values: [b]}]\n"],
  ["POLICY_MACRO_WRITES", "version: 1\nmacros: [{id: M, expression: fim.write.file.path}]\n"],
  ["SECL_MACRO_TWICE", "macros: [{id: M, values: [a]}, {id: M, values: [b]}]\n"],
  ["SECL_MACRO_MERGE", "macros: [{id: M, expression: a}, {id: M, values: [b], combine: merge}]\n"],
  ["POLICY_TOO_MANY_ENTRIES", `rules: [${"{},".repeat(POLICY_ENTRIES_MAX + 1)}]\n`],
  ["POLICY_ACTION_KIND", actions("{filter: exec.pid == 1}")],
  ["POLICY_ACTION_KIND", actions("{set: {name: a, value: 1}, log: {level: info}}")],
  ["CONTENT_NOT_MAPPING", actions("set: 5")],
  ["POLICY_ACTION_FILTER", actions("{set: {name: a, value: 1}, filter: exec.pid}")],
  ["SECL_OPERAND", actions("{set: {name: a, value: 1}, filter: exec.pid ==}")],
  ["POLICY_SET_NAME", actions("set: {value: 1}")],
  ["POLICY_SET_NAME", actions('set: {name: "a.b", value: 1}')],
  ["POLICY_SET_SOURCE", actions("set: {name: a}")],
  ["POLICY_SET_SOURCE", actions("set: {name: a, value: 1, field: exec.pid}")],
  ["POLICY_SET_TYPES", actions("set: {name: a, value: 1, default_value: x}")],
  ["POLICY_SET_TYPES", actions("set: {name: a, field: exec.pid, default_value: x}")],
  ["POLICY_SET_TYPES", actions("set: {name: a, expression: exec.file.name, default_value: 1}")],
  ["POLICY_SET_TYPES", actions("set: {name: a, value: 1}", "set: {name: a, value: x}")],
  [
    "POLICY_SET_PRIVATE",
    actions("set: {name: a, value: 1}", "set: {name: a, value: 1, private: true}"),
  ],
  ["POLICY_SET_TYPE_UNKNOWN", actions("set: {name: a, expression: exec.pid + 1}")],
  ["POLICY_SET_VALUE", actions("set: {name: a, value: []}")],
  ["POLICY_SET_VALUE", actions("set: {name: a, value: [1, x]}")],
  ["POLICY_SET_VALUE", actions("set: {name: a, value: 1.5}")],
  ["POLICY_SET_VALUE", actions("set: {name: a, value: [true]}")],
  ["POLICY_SET_SIZE", actions("set: {name: a, value: [1], size: -1}")],
  ["POLICY_DURATION", actions("set: {name: a, value: 1, ttl: 5x}")],
  ["POLICY_SET_TAKEN", actions("set: {name: pid, scope: process, value: 1}")],
  ["POLICY_SET_TAKEN", actions("set: {name: O_RDWR, value: 1}")],
  ["POLICY_SET_PROCESS_ONLY", actions("set: {name: a, value: 1, inherited: true}")],
  [
    "POLICY_SET_PROCESS_ONLY",
    actions("set: {name: a, value: 1, scope: container, scope_field: process.ppid}"),
  ],
  ["CONTENT_VALUE_UNKNOWN", actions("set: {name: a, value: 1, scope: host}")],
  ["POLICY_SET_FIELD_ARRAY", actions("set: {name: a, field: process.ancestors.pid}")],
  ["POLICY_SET_APPEND", actions("set: {name: a, field: process.is_thread, append: true}")],
  ["POLICY_SET_NO_FIELD", actions("set: {name: a, field: exec.pid + 1}")],
  ["SECL_UNKNOWN_NAME", actions("set: {name: a, field: exec.nothing}")],
  ["SECL_SECOND_EVENT", actions("set: {name: a, field: open.file.path}")],
  ["SECL_UNKNOWN_VARIABLE", actions("set: {name: a, expression: '${b} + 1', default_value: 0}")],
  [
    "SECL_REGISTER_IN_VALUE",
    actions('set: {name: a, expression: "process.ancestors[A].pid", default_value: 0}'),
  ],
  ["SECL_NOT_VALUE", actions("set: {name: a, expression: 10.0.0.0/8, default_value: x}")],
  ["POLICY_SET_CAPTURE", actions("set: {name: a, field: exec.file.name, capture: '['}")],
  ["POLICY_SET_CAPTURE", actions("set: {name: a, field: exec.file.name, capture: x}")],
  ["POLICY_SET_CAPTURE", actions("set: {name: a, field: exec.pid, capture: (x)}")],
  ["POLICY_SET_CAPTURE", actions("set: {name: a, value: x, capture: (x)}")],
  [
    "POLICY_SCOPE_FIELD",
    actions("set: {name: a, value: 1, scope: process, scope_field: exec.file.name}"),
  ],
  [
    "SECL_UNKNOWN_NAME",
    actions("set: {name: a, value: 1, scope: process, scope_field: exec.nobody}"),
  ],
  ["CONTENT_KEY_MISSING", actions("kill: {scope: process}")],
  ["POLICY_KILL_SIGNAL", actions("kill: {signal: SIGNONE}")],
  ["CONTENT_VALUE_UNKNOWN", actions("kill: {signal: SIGKILL, scope: host}")],
  ["POLICY_COREDUMP", actions("coredump: {no_compression: true}")],
  ["POLICY_HASH_FIELD", rules("{id: r, expression: exit.code == 1, actions: [{hash: {}}]}")],
  ["POLICY_HASH_FIELD", actions("hash: {field: open.file}")],
  ["CONTENT_KEY_MISSING", actions("log: {message: x}")],
  ["CONTENT_VALUE_UNKNOWN", actions("log: {level: loud}")],
  ["CONTENT_KEY_MISSING", actions("network_filter: {policy: drop}")],
  ["CONTENT_VALUE_UNKNOWN", actions("network_filter: {filter: port 53, scope: host}")],
  ["CONTENT_VALUE_UNKNOWN", actions("network_filter: {filter: port 53, policy: accept}")],
  ["POLICY_NETWORK_FILTER", actions("network_filter: {filter: port nowhere}")],
  ["POLICY_NETWORK_FILTER", actions("network_filter: {filter: port 53, ttl: 100ms}")],
  ["POLICY_NETWORK_FILTER", actions("network_filter: {filter: port 53, ttl: 25h}")],
  ["POLICY_DURATION", actions("network_filter: {filter: port 53, ttl: soon}")],
  ["POLICY_KEY_IGNORED", actions("deny: {signal: SIGKILL}")],
  [
    "POLICY_DENY_UNDECIDED",
    rules(`{id: r, expression: 'exec.file.path =~ "/tmp/*"', actions: [{deny: {}}]}`),
  ],
  [
    "POLICY_DENY_UNDECIDED",
    rules(
      `{id: r, expression: 'exec.file.name == "x"', actions: [{deny: {}, filter: exec.ppid > 1}]}`,
    ),
  ],
];

const DISABLED = rules("{id: r, expression: exec.pid == 1}");

test("faults read as in the golden file, and have their codes and places", () => {
  const printed = SOURCES.flatMap(([code, text]) => {
    const found = faultsOf(loadAll({ "some.policy": text }));
    const codes = found.map((fault) => fault.code);
    assert.ok(codes.includes(code), `${code} is not in ${codes.join(" ")}:\n${text}`);
    for (const { code: of, span } of found) {
      assert.ok(span.start <= span.end && span.end <= text.length + 1, `${of} in ${text}`);
    }
    return found.slice(0, 4).map((fault) => `${formatDiagnostic(fault, text, fault.path)}\n`);
  });
  const cut = (line: string) =>
    line.length > LINE_SHOWN_MAX ? `${line.slice(0, LINE_SHOWN_MAX)}…` : line;
  const page = printed.join("\n").split("\n").map(cut).join("\n");
  if (process.env["UPDATE_GOLDENS"] === "1") writeFileSync(GOLDEN, page);
  assert.equal(page, readFileSync(GOLDEN, "utf8"));
});

test("every fault that is worded can happen", () => {
  const codes = new Set(SOURCES.map(([code]) => code).filter((code) => code.startsWith("POLICY_")));
  const options = { disabledEvents: new Set(["exec"]) };
  const disabled = faultsOf(loadAll({ "a.policy": DISABLED }, {}, options));
  assert.deepEqual(
    disabled.map(({ code }) => code),
    ["POLICY_EVENT_DISABLED"],
  );
  assert.equal(codes.size + 1, Object.keys(faults).length, [...codes].sort().join(" "));
});

test("a bad rule, action or macro is left out, and what is right beside it loads", () => {
  const text = `version: 1
macros: [{id: M}, {id: N, values: [x]}]
rules:
  - {id: bad, expression: exec.file.name ==}
  - {id: good, expression: exec.file.name in N, actions: [{set: {name: a, value: []}}, {set: {name: b, value: 1}}]}
  - 5
  - {id: last, expression: "exec.file.name == N2"}
`;
  const { rules: loaded, policies } = loadAll({ "a.policy": text });
  assert.deepEqual(
    loaded.map(({ rule, status, actions: kept }) => [rule.id, status, kept.length]),
    [
      ["bad", "error", 0],
      ["good", "loaded", 1],
      ["last", "error", 0],
    ],
  );
  assert.equal(policies[0]?.status, "partially_loaded");
  assert.deepEqual(
    policies[0]?.diagnostics.map(({ code, rule = "" }) => [code, rule]),
    [
      ["CONTENT_MACRO_BODY", "M"],
      ["CONTENT_NOT_MAPPING", ""],
    ],
  );
});

test("up to a hundred faults of a file are gathered", () => {
  const many = rules(...Array.from({ length: 300 }, (_, at) => `{id: r-${at}}`));
  assert.equal(faultsOf(loadAll({ "a.policy": many })).length, 100);
});
