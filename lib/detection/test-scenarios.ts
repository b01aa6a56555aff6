/**
 * What each method must find, as tables of events in simulated time. The same tables run over rows
 * in memory and over the event store, in any order and with events twice.
 */

import type { SimulatedEvent } from "./replay.ts";
import { readDetectionRule } from "./rule-read.ts";

const T0 = Date.parse("2026-03-02T00:00:00Z");
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `1d2h` after the beginning, in milliseconds since 1970. */
export function timeAt(text: string): number {
  let seconds = 0;
  for (const [, number, unit] of text.matchAll(/(\d+)([smhd])/g))
    seconds += Number(number) * (UNITS[unit ?? ""] ?? 0);
  return T0 + seconds * 1000;
}

type Json = Record<string, unknown>;
export type Scenario = {
  name: string;
  /** Parts of rules as the API has them; windows are 5m, 1h, 1d unless they say otherwise. */
  rules: Json[];
  events: SimulatedEvent[];
  /** `severity [group] events first-last`, times in seconds from the beginning. */
  signals: string[];
  /**
   * Signals depend on what was seen before, or on where a longest signal begins: what arrives days
   * late would have been decided otherwise.
   */
  isOrdered?: boolean;
};

let ids = 0;
/** A log at a time; every key of `event` is an attribute. */
export function log(time: string, event: Json, tags: string[] = []): SimulatedEvent {
  const ts = timeAt(time);
  const eventId = `log-${++ids}`;
  const shown = { source: "app", host: "h", tags, ...event };
  return { eventId, ts, host: "h", tags, event: shown, source: "logs" };
}

function many(count: number, stepSeconds: number, from: string, event: Json): SimulatedEvent[] {
  const start = timeAt(from);
  return Array.from({ length: count }, (_, at) => {
    const made = log("0s", event);
    return { ...made, ts: start + at * stepSeconds * 1000 };
  });
}

export function ruleOf(parts: Json, index: number) {
  const { rule, diagnostics } = readDetectionRule({
    ...{ id: `rule_${index}`, name: "Rule", message: "m", type: "log_detection" },
    ...parts,
    options: {
      evaluationWindow: 300,
      keepAlive: 3600,
      maxSignalDuration: 86_400,
      ...(parts["options"] as Json),
    },
  });
  if (rule === undefined) throw new TypeError(JSON.stringify(diagnostics));
  return rule;
}

const by = (query: string, more: Json = {}) => ({ query, groupByFields: ["@usr.id"], ...more });
const when = (...conditions: string[]) =>
  conditions.map((condition, at) => ({
    condition,
    status: ["critical", "high", "medium", "low"][at] ?? "info",
  }));
const fail = { outcome: "failure", usr: { id: "ann" } };
const pass = { outcome: "success", usr: { id: "ann" } };

const BRUTE = {
  queries: [by("@outcome:failure", { name: "failed" }), by("@outcome:success", { name: "passed" })],
};

const threshold: Scenario[] = [
  {
    name: "failed logins, then one that succeeds",
    rules: [{ ...BRUTE, cases: when("failed > 4 && passed > 0", "failed > 4") }],
    events: [...many(6, 10, "0s", fail), log("70s", pass)],
    signals: ["critical [ann] 7 0-70"],
  },
  {
    name: "success after five minutes does not count",
    rules: [{ ...BRUTE, cases: when("failed > 4 && passed > 0", "failed > 4") }],
    events: [...many(6, 10, "0s", fail), log("6m", pass)],
    signals: ["high [ann] 6 0-50"],
  },
  {
    name: "THEN wants the order",
    rules: [{ ...BRUTE, cases: when("failed > 2 THEN passed > 0") }],
    events: [
      log("0s", pass),
      ...many(3, 10, "10s", fail),
      log("100s", { ...pass, usr: { id: "bob" } }),
      ...many(2, 10, "10m", fail),
      log("11m", pass),
      log("11m30s", fail),
    ],
    signals: [],
  },
  {
    name: "THEN is met",
    rules: [{ ...BRUTE, cases: when("failed > 2 THEN passed > 0", "failed > 100") }],
    events: [...many(3, 10, "0s", fail), log("100s", pass), log("200s", pass)],
    signals: ["critical [ann] 5 0-200"],
  },
  {
    name: "a sum over amounts, and a maximum",
    rules: [
      {
        queries: [
          by("*", { aggregation: "sum", metrics: ["@bytes"], name: "bytes" }),
          by("*", { aggregation: "max", metrics: ["@bytes"], name: "most" }),
        ],
        cases: when("most > 900", "bytes >= 1000"),
      },
    ],
    events: [
      log("0s", { usr: { id: "ann" }, bytes: 600 }),
      log("1s", { usr: { id: "ann" }, bytes: "400" }),
      log("2s", { usr: { id: "ann" }, bytes: "none" }),
      log("0s", { usr: { id: "bob" }, bytes: 950.5 }),
    ],
    signals: ["critical [bob] 2 0-0", "high [ann] 4 0-1"],
  },
  {
    name: "different users of one address",
    rules: [
      {
        queries: [
          {
            query: "@outcome:failure",
            aggregation: "cardinality",
            distinctFields: ["@usr.id"],
            groupByFields: ["@ip"],
          },
        ],
        cases: when("a > 2"),
      },
    ],
    events: ["ann", "ann", "bob", "cid", "cid"].map((id, at) =>
      log(`${at}s`, { ...fail, ip: "192.0.2.1", usr: { id } }),
    ),
    signals: ["critical [192.0.2.1] 5 0-4"],
  },
  {
    name: "signals rolled up by some of the groups",
    rules: [
      {
        queries: [{ query: "*", groupByFields: ["@usr.id", "service"] }],
        cases: when("a > 1"),
        groupSignalsBy: ["service"],
      },
    ],
    events: [
      ...many(2, 10, "0s", { usr: { id: "ann" }, service: "web" }),
      ...many(2, 10, "20s", { usr: { id: "bob" }, service: "web" }),
      ...many(1, 10, "0s", { usr: { id: "cid" }, service: "api" }),
    ],
    signals: ["critical [web] 4 0-30"],
  },
  {
    name: "less severe outside production",
    rules: [
      {
        queries: [by("*")],
        cases: when("a > 0"),
        options: { decreaseCriticalityBasedOnEnv: true },
      },
    ],
    events: [
      log("0s", fail, ["env:staging-eu"]),
      log("0s", { ...fail, usr: { id: "bob" } }, ["env:prod"]),
    ],
    signals: ["critical [bob] 1 0-0", "high [ann] 1 0-0"],
  },
  {
    name: "a signal ends at its longest and another begins",
    rules: [
      {
        queries: [by("*")],
        cases: when("a > 0"),
        options: { evaluationWindow: 60, keepAlive: 300, maxSignalDuration: 600 },
      },
    ],
    events: many(6, 150, "0s", fail),
    signals: ["critical [ann] 4 0-450", "critical [ann] 2 600-750"],
    isOrdered: true,
  },
];

const newValue = (options: Json, query: Json = {}): Json => ({
  queries: [by("*", { metrics: ["@country"], ...query })],
  cases: [{ status: "high" }],
  options: {
    detectionMethod: "new_value",
    evaluationWindow: 0,
    keepAlive: 0,
    newValueOptions: options,
  },
});
const from = (time: string, country: string, id = "ann") => log(time, { usr: { id }, country });

const values: Scenario[] = [
  {
    name: "a new value after the learning period, once",
    rules: [newValue({ learningDuration: 7, forgetAfter: 28 })],
    events: [
      from("0s", "DE"),
      from("6d", "FR"),
      from("8d", "DE"),
      from("8d1h", "US"),
      from("9d", "US"),
      from("9d1h", "FR"),
      from("9d", "US", "bob"),
    ],
    signals: ["high [ann] 1 694800-694800"],
    isOrdered: true,
  },
  {
    name: "a value is forgotten",
    rules: [newValue({ learningDuration: 1, forgetAfter: 7 })],
    events: [
      from("0s", "DE"),
      from("1h", "US"),
      from("4d", "DE"),
      from("9d", "US"),
      from("10d", "DE"),
    ],
    signals: ["high [ann] 1 777600-777600"],
    isOrdered: true,
  },
  {
    name: "without a learning period the second value is new",
    rules: [newValue({ learningMethod: "threshold", learningThreshold: 1 })],
    events: [from("0s", "DE"), from("1s", "DE"), from("2s", "US")],
    signals: ["high [ann] 1 2-2"],
    isOrdered: true,
  },
  {
    name: "several fields are one value",
    rules: [
      newValue(
        { learningMethod: "threshold", learningThreshold: 1 },
        { metrics: ["@country", "@app"] },
      ),
    ],
    events: [
      log("0s", { usr: { id: "ann" }, country: "DE", app: "mail" }),
      log("1s", { usr: { id: "ann" }, country: "US", app: "mail" }),
      log("2s", { usr: { id: "ann" }, country: "DE", app: "mail" }),
      log("3s", { usr: { id: "ann" }, country: "DE" }),
    ],
    signals: ["high [ann] 1 1-1"],
    isOrdered: true,
  },
];

const anomaly = (options: Json = {}): Json => ({
  queries: [by("*")],
  cases: when("a > 0.995"),
  options: {
    detectionMethod: "anomaly_detection",
    anomalyDetectionOptions: {
      bucketDuration: 3600,
      learningDuration: 24,
      detectionTolerance: 3,
      ...options,
    },
  },
});
const hourly = (days: number, count: (hour: number) => number) =>
  Array.from({ length: days * 24 }, (_, hour) => many(count(hour), 60, `${hour}h`, fail)).flat();

const anomalies: Scenario[] = [
  {
    name: "a rise above what is usual",
    rules: [anomaly()],
    events: [...hourly(3, (hour) => 3 + (hour % 3)), ...many(20, 60, "72h", fail)],
    signals: ["critical [ann] 20 259200-260340"],
    isOrdered: true,
  },
  {
    name: "a fall, a group without history and the learning period are quiet",
    rules: [anomaly()],
    events: [
      ...hourly(1, () => 5),
      ...many(40, 30, "10h", fail),
      ...many(1, 1, "26h", fail),
      ...many(60, 10, "30h", { ...fail, usr: { id: "new" } }),
    ],
    signals: [],
  },
  {
    name: "a rise that comes every day is usual",
    rules: [anomaly()],
    events: hourly(6, (hour) => (hour % 24 === 9 ? 30 : 2)),
    signals: [],
    isOrdered: true,
  },
  {
    name: "a bound while learning",
    rules: [anomaly({ learningPeriodBaseline: 10 })],
    events: [...hourly(1, () => 2).slice(0, 20), ...many(15, 60, "12h", fail)],
    signals: ["critical [ann] 15 43200-44040"],
  },
];

const content: Scenario[] = [
  {
    name: "texts that resemble none before",
    rules: [
      {
        queries: [{ query: "*", groupByFields: ["host"] }],
        cases: when("a >= 2"),
        options: {
          detectionMethod: "anomaly_threshold",
          anomalyThresholdOptions: { learningDuration: 1, forgetAfter: 7 },
        },
      },
    ],
    events: [
      ...Array.from({ length: 12 }, (_, at) =>
        log(`${at * 3}h`, { message: `user u${at} logged in from the office over the usual line` }),
      ),
      log("40h", { message: "user u77 logged in from the office over the usual line" }),
      log("41h", { message: "kernel panic: attempted to kill init on cpu 3" }),
      log("41h1m", { message: "drop table accounts; select everything from secrets" }),
    ],
    signals: ["critical [h] 2 147600-147660"],
    isOrdered: true,
  },
];

const PLACES: Readonly<Record<string, Json>> = {
  berlin: {
    city: { name: "Berlin" },
    country: { iso_code: "DE" },
    location: { latitude: 52.5, longitude: 13.4 },
  },
  hamburg: {
    city: { name: "Hamburg" },
    country: { iso_code: "DE" },
    location: { latitude: 53.6, longitude: 10 },
  },
  tokyo: {
    city: { name: "Tokyo" },
    country: { iso_code: "JP" },
    location: { latitude: 35.7, longitude: 139.7 },
  },
  nowhere: { country: { iso_code: "DE" } },
};
const trip = (time: string, place: string, id = "ann") =>
  log(time, { usr: { id }, network: { client: { geoip: PLACES[place] } } });
const travel = (options: Json = {}): Json => ({
  queries: [by("*", { metrics: ["@network.client.geoip"] })],
  cases: [{ status: "medium" }],
  options: { detectionMethod: "impossible_travel", impossibleTravelOptions: options },
});

const journeys: Scenario[] = [
  {
    name: "too fast and too far",
    rules: [travel()],
    events: [
      trip("0s", "berlin"),
      trip("1m", "hamburg"),
      trip("1h", "nowhere"),
      trip("2h", "tokyo"),
      trip("20h", "berlin"),
      trip("0s", "berlin", "bob"),
      trip("12h", "tokyo", "bob"),
    ],
    signals: ["medium [ann] 2 60-7200"],
    isOrdered: true,
  },
  {
    name: "a late event is paired with both neighbours",
    rules: [travel()],
    events: [trip("0s", "berlin"), trip("2h", "berlin"), trip("1h", "tokyo")],
    signals: ["medium [ann] 3 0-7200"],
  },
  {
    name: "known places are usual",
    rules: [travel({ baselineUserLocations: true })],
    events: [
      trip("0s", "berlin"),
      trip("1h", "tokyo"),
      trip("2d", "berlin"),
      trip("2d1h", "tokyo"),
      trip("3d", "berlin", "bob"),
      trip("5d", "berlin", "bob"),
      trip("5d1h", "tokyo", "bob"),
    ],
    signals: ["medium [bob] 2 432000-435600"],
    isOrdered: true,
  },
];

const others: Scenario[] = [
  {
    name: "alerts of another product, by case and day",
    rules: [
      {
        queries: [],
        cases: [],
        options: {
          detectionMethod: "third_party",
          thirdPartyRuleOptions: {
            rootQueries: [
              { query: "@kind:alert", groupByFields: ["@alert.id"] },
              { query: "@kind:note" },
            ],
            defaultStatus: "low",
          },
        },
        thirdPartyCases: [
          { name: "bad", status: "critical", query: "@level:>7" },
          { name: "middling", status: "medium", query: "@level:>4" },
        ],
      },
    ],
    events: [
      log("0s", { kind: "alert", alert: { id: 1 }, level: 5 }),
      log("1h", { kind: "alert", alert: { id: 1 }, level: 6 }),
      log("23h", { kind: "alert", alert: { id: 1 }, level: 9 }),
      log("25h", { kind: "alert", alert: { id: 1 }, level: 1 }),
      log("0s", { kind: "alert", alert: { id: 2 }, level: 1 }),
    ],
    signals: ["critical [1] 3 0-82800", "low [1] 1 90000-90000", "low [2] 1 0-0"],
    isOrdered: true,
  },
  {
    name: "steps in a row, linked by what they share",
    rules: [
      {
        queries: [
          { query: "@act:login", groupByFields: ["@usr.id"] },
          { query: "@act:sudo", groupByFields: ["@usr.id", "host"] },
          { query: "@act:upload", groupByFields: ["host"] },
        ],
        cases: when("three > 0"),
        options: {
          detectionMethod: "sequence_detection",
          sequenceDetectionOptions: {
            steps: [
              { name: "one", condition: "a > 1", evaluationWindow: 300 },
              { name: "two", condition: "b > 0", evaluationWindow: 60 },
              { name: "three", condition: "c > 0", evaluationWindow: 60 },
            ],
            stepTransitions: [
              { parent: "one", child: "two", evaluationWindow: 600 },
              { parent: "two", child: "three", evaluationWindow: 3600 },
            ],
          },
        },
      },
    ],
    events: [
      log("0s", { act: "login", usr: { id: "ann" } }),
      log("1m", { act: "login", usr: { id: "ann" } }),
      log("2m", { act: "sudo", usr: { id: "ann" }, host: "db" }),
      log("30m", { act: "upload", host: "db" }),
      // Another host, and a user who logged in once.
      log("31m", { act: "upload", host: "web" }),
      log("2m", { act: "login", usr: { id: "bob" } }),
      log("3m", { act: "sudo", usr: { id: "bob" }, host: "web" }),
    ],
    signals: ["critical [db] 4 0-1800"],
  },
  {
    name: "steps too far apart, or in the wrong order",
    rules: [
      {
        queries: [by("@act:one"), by("@act:two")],
        cases: when("last > 0"),
        options: {
          detectionMethod: "sequence_detection",
          sequenceDetectionOptions: {
            steps: [
              { name: "first", condition: "a > 0", evaluationWindow: 60 },
              { name: "last", condition: "b > 0", evaluationWindow: 60 },
            ],
            stepTransitions: [{ parent: "first", child: "last", evaluationWindow: 300 }],
          },
        },
      },
    ],
    events: [
      log("0s", { act: "two", usr: { id: "ann" } }),
      log("1m", { act: "one", usr: { id: "ann" } }),
      log("7m", { act: "two", usr: { id: "ann" } }),
    ],
    signals: [],
  },
  {
    name: "signals of two rules of one user",
    rules: [
      { queries: [by("@outcome:failure")], cases: when("a > 2") },
      { queries: [by("@act:grant")], cases: when("", "a > 0").slice(1) },
      {
        type: "signal_correlation",
        queries: [
          { ruleId: "rule_0", correlatedByFields: ["@usr.id"], name: "guessed" },
          { ruleId: "rule_1", correlatedByFields: ["@usr.id"], name: "granted" },
        ],
        cases: when("guessed > 0 THEN granted > 0"),
        options: { evaluationWindow: 3600 },
      },
    ],
    events: [
      ...many(3, 10, "0s", fail),
      log("10m", { act: "grant", usr: { id: "ann" } }),
      log("10m", { act: "grant", usr: { id: "bob" } }),
    ],
    signals: [
      "critical [ann] 2 20-600",
      "critical [ann] 3 0-20",
      "high [ann] 1 600-600",
      "high [bob] 1 600-600",
    ],
    isOrdered: true,
  },
];

export const SCENARIOS: readonly Scenario[] = [
  ...threshold,
  ...values,
  ...anomalies,
  ...content,
  ...journeys,
  ...others,
];

type Shown = {
  severity: string;
  group: readonly string[];
  events: number;
  first: number;
  last: number;
};

/** Signals as scenarios write them, sorted. */
export function showSignals(signals: readonly Shown[]): string[] {
  const seconds = (time: number) => Math.round((time - T0) / 1000);
  return signals
    .map(
      ({ severity, group, events, first, last }) =>
        `${severity} [${group.join(", ")}] ${events} ${seconds(first)}-${seconds(last)}`,
    )
    .sort();
}
