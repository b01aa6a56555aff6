/** How a rule decides, with its options in the units of the engine. */
import type { DetectionRule } from "#lib/protocol";
import { type Condition, parseCondition } from "./condition.ts";
import { isGrowing } from "./counts.ts";
import { need } from "./need.ts";
import { stepOrder } from "./rule-check-method.ts";

export type SequenceStep = {
  condition: Condition;
  windowMs: number;
  /** How long after the step before it; 0 for the first. */
  transitionMs: number;
};

/** The longest that a sequence takes from its first event to its last, in milliseconds. */
export function sequenceMs(steps: readonly SequenceStep[]): number {
  return steps.reduce((sum, step) => sum + step.windowMs + step.transitionMs, 0);
}

export type Method =
  /** Any single hit meets the case of this index, so nothing need be counted. */
  | { kind: "instant"; case: number }
  | { kind: "threshold" }
  | { kind: "new_value"; learningMs: number; learningValues: number | undefined; forgetMs: number }
  | {
      kind: "anomaly";
      bucketMs: number;
      learningMs: number;
      tolerance: number;
      /** Bound while it learns; without one nothing is found then. */
      learningBound: number | undefined;
    }
  | { kind: "content"; learningMs: number; forgetMs: number; similarity: number; items: number }
  | { kind: "travel"; baselineMs: number | undefined }
  /** The case is chosen by the event, and said by its hit. */
  | { kind: "third_party" }
  | { kind: "sequence"; steps: readonly SequenceStep[] };

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** A user's places are forgotten after this. */
export const PLACES_FORGET_MS = 30 * DAY_MS;

type Options = DetectionRule["options"];

function newValue({ newValueOptions: own }: Options): Method {
  const byCount = own?.learningMethod === "threshold";
  return {
    kind: "new_value",
    learningMs: byCount ? 0 : (own?.learningDuration ?? 7) * DAY_MS,
    learningValues: byCount ? (own?.learningThreshold ?? 0) : undefined,
    forgetMs: (own?.forgetAfter ?? 28) * DAY_MS,
  };
}

function anomaly({ anomalyDetectionOptions: own, evaluationWindow }: Options): Method {
  // Older rules have no options for it; their window is the length of the buckets.
  const bucketSeconds = own?.bucketDuration ?? (evaluationWindow >= 300 ? evaluationWindow : 300);
  return {
    kind: "anomaly",
    bucketMs: bucketSeconds * SECOND_MS,
    learningMs: (own?.learningDuration ?? 24) * HOUR_MS,
    tolerance: own?.detectionTolerance ?? 5,
    learningBound: own?.learningPeriodBaseline,
  };
}

function content({ anomalyThresholdOptions: own }: Options): Method {
  return {
    kind: "content",
    learningMs: (own?.learningDuration ?? 7) * DAY_MS,
    forgetMs: (own?.forgetAfter ?? 7) * DAY_MS,
    similarity: (own?.similarityPercentage ?? 70) / 100,
    items: own?.similarItems ?? 1,
  };
}

function travel({ impossibleTravelOptions: own }: Options): Method {
  const isLearning = own?.baselineUserLocations === true;
  const days = own?.baselineUserLocationsDuration ?? 1;
  return { kind: "travel", baselineMs: isLearning ? days * DAY_MS : undefined };
}

function sequence(rule: DetectionRule, labels: readonly string[]): Method {
  const order = stepOrder(rule);
  need(order !== undefined, "its transitions do not make a line of steps");
  const own = rule.options.sequenceDetectionOptions?.steps ?? [];
  const steps = order.map(({ step, transitionSeconds }): SequenceStep => {
    const { name = "", condition: text = "", evaluationWindow = 0 } = own[step] ?? {};
    const { condition } = parseCondition(text, labels);
    need(condition !== undefined, `step ${name}: its condition cannot be read`);
    need(condition.kind !== "then", `step ${name}: a step has no THEN; make two steps of it`);
    need(isGrowing(condition), `step ${name}: use > or >= in steps`);
    const transitionMs = transitionSeconds * SECOND_MS;
    return { condition, windowMs: evaluationWindow * SECOND_MS, transitionMs };
  });
  return { kind: "sequence", steps };
}

/** Whether a condition gives the same answer for every count from 1 up. */
function isPresence(condition: Condition): boolean {
  if (condition.kind === "then") return false;
  if (condition.kind !== "compare") return condition.items.every(isPresence);
  const { operator, value } = condition;
  return (operator === ">" && value < 1) || (operator === ">=" && value <= 1);
}

/** The method of a rule; fails with why it cannot be evaluated. */
export function methodOf(
  rule: DetectionRule,
  labels: readonly string[],
  conditions: readonly Condition[],
): Method {
  const { options, queries } = rule;
  switch (options.detectionMethod) {
    case "threshold": {
      const [query] = queries;
      const isCount = query?.aggregation === "count" || query?.aggregation === "event_count";
      const isInstant = queries.length === 1 && isCount && conditions.every(isPresence);
      // Any hit meets the first case, since each asks for no more than one.
      return isInstant ? { kind: "instant", case: 0 } : { kind: "threshold" };
    }
    case "new_value":
      return newValue(options);
    case "anomaly_detection":
      return anomaly(options);
    case "anomaly_threshold":
      return content(options);
    case "impossible_travel":
      return travel(options);
    case "third_party":
      return { kind: "third_party" };
    case "sequence_detection":
      return sequence(rule, labels);
    default:
      return need(false, `the method ${options.detectionMethod} is built in and has no evaluator`);
  }
}
