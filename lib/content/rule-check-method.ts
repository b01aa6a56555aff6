/** What each detection method asks of a rule beyond what all rules are asked. */
import {
  BUCKET_SECONDS,
  type DetectionRule,
  LEARNING_HOURS,
  type RuleQuery,
  WINDOW_SECONDS,
} from "#lib/protocol";
import { parseCondition } from "./condition.ts";
import {
  CORRELATED_FIELDS_MAX,
  NEW_VALUE_FIELDS_MAX,
  ROOT_QUERIES_MAX,
  SEQUENCE_SECONDS_MAX,
  SEQUENCE_STEPS_MAX,
  THIRD_PARTY_CASES_MAX,
} from "./limits.ts";
import * as faults from "./rule-fault.ts";
import { checkSearch, queryLabels, type Report } from "./rule-part.ts";

/** The only attribute that locations are read from. */
export const GEO_ATTRIBUTE = "@network.client.geoip";

const COUNTS = ["count", "cardinality", "sum", "max"];
const AGGREGATIONS: Readonly<Record<string, readonly string[]>> = {
  threshold: COUNTS,
  anomaly_detection: COUNTS,
  anomaly_threshold: ["count"],
  new_value: ["new_value"],
  impossible_travel: ["geo_data"],
  third_party: ["none"],
  sequence_detection: [...COUNTS, "event_count", "new_value"],
};

export function checkMethod(rule: DetectionRule, report: Report): void {
  const { detectionMethod: method } = rule.options;
  if (rule.type === "signal_correlation") checkCorrelation(rule, report);
  else checkAggregations(rule, report);
  if (method === "threshold" || method === "anomaly_threshold") checkJoin(rule, report);
  if (method === "new_value") checkNewValue(rule, report);
  if (method === "anomaly_detection") checkAnomaly(rule, report);
  if (method === "anomaly_threshold") checkContent(rule, report);
  if (method === "impossible_travel") checkTravel(rule, report);
  if (method === "third_party") checkThirdParty(rule, report);
  if (method === "sequence_detection") checkSequence(rule, report);
}

function checkAggregations({ queries, options }: DetectionRule, report: Report): void {
  const { detectionMethod: method } = options;
  const allowed = AGGREGATIONS[method];
  if (allowed === undefined) return;
  queries.forEach(({ aggregation }, at) => {
    const path = `queries[${at}].aggregation`;
    if (!allowed.includes(aggregation))
      report(faults.aggregationUnfit(path, aggregation, method, `Use ${allowed.join(", ")}.`));
  });
}

/** Fields that events are grouped by, in a correlation those that signals are joined by. */
export function groupFields(query: RuleQuery): readonly string[] {
  const correlated = query.correlatedByFields ?? [];
  return correlated.length > 0 ? correlated : query.groupByFields;
}

function checkJoin({ queries }: DetectionRule, report: Report): void {
  const arity = queries[0] === undefined ? 0 : groupFields(queries[0]).length;
  queries.forEach((query, at) => {
    if (groupFields(query).length !== arity)
      report(faults.groupsDiffer(`queries[${at}].groupByFields`));
  });
}

function checkCorrelation({ queries }: DetectionRule, report: Report): void {
  const allowed = ["event_count", "count", "cardinality"];
  queries.forEach((query, at) => {
    const path = `queries[${at}]`;
    const { aggregation, correlatedByFields: fields = [], correlatedQueryIndex: index } = query;
    if ((query.ruleId || query.defaultRuleId || "") === "")
      report(faults.missing(`${path}.ruleId`, "It says whose signals are correlated."));
    if (!allowed.includes(aggregation)) {
      const todo = `Use ${allowed.join(", ")}.`;
      report(faults.aggregationUnfit(`${path}.aggregation`, aggregation, "correlation", todo));
    }
    if (fields.length > CORRELATED_FIELDS_MAX) {
      const place = `${path}.correlatedByFields`;
      report(faults.countWrong(place, fields.length, 0, CORRELATED_FIELDS_MAX));
    }
    if (index !== undefined && index < 0)
      report(faults.notBetween(`${path}.correlatedQueryIndex`, index, 0, 9));
  });
}

function between(
  path: string,
  value: number | undefined,
  [min, max]: readonly [number, number],
  report: Report,
): void {
  if (value !== undefined && !(value >= min && value <= max))
    report(faults.notBetween(path, value, min, max));
}

function listed(path: string, value: number, allowed: readonly number[], report: Report): void {
  if (!allowed.includes(value)) report(faults.notOneOf(path, value, allowed));
}

function checkNewValue({ queries, options }: DetectionRule, report: Report): void {
  queries.forEach(({ metrics }, at) => {
    if (metrics.length === 0 || metrics.length > NEW_VALUE_FIELDS_MAX) {
      const path = `queries[${at}].metrics`;
      report(faults.countWrong(path, metrics.length, 1, NEW_VALUE_FIELDS_MAX));
    }
  });
  const own = options.newValueOptions;
  if (own === undefined) return;
  const path = "options.newValueOptions";
  const methods = ["duration", "threshold"];
  if (!methods.includes(own.learningMethod))
    report(faults.notOneOf(`${path}.learningMethod`, own.learningMethod, methods));
  between(`${path}.learningDuration`, own.learningDuration, [0, 30], report);
  listed(`${path}.learningThreshold`, own.learningThreshold, [0, 1], report);
  between(`${path}.forgetAfter`, own.forgetAfter, [1, 30], report);
}

function checkAnomaly({ options }: DetectionRule, report: Report): void {
  const own = options.anomalyDetectionOptions;
  if (own === undefined) return;
  const path = "options.anomalyDetectionOptions";
  listed(`${path}.bucketDuration`, own.bucketDuration, BUCKET_SECONDS, report);
  listed(`${path}.learningDuration`, own.learningDuration, LEARNING_HOURS, report);
  listed(`${path}.detectionTolerance`, own.detectionTolerance, [1, 2, 3, 4, 5], report);
  const bounds = [0, Number.POSITIVE_INFINITY] as const;
  between(`${path}.learningPeriodBaseline`, own.learningPeriodBaseline, bounds, report);
}

function checkContent({ options }: DetectionRule, report: Report): void {
  const own = options.anomalyThresholdOptions;
  const path = "options.anomalyThresholdOptions";
  between(`${path}.learningDuration`, own?.learningDuration, [1, 10], report);
  between(`${path}.forgetAfter`, own?.forgetAfter, [1, 10], report);
  between(`${path}.similarityPercentage`, own?.similarityPercentage, [35, 100], report);
  between(`${path}.similarItems`, own?.similarItems, [1, 20], report);
}

function checkTravel({ queries, options }: DetectionRule, report: Report): void {
  queries.forEach(({ metrics, groupByFields }, at) => {
    const path = `queries[${at}]`;
    const [attribute, ...more] = metrics;
    if (attribute !== GEO_ATTRIBUTE || more.length > 0)
      report(faults.notOneOf(`${path}.metrics`, metrics.join(", "), [GEO_ATTRIBUTE]));
    if (groupByFields.length === 0)
      report(faults.missing(`${path}.groupByFields`, "It says who travels."));
  });
  const own = options.impossibleTravelOptions;
  const path = "options.impossibleTravelOptions.baselineUserLocationsDuration";
  between(path, own?.baselineUserLocationsDuration, [0, 30], report);
}

function checkThirdParty(rule: DetectionRule, report: Report): void {
  const { thirdPartyCases = [], options, queries } = rule;
  const roots = options.thirdPartyRuleOptions?.rootQueries ?? [];
  const path = "options.thirdPartyRuleOptions.rootQueries";
  if (roots.length > ROOT_QUERIES_MAX || roots.length + queries.length === 0)
    report(faults.countWrong(path, roots.length, 1, ROOT_QUERIES_MAX));
  roots.forEach(({ query }, at) => {
    checkSearch(`${path}[${at}].query`, query, report);
  });
  if (thirdPartyCases.length > THIRD_PARTY_CASES_MAX) {
    const { length } = thirdPartyCases;
    report(faults.countWrong("thirdPartyCases", length, 0, THIRD_PARTY_CASES_MAX));
  }
  thirdPartyCases.forEach(({ query }, at) => {
    checkSearch(`thirdPartyCases[${at}].query`, query, report);
  });
  if (thirdPartyCases.length === 0 && options.thirdPartyRuleOptions?.defaultStatus === undefined)
    report(
      faults.missing(
        "options.thirdPartyRuleOptions.defaultStatus",
        "Events that meet no case need a severity.",
      ),
    );
}

function checkSequence(rule: DetectionRule, report: Report): void {
  const path = "options.sequenceDetectionOptions";
  const { steps = [], stepTransitions = [] } = rule.options.sequenceDetectionOptions ?? {};
  if (steps.length === 0 || steps.length > SEQUENCE_STEPS_MAX)
    report(faults.countWrong(`${path}.steps`, steps.length, 1, SEQUENCE_STEPS_MAX));
  const labels = queryLabels(rule.queries);
  const names = steps.map(({ name }) => name);
  let total = 0;
  steps.slice(0, SEQUENCE_STEPS_MAX).forEach(({ name, condition, evaluationWindow = 0 }, at) => {
    const own = `${path}.steps[${at}]`;
    if (name === "") report(faults.missing(`${own}.name`, "Cases and transitions name it."));
    if (names.indexOf(name) < at) report(faults.nameTwice(`${own}.name`, name));
    const parsed = parseCondition(condition, labels);
    for (const fault of parsed.diagnostics) report({ ...fault, path: `${own}.condition` });
    listed(`${own}.evaluationWindow`, evaluationWindow, WINDOW_SECONDS, report);
    total += evaluationWindow;
  });
  stepTransitions.slice(0, SEQUENCE_STEPS_MAX).forEach((transition, at) => {
    const own = `${path}.stepTransitions[${at}]`;
    for (const end of ["parent", "child"] as const)
      if (!names.includes(transition[end]))
        report(faults.nameUnknown(`${own}.${end}`, transition[end], "step", names));
    const { evaluationWindow = 0 } = transition;
    listed(`${own}.evaluationWindow`, evaluationWindow, WINDOW_SECONDS, report);
    total += evaluationWindow;
  });
  if (total > SEQUENCE_SECONDS_MAX)
    report(faults.notLinear(path, `Its windows add up to ${total} seconds.`));
  if (steps.length > 0 && stepOrder(rule) === undefined)
    report(faults.notLinear(`${path}.stepTransitions`, "The transitions do not make a line."));
}

/**
 * Indices of the steps from first to last, with the window of the transition into each (seconds);
 * undefined when the transitions make no line through all steps.
 */
export function stepOrder(
  rule: DetectionRule,
): { step: number; transitionSeconds: number }[] | undefined {
  const { steps = [], stepTransitions = [] } = rule.options.sequenceDetectionOptions ?? {};
  const byParent = new Map(stepTransitions.map((transition) => [transition.parent, transition]));
  const children = new Set(stepTransitions.map(({ child }) => child));
  const first = steps.findIndex(({ name }) => !children.has(name));
  if (first === -1 || stepTransitions.length !== steps.length - 1) return undefined;
  const order = [{ step: first, transitionSeconds: 0 }];
  for (let at = first; order.length < steps.length; ) {
    const transition = byParent.get(steps[at]?.name ?? "");
    at = steps.findIndex(({ name }) => name === transition?.child);
    if (transition === undefined || at === -1 || order.some(({ step }) => step === at))
      return undefined;
    order.push({ step: at, transitionSeconds: transition.evaluationWindow ?? 0 });
  }
  return order;
}
