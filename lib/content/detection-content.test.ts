/** Detection rules from files, and the small model that runs their tests. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  attackEntry,
  attackTags,
  conditionHolds,
  loadDetectionContent,
  parseCondition,
  queryLabels,
  testDetectionRule,
} from "./index.ts";

const RULE = `id: logins
name: Logins guessed
attack: [TA0006, T1110]
queries:
  - {name: failed, query: "@evt.outcome:failure", group_by: [host, "@usr.id"]}
  - {query: "@evt.outcome:success", group_by: [host, "@usr.id"]}
window: 5m
keep_alive: 10m
max_duration: 30m
cases:
  - {name: and got in, when: failed > 2 && b > 0, severity: critical}
  - {when: failed > 2, severity: medium}
message: "{{@usr.id}} on {{host}}"
why: Somebody guesses.
respond: [Lock the account.]
gaps: Slow guessing.
tests:
`;
const FAILURE = "host: h, usr.id: ann, evt.outcome: failure";
const SUCCESS = "host: h, usr.id: ann, evt.outcome: success";

async function run(tests: string): Promise<string[]> {
  const { contents, diagnostics } = loadDetectionContent([
    { path: "detections/auth/logins.yaml", text: `${RULE}${tests}` },
  ]);
  assert.deepEqual(diagnostics, []);
  const [content] = contents;
  assert.ok(content);
  return (await testDetectionRule(content)).map(({ why }) => why);
}

test("a rule has the shape that the API shows", () => {
  const { rules } = loadDetectionContent([{ path: "logins.yaml", text: RULE }]);
  const [rule] = rules;
  assert.ok(rule);
  assert.deepEqual(rule.options, {
    detectionMethod: "threshold",
    evaluationWindow: 300,
    keepAlive: 600,
    maxSignalDuration: 1800,
  });
  assert.deepEqual(rule.tags, [
    "security:attack",
    "tactic:TA0006-credential-access",
    "technique:T1110-brute-force",
  ]);
  assert.deepEqual(queryLabels(rule.queries), ["failed", "b"]);
  assert.equal(
    rule.message,
    "{{@usr.id}} on {{host}}\n\n## Why it matters\nSomebody guesses.\n\n" +
      "## What to do\n1. Lock the account.\n\n## Known gaps\nSlow guessing.",
  );
});

test("counts reach across the window and no further", async () => {
  const within = `  - name: within
    events: [{at: 0s, times: 3, every: 100s, ${FAILURE}}]
    signals: [{severity: medium, group: [h, ann], events: 3}]
  - name: beyond
    events: [{at: 0s, times: 3, every: 150s, ${FAILURE}}]
`;
  assert.deepEqual(await run(within), ["", ""]);
});

test("the first case that holds decides, and a worse one raises the signal", async () => {
  const tests = `  - name: raised
    events: [{at: 0s, times: 3, ${FAILURE}}, {at: 10s, ${SUCCESS}}]
    signals: [{severity: critical, group: [h, ann], events: 4}]
  - name: success alone
    events: [{at: 0s, ${SUCCESS}}]
`;
  assert.deepEqual(await run(tests), ["", ""]);
});

test("a signal stays open while it is kept alive, and never over its maximum", async () => {
  const tests = `  - name: silence ends it
    events: [{at: 0s, times: 3, ${FAILURE}}, {at: 11m, times: 3, ${FAILURE}}]
    signals:
      - {severity: medium, group: [h, ann], events: 3}
      - {severity: medium, group: [h, ann], events: 3}
  - name: the maximum ends it
    events: [{at: 0s, times: 21, every: 100s, ${FAILURE}}]
    signals:
      - {severity: medium, group: [h, ann], events: 18}
      - {severity: medium, group: [h, ann], events: 3}
`;
  assert.deepEqual(await run(tests), ["", ""]);
});

test("groups are apart, and an event without a group value does not count", async () => {
  const tests = `  - name: two users
    events:
      - {at: 0s, times: 2, ${FAILURE}}
      - {at: 1s, times: 2, host: h, usr.id: bob, evt.outcome: failure}
  - name: no user
    events: [{at: 0s, times: 9, host: h, evt.outcome: failure}]
`;
  assert.deepEqual(await run(tests), ["", ""]);
});

test("a repeated event says its number where its text asks for it", async () => {
  const tests = `  - name: three users fail once, one of them three times
    events:
      - {at: 0s, times: 3, host: h, usr.id: "user{n}", evt.outcome: failure}
      - {at: 1s, times: 2, host: h, usr.id: user2, evt.outcome: failure}
    signals: [{severity: medium, group: [h, user2], events: 3}]
`;
  assert.deepEqual(await run(tests), [""]);
});

test("a test that fails says what came out", async () => {
  const tests = `  - name: wrong
    events: [{at: 0s, times: 3, ${FAILURE}}]
    signals: [{severity: high, group: [h, ann], events: 3}]
`;
  assert.deepEqual(await run(tests), ["it makes medium [h, ann] of 3, not high [h, ann] of 3"]);
});

test("faults of queries and conditions stand at their place", () => {
  const text = RULE.replace("@evt.outcome:failure", "@evt.outcome:(a OR").replace(
    "when: failed > 2,",
    "when: fialed > 2,",
  );
  const { rules, diagnostics } = loadDetectionContent([{ path: "logins.yaml", text }]);
  assert.equal(rules.length, 0);
  assert.deepEqual(
    diagnostics.map(({ code, span }) => [code, text.slice(span.start, span.end)]),
    [
      ["QUERY_TERM_MISSING", ""],
      ["CONTENT_LABEL_UNKNOWN", "fialed"],
    ],
  );
});

test("conditions", () => {
  const counts: Record<string, number> = { a: 6, b: 0, failed_logins: 1 };
  const rows: [string, boolean | undefined][] = [
    ["a > 5", true],
    ["a>5", true],
    ["a > 6 || b == 0", true],
    ["a > 5 && b > 0 || failed_logins >= 1", true],
    ["a > 5 && (b > 0 || failed_logins < 1)", false],
    ["((a <= 6))", true],
    ["3 < a", undefined],
    ["a", undefined],
    ["a > ", undefined],
    ["a > 1 &&", undefined],
    ["(a > 1", undefined],
    ["a > 1)", undefined],
    ["a ! 1", undefined],
    ["", undefined],
    [`${"(".repeat(99)}a > 1${")".repeat(99)}`, undefined],
  ];
  for (const [text, expected] of rows) {
    const { condition } = parseCondition(text, Object.keys(counts));
    const actual = condition && conditionHolds(condition, (label) => counts[label] ?? 0);
    assert.equal(actual, expected, text);
  }
});

test("any text is a condition or a fault", () => {
  const piece = fc.constantFrom("a", " ", ">", "=", "&&", "||", "(", ")", "7", "<", ".");
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece).map((parts) => parts.join("")),
        fc.string(),
      ),
      (text) => {
        const { condition, diagnostics } = parseCondition(text, ["a"]);
        assert.equal(condition === undefined, diagnostics.length > 0);
      },
    ),
  );
});

test("ids of ATT&CK have names, tactics and tags", () => {
  assert.deepEqual(attackEntry("T1059.004"), {
    id: "T1059.004",
    name: "Command and Scripting Interpreter: Unix Shell",
    tactics: ["TA0002"],
    url: "https://attack.mitre.org/techniques/T1059/004",
  });
  assert.equal(attackEntry("T0000"), undefined);
  assert.equal(attackEntry("constructor"), undefined);
  assert.deepEqual(attackTags(["T1059"]), [
    "tactic:TA0002-execution",
    "technique:T1059-command-and-scripting-interpreter",
  ]);
});

const METHODS: [name: string, text: string, tests: string][] = [
  [
    "new values",
    `method: new_value
options: {learningMethod: threshold, learningThreshold: 1}
queries: [{query: "*", source: logs, group_by: ["@usr.id"], new_value: "@country"}]
keep_alive: 0s
cases: [{severity: low}]`,
    `events: [{usr.id: ann, country: DE}, {at: 1s, usr.id: ann, country: DE}, {at: 2s, usr.id: ann, country: US}]
    signals: [{severity: low, group: [ann], events: 1}]`,
  ],
  [
    "anomalies",
    `method: anomaly_detection
options: {bucketDuration: 3600, learningDuration: 6}
queries: [{query: "*", group_by: [host]}]
cases: [{when: a > 0.995, severity: low}]`,
    `events: [{at: 0s, times: 24, every: 30m, host: h}, {at: 12h, times: 40, every: 1s, host: h}]
    signals: [{severity: low, group: [h], events: 40}]`,
  ],
  [
    "content anomalies",
    `method: anomaly_threshold
options: {learningDuration: 1, forgetAfter: 3}
queries: [{query: "*", group_by: [host], content: "@text"}]
cases: [{when: a > 0, severity: low}]`,
    `events: [{times: 30, every: 1h, host: h, text: all is well}, {at: 30h, host: h, text: the roof burns}]
    signals: [{severity: low, group: [h], events: 1}]`,
  ],
  [
    "impossible travel",
    `method: impossible_travel
queries: [{query: "*", group_by: ["@usr.id"], location: "@network.client.geoip"}]
cases: [{severity: medium}]`,
    `events:
      - {usr.id: ann, network.client.geoip.location: {latitude: 52.5, longitude: 13.4}}
      - {at: 1h, usr.id: ann, network.client.geoip.location: {latitude: 35.7, longitude: 139.7}}
    signals: [{severity: medium, group: [ann], events: 2}]`,
  ],
  [
    "findings of others",
    `method: third_party
options: {rootQueries: [{query: "@kind:finding", groupByFields: ["@id"]}], defaultStatus: low}
third_party_cases: [{query: "@level:>7", severity: critical}]`,
    `events: [{kind: finding, id: 7, level: 9}, {at: 1h, kind: finding, id: 8, level: 2}]
    signals: [{severity: critical, group: ["7"], events: 1}, {severity: low, group: ["8"], events: 1}]`,
  ],
  [
    "sequences",
    `method: sequence_detection
options:
  steps: [{name: first, condition: a > 0, evaluationWindow: 60}, {name: last, condition: b > 0, evaluationWindow: 60}]
  stepTransitions: [{parent: first, child: last, evaluationWindow: 600}]
queries: [{query: "@act:one", group_by: [host]}, {query: "@act:two", group_by: [host]}]
cases: [{when: last > 0, severity: high}]`,
    `events: [{host: h, act: one}, {at: 5m, host: h, act: two}]
    signals: [{severity: high, group: [h], events: 2}]`,
  ],
  [
    "signals of other rules",
    `type: signal_correlation
queries: [{signals_of: one, group_by: [host]}, {signals_of: two, group_by: [host]}]
cases: [{when: a > 0 THEN b > 0, severity: high}]`,
    `events: [{host: h, workflow.rule.id: one}, {at: 1m, host: h, workflow.rule.id: two}]
    signals: [{severity: high, group: [h], events: 2}]`,
  ],
  [
    "sums, tables and rolled up groups",
    `queries: [{query: "*", group_by: [host, "@disk"], sum: "@bytes"}]
group_signals_by: [host]
reference_tables: [{table: allowed, column: disk, field: "@disk", present: false}]
decrease_by_env: true
extended_title: true
cases: [{when: a > 9, severity: high}]`,
    `events: [{host: h, disk: a, bytes: 9}, {at: 1s, host: h, disk: b, bytes: 10}]
    signals: [{severity: high, group: [h], events: 1}]`,
  ],
];

for (const [name, text, tests] of METHODS)
  test(`files can say ${name}`, async () => {
    const head = "id: it\nname: It\nmessage: m\nwhy: w\nrespond: [r]\n";
    const file = `${head}${text}\ntests:\n  - name: t\n    ${tests}\n`;
    const { contents, diagnostics } = loadDetectionContent([{ path: "it.yaml", text: file }]);
    assert.deepEqual(diagnostics, []);
    const [content] = contents;
    assert.ok(content);
    const results = await testDetectionRule(content);
    assert.deepEqual(
      results.map(({ why }) => why),
      [""],
    );
  });

test("what a method asks is told at its key", () => {
  const text = RULE.replace("window: 5m", "method: new_value\nwindow: 0s");
  const { diagnostics } = loadDetectionContent([{ path: "logins.yaml", text }]);
  assert.deepEqual(
    diagnostics.map(({ code, span }) => [code, text.slice(span.start, span.start + 13)]),
    [
      ["RULE_COUNT", "{name: failed"],
      ["RULE_COUNT", '{query: "@evt'],
    ],
  );
});

test("a rule says when it goes, and a retired one that it is deprecated", () => {
  const read = (line: string) => {
    const text = RULE.replace("id: logins\n", `id: logins\n${line}\n`);
    const { rules, diagnostics } = loadDetectionContent([{ path: "logins.yaml", text }]);
    const [{ isDeprecated, deprecationDate, isEnabled } = {}] = rules;
    return {
      isDeprecated,
      deprecationDate,
      isEnabled,
      faults: diagnostics.map(({ code }) => code),
    };
  };
  const deprecationDate = Date.UTC(2027, 2, 31);
  assert.deepEqual(read("removed_on: 2027-03-31"), {
    ...{ isDeprecated: true, deprecationDate, isEnabled: true, faults: [] },
  });
  assert.deepEqual(read("maturity: retired"), {
    ...{ isDeprecated: true, deprecationDate: undefined, isEnabled: false, faults: [] },
  });
  for (const day of ["2027-02-31x", "soon", "2027-13-01", "2027-02-30", "[1]"])
    assert.notDeepEqual(read(`removed_on: ${day}`).faults, [], day);
});
