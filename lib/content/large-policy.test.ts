// biome-ignore-all lint/suspicious/noTemplateCurlyInString: rules write variables this way
/**
 * A policy of many hundred rules, made from the grammar: every event, every field, every operator
 * that fits a field's type, in the ways people write them, with macros, variables, actions and
 * terms. All of it must load as it is.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FIELD_TABLE, type Field } from "#lib/event";
import { compileRules } from "#lib/secl";
import { faultsOf, loadAll } from "./testing.ts";

/** A condition on each event that only says which event a rule is about. */
const ANCHORS: Readonly<Record<string, string>> = Object.fromEntries(
  [...FIELD_TABLE.events.keys()].flatMap((event) => {
    const own = [...FIELD_TABLE.fields.values()].filter((field) => field.event === event);
    const number = own.find(({ type, array }) => type === "int" && !array);
    const text = own.find(({ type, array }) => type === "string" && !array);
    if (number !== undefined) return [[event, `${number.name} >= 0`]];
    return text === undefined ? [] : [[event, `${text.name} != "none"`]];
  }),
);

const PATHS = ['"/etc/passwd"', '~"/etc/*"', '~"/usr/**/lib.so"', '~"*/id_rsa"'];
const NAMES = ['"bash"', '~"ba*"', 'r"^(ba|z)sh$"'];

/** Fields that tell the kernel what to look for: one fixed text, and nothing else. */
const FIXED: Readonly<Record<string, string>> = {
  "packet.filter": "tcp port 80",
  "ondemand.name": "x",
};

/** Right sides by type, with the operators that take them. */
function conditions({ name, type, array, operators, constants }: Field): string[] {
  const fixed = FIXED[name];
  if (fixed !== undefined) return [`${name} == "${fixed}"`];
  const constant = constantsOf(constants)[0];
  const list = (items: readonly string[]) => `[${items.join(", ")} ]`;
  if (type === "bool") return [name, `!${name}`, `${name} == true`, `not ${name}`];
  if (type === "ip") {
    return [
      `${name} == 10.0.0.1`,
      `${name} in [10.0.0.0/8, 2001:db8::/32]`,
      `${name} not in 192.0.2.0/24`,
      `${name} allin [10.0.0.0/8]`,
    ];
  }
  if (type === "int") {
    const comparisons = ["==", "!=", "<", "<=", ">", ">="].map((sign) => `${name} ${sign} 7`);
    const bits = array || isListed(name) ? [] : [`${name} & 3 > 0`, `${name} + 1 != 5`];
    const named = constant === undefined ? [] : [`${name} == ${constant}`];
    const aged = /(_at|timestamp|_time)$/.test(name) ? [`${name} < 30s`, `${name} > 5m`] : [];
    return [...comparisons, `${name} in [1, 2, -13]`, ...bits, ...named, ...aged];
  }
  const texts = operators === "path" ? PATHS : NAMES;
  const plain = texts.filter((text) => !text.startsWith("r"));
  return [
    ...texts.map((text) => `${name} == ${text}`),
    ...plain.map((text) => `${name} != ${text}`),
    `${name} =~ ${texts[1]?.slice(1)}`,
    `${name} !~ ${texts[1]?.slice(1)}`,
    `${name} in ${list(texts)}`,
    `${name} not in ${list(plain)}`,
    `${name}.length > 3`,
  ];
}

function isListed(name: string): boolean {
  return FIELD_TABLE.fields.get(name)?.iterator !== "";
}

function constantsOf(group: string): string[] {
  if (group === "") return [];
  return [...FIELD_TABLE.constants.keys()].filter((name) =>
    group === "open_flags" ? name.startsWith("O_") : group === "signal" && name === "SIGKILL",
  );
}

/** What a rule may say beside, by turns. */
const TERMS = [
  "",
  ", every: 10s",
  ", silent: true",
  ", limiter_token: [process.file.path]",
  ', agent_version: ">= 7.27, < 8"',
  ", filters: ['os == \"linux\"', 'kernel.version.major > 90']",
  ", tags: {technique: T1059-command-and-scripting-interpreter, ruleset: threat_detection}",
  ", product_tags: [a, b], group_id: g, priority: 2, version: 1.0.0",
  ", actions: [{set: {name: seen_N, value: true}}]",
  ", actions: [{set: {name: pids_N, field: process.pid, append: true, ttl: 5m, size: 10}}]",
  ", actions: [{set: {name: paths_N, field: process.file.path, scope: process, inherited: true}}, {log: {level: debug, message: m}}]",
  ", actions: [{set: {name: count_N, expression: '${container.count_N} + 1', default_value: 0, scope: container}, filter: 'process.uid == 0'}]",
  ", actions: [{kill: {signal: SIGKILL, scope: process}}]",
];

const WRITTEN = [
  'fim.write.file.path in [ "/etc/passwd", ~"/root/.ssh/*" ] && process.file.name not in PROGRAMS',
  'exec.file.path in SHELLS && (process.ancestors[A].file.name == "sshd" && process.ancestors[A].uid == 0)',
  'exec.args_flags in [ "e" ] && exec.args_options in [ ~"o=*" ] || exec.envs in ["LD_PRELOAD"]',
  'open.flags & (O_CREAT|O_TRUNC|O_RDWR) > 0 and open.file.name =~ "*.so" and not IS_ROOT',
  'open.file.path == "/proc/${process.pid}/mem" && process.created_at > 5s',
  'exec.comm == "%{process.parent.comm}" # the same name\n',
  'dns.question.name.root_domain == "example.com" && network.destination.port == 53',
  "connect.addr.ip not in [ 10.0.0.0/8, 127.0.0.1 ] && connect.addr.port in PORTS",
  'open.filename == "/etc/shadow" // an older name\n',
  'exec.file.name == "x" && (${pids.length} > 3 || process.pid in ${pids})',
];

/** Rules in a policy; one of a single file would be longer than a policy may be. */
const RULES_PER_POLICY = 2000;

function makePolicies(): { policies: Record<string, string>; count: number } {
  const rules: string[] = [];
  const add = (expression: string) => {
    const id = `rule_${rules.length}`;
    const terms = (TERMS[rules.length % TERMS.length] ?? "").replaceAll("_N", `_${rules.length}`);
    rules.push(`  - {id: ${id}, expression: ${JSON.stringify(expression)}${terms}}`);
  };
  for (const expression of WRITTEN) add(expression);
  const common = [...FIELD_TABLE.fields.values()].filter(({ event }) => event === "*");
  const events = Object.keys(ANCHORS);
  common.forEach((field, at) => {
    const event = events[at % events.length] ?? "";
    const all = conditions(field);
    add(`${ANCHORS[event]} && (${all[at % all.length]} || ${all[(at + 1) % all.length]})`);
  });
  let turn = 0;
  for (const field of FIELD_TABLE.fields.values()) {
    if (field.event === "*") continue;
    const all = conditions(field);
    if (field.delivered) for (const condition of all) add(condition);
    else add(all[turn++ % all.length] ?? "");
  }
  const policies: Record<string, string> = {};
  for (let at = 0; at < rules.length; at += RULES_PER_POLICY) {
    const some = rules.slice(at, at + RULES_PER_POLICY).join("\n");
    policies[`large-${at}.policy`] = `version: "1.0.0"\nrules:\n${some}\n`;
  }
  policies["common.policy"] = `version: "1.0.0"
macros:
  - {id: SHELLS, values: ["/bin/sh", "/bin/bash"]}
  - {id: SHELLS, combine: merge, values: ["/bin/zsh"]}
  - {id: PROGRAMS, expression: '["dpkg", "rpm", ~"apt*"]'}
  - {id: PORTS, expression: "[80, 443]"}
  - {id: IS_ROOT, expression: process.uid == 0 && process.euid == 0}
rules:
  - {id: declares, expression: exec.uid == 0, actions: [{set: {name: pids, field: process.pid, append: true}}]}
`;
  return { policies, count: rules.length + 1 };
}

test("many hundred rules load without an unexplained rejection", () => {
  const { policies, count } = makePolicies();
  assert.ok(count > 800, String(count));
  const loaded = loadAll(policies);
  const expected = ["SECL_MIXED_LOGIC"];
  const unexpected = faultsOf(loaded).filter(({ code }) => !expected.includes(code));
  assert.deepEqual(
    unexpected.map(({ code, what, rule }) => `${rule} ${code} ${what}`),
    [],
  );
  assert.deepEqual(
    loaded.rules.filter(({ status }) => status !== "loaded").map(({ rule }) => rule.id),
    [],
  );
  assert.equal(loaded.rules.length, count);
  const entries = loaded.rules.flatMap(({ rule, expressions }) =>
    expressions.map((each) => ({ id: rule.id, rule: each.rule })),
  );
  const { eventTypes, backEnd } = compileRules(entries);
  assert.deepEqual([...eventTypes].sort(), [...FIELD_TABLE.events.keys()].sort());
  assert.equal(backEnd, "generated");
});
