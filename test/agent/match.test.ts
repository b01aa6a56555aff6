/** Records → context → rules → event JSON: what a match looks like, and which rules make none. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { pino } from "pino";
import { type RuleFiles, readRuleFiles } from "#agent/ruleset";
import { Agent } from "../../agent/program.ts";
import { readSettings } from "../../agent/settings.ts";
import {
  buildExec,
  buildFork,
  buildOpen,
  buildPreface,
  buildRecord,
  header,
  type Person,
} from "./records.ts";

const root = mkdtempSync(join(tmpdir(), "vigil-match-"));
after(() => rmSync(root, { recursive: true }));
const quiet = pino({ level: "silent" });
let setups = 0;

const schemaPath = join(import.meta.dirname, "../../lib/protocol/generated/event.schema.json");
const schema = JSON.parse(readFileSync(schemaPath, "utf8")) as object;
const isEvent = new Ajv2020({ allErrors: true, strict: false, validateFormats: false }).compile(
  schema,
);

function rule(id: string, expression: string, more = ""): string {
  return [
    `id: ${id}`,
    `name: Rule ${id}`,
    "severity: high",
    "maturity: stable",
    "attack: [T1003.008]",
    "expression: >-",
    `  ${expression}`,
    'message: "{{process.user}} ran {{process.file.path}} {{process.args}}"',
    "why: A test.",
    "respond: [Look at it.]",
    "gaps: None.",
    "tests:",
    "  - {name: a, match: true, event: {type: exec}}",
    "  - {name: b, match: false, event: {type: exec}}",
    more,
  ].join("\n");
}

function put(dir: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
}

type Part = { offset: number; length: number; field: string; value: string };

/** What these tests look at of an event JSON. */
type EventJson = {
  agent: Record<string, string>;
  title: string;
  /** No name for a user of a recorded container, whose files are not here. */
  usr: { id: string; name?: string };
  host: string;
  tags: string[];
  container: { id: string };
  file: { path: string };
  evt: { name: string; rule_context: { expression: string; matching_subexprs: Part[] } };
  process: {
    args: string[];
    parent: { pid: number };
    ancestors: { executable: { path: string } }[];
    truncated_ancestors?: boolean;
  };
};

/** Replays records against rules and returns the events that the agent kept. */
async function replay(
  files: Record<string, string>,
  records: readonly Buffer[],
  args: string[] = [],
) {
  setups += 1;
  const dir = join(root, String(setups));
  put(join(dir, "content"), { "agent/.keep": "" });
  put(dir, files);
  const capture = join(dir, "capture");
  writeFileSync(capture, Buffer.concat([buildPreface(), ...records]));
  const settings = readSettings([
    ...["--data", join(dir, "data"), "--replay", capture, "--no-server"],
    ...["--content", join(dir, "content"), "--policies", join(dir, "policies"), ...args],
  ]);
  const agent = await Agent.open(settings, quiet, "0.0.1");
  const summary = await agent.replay(capture);
  const slice = await agent.spool.read(0, 1000, 2 ** 24);
  const events = (slice?.events ?? []).map(
    (bytes) => JSON.parse(Buffer.from(bytes).toString()) as EventJson,
  );
  await agent.stop();
  return { events, summary, states: agent.ruleset.states(), status: agent.status(), agent };
}

const SHELL = { pid: 10, start: 10, ppid: 1, parentStart: 1 };
const CHILD = { pid: 11, start: 11, ppid: 10 };
const TREE = [
  buildExec({ pid: 1, start: 1 }, 100, "/sbin/init", ["init"], {}, "snapshot"),
  buildExec(SHELL, 101, "/bin/bash", ["bash"], {}, "snapshot"),
  buildRecord("ready", { "header.ts": 102 }),
];

test("a match is an event of the contract, with its rule, its reasons and its line", async () => {
  const id = "ab".repeat(32);
  const inside = { "process.cgroup": `/docker/${id}`, "header.cgroup_id": 7 };
  const args = ["miner", "-o", "stratum+tcp://pool.example:3333", "--password", "hunter2"];
  const { events, summary } = await replay(
    {
      "content/agent/impact/miner.yaml": rule(
        "miner",
        'exec.file.name == "miner" && exec.args_options =~ "o=stratum*"',
      ),
    },
    [...TREE, buildFork(SHELL, CHILD, 200), buildExec(CHILD, 201, "/tmp/miner", args, inside)],
    ["--tag", "env:test"],
  );
  assert.equal(events.length, 1);
  assert.deepEqual([summary["matches"], summary["records"]], [1, 5]);
  const [event] = events;
  assert.ok(event);
  assert.equal(isEvent(event), true, JSON.stringify(isEvent.errors));
  const { agent, evt, process, title, usr, host, tags, container } = event;
  assert.deepEqual(agent, {
    os: "linux",
    origin: "replay",
    rule_id: "miner",
    policy_name: "vigil",
    policy_version: "0.0.1",
    version: "0.0.1",
    arch: "x86_64",
    kernel_version: "6.1.0",
  });
  assert.equal(
    title,
    `${usr.name ?? ""} ran /tmp/miner -o stratum+tcp://pool.example:3333 --password ********`,
  );
  assert.deepEqual([usr.id, host], ["0", "web-1"]);
  assert.ok(tags.includes("env:test") && tags.includes("rule_id:miner"));
  assert.equal(container.id, id);
  assert.deepEqual(process.args.slice(-2), ["--password", "********"]);
  assert.deepEqual(
    process.ancestors.map(({ executable }) => executable.path),
    ["/bin/bash", "/sbin/init"],
  );
  assert.equal(process.parent.pid, 10);
  const { expression, matching_subexprs } = evt.rule_context;
  const shown = matching_subexprs.map(({ offset, length, field, value }) => [
    expression.slice(offset, offset + length),
    field,
    value,
  ]);
  assert.deepEqual(shown, [
    ['exec.file.name == "miner"', "exec.file.name", "miner"],
    ['exec.args_options =~ "o=stratum*"', "exec.args_options", "o=stratum+tcp://pool.example:3333"],
  ]);
});

test("a secret that a rule compares does not leave with the match", async () => {
  const { events } = await replay(
    { "content/agent/impact/r.yaml": rule("r", 'exec.args =~ "*--password*"') },
    [buildExec(SHELL, 200, "/bin/x", ["x", "--password", "hunter2", "API_TOKEN=abc"])],
  );
  assert.equal(events.length, 1);
  assert.doesNotMatch(JSON.stringify(events[0]), /hunter2|abc"/);
});

test("one rule a file: what is wrong is said with its place, and the others load", async () => {
  const { states, events } = await replay(
    {
      "content/agent/execution/good.yaml": rule("good", 'open.file.path == "/etc/shadow"'),
      "content/agent/execution/typo.yaml": rule("typo", 'open.file.pth == "/etc/shadow"'),
      "content/agent/execution/broken.yaml": "id: [",
      "content/agent/execution/retired.yaml": rule("retired", 'open.file.name == "x"').replace(
        "stable",
        "retired",
      ),
      "policies/own.policy": [
        'version: "1.2.3"',
        "rules:",
        "  - id: own_rule",
        '    expression: open.file.name == "shadow" && process.uid == 0',
        "    description: Own rule",
        "    tags: {team: blue}",
        "  - id: bad_rule",
        "    expression: open.file.name == ",
      ].join("\n"),
    },
    [buildOpen(SHELL, 200, "/etc/shadow", 0)],
  );
  const status = new Map(states.map((state) => [state.id, state]));
  assert.equal(status.get("good")?.status, "loaded");
  assert.equal(status.get("good")?.kernel_filter, "file name shadow");
  assert.equal(status.get("good")?.matches, 1);
  assert.equal(status.get("typo")?.status, "error");
  assert.match(status.get("typo")?.message ?? "", /typo\.yaml:7:3: error .*open\.file\.pth/);
  assert.equal(status.get("broken")?.status, "error");
  assert.equal(status.get("retired")?.status, "filtered");
  assert.match(status.get("bad_rule")?.message ?? "", /own\.policy:8:\d+: error/);
  const own = events.find((event) => event.agent["rule_id"] === "own_rule");
  assert.ok(own);
  assert.deepEqual([own.agent["policy_name"], own.agent["policy_version"]], ["own", "1.2.3"]);
  assert.equal(own.title, "Own rule");
  assert.ok(own.tags.includes("team:blue"));
});

test("a policy's rule takes the place of the shipped one with its id", async () => {
  const { states, events } = await replay(
    {
      "content/agent/execution/same.yaml": rule("same", 'open.file.path == "/etc/shadow"'),
      "policies/own.policy":
        'version: "1"\nrules:\n  - id: same\n    expression: open.file.path == "/etc/passwd"\n',
    },
    [buildOpen(SHELL, 200, "/etc/shadow", 0), buildOpen(SHELL, 201, "/etc/passwd", 0)],
  );
  assert.deepEqual(
    states.map(({ policy, status }) => [policy, status]),
    [
      ["vigil", "filtered"],
      ["own", "loaded"],
    ],
  );
  assert.deepEqual(
    events.map((event) => event.file.path),
    ["/etc/passwd"],
  );
});

test("a rule of many expressions matches an event once", async () => {
  const { events } = await replay(
    { "content/agent/persistence/w.yaml": rule("w", 'fim.write.file.path =~ "/etc/cron.d/*"') },
    [
      buildRecord("rename", {
        ...header(SHELL, 200),
        "file.path": "/etc/cron.d/a",
        "destination.path": "/etc/cron.d/b",
      }),
      buildOpen(SHELL, 201, "/etc/cron.d/b", 0),
      buildOpen(SHELL, 202, "/etc/cron.d/b", 1),
    ],
  );
  assert.deepEqual(
    events.map((event) => event.evt.name),
    ["rename", "open"],
  );
});

test("a rule sends ten matches a second after a burst of forty, and counts the rest", async () => {
  const opens = Array.from({ length: 500 }, (_, index) =>
    buildOpen(SHELL, 1e9 + index * 10e6, "/etc/shadow", 0),
  );
  const { events, summary, status } = await replay(
    { "content/agent/a/r.yaml": rule("r", 'open.file.path == "/etc/shadow"') },
    opens,
  );
  assert.ok(events.length >= 88 && events.length <= 90, String(events.length));
  assert.equal(summary["rate_limited"], 500 - events.length);
  assert.equal(status.rules[0]?.matches, 500);
  assert.equal(status.events["open"]?.matched, 500);
});

test("a DNS rule is about questions, or about answers when it asks for their code", async () => {
  const message = (flags: number) =>
    Buffer.from(
      `\x00\x01${String.fromCharCode(flags)}\x03\x00\x01\x00\x00\x00\x00\x00\x00\x04pool\x07example\x00\x00\x01\x00\x01`,
      "latin1",
    );
  const { events } = await replay(
    {
      "content/agent/a/q.yaml": rule("q", 'dns.question.name == "pool.example"'),
      "content/agent/a/c.yaml": rule("c", "dns.response.code == NXDOMAIN"),
    },
    [1, 0x81].map((flags, index) =>
      buildRecord("dns", { ...header(SHELL, 200 + index), payload: message(flags) }),
    ),
  );
  assert.deepEqual(
    events.map((event) => event.agent["rule_id"]),
    ["q", "c"],
  );
});

test("an event too long to send loses its farthest ancestors, then its arguments", async () => {
  const long = Array.from({ length: 30 }, (_, index) => `${index}${"ä".repeat(2000)}`);
  const records: Buffer[] = [];
  let parent: Person = SHELL;
  for (let index = 0; index < 60; index += 1) {
    const child = { pid: 100 + index, start: 100 + index, ppid: parent.pid };
    records.push(buildFork(parent, child, 300 + index));
    records.push(buildExec(child, 400 + index, "/bin/deep", ["deep", ...long.slice(0, 5)]));
    parent = child;
  }
  const { events } = await replay(
    { "content/agent/a/r.yaml": rule("r", 'exec.file.name == "deep" && process.pid == 159') },
    records,
  );
  const [event] = events;
  assert.ok(event);
  assert.equal(event.process.truncated_ancestors, true);
  assert.ok(event.process.ancestors.length < 60);
  assert.ok(Buffer.byteLength(JSON.stringify(event)) <= 256 * 1024);
});

test("policies load default.policy first, and a missing directory is said", () => {
  const dir = join(root, "order");
  put(dir, { "b.policy": "", "a.policy": "", "default.policy": "" });
  const files: RuleFiles = readRuleFiles(join(dir, "nowhere"), dir);
  assert.deepEqual(
    files.policies.map(({ path }) => path.slice(dir.length + 1)),
    ["default.policy", "a.policy", "b.policy"],
  );
  assert.match(files.unreadable[0]?.reason ?? "", /no such directory/);
});

test("the command line says what is wrong with it", () => {
  const good = ["--data", "d", "--sensor", "s", "--content", "c", "--no-server"];
  assert.equal(readSettings(good).source.kind, "sensor");
  for (const [more, what] of [
    [["--replay", "x"], /either --sensor or --replay/],
    [["--tag", "nokey"], /not key:value/],
    [["--secret-word", "a|b"], /other characters/],
    [["--odd"], /--odd/],
    [["--hostname", ""], /--hostname/],
  ] as const)
    assert.throws(() => readSettings([...good, ...more]), {
      code: "AGENT_OPTION_INVALID",
      message: what,
    });
  assert.throws(() => readSettings(good.slice(0, -1)), { message: /--server is missing/ });
});
