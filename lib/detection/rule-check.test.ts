import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { checkDetectionRule, effectiveRule, readDetectionRule } from "./index.ts";

type Json = Record<string, unknown>;

/** A rule as clients create it, changed by `parts`. */
function written(parts: Json = {}): Json {
  return {
    name: "Brute force",
    message: "by {{@usr.id}}",
    isEnabled: true,
    type: "log_detection",
    queries: [
      { query: "@evt.outcome:failure", groupByFields: ["@usr.id"], name: "failed" },
      { query: "@evt.outcome:success", groupByFields: ["@usr.id"] },
    ],
    cases: [{ name: "", status: "high", condition: "failed > 5 THEN b > 0", notifications: [] }],
    options: { evaluationWindow: 300, keepAlive: 3600, maxSignalDuration: 86_400 },
    ...parts,
  };
}

function faultsOf(value: unknown): string[] {
  const { rule, diagnostics } = readDetectionRule(value);
  const found = rule === undefined ? diagnostics : checkDetectionRule(rule);
  for (const { what, why, do: todo } of found)
    for (const sentence of [what, why, todo]) assert.match(sentence, /\w \S.*\.$/s);
  return found.map(({ path, code }) => `${path} ${code}`);
}

test("a rule gets its defaults and keeps what nobody knows", () => {
  const { rule } = readDetectionRule(
    written({ id: "abc-def-ghi", futureField: { a: [1] }, tags: null, creator: { handle: "ann" } }),
  );
  assert.ok(rule);
  assert.deepEqual(checkDetectionRule(rule), []);
  assert.deepEqual((rule as Json)["futureField"], { a: [1] });
  assert.deepEqual(rule.tags, []);
  assert.deepEqual(rule.creator, { handle: "ann", name: "" });
  assert.deepEqual(rule.queries[1], {
    query: "@evt.outcome:success",
    groupByFields: ["@usr.id"],
    name: "",
    aggregation: "count",
    distinctFields: [],
    metrics: [],
    dataSource: "logs",
    hasOptionalGroupByFields: false,
  });
  assert.deepEqual(readDetectionRule(rule).rule, rule);
});

test("defaults follow the type and the method", () => {
  const queryOf = (parts: Json) => readDetectionRule(written(parts)).rule?.queries[0];
  const query = { query: "*", metric: "@x" };
  const options = { detectionMethod: "new_value" };
  assert.equal(queryOf({ type: "workload_security" })?.dataSource, "security_runtime");
  assert.equal(queryOf({ type: "signal_correlation" })?.aggregation, "event_count");
  assert.deepEqual(queryOf({ queries: [query], options })?.metrics, ["@x"]);
  assert.equal(queryOf({ queries: [query], options })?.aggregation, "new_value");
  assert.equal(readDetectionRule(written({ options })).rule?.options.evaluationWindow, 0);
});

test("overrides of a default rule are in force", () => {
  const [query] = written()["queries"] as Json[];
  const { rule } = readDetectionRule(
    written({
      customName: "Ours",
      customMessage: "",
      queries: [{ ...query, customQueryExtension: "-@usr.id:ann" }],
      cases: [{ status: "high", condition: "failed > 1", customStatus: "low" }],
    }),
  );
  assert.ok(rule);
  const used = effectiveRule(rule);
  assert.equal(used.name, "Ours");
  assert.equal(used.message, "by {{@usr.id}}");
  assert.equal(used.queries[0]?.query, "(@evt.outcome:failure) (-@usr.id:ann)");
  assert.equal(used.cases[0]?.status, "low");
});

const windows = (evaluationWindow: number, keepAlive: number, maxSignalDuration: number) => ({
  options: { evaluationWindow, keepAlive, maxSignalDuration },
});
const one = (query: Json, options: Json = {}, parts: Json = {}) => ({
  queries: [{ query: "*", ...query }],
  cases: [{ status: "high", condition: "a > 0" }],
  options,
  ...parts,
});
const when = (...conditions: string[]) => ({
  cases: conditions.map((condition) => ({ status: "high", condition })),
});
const sequence = (steps: Json[], stepTransitions: Json[]) =>
  one(
    {},
    { detectionMethod: "sequence_detection", sequenceDetectionOptions: { steps, stepTransitions } },
    { cases: [{ status: "high", condition: "last > 0" }] },
  );
const step = (name: string) => ({ name, condition: "a > 0", evaluationWindow: 3600 });
const GEO = "@network.client.geoip";

const WRONG: [name: string, parts: Json, faults: string[]][] = [
  ["no name", { name: " " }, ["name RULE_MISSING"]],
  ["type of a list", { queries: {} }, ["queries RULE_TYPE"]],
  [
    "an unknown severity",
    { cases: [{ status: "fatal", condition: "b > 0" }] },
    ["cases[0].status RULE_TYPE"],
  ],
  ["an unknown type", { type: "magic" }, ["type RULE_VALUE"]],
  ["a window between", windows(301, 3600, 3600), ["options.evaluationWindow RULE_VALUE"]],
  ["a short keepAlive", windows(300, 60, 3600), ["options.keepAlive RULE_WINDOWS"]],
  ["a short maximum", windows(60, 3600, 300), ["options.maxSignalDuration RULE_WINDOWS"]],
  ["no windows at all", windows(0, 0, 0), []],
  ["no condition", when(""), ["cases[0].condition RULE_MISSING"]],
  ["a number first", when("3 < b"), ["cases[0].condition CONTENT_CONDITION_INVALID"]],
  ["an unknown label", when("a > 1"), ["cases[0].condition CONTENT_LABEL_UNKNOWN"]],
  [
    "THEN inside",
    when("b > 1 && (b > 1 THEN b > 2)"),
    ["cases[0].condition CONTENT_CONDITION_INVALID"],
  ],
  [
    "THEN twice",
    when("b > 1 THEN b > 2", "b>1", "b > 2 THEN failed > 2"),
    ["cases[2].condition RULE_THEN_TWICE"],
  ],
  ["a THEN of ORs", when("(b>1 || failed >= 2) THEN b > 0.5"), []],
  ["eleven cases", when(...Array.from({ length: 11 }, () => "b > 0")), ["cases RULE_COUNT"]],
  ["a search", one({ query: "@a:(" }), ["queries[0].query QUERY_TERM_MISSING"]],
  [
    "an aggregation",
    one({ aggregation: "median" }),
    ["queries[0].aggregation RULE_VALUE", "queries[0].aggregation RULE_AGGREGATION"],
  ],
  ["sum of nothing", one({ aggregation: "sum" }), ["queries[0].metrics RULE_COUNT"]],
  [
    "cardinality of nothing",
    one({ aggregation: "cardinality" }),
    ["queries[0].distinctFields RULE_COUNT"],
  ],
  ["a source", one({ dataSource: "tea" }), ["queries[0].dataSource RULE_VALUE"]],
  [
    "a group of signals",
    one({ groupByFields: ["host"] }, {}, { groupSignalsBy: ["service"] }),
    ["groupSignalsBy[0] RULE_NAME_UNKNOWN"],
  ],
  [
    "groups of different sizes",
    { ...when("b > 0"), queries: [{ query: "*", groupByFields: ["host"] }, { query: "*" }] },
    ["queries[1].groupByFields RULE_GROUPS_DIFFER"],
  ],
  [
    "a table",
    { referenceTables: [{ tableName: "t", logFieldPath: "@a", ruleQueryName: "c" }] },
    [
      "referenceTables[0].columnName RULE_MISSING",
      "referenceTables[0].ruleQueryName RULE_NAME_UNKNOWN",
    ],
  ],
  [
    "a filter",
    { filters: [{ action: "drop", query: "x:" }] },
    ["filters[0].action RULE_VALUE", "filters[0].query QUERY_VALUE_MISSING"],
  ],
  [
    "fields of no schedule",
    { calculatedFields: [{ name: "x", expression: "1" }] },
    ["schedulingOptions RULE_MISSING"],
  ],
  [
    "a schedule",
    { schedulingOptions: { rrule: "FREQ=SECONDLY", start: "2026-01-01", timezone: "UTC" } },
    ["schedulingOptions.rrule RULE_SCHEDULE"],
  ],
  [
    "a zone",
    { schedulingOptions: { rrule: "FREQ=DAILY", start: "2026-01-01", timezone: "Mars" } },
    ["schedulingOptions.timezone RULE_SCHEDULE"],
  ],
  [
    "calculated fields",
    {
      schedulingOptions: { rrule: "FREQ=DAILY", start: "2026-01-01", timezone: "" },
      calculatedFields: [
        { name: "a b", expression: "1 +" },
        { name: "x", expression: "#y + #none" },
        { name: "y", expression: "#x" },
        { name: "y", expression: "exec(1)" },
      ],
      queries: [{ query: "#x:1 #other:2", groupByFields: [] }],
      cases: [{ status: "high", condition: "a > 1" }],
    },
    [
      "queries[0].query QUERY_CALCULATED_FIELD",
      "calculatedFields[0].name RULE_CALCULATED_NAME",
      "calculatedFields[0].expression FORMULA_UNEXPECTED",
      "calculatedFields[1].expression RULE_NAME_UNKNOWN",
      "calculatedFields[3].name RULE_NAME_TWICE",
      "calculatedFields[3].expression FORMULA_FUNCTION_UNKNOWN",
    ],
  ],
  [
    "calculated fields in a ring",
    {
      schedulingOptions: { rrule: "FREQ=DAILY", start: "2026-01-01", timezone: "" },
      calculatedFields: [
        { name: "x", expression: "#y" },
        { name: "y", expression: "#x" },
      ],
    },
    ["calculatedFields RULE_CALCULATED_RING"],
  ],
  [
    "new values of nothing",
    one({}, { detectionMethod: "new_value" }),
    ["queries[0].metrics RULE_COUNT"],
  ],
  [
    "learning",
    one(
      { metrics: ["@a"] },
      { detectionMethod: "new_value", newValueOptions: { forgetAfter: 31, learningDuration: -1 } },
    ),
    [
      "options.newValueOptions.learningDuration RULE_RANGE",
      "options.newValueOptions.forgetAfter RULE_RANGE",
    ],
  ],
  [
    "buckets",
    one(
      {},
      {
        detectionMethod: "anomaly_detection",
        anomalyDetectionOptions: { bucketDuration: 60, detectionTolerance: 6 },
      },
    ),
    [
      "options.anomalyDetectionOptions.bucketDuration RULE_VALUE",
      "options.anomalyDetectionOptions.detectionTolerance RULE_VALUE",
    ],
  ],
  [
    "travel of nobody",
    one({ metrics: [GEO] }, { detectionMethod: "impossible_travel" }),
    ["queries[0].groupByFields RULE_MISSING"],
  ],
  [
    "travel without a place",
    one({ groupByFields: ["@usr.id"] }, { detectionMethod: "impossible_travel" }),
    ["queries[0].metrics RULE_VALUE"],
  ],
  [
    "a third party without severity",
    one({}, { detectionMethod: "third_party" }),
    ["options.thirdPartyRuleOptions.defaultStatus RULE_MISSING"],
  ],
  [
    "a line of steps",
    sequence([step("first"), step("last")], [{ parent: "first", child: "last" }]),
    [],
  ],
  [
    "a ring of steps",
    sequence(
      [step("first"), step("last")],
      [
        { parent: "first", child: "last" },
        { parent: "last", child: "first" },
      ],
    ),
    ["options.sequenceDetectionOptions.stepTransitions RULE_SEQUENCE"],
  ],
  [
    "an unknown step",
    sequence([step("first"), step("last")], [{ parent: "first", child: "other" }]),
    [
      "options.sequenceDetectionOptions.stepTransitions[0].child RULE_NAME_UNKNOWN",
      "options.sequenceDetectionOptions.stepTransitions RULE_SEQUENCE",
    ],
  ],
  [
    "a correlation of nothing",
    one({}, {}, { type: "signal_correlation" }),
    ["queries[0].ruleId RULE_MISSING"],
  ],
  ["no rule at all", [] as unknown as Json, [" RULE_TYPE"]],
];

for (const [name, parts, faults] of WRONG)
  test(`checks ${name}`, () => {
    assert.deepEqual(faultsOf(Array.isArray(parts) ? parts : written(parts)), faults);
  });

test("anything at all is read or refused, never thrown at", () => {
  const rules = fc.record({
    name: fc.anything(),
    queries: fc.oneof(
      fc.array(fc.record({ query: fc.string(), name: fc.string() })),
      fc.anything(),
    ),
    cases: fc.oneof(fc.array(fc.record({ condition: fc.string(), status: fc.constant("low") }))),
    options: fc.oneof(fc.constant({ detectionMethod: "sequence_detection" }), fc.anything()),
  });
  const property = fc.property(fc.oneof(rules, fc.jsonValue()), (value) => {
    for (const fault of faultsOf(value)) assert.match(fault, / [A-Z_]+$/);
  });
  fc.assert(property, { numRuns: 300 });
});

const RECORDED = new URL("../../../shared/data/product/ootb-rules.jsonl", import.meta.url);

/** Recorded rules have no query text; what is in them of options and cases must pass. */
test("recorded rules pass", { skip: existsSync(RECORDED) ? false : "no recorded rules" }, () => {
  const lines = readFileSync(RECORDED, "utf8").trim().split("\n");
  for (const line of lines) {
    const recorded = JSON.parse(line) as Json & { queries: Json[]; cases: Json[] };
    const { evaluationWindow, keepAlive, maxSignalDuration, detectionMethod } = recorded;
    const { newValueOptions, anomalyDetectionOptions, impossibleTravelOptions } = recorded;
    const severity = (each: Json) => ({ ...each, status: each["severity"] });
    const rule = {
      ...{ id: recorded["id"], name: recorded["name"], type: recorded["type"] },
      queries: recorded.queries.map((query) => ({
        ...{ name: query["name"], aggregation: query["aggregation"] },
        ...{ dataSource: query["dataSource"], query: "*", ruleId: "abc-def-ghi" },
        ...{ groupByFields: query["groupBy"], distinctFields: query["distinct"] },
        metrics: query["metrics"],
      })),
      cases: recorded.cases.map(severity),
      thirdPartyCases: ((recorded["thirdPartyCases"] as Json[] | undefined) ?? []).map(severity),
      options: {
        ...{ evaluationWindow, keepAlive, maxSignalDuration, detectionMethod },
        ...{ newValueOptions, anomalyDetectionOptions, impossibleTravelOptions },
      },
    };
    assert.deepEqual(faultsOf(rule), [], line.slice(0, 200));
  }
});
