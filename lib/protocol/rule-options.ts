/**
 * How a detection rule detects: the options of each method, with the closed lists of their values.
 * Facts of the public API; `default` is what a rule gets that does not say.
 */
import Type, { type Static } from "typebox";
import { Severity } from "./signals.ts";

export const DETECTION_METHODS = [
  "threshold",
  "new_value",
  "anomaly_detection",
  "anomaly_threshold",
  "impossible_travel",
  "third_party",
  "sequence_detection",
  "hardcoded",
] as const;
export type DetectionMethod = (typeof DETECTION_METHODS)[number];

/** Lengths that windows can have, in seconds. */
export const WINDOW_SECONDS: readonly number[] = [
  0, 60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
];
/** Lengths of the buckets of anomaly detection, in seconds. */
export const BUCKET_SECONDS: readonly number[] = [300, 600, 900, 1800, 3600, 10_800];
/** How long anomaly detection learns before it decides, in hours. */
export const LEARNING_HOURS: readonly number[] = [1, 6, 12, 24, 48, 168, 336];

/** Fields that this version does not know are kept as they came. */
const open = { additionalProperties: true } as const;
const text = (value = "") => Type.String({ default: value });
const flag = () => Type.Boolean({ default: false });
const seconds = () => Type.Optional(Type.Integer({ description: "Seconds" }));

export const NewValueOptions = Type.Object(
  {
    learningMethod: text("duration"),
    learningDuration: Type.Number({ default: 7, description: "Days" }),
    learningThreshold: Type.Number({ default: 0, description: "Values, learningMethod threshold" }),
    forgetAfter: Type.Number({ default: 28, description: "Days" }),
    instantaneousBaseline: flag(),
  },
  open,
);
export type NewValueOptions = Static<typeof NewValueOptions>;

export const AnomalyDetectionOptions = Type.Object(
  {
    bucketDuration: Type.Number({ default: 300, description: "Seconds" }),
    learningDuration: Type.Number({ default: 24, description: "Hours" }),
    detectionTolerance: Type.Number({ default: 5, description: "1 to 5, larger alerts less" }),
    learningPeriodBaseline: Type.Optional(Type.Number()),
    instantaneousBaseline: flag(),
  },
  open,
);
export type AnomalyDetectionOptions = Static<typeof AnomalyDetectionOptions>;

/** The content anomaly method; the public API has no options for it, so these names are ours. */
export const AnomalyThresholdOptions = Type.Object(
  {
    learningDuration: Type.Number({ default: 7, description: "Days, 1 to 10" }),
    forgetAfter: Type.Number({ default: 7, description: "Days, 1 to 10" }),
    similarityPercentage: Type.Number({ default: 70, description: "35 to 100" }),
    similarItems: Type.Number({ default: 1, description: "1 to 20" }),
  },
  open,
);
export type AnomalyThresholdOptions = Static<typeof AnomalyThresholdOptions>;

export const ImpossibleTravelOptions = Type.Object(
  {
    baselineUserLocations: flag(),
    baselineUserLocationsDuration: Type.Number({ default: 1, description: "Days" }),
    detectIpTransition: flag(),
  },
  open,
);
export type ImpossibleTravelOptions = Static<typeof ImpossibleTravelOptions>;

export const ThirdPartyRuleOptions = Type.Object(
  {
    rootQueries: Type.Array(
      Type.Object(
        { query: text(), groupByFields: Type.Array(Type.String(), { default: [] }) },
        { additionalProperties: true, default: {} },
      ),
      { default: [] },
    ),
    defaultStatus: Type.Optional(Severity),
    defaultNotifications: Type.Array(Type.String(), { default: [] }),
    signalTitleTemplate: text(),
  },
  open,
);
export type ThirdPartyRuleOptions = Static<typeof ThirdPartyRuleOptions>;

export const SequenceDetectionOptions = Type.Object(
  {
    steps: Type.Array(
      Type.Object({ name: text(), condition: text(), evaluationWindow: seconds() }, open),
      { default: [] },
    ),
    stepTransitions: Type.Array(
      Type.Object({ parent: text(), child: text(), evaluationWindow: seconds() }, open),
      { default: [] },
    ),
  },
  open,
);
export type SequenceDetectionOptions = Static<typeof SequenceDetectionOptions>;

export const ComplianceRuleOptions = Type.Object(
  {
    complexRule: flag(),
    resourceType: text(),
    regoRule: Type.Optional(
      Type.Object(
        { policy: text(), resourceTypes: Type.Array(Type.String(), { default: [] }) },
        open,
      ),
    ),
  },
  open,
);

export const RuleOptions = Type.Object(
  {
    detectionMethod: text("threshold"),
    evaluationWindow: Type.Integer({ default: 300, description: "Seconds" }),
    keepAlive: Type.Integer({ default: 3600, description: "Seconds" }),
    maxSignalDuration: Type.Integer({ default: 86_400, description: "Seconds" }),
    decreaseCriticalityBasedOnEnv: Type.Optional(Type.Boolean()),
    hardcodedEvaluatorType: Type.Optional(Type.String()),
    newValueOptions: Type.Optional(NewValueOptions),
    anomalyDetectionOptions: Type.Optional(AnomalyDetectionOptions),
    anomalyThresholdOptions: Type.Optional(AnomalyThresholdOptions),
    impossibleTravelOptions: Type.Optional(ImpossibleTravelOptions),
    thirdPartyRuleOptions: Type.Optional(ThirdPartyRuleOptions),
    sequenceDetectionOptions: Type.Optional(SequenceDetectionOptions),
    complianceRuleOptions: Type.Optional(ComplianceRuleOptions),
  },
  { additionalProperties: true, default: {} },
);
export type RuleOptions = Static<typeof RuleOptions>;
