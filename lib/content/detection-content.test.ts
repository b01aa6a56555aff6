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

function run(tests: string): string[] {
  const { contents, diagnostics } = loadDetectionContent([
    { path: "detections/auth/logins.yaml", text: `${RULE}${tests}` },
  ]);
  assert.deepEqual(diagnostics, []);
  const [content] = contents;
  assert.ok(content);
  return testDetectionRule(content).map(({ why }) => why);
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

test("counts reach across the window and no further", () => {
  const within = `  - name: within
    events: [{at: 0s, times: 3, every: 100s, ${FAILURE}}]
    signals: [{severity: medium, group: [h, ann], events: 3}]
  - name: beyond
    events: [{at: 0s, times: 3, every: 150s, ${FAILURE}}]
`;
  assert.deepEqual(run(within), ["", ""]);
});

test("the first case that holds decides, and a worse one raises the signal", () => {
  const tests = `  - name: raised
    events: [{at: 0s, times: 3, ${FAILURE}}, {at: 10s, ${SUCCESS}}]
    signals: [{severity: critical, group: [h, ann], events: 4}]
  - name: success alone
    events: [{at: 0s, ${SUCCESS}}]
`;
  assert.deepEqual(run(tests), ["", ""]);
});

// The window of the signal after the maximum reaches back over the end of the one before.
test("a signal stays open while it is kept alive, and never over its maximum", () => {
  const tests = `  - name: silence ends it
    events: [{at: 0s, times: 3, ${FAILURE}}, {at: 11m, times: 3, ${FAILURE}}]
    signals:
      - {severity: medium, group: [h, ann], events: 3}
      - {severity: medium, group: [h, ann], events: 3}
  - name: the maximum ends it
    events: [{at: 0s, times: 21, every: 100s, ${FAILURE}}]
    signals:
      - {severity: medium, group: [h, ann], events: 18}
      - {severity: medium, group: [h, ann], events: 5}
`;
  assert.deepEqual(run(tests), ["", ""]);
});

test("groups are apart, and an event without a group value does not count", () => {
  const tests = `  - name: two users
    events:
      - {at: 0s, times: 2, ${FAILURE}}
      - {at: 1s, times: 2, host: h, usr.id: bob, evt.outcome: failure}
  - name: no user
    events: [{at: 0s, times: 9, host: h, evt.outcome: failure}]
`;
  assert.deepEqual(run(tests), ["", ""]);
});

test("a test that fails says what came out", () => {
  const tests = `  - name: wrong
    events: [{at: 0s, times: 3, ${FAILURE}}]
    signals: [{severity: high, group: [h, ann], events: 3}]
`;
  assert.deepEqual(run(tests), ["it makes medium [h, ann] of 3, not high [h, ann] of 3"]);
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
