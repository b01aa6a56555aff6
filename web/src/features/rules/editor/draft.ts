/** A rule while it is written: what it begins with, by method, and what comes out of a file. */
import type { DetectionMethod } from "#lib/protocol";
import type { RuleDraft } from "../../../api/rules.ts";
import { listAt } from "../../../ui/form/paths.ts";

export const EMPTY_QUERY = {
  query: "",
  aggregation: "count",
  groupByFields: [],
  dataSource: "logs",
};
export const EMPTY_CASE = { name: "", status: "medium", condition: "a > 0", notifications: [] };

const windows = (evaluationWindow: number, keepAlive: number, maxSignalDuration: number) => ({
  ...{ evaluationWindow, keepAlive, maxSignalDuration },
});

type Shape = { options: object; aggregation: string; query?: object; cases: readonly object[] };

/** How a rule of each method begins; what these leave out has defaults. */
const SHAPES: Readonly<Record<DetectionMethod, Shape>> = {
  threshold: {
    options: windows(300, 3600, 86_400),
    aggregation: "count",
    cases: [EMPTY_CASE],
  },
  new_value: {
    options: {
      ...windows(0, 0, 86_400),
      newValueOptions: {
        ...{ learningMethod: "duration", learningDuration: 7, learningThreshold: 0 },
        ...{ forgetAfter: 28, instantaneousBaseline: false },
      },
    },
    aggregation: "new_value",
    query: { metrics: ["@network.client.ip"], groupByFields: ["@usr.name"] },
    cases: [{ ...EMPTY_CASE, condition: "" }],
  },
  anomaly_detection: {
    options: {
      ...windows(1800, 3600, 86_400),
      anomalyDetectionOptions: {
        ...{ bucketDuration: 300, learningDuration: 24, detectionTolerance: 5 },
        instantaneousBaseline: false,
      },
    },
    aggregation: "count",
    cases: [{ ...EMPTY_CASE, condition: "a > 0.995" }],
  },
  anomaly_threshold: {
    options: {
      ...windows(3600, 3600, 86_400),
      anomalyThresholdOptions: {
        ...{ learningDuration: 7, forgetAfter: 7, similarityPercentage: 70, similarItems: 1 },
      },
    },
    aggregation: "count",
    query: { metrics: ["message"] },
    cases: [{ ...EMPTY_CASE, condition: "a >= 1" }],
  },
  impossible_travel: {
    options: {
      ...windows(900, 3600, 86_400),
      impossibleTravelOptions: {
        ...{ baselineUserLocations: true, baselineUserLocationsDuration: 1 },
        detectIpTransition: false,
      },
    },
    aggregation: "geo_data",
    query: { metrics: ["@network.client.geoip"], groupByFields: ["@usr.name"] },
    cases: [{ ...EMPTY_CASE, condition: "" }],
  },
  third_party: {
    options: {
      ...windows(0, 3600, 86_400),
      thirdPartyRuleOptions: {
        rootQueries: [{ query: "", groupByFields: [] }],
        ...{ defaultStatus: "medium", defaultNotifications: [], signalTitleTemplate: "" },
      },
    },
    aggregation: "none",
    cases: [],
  },
  sequence_detection: {
    options: {
      ...windows(0, 3600, 86_400),
      sequenceDetectionOptions: {
        steps: [
          { name: "step_a", condition: "a > 0", evaluationWindow: 300 },
          { name: "step_b", condition: "b > 0", evaluationWindow: 300 },
        ],
        stepTransitions: [{ parent: "step_a", child: "step_b", evaluationWindow: 900 }],
      },
    },
    aggregation: "count",
    cases: [{ ...EMPTY_CASE, condition: "step_b > 0" }],
  },
  hardcoded: {
    options: { ...windows(300, 3600, 86_400), hardcodedEvaluatorType: "log4shell" },
    aggregation: "count",
    cases: [EMPTY_CASE],
  },
};

/** Options that belong to one method only. */
const METHOD_OPTIONS = [
  ...["newValueOptions", "anomalyDetectionOptions", "anomalyThresholdOptions"],
  ...["impossibleTravelOptions", "thirdPartyRuleOptions", "sequenceDetectionOptions"],
  "hardcodedEvaluatorType",
];

/** A rule to begin with. */
export function newDraft(method: DetectionMethod = "threshold"): RuleDraft {
  const draft: RuleDraft = {
    ...{ name: "", type: "log_detection", isEnabled: true, message: "", tags: [] },
    ...{ queries: [EMPTY_QUERY], cases: [EMPTY_CASE], options: {} },
  };
  return withMethod(draft, method);
}

/** The rule by another method: its searches stay, what only the old method has goes. */
export function withMethod(draft: RuleDraft, method: DetectionMethod): RuleDraft {
  const shape = SHAPES[method];
  const kept = Object.entries((draft["options"] ?? {}) as object).filter(
    ([name]) => !METHOD_OPTIONS.includes(name),
  );
  const least = method === "sequence_detection" ? 2 : method === "third_party" ? 0 : 1;
  const queries = [...listAt(draft, "queries")] as Record<string, unknown>[];
  while (queries.length < least) queries.push(EMPTY_QUERY);
  const isThird = method === "third_party";
  return {
    ...draft,
    ...(isThird && { thirdPartyCases: listAt(draft, "thirdPartyCases") }),
    queries: (isThird ? [] : queries).map((query) => ({
      ...query,
      ...shape.query,
      aggregation: shape.aggregation,
    })),
    cases: shape.cases,
    options: { ...Object.fromEntries(kept), ...shape.options, detectionMethod: method },
  };
}

/** Fields that the server says of a rule, and an export leaves out. */
const OWNED = new Set([
  ...["id", "version", "createdAt", "updatedAt", "creator", "updater", "isDefault", "isDeleted"],
  ...["creationAuthorId", "updateAuthorId", "defaultTags", "isPartner", "isBeta", "isDeprecated"],
]);

/** What people decide of a rule: the JSON to edit, export and compare. */
export function editableRule(rule: RuleDraft): RuleDraft {
  return Object.fromEntries(Object.entries(rule).filter(([name]) => !OWNED.has(name)));
}

/** A copy to begin another rule with. */
export function cloneDraft(rule: RuleDraft, suffix: string): RuleDraft {
  const name = String(rule["customName"] || rule["name"] || "");
  const { customName: _, ...rest } = editableRule(rule);
  return { ...rest, name: `${name} ${suffix}`.trim(), isEnabled: false };
}

export const IMPORTED_RULES_MAX = 1000;

/** The rules of a file: one object, a list, or what the list of rules answers. */
export function readRules(text: string): RuleDraft[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // What is wrong with it is not worth more than that it is no JSON.
    return undefined;
  }
  const data = (json as { data?: unknown } | null)?.data;
  const list = Array.isArray(json) ? json : Array.isArray(data) ? data : [json];
  const isRule = (each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each);
  if (list.length === 0 || list.length > IMPORTED_RULES_MAX || !list.every(isRule))
    return undefined;
  return list as RuleDraft[];
}
