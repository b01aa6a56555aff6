/**
 * The one check of a detection rule, whoever wrote it: content files, the API and the command line
 * call it. It enforces the documented constraints and says all that is wrong at once. Whether the
 * JSON has the right types is asked before, by `readDetectionRule`.
 */
import {
  AGGREGATIONS,
  CONFIGURATION_RULE_TYPES,
  DATA_SOURCES,
  DETECTION_METHODS,
  type DetectionRule,
  STREAM_RULE_TYPES,
  WINDOW_SECONDS,
} from "#lib/protocol";
import { calculatedNames } from "./calculated.ts";
import { parseCondition } from "./condition.ts";
import {
  CASES_MAX,
  DISTINCT_FIELDS_MAX,
  GROUP_KEYS_MAX,
  QUERIES_MAX,
  REFERENCE_TABLES_MAX,
  RULE_FILTERS_MAX,
  RULE_MESSAGE_LENGTH_MAX,
  RULE_NAME_LENGTH_MAX,
  RULE_TAGS_MAX,
} from "./limits.ts";
import { checkMethod } from "./rule-check-method.ts";
import { checkScheduled } from "./rule-check-schedule.ts";
import type { RuleDiagnostic } from "./rule-diagnostics.ts";
import * as faults from "./rule-diagnostics.ts";
import { checkSearch, queryLabels, type Report } from "./rule-part.ts";

/** Methods whose cases need no condition: a case is met by whatever they find. */
export const CONDITIONLESS_METHODS: ReadonlySet<string> = new Set([
  "new_value",
  "anomaly_detection",
  "impossible_travel",
  "third_party",
  "hardcoded",
]);

/** Everything that is wrong with a rule, by place. Empty for a rule that may be stored. */
export function checkDetectionRule(rule: DetectionRule): RuleDiagnostic[] {
  const found: RuleDiagnostic[] = [];
  const report: Report = (diagnostic) => found.push(diagnostic);
  checkHead(rule, report);
  if (CONFIGURATION_RULE_TYPES.includes(rule.type)) return found;
  const { detectionMethod: method } = rule.options;
  checkQueries(rule, report);
  checkCases(rule, report);
  if (method !== "third_party") checkWindows(rule.options, report);
  checkExtras(rule, report);
  checkScheduled(rule, report);
  checkMethod(rule, report);
  return found;
}

function checkHead(rule: DetectionRule, report: Report): void {
  const types = [...STREAM_RULE_TYPES, ...CONFIGURATION_RULE_TYPES];
  const { detectionMethod: method } = rule.options;
  if (!types.includes(rule.type)) report(faults.notOneOf("type", rule.type, types));
  if (!(DETECTION_METHODS as readonly string[]).includes(method))
    report(faults.notOneOf("options.detectionMethod", method, DETECTION_METHODS));
  if (rule.name.trim() === "") report(faults.missing("name", "People know the rule by it."));
  const { length } = rule.name;
  if (length > RULE_NAME_LENGTH_MAX)
    report(faults.countWrong("name", length, 1, RULE_NAME_LENGTH_MAX));
  if (rule.message.length > RULE_MESSAGE_LENGTH_MAX)
    report(faults.countWrong("message", rule.message.length, 0, RULE_MESSAGE_LENGTH_MAX));
  if (rule.tags.length > RULE_TAGS_MAX)
    report(faults.countWrong("tags", rule.tags.length, 0, RULE_TAGS_MAX));
}

function checkQueries(rule: DetectionRule, report: Report): void {
  const { queries } = rule;
  const calculated = calculatedNames(rule);
  const isThirdParty = rule.options.detectionMethod === "third_party";
  if (queries.length > QUERIES_MAX || (queries.length === 0 && !isThirdParty))
    report(faults.countWrong("queries", queries.length, 1, QUERIES_MAX));
  queries.slice(0, QUERIES_MAX).forEach((query, at) => {
    const path = `queries[${at}]`;
    checkSearch(`${path}.query`, query.query, report, calculated);
    const extension = query.customQueryExtension ?? "";
    checkSearch(`${path}.customQueryExtension`, extension, report, calculated);
    if (!AGGREGATIONS.includes(query.aggregation))
      report(faults.notOneOf(`${path}.aggregation`, query.aggregation, AGGREGATIONS));
    if (!DATA_SOURCES.includes(query.dataSource))
      report(faults.notOneOf(`${path}.dataSource`, query.dataSource, DATA_SOURCES));
    const groups = query.groupByFields.length;
    if (groups > GROUP_KEYS_MAX)
      report(faults.countWrong(`${path}.groupByFields`, groups, 0, GROUP_KEYS_MAX));
    const distinct = query.distinctFields.length;
    const isCounting = query.aggregation === "cardinality";
    if (distinct > DISTINCT_FIELDS_MAX || (isCounting && distinct === 0))
      report(faults.countWrong(`${path}.distinctFields`, distinct, 1, DISTINCT_FIELDS_MAX));
    const isSingle = query.aggregation === "sum" || query.aggregation === "max";
    if (isSingle && query.metrics.length !== 1)
      report(faults.countWrong(`${path}.metrics`, query.metrics.length, 1, 1));
  });
  const labels = queryLabels(queries);
  labels.forEach((label, at) => {
    if (labels.indexOf(label) < at) report(faults.nameTwice(`queries[${at}].name`, label));
  });
}

/** What the conditions of cases are about: queries, or in a sequence its steps. */
function caseLabels(rule: DetectionRule): string[] {
  const { detectionMethod: method, sequenceDetectionOptions: sequence } = rule.options;
  const steps = sequence?.steps ?? [];
  return method === "sequence_detection"
    ? steps.map(({ name }) => name)
    : queryLabels(rule.queries);
}

function checkCases(rule: DetectionRule, report: Report): void {
  const { cases } = rule;
  const { detectionMethod: method } = rule.options;
  if (cases.length > CASES_MAX || (cases.length === 0 && method !== "third_party"))
    report(faults.countWrong("cases", cases.length, 1, CASES_MAX));
  const labels = caseLabels(rule);
  let hasOrder = false;
  cases.slice(0, CASES_MAX).forEach(({ condition: text }, at) => {
    const path = `cases[${at}].condition`;
    if (text.trim() === "") {
      const purpose = "It says when a signal is made.";
      if (!CONDITIONLESS_METHODS.has(method)) report(faults.missing(path, purpose));
      return;
    }
    const { condition, diagnostics } = parseCondition(text, labels);
    for (const diagnostic of diagnostics) report({ ...diagnostic, path });
    if (condition?.kind !== "then") return;
    if (hasOrder) report(faults.thenTwice(path));
    hasOrder = true;
  });
}

function checkWindows(options: DetectionRule["options"], report: Report): void {
  const names = ["evaluationWindow", "keepAlive", "maxSignalDuration"] as const;
  for (const name of names)
    if (!WINDOW_SECONDS.includes(options[name]))
      report(faults.notOneOf(`options.${name}`, options[name], WINDOW_SECONDS));
  const { evaluationWindow, keepAlive, maxSignalDuration } = options;
  if (evaluationWindow > keepAlive)
    report(faults.windowsDisagree("options.keepAlive", "evaluationWindow", "keepAlive"));
  if (keepAlive > maxSignalDuration)
    report(faults.windowsDisagree("options.maxSignalDuration", "keepAlive", "maxSignalDuration"));
}

function checkExtras(rule: DetectionRule, report: Report): void {
  const { filters, referenceTables = [], groupSignalsBy = [] } = rule;
  if (filters.length > RULE_FILTERS_MAX)
    report(faults.countWrong("filters", filters.length, 0, RULE_FILTERS_MAX));
  filters.forEach(({ action, query }, at) => {
    const allowed = ["require", "suppress"];
    if (!allowed.includes(action))
      report(faults.notOneOf(`filters[${at}].action`, action, allowed));
    checkSearch(`filters[${at}].query`, query, report);
  });
  const labels = queryLabels(rule.queries);
  if (referenceTables.length > REFERENCE_TABLES_MAX)
    report(faults.countWrong("referenceTables", referenceTables.length, 0, REFERENCE_TABLES_MAX));
  referenceTables.forEach((table, at) => {
    const path = `referenceTables[${at}]`;
    for (const key of ["tableName", "columnName", "logFieldPath"] as const)
      if (table[key] === "")
        report(faults.missing(`${path}.${key}`, "A table is looked up by its name and columns."));
    if (!labels.includes(table.ruleQueryName))
      report(faults.nameUnknown(`${path}.ruleQueryName`, table.ruleQueryName, "query", labels));
  });
  const groups = [...new Set(rule.queries.flatMap(({ groupByFields }) => groupByFields))];
  groupSignalsBy.forEach((field, at) => {
    if (!groups.includes(field))
      report(faults.nameUnknown(`groupSignalsBy[${at}]`, field, "group-by field", groups));
  });
}
