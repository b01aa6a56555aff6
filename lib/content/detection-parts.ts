/** Parts of a detection rule's file that depend on its method, in the shape that the API has. */
import {
  checkDetectionRule,
  GROUP_KEYS_MAX,
  QUERIES_MAX,
  type RuleDiagnostic,
  readDetectionRule,
} from "#lib/detection";
import { DETECTION_METHODS, type DetectionRule, SEVERITIES } from "#lib/protocol";
import { parseQuery } from "#lib/query";
import * as faults from "./diagnostics.ts";
import { placeFault } from "./place.ts";
import {
  boolAt,
  checkKeys,
  needText,
  placedAt,
  plainAt,
  plainMapAt,
  report,
  type Section,
  sectionsAt,
  spanOf,
  textAt,
  textsAt,
  wordAt,
} from "./yaml.ts";

type Json = Record<string, unknown>;

const QUERY_KEYS = [
  ...["name", "query", "group_by", "optional_groups", "source", "signals_of", "of_query"],
  ...["distinct", "sum", "max", "new_value", "location", "content"],
];
const THIRD_PARTY_KEYS = ["name", "query", "severity"];
const TABLE_KEYS = ["table", "column", "field", "query", "present"];

/** Where the API has the options of each method. */
const OPTION_KEYS: Readonly<Record<string, string>> = {
  new_value: "newValueOptions",
  anomaly_detection: "anomalyDetectionOptions",
  anomaly_threshold: "anomalyThresholdOptions",
  impossible_travel: "impossibleTravelOptions",
  third_party: "thirdPartyRuleOptions",
  sequence_detection: "sequenceDetectionOptions",
};

/** What a query does with its events: the keys that say so, and what the API calls it. */
const MEASURES = [
  ["distinct", "cardinality", "distinctFields"],
  ["sum", "sum", "metrics"],
  ["max", "max", "metrics"],
  ["new_value", "new_value", "metrics"],
  ["location", "geo_data", "metrics"],
  ["content", "count", "metrics"],
] as const;

export function methodOf(section: Section): string {
  return wordAt(section, "method", DETECTION_METHODS) ?? "threshold";
}

export function methodOptions(section: Section, method: string): Json {
  const key = OPTION_KEYS[method];
  const own = plainMapAt(section, "options");
  return key === undefined || Object.keys(own).length === 0 ? {} : { [key]: own };
}

function listOrText(section: Section, key: string): string[] {
  if (Array.isArray(plainAt(section, key))) return textsAt(section, key);
  const text = textAt(section, key);
  return text === undefined ? [] : [text];
}

function readQuery(entry: Section): Json {
  checkKeys(entry, QUERY_KEYS);
  const { source } = entry;
  const ruleId = textAt(entry, "signals_of");
  if (ruleId === undefined) needText(entry, "query", "It says which events count.");
  const placed = placedAt(entry, "query");
  if (placed !== undefined)
    for (const diagnostic of parseQuery(placed.text).diagnostics)
      report(source, placeFault(placed, diagnostic, source.path));
  const groups = textsAt(entry, "group_by");
  if (groups.length > GROUP_KEYS_MAX)
    report(source, faults.tooMany(spanOf(entry, "group_by"), "group_by", GROUP_KEYS_MAX));
  const query: Json = {
    name: textAt(entry, "name") ?? "",
    query: placed?.text ?? "",
    groupByFields: groups,
    dataSource: textAt(entry, "source") ?? null,
    hasOptionalGroupByFields: boolAt(entry, "optional_groups") ?? false,
  };
  for (const [key, aggregation, field] of MEASURES) {
    const values = listOrText(entry, key);
    if (values.length > 0) Object.assign(query, { aggregation, [field]: values });
  }
  if (ruleId === undefined) return query;
  const index = textAt(entry, "of_query");
  const correlated = { ruleId, correlatedByFields: groups };
  return {
    ...query,
    ...correlated,
    correlatedQueryIndex: index === undefined ? null : Number(index),
  };
}

export function readQueries(section: Section): Json[] {
  const entries = sectionsAt(section, "queries");
  const span = spanOf(section, "queries");
  const isNeeded = methodOf(section) !== "third_party";
  if (entries.length === 0 && isNeeded)
    report(section.source, faults.keyMissing(span, "queries", "It says which events count."));
  if (entries.length > QUERIES_MAX)
    report(section.source, faults.tooMany(span, "queries", QUERIES_MAX));
  return entries.slice(0, QUERIES_MAX).map(readQuery);
}

function readThirdParty(section: Section): Json[] {
  return sectionsAt(section, "third_party_cases").map((entry) => {
    checkKeys(entry, THIRD_PARTY_KEYS);
    return {
      name: textAt(entry, "name") ?? "",
      query: textAt(entry, "query") ?? "",
      status: wordAt(entry, "severity", SEVERITIES) ?? "info",
    };
  });
}

function readTables(section: Section): Json[] {
  return sectionsAt(section, "reference_tables").map((entry) => {
    checkKeys(entry, TABLE_KEYS);
    return {
      tableName: textAt(entry, "table") ?? "",
      columnName: textAt(entry, "column") ?? "",
      logFieldPath: textAt(entry, "field") ?? "",
      ruleQueryName: textAt(entry, "query") ?? "a",
      checkPresence: boolAt(entry, "present") ?? true,
    };
  });
}

export const PART_KEYS = [
  ...["type", "method", "options", "third_party_cases", "reference_tables"],
  ...["group_signals_by", "extended_title", "decrease_by_env"],
];

/** Fields of the rule that are there only when the file has them. */
export function rareParts(section: Section): Json {
  const parts: Json = {};
  const groups = textsAt(section, "group_signals_by");
  const thirdParty = readThirdParty(section);
  const tables = readTables(section);
  if (groups.length > 0) parts["groupSignalsBy"] = groups;
  if (thirdParty.length > 0) parts["thirdPartyCases"] = thirdParty;
  if (tables.length > 0) parts["referenceTables"] = tables;
  return parts;
}

/** Keys of the file by fields of the rule. */
const KEYS_BY_FIELD: Readonly<Record<string, string>> = {
  groupSignalsBy: "group_signals_by",
  thirdPartyCases: "third_party_cases",
  referenceTables: "reference_tables",
};

/** What is told at its exact place while the file is read. */
const TOLD = /^(?:QUERY|CONTENT)_|^RULE_WINDOWS$/;

function reportRule(section: Section, diagnostic: RuleDiagnostic): void {
  const { path, ...own } = diagnostic;
  const [, field = "", index] = /^(\w*)(?:\[(\d+)\])?/.exec(path) ?? [];
  const key = KEYS_BY_FIELD[field] ?? field;
  const entry = index === undefined ? undefined : sectionsAt(section, key)[Number(index)];
  const span = entry === undefined ? spanOf(section, key) : spanOf(entry);
  report(section.source, { ...own, span });
}

/** The rule with its defaults, once it is checked as every other; faults are told at their keys. */
export function finishRule(section: Section, written: Json): DetectionRule | undefined {
  const { rule, diagnostics } = readDetectionRule(written);
  const found = rule === undefined ? diagnostics : checkDetectionRule(rule);
  for (const each of found) if (!TOLD.test(each.code)) reportRule(section, each);
  return rule;
}
