// biome-ignore-all lint/suspicious/noTemplateCurlyInString: rules write variables this way
/** Variables and actions from policy to match: whose they are, how long they stay, what is shown. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { playRuleset } from "./played-ruleset.ts";
import { buildExec, buildFork, buildOpen, buildRecord, header, type Person } from "./records.ts";

const S = 1e9;
const INIT = { pid: 1, start: 1 };
const SHELL = { pid: 10, start: 10, ppid: 1, parentStart: 1 };
const CHILD = { pid: 11, start: 11, ppid: 10 };
const OTHER = { pid: 20, start: 20, ppid: 1, parentStart: 1 };
const TREE = [
  buildExec(INIT, 100, "/sbin/init", ["init"], {}, "snapshot"),
  buildExec(SHELL, 101, "/bin/bash", ["bash"], {}, "snapshot"),
  buildExec(OTHER, 102, "/bin/other", ["other"], {}, "snapshot"),
];

function policy(...rules: string[]): Record<string, string> {
  return { "p.policy": `version: "1"\nrules:\n${rules.map((rule) => `  - ${rule}\n`).join("")}` };
}

/** A rule about opening `/ID`, with actions. */
function setter(id: string, set: string, more = ""): string {
  return `{id: ${id}, expression: 'open.file.path == "/${id}"', actions: [{set: {${set}}${more}}]}`;
}

function reader(id: string, condition: string): string {
  return `{id: ${id}, expression: 'open.file.path == "/${id}" && ${condition}'}`;
}

const open = (who: Person, at: number, path: string) => buildOpen(who, at, path, 0);
const exit = (who: Person, at: number) => buildRecord("exit", header(who, at));

test("a rule sees what an earlier one set in the same event, and its event shows it", () => {
  const { play, ids } = playRuleset(
    policy(
      "{id: early, expression: '${seen} && open.file.name == \"x\"'}",
      `{id: first, expression: 'open.file.name == "x"', actions: [{set: {name: seen, value: true}}]}`,
      `{id: second, expression: '\${seen} && open.file.name == "x"'}`,
    ),
  );
  const matches = play(...TREE, open(SHELL, 200, "/x"));
  assert.deepEqual(
    matches.map(({ ruleId, variables }) => [ruleId, variables]),
    [
      ["first", { evt: { seen: true } }],
      ["second", { evt: { seen: true } }],
    ],
  );
  assert.deepEqual(ids(open(SHELL, 201, "/x")), ["early", "first", "second"]);
});

test("rules that set a context come first, then those of higher priority", () => {
  const { ids } = playRuleset(
    policy(
      `{id: a, expression: 'open.file.name == "x"'}`,
      `{id: b, expression: 'open.file.name == "x"', priority: 5}`,
      `{id: c, expression: 'open.file.name == "x"', tags: {execution_context: "true"}}`,
    ),
  );
  assert.deepEqual(ids(...TREE, open(SHELL, 200, "/x")), ["c", "b", "a"]);
});

test("values, fields, expressions and captures, with types of their own", () => {
  const { play } = playRuleset(
    policy(
      setter("number", "name: n, expression: '${n} + process.pid', default_value: 5"),
      setter("text", "name: t, field: open.file.path"),
      setter("list", "name: l, value: [1, 2], append: true"),
      setter("last", "name: second_arg, field: 'process.argv[1]'"),
      setter("kind", `name: kind, field: process.file.name, capture: '^(..).*$'`),
      setter("yes", "name: yes, expression: 'process.pid == 10', default_value: false"),
      reader("all", '${n} == 25 && ${t} == "/text" && ${l.length} == 2 && 2 in ${l}'),
    ),
  );
  const execs = [buildExec(SHELL, 150, "/bin/bash", ["bash", "-x", "y"])];
  play(...TREE, ...execs, open(SHELL, 200, "/number"), open(SHELL, 201, "/number"));
  play(...["text", "list", "list", "last", "kind", "yes"].map((id) => open(SHELL, 202, `/${id}`)));
  const [match] = play(open(OTHER, 300, "/all"));
  assert.deepEqual(match?.variables, {
    evt: { n: 25, t: "/text", l: [1, 2], second_arg: "y", kind: "ba", yes: true },
  });
});

test("what a rule compared is explained as it was before its actions", () => {
  const { play } = playRuleset(
    policy(
      `{id: count, expression: '\${n} < 2 && open.file.name == "x"', actions: [{set: {name: n, expression: '\${n} + 1', default_value: 0}}]}`,
    ),
  );
  const values = () => play(open(SHELL, 200, "/x")).map(({ parts }) => parts[0]?.value);
  play(...TREE);
  assert.deepEqual([values(), values(), values()], [[0], [1], []]);
});

test("an action is done only where its filter holds", () => {
  const { ids, counters } = playRuleset(
    policy(
      setter("mark", "name: m, value: 1", ", filter: 'process.file.name == \"bash\"'"),
      reader("marked", "${m} == 1"),
    ),
  );
  ids(...TREE, open(OTHER, 200, "/mark"));
  assert.deepEqual(ids(open(OTHER, 201, "/marked")), []);
  assert.deepEqual(ids(open(SHELL, 202, "/mark"), open(OTHER, 203, "/marked")), ["mark", "marked"]);
  assert.equal(counters.actions_set.value, 1);
});

test("a process has its own, which its exit ends and a later process of its id has not", () => {
  const { ids, context } = playRuleset(
    policy(setter("mark", "name: m, value: 1, scope: process"), reader("has", "${process.m} == 1")),
  );
  assert.deepEqual(ids(...TREE, open(SHELL, 200, "/mark"), open(SHELL, 201, "/has")), [
    "mark",
    "has",
  ]);
  assert.deepEqual(ids(open(OTHER, 202, "/has")), []);
  assert.deepEqual(ids(exit(SHELL, 300), open(SHELL, 301, "/has")), []);
  const again = { pid: 10, start: 400, ppid: 1 };
  assert.deepEqual(ids(buildFork(INIT, again, 400), open(again, 401, "/has")), []);
  assert.ok(context.processes.size > 0);
});

test("an inherited one is found with the nearest parent that has it, also after its end", () => {
  const { ids, play } = playRuleset(
    policy(
      setter("mark", "name: m, field: process.pid, scope: process, inherited: true"),
      reader("ten", "${process.m} == 10"),
      reader("eleven", "${process.m} == 11"),
    ),
  );
  ids(...TREE, buildFork(SHELL, CHILD, 150), open(SHELL, 200, "/mark"));
  assert.deepEqual(play(open(CHILD, 201, "/ten"))[0]?.variables, { process: { m: 10 } });
  assert.deepEqual(ids(exit(SHELL, 300), open(CHILD, 301, "/ten")), ["ten"]);
  assert.deepEqual(ids(open(CHILD, 302, "/mark"), open(CHILD, 303, "/eleven")), ["mark", "eleven"]);
});

test("scope_field gives it to another process", () => {
  const { ids, counters } = playRuleset(
    policy(
      setter("mark", "name: m, value: 1, scope: process, scope_field: process.ppid"),
      reader("has", "${process.m} == 1"),
    ),
  );
  ids(...TREE, buildFork(SHELL, CHILD, 150), open(CHILD, 200, "/mark"));
  assert.deepEqual(ids(open(CHILD, 201, "/has")), []);
  assert.deepEqual(ids(open(SHELL, 202, "/has")), ["has"]);
  ids(open(INIT, 203, "/mark"));
  assert.equal(counters.variables_without_owner.value, 1);
});

test("a container's stay while a process runs in it", () => {
  const { ids, play, counters } = playRuleset(
    policy(
      setter("mark", "name: m, value: [a], append: true, scope: container"),
      setter("group", "name: g, value: x, scope: cgroup"),
      reader("has", '"a" in ${container.m}'),
    ),
  );
  const cgroup = `/docker/${"ab".repeat(32)}`;
  const inside = { "process.cgroup": cgroup, "header.cgroup_id": 7 };
  const at = { "header.cgroup_id": 7 };
  const [one, two] = [
    { pid: 30, start: 30, ppid: 1 },
    { pid: 31, start: 31, ppid: 30 },
  ];
  const opened = (who: Person, ts: number, path: string) =>
    buildRecord("open", { ...header(who, ts, { "header.retval": 3, ...at }), "file.path": path });
  ids(...TREE, buildFork(INIT, one, 150), buildExec(one, 151, "/bin/a", ["a"], inside));
  ids(buildFork(one, two, 152, at), opened(one, 200, "/mark"), opened(one, 201, "/group"));
  const [seen] = play(opened(two, 202, "/has"));
  assert.deepEqual(seen?.variables, { container: { m: ["a"] }, cgroup: { g: "x" } });
  const left = buildRecord("exit", header(one, 300, at));
  assert.deepEqual(ids(left, opened(two, 301, "/has")), ["has"]);
  assert.deepEqual(ids(open(SHELL, 303, "/mark")), ["mark"]);
  assert.equal(counters.variables_without_owner.value, 1, "a process of the host has none");
});

test("values grow old by the time of the events, lists one by one", () => {
  const { ids, play } = playRuleset(
    policy(
      setter("once", "name: m, value: 7, default_value: 3, ttl: 10s"),
      setter("add", "name: l, field: process.pid, append: true, ttl: 10s, size: 2"),
      reader("young", "${m} == 7"),
      reader("old", "${m} == 3"),
    ),
  );
  const shown = (at: number) => play(open(SHELL, at, "/old")).map(({ variables }) => variables.evt);
  ids(...TREE, open(SHELL, 1 * S, "/once"));
  assert.deepEqual(ids(open(SHELL, 10 * S, "/young")), ["young"]);
  assert.deepEqual(ids(open(SHELL, 11 * S, "/young"), open(SHELL, 11 * S, "/old")), ["old"]);
  ids(open(SHELL, 12 * S, "/add"), open(OTHER, 15 * S, "/add"), open(SHELL, 16 * S, "/add"));
  assert.deepEqual(shown(17 * S), [{ l: [20, 10] }]);
  assert.deepEqual(shown(25 * S), [{ l: [10] }]);
  ids(open(INIT, 25 * S, "/add"), open(OTHER, 25 * S, "/add"));
  assert.deepEqual(shown(25 * S), [{ l: [1, 20] }], "the oldest goes when it is full");
  assert.deepEqual(shown(40 * S), [undefined]);
});

test("a private one is not shown; built-in ones are there", () => {
  const { play } = playRuleset(
    policy(
      setter("mark", "name: m, value: 1, private: true"),
      setter(
        "id",
        "name: u, expression: '\"${builtins.uuid4}-${process.pid}\"', default_value: ''",
      ),
      reader("has", "${m} == 1"),
    ),
  );
  play(...TREE, open(SHELL, 200, "/mark"), open(SHELL, 201, "/id"));
  assert.deepEqual(play(open(SHELL, 202, "/has"))[0]?.variables, { evt: { u: "uuid-1-10" } });
});

test("a silent rule acts and sends nothing; a log action writes lines, within a limit", () => {
  const { ids, counters, logged, ruleset } = playRuleset(
    policy(
      `{id: quiet, expression: 'open.file.name == "x"', silent: true, actions: [{log: {level: warning, message: here}}]}`,
    ),
  );
  assert.deepEqual(ids(...TREE, open(SHELL, 200, "/x")), []);
  assert.deepEqual(logged, ["warning quiet: here"]);
  ids(...Array.from({ length: 99 }, () => open(SHELL, 201, "/x")));
  assert.deepEqual(
    [counters.matches_silent.value, counters.actions_logged.value, logged.length],
    [100, 40, 40],
  );
  assert.equal(counters.actions_log_limited.value, 60);
  assert.equal(ruleset.states()[0]?.matches, 100);
});

test("every: one a period; limiter tokens: a limit for each value, the newest 500", () => {
  const { ids, counters } = playRuleset(
    policy(
      `{id: seldom, expression: 'open.file.name == "x"', every: 5s}`,
      `{id: each, expression: 'open.file.name == "y"', every: 5s, limiter_token: [open.file.path]}`,
    ),
  );
  ids(...TREE);
  const at = (s: number, path: string) => ids(open(SHELL, s * S, path));
  assert.deepEqual(
    [1, 2, 5, 6, 7, 11].map((s) => at(s, "/x").length),
    [1, 0, 0, 1, 0, 1],
  );
  assert.equal(counters.matches_rate_limited.value, 3);
  assert.deepEqual(
    ["/a/y", "/b/y", "/a/y", "/b/y", "/c/y"].map((path) => at(20, path).length),
    [1, 1, 0, 0, 1],
  );
  const many = Array.from({ length: 500 }, (_, index) => open(SHELL, 21 * S, `/${index}/y`));
  assert.equal(ids(...many).length, 500);
  assert.equal(at(21, "/a/y").length, 1, "the oldest of more than 500 is forgotten");
});
