import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { checkDetectionRule, inspectContent, testContent } from "#lib/content";
import { convertSigma, readSigma } from "./index.ts";
import { textParts } from "./values.ts";

type Json = Record<string, unknown>;

function convert(...documents: Json[]) {
  const text = documents.map((document) => stringify(document)).join("---\n");
  return convertSigma(readSigma({ path: "rules.yml", text }));
}

function ruleOf(detection: Json, category = "process_creation", more: Json = {}): Json {
  return { title: "A rule", logsource: { product: "linux", category }, detection, ...more };
}

function expressionOf(search: Json | unknown[], category?: string): string {
  const { converted, refused } = convert(ruleOf({ s: search, condition: "s" }, category));
  assert.deepEqual(refused, []);
  const { expression, expressions } = parse(converted[0]?.agent?.text ?? "") as Json;
  return String(expression ?? (expressions as string[]).join("\n"));
}

/** Whether events of the rule's type match, by the rule's own inline tests. */
function verdicts(detection: Json, events: readonly Json[], category?: string): boolean[] {
  const { converted, refused } = convert(ruleOf(detection, category));
  assert.deepEqual(refused, []);
  const { agent } = converted[0] ?? {};
  const rule = parse(agent?.text ?? "") as Json;
  const tests = events.map((event, at) => ({ name: `event ${at}`, match: true, event }));
  const file = { path: agent?.name ?? "", text: stringify({ ...rule, tests }) };
  return testContent([file]).tests.map(({ passed }) => passed);
}

test("wildcards and backslashes, as the specification has them", () => {
  const text = (value: string) => ({ kind: "text", text: value });
  const [any, one] = [{ kind: "any" }, { kind: "one" }];
  for (const [source, parts] of [
    ["plain", [text("plain")]],
    ["a*b?c", [text("a"), any, text("b"), one, text("c")]],
    ["\\*", [text("*")]],
    ["\\\\*", [text("\\"), any]],
    ["\\\\\\*", [text("\\*")]],
    ["C:\\Windows", [text("C:\\Windows")]],
    ["a**b", [text("a"), any, text("b")]],
    ["", []],
  ] as const) {
    assert.deepEqual(textParts(source), parts, source);
  }
});

test("a test of a field becomes the expression that says the same", () => {
  const command = '"%{exec.argv0} %{exec.args}"';
  for (const [search, expression] of [
    [{ Image: "/usr/bin/at" }, '"%{exec.file.path}" =~ r"(?i)^/usr/bin/at$"'],
    [{ "Image|endswith": "/nc" }, '"%{exec.file.path}" =~ r"(?i)/nc$"'],
    [{ "Image|endswith": ["/nc", "/ncat"] }, '"%{exec.file.path}" in [r"(?i)/nc$", r"(?i)/ncat$"]'],
    [{ "CommandLine|contains": 'say "x"' }, `${command} =~ r"(?i)say \\x22x\\x22"`],
    [{ "CommandLine|startswith": "id" }, `${command} =~ r"(?i)^id"`],
    [{ "CommandLine|endswith": "id" }, `${command} =~ r"(?i)id ?$"`],
    [{ "CommandLine|contains|cased": "Id" }, `${command} =~ r"Id"`],
    [
      { "CommandLine|contains|all": ["a", "b"] },
      `${command} =~ r"(?i)a" && ${command} =~ r"(?i)b"`,
    ],
    [{ CommandLine: "a*b?" }, `${command} =~ r"(?is)^a.*b. ?$"`],
    [{ "CommandLine|re": "a[0-9]+" }, `${command} =~ r"a[0-9]+"`],
    [{ "CommandLine|re|i|s": "a.b" }, `${command} =~ r"(?is)a.b"`],
    [{ "CommandLine|base64": "id" }, `${command} =~ r"^aWQ= ?$"`],
    [
      { "CommandLine|base64offset|contains": "foobar" },
      `${command} in [r"Zm9vYmFy", r"Zvb2Jhc", r"mb29iYX"]`,
    ],
    [{ "CommandLine|wide|base64|contains": "a" }, `${command} =~ r"YQA="`],
    [{ CommandLine: null }, 'exec.argv0 == ""'],
    [{ "CommandLine|exists": true }, 'exec.argv0 != ""'],
    [{ "CommandLine|exists": false }, '!(exec.argv0 != "")'],
    [{ User: "root" }, 'exec.user =~ r"(?i)^root$"'],
    [{ "User|neq": "root" }, '!(exec.user =~ r"(?i)^root$")'],
    [{ LogonId: 0 }, "exec.auid == 0"],
    [{ "ProcessId|gte": 100 }, "exec.pid >= 100"],
    [
      { ParentImage: "/bin/sh" },
      'exec.pid > 0 && "%{process.parent.file.path}" =~ r"(?i)^/bin/sh$"',
    ],
    [{ User: "a", LogonId: 1 }, 'exec.user =~ r"(?i)^a$" && exec.auid == 1'],
    [[{ User: "a" }, { LogonId: 1 }], 'exec.user =~ r"(?i)^a$" || exec.auid == 1'],
  ] as const) {
    assert.equal(expressionOf(search as Json), expression, JSON.stringify(search));
  }
});

test("files are told by path and name where the kernel can filter by them", () => {
  const opened = (rest: string) => `open.flags & O_CREAT > 0 && open.retval >= 0 && ${rest}`;
  for (const [search, rest] of [
    [{ TargetFilename: "/etc/ld.so.preload" }, 'open.file.path == "/etc/ld.so.preload"'],
    [{ "TargetFilename|startswith": "/etc/cron.d/" }, 'open.file.path =~ ~"/etc/cron.d/**"'],
    [{ "TargetFilename|endswith": "/.bashrc" }, 'open.file.name == ".bashrc"'],
    [{ "TargetFilename|endswith": ".sh" }, '"%{open.file.path}" =~ r"\\.sh$"'],
    [{ "TargetFilename|contains": "/tmp/" }, '"%{open.file.path}" =~ r"/tmp/"'],
    [
      { TargetFilename: ["/etc/a", "/etc/b", "*/c"] },
      '(open.file.path in ["/etc/a", "/etc/b"] || open.file.name == "c")',
    ],
  ] as const) {
    const [first] = expressionOf(search, "file_event").split("\n");
    assert.equal(first, opened(rest), JSON.stringify(search));
  }
  const { kernelFilters } = inspectContent([fileOf({ TargetFilename: "/etc/ld.so.preload" })])
    .rules[0] ?? { kernelFilters: [] };
  assert.ok(kernelFilters.every((filter) => filter === "file name ld.so.preload"));
});

function fileOf(search: Json) {
  const { converted } = convert(ruleOf({ s: search, condition: "s" }, "file_event"));
  const { agent } = converted[0] ?? {};
  return { path: agent?.name ?? "", text: agent?.text ?? "" };
}

test("what matches is what Sigma means", () => {
  const run = (path: string, argv0 = "", args = "") => ({
    type: "exec",
    "exec.file.path": path,
    "exec.argv0": argv0,
    "exec.args": args,
  });
  const one = (search: unknown) => ({ s: search, condition: "s" });
  for (const [detection, events, expected] of [
    [one({ "CommandLine|contains": "STRATUM+tcp" }), [run("/x", "x", "stratum+TCP://")], [true]],
    [one({ CommandLine: "id" }), [run("/bin/id", "id"), run("/bin/id", "id", "-u")], [true, false]],
    [
      one({ CommandLine: "c?t *" }),
      [run("/b", "cat", "a\nb"), run("/b", "ct", "a")],
      [true, false],
    ],
    [one({ "Image|endswith": "/bash" }), [run("/usr/bin/BASH"), run("/bin/rbash")], [true, false]],
    [one({ CommandLine: null }), [run("/x"), run("/x", "x")], [true, false]],
    [
      { a: { "Image|endswith": "/a" }, b: { "Image|endswith": "/b" }, condition: "1 of them" },
      [run("/a"), run("/b"), run("/c")],
      [true, true, false],
    ],
    [
      { a: { Image: "/a" }, _b: { "Image|endswith": "/b" }, condition: "all of them" },
      [run("/a"), run("/b")],
      [true, false],
    ],
    [
      { a1: { "Image|startswith": "/t" }, a2: { "Image|endswith": "/x" }, condition: "all of a*" },
      [run("/t/x"), run("/t/y")],
      [true, false],
    ],
    [
      {
        a: { "Image|startswith": "/t" },
        b: { Image: "/t/b" },
        c: { Image: "/c" },
        condition: "c or a and not b",
      },
      [run("/c"), run("/t/a"), run("/t/b")],
      [true, true, false],
    ],
  ] as const) {
    assert.deepEqual(verdicts(detection as Json, events), expected, JSON.stringify(detection));
  }
});

test("inline tests of a converted rule are seen to pass", () => {
  const { converted } = convert(
    ruleOf({
      tool: { "Image|endswith": ["/curl", "/wget"] },
      place: { "CommandLine|contains|all": [" -o ", "/tmp/"] },
      flag: { "CommandLine|re": "--(?:proto|header)=[a-z]{3}\\d" },
      none: { ParentImage: "/usr/bin/apt" },
      condition: "tool and place and flag and not none",
    }),
  );
  const { agent } = converted[0] ?? {};
  const { tests } = testContent([{ path: agent?.name ?? "", text: agent?.text ?? "" }]);
  assert.deepEqual(
    tests.map(({ name, passed }) => [name, passed]),
    [
      ["exec as the rule describes it", true],
      ["an event of which nothing is said", true],
    ],
  );
});

test("a connection that was made, and one that was taken", () => {
  const made = { s: { Initiated: "true", DestinationPort: 4444 }, condition: "s" };
  assert.equal(expressionOf(made.s, "network_connection"), "connect.addr.port == 4444");
  const taken = { Initiated: "false", SourceIp: "10.*" };
  assert.equal(expressionOf(taken, "network_connection"), "accept.addr.ip in [10.0.0.0/8]");
});

test("log sources become searches", () => {
  const { converted } = convert({
    title: "Words",
    logsource: { product: "linux", service: "sshd" },
    detection: {
      words: ["Failed password", "Invalid*user"],
      s: { user: "root" },
      condition: "words and s",
    },
  });
  const [rule] = converted;
  assert.equal(rule?.agent, undefined);
  assert.equal(
    rule?.detection?.queries[0]?.query,
    'source:sshd ("Failed password" OR *Invalid*user*) @user:root',
  );
  assert.equal(rule?.detection?.queries[0]?.dataSource, "logs");
});

const FAILED = {
  title: "Failed login",
  id: "11111111-1111-4111-8111-111111111111",
  name: "failed",
  logsource: { product: "linux", service: "sshd" },
  detection: { words: ["Failed password"], condition: "words" },
};
const PASSED = {
  ...FAILED,
  title: "Login",
  id: "22222222-2222-4222-8222-222222222222",
  name: "passed",
  detection: { words: ["Accepted password"], condition: "words" },
};

function correlate(correlation: Json, ...rules: Json[]) {
  const result = convert(...rules, { title: "Joined", level: "high", correlation });
  return { ...result, joined: result.converted.find(({ title }) => title === "Joined") };
}

test("correlations count, join and order", () => {
  const base = { "group-by": ["user"], timespan: "10m" };
  const count = correlate(
    { ...base, type: "event_count", rules: ["failed"], condition: { gt: 10 } },
    FAILED,
  ).joined?.detection;
  assert.equal(count?.cases[0]?.condition, "a > 10");
  assert.deepEqual(count?.queries[0]?.groupByFields, ["@user"]);
  assert.equal(count?.options.evaluationWindow, 600);
  const distinct = correlate(
    { ...base, type: "value_count", rules: [FAILED.id], condition: { gte: 3, field: "ip" } },
    FAILED,
  ).joined?.detection?.queries[0];
  assert.deepEqual([distinct?.aggregation, distinct?.distinctFields], ["cardinality", ["@ip"]]);
  const both = correlate(
    { ...base, type: "temporal", rules: ["failed", "passed"] },
    FAILED,
    PASSED,
  );
  assert.equal(both.joined?.detection?.cases[0]?.condition, "a > 0 && b > 0");
  const ordered = correlate(
    { ...base, type: "temporal_ordered", rules: ["failed", "passed"] },
    FAILED,
    PASSED,
  ).joined?.detection;
  assert.equal(ordered?.options.detectionMethod, "sequence_detection");
  assert.equal(ordered?.cases[0]?.condition, "step_b > 0");
  for (const rule of [count, both.joined?.detection, ordered])
    assert.deepEqual(rule && checkDetectionRule(rule), []);
});

test("rules that a correlation stands for make no signal of their own, unless it says so", () => {
  const correlation = {
    type: "event_count",
    rules: ["failed"],
    "group-by": ["user"],
    timespan: "5m",
    condition: { gte: 5 },
  };
  const quiet = correlate(correlation, FAILED).converted;
  assert.deepEqual(
    quiet.map(({ detection }) => detection !== undefined),
    [false, true],
  );
  const loud = correlate({ ...correlation, generate: true }, FAILED).converted;
  assert.deepEqual(
    loud.map(({ detection }) => detection !== undefined),
    [true, true],
  );
});

test("a filter narrows the rules it names, and no other", () => {
  const rule = ruleOf({ s: { Image: "/x" }, condition: "s" }, "process_creation", {
    id: "33333333-3333-4333-8333-333333333333",
  });
  const filter = {
    title: "Not as root",
    logsource: { product: "linux" },
    filter: { rules: [rule["id"]], selection: { User: "root" }, condition: "not selection" },
  };
  const { converted } = convert(rule, filter, { ...rule, id: "4", title: "Other" });
  const [narrowed, other] = converted.map(
    ({ agent }) => agent?.text.includes("exec.user") ?? false,
  );
  assert.deepEqual([narrowed, other], [true, false]);
});

test("what cannot be said is refused with its reason, and the rest is converted", () => {
  const refusal = (document: Json) => convert(document).refused[0]?.refusal.code;
  const s = { CommandLine: "x" };
  for (const [document, code] of [
    [{}, "SIGMA_KEY_MISSING"],
    [{ title: "x" }, "SIGMA_KEY_MISSING"],
    [ruleOf({ s }), "SIGMA_KEY_MISSING"],
    [ruleOf({ s, condition: "t" }), "SIGMA_CONDITION"],
    [ruleOf({ s, condition: "s and" }), "SIGMA_CONDITION"],
    [ruleOf({ s, condition: "(s" }), "SIGMA_CONDITION"],
    [ruleOf({ s, condition: `${"(".repeat(60)}s` }), "SIGMA_CONDITION"],
    [ruleOf({ s, condition: "1 of t*" }), "SIGMA_CONDITION"],
    [ruleOf({ s, condition: "s | count() > 5" }), "SIGMA_AGGREGATION"],
    [ruleOf({ s, timeframe: "5m", condition: "s" }), "SIGMA_AGGREGATION"],
    [ruleOf({ s: { "CommandLine|nope": "x" }, condition: "s" }), "SIGMA_MODIFIER"],
    [ruleOf({ s: { "ProcessId|gt": "x" }, condition: "s" }), "SIGMA_MODIFIER"],
    [ruleOf({ s: { "CommandLine|expand": "%x%" }, condition: "s" }), "SIGMA_PLACEHOLDER"],
    [ruleOf({ s: { "CommandLine|fieldref": "Image" }, condition: "s" }), "SIGMA_FIELD_REFERENCE"],
    [ruleOf({ s: { "UtcTime|hour": 3 }, condition: "s" }), "SIGMA_TIME_MODIFIER"],
    [ruleOf({ s: { OriginalFileName: "x" }, condition: "s" }), "SIGMA_FIELD"],
    [ruleOf({ s: ["word"], condition: "s" }), "SIGMA_KEYWORDS"],
    [ruleOf({ s: { "CommandLine|re": "(?=x)" }, condition: "s" }), "SIGMA_EXPRESSION"],
    [ruleOf({ s: { "CommandLine|cidr": "10.0.0.0/8" }, condition: "s" }), "SIGMA_TEST"],
    [ruleOf({ s, condition: "s" }, "registry_set"), "SIGMA_LOG_SOURCE"],
    [ruleOf({ s, condition: "s" }, undefined, { status: "deprecated" }), "SIGMA_RETIRED"],
    [{ action: "global", title: "x" }, "SIGMA_GLOBAL_ACTION"],
    [
      { title: "x", correlation: { type: "other", rules: ["a"], timespan: "1m" } },
      "SIGMA_KEY_MISSING",
    ],
    [
      { title: "x", correlation: { type: "temporal", rules: ["a"], timespan: "1m" } },
      "SIGMA_RULE_UNKNOWN",
    ],
    [
      { title: "x", correlation: { type: "temporal", rules: ["a"], timespan: "1m" } },
      "SIGMA_RULE_UNKNOWN",
    ],
  ] as const) {
    assert.equal(refusal(document as Json), code, JSON.stringify(document));
  }
  const unsupported = (more: Json) =>
    correlate(
      { type: "event_count", rules: ["failed"], "group-by": [], timespan: "5m", ...more },
      FAILED,
    ).refused[0]?.refusal.code;
  assert.equal(unsupported({ condition: { lt: 5 } }), "SIGMA_CORRELATION");
  assert.equal(unsupported({ condition: { gt: 5 }, timespan: "2d" }), "SIGMA_CORRELATION");
  assert.equal(
    unsupported({ type: "value_avg", condition: { gt: 5, field: "x" } }),
    "SIGMA_CORRELATION",
  );
  const mixed = convert({}, ruleOf({ s, condition: "s" }));
  assert.deepEqual([mixed.converted.length, mixed.refused.length], [1, 1]);
});

test("titles that are the same get ids of their own", () => {
  const rule = (id: string) => ruleOf({ s: { User: "a" }, condition: "s" }, undefined, { id });
  const { converted } = convert(rule("aaaaaaaa-1"), rule("bbbbbbbb-1"), rule("bbbbbbbb-2"));
  assert.deepEqual(
    converted.map(({ id }) => id),
    ["sigma_a_rule", "sigma_a_rule_bbbbbbbb", "sigma_a_rule_2"],
  );
});

const SEED = stringify(
  ruleOf({
    a: { "CommandLine|contains|all": ["a*", "b\\?"], "Image|re": "^/x(y|z)" },
    b: [{ User: null }, { "LogonId|lt": 5 }],
    condition: "a and not 1 of b*",
  }),
);

test("no text makes the import throw, and what it makes loads", () => {
  const mutation = fc.record({
    at: fc.nat(SEED.length),
    cut: fc.nat(6),
    text: fc.oneof(
      fc.constantFrom("|", "*", "\\", '"', "(", "\n", "- ", ": ", "---\n"),
      fc.string(),
    ),
  });
  fc.assert(
    fc.property(fc.array(mutation, { maxLength: 4 }), (mutations) => {
      let text = SEED;
      for (const { at, cut, text: put } of mutations)
        text = text.slice(0, at) + put + text.slice(at + cut);
      const { converted } = convertSigma(readSigma({ path: "fuzz.yml", text }));
      for (const { agent } of converted) {
        if (agent === undefined) continue;
        const { diagnostics } = inspectContent([{ path: agent.name, text: agent.text }]);
        assert.deepEqual(
          diagnostics.filter(({ severity }) => severity === "error"),
          [],
        );
      }
    }),
    { numRuns: 200 },
  );
});
