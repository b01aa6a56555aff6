/** A query of a rule → what finds its events, groups them and measures them. */
import type { DetectionRule, RuleQuery, RuleReferenceTable } from "#lib/protocol";
import { compilePredicate, type Predicate, parseQuery, type Query } from "#lib/query";
import { calculatedNames, withoutCalculated } from "./calculated.ts";
import type { Measure } from "./hit.ts";
import { DISTINCT_FIELDS_MAX, GROUP_KEYS_MAX } from "./limits.ts";
import { signatureOf } from "./minhash.ts";
import { need } from "./need.ts";
import { placeText, readPlace } from "./place.ts";
import { groupFields } from "./rule-check-method.ts";
import { boundedText, firstValue, valuesOf } from "./value.ts";

type Event = Record<string, unknown>;

export type CompiledQuery = {
  /** What finds its events without calculated fields: those, and others that it does not mean. */
  query: Query;
  /** Whether an event is meant, filters of the rule included. */
  predicate: Predicate;
  /** What kinds of events it is about. */
  sources: ReadonlySet<string>;
  groupBy: readonly string[];
  hasOptionalGroups: boolean;
  /** Whether each event is a group of its own. */
  isUngrouped: boolean;
  /** Tables that values of its events must be in, or must not. */
  tables: readonly RuleReferenceTable[];
  measure: Measure;
  /** What a hit holds of the event; undefined when the event lacks it and is no hit. */
  valueOf: (event: Event) => string | undefined;
};

/** Events that agents send, and what else is told apart by where it comes from. */
export const RUNTIME_SOURCE = "security_runtime";
export const SIGNAL_SOURCE = "security_signals";

/** Agent events are logs of a source of their own, and older rules about them say "logs". */
function sourcesOf({ dataSource }: RuleQuery, type: string): ReadonlySet<string> {
  if (type === "signal_correlation") return new Set([SIGNAL_SOURCE]);
  if (type === "workload_security" && dataSource === "logs") return new Set([RUNTIME_SOURCE]);
  return new Set([dataSource]);
}

export function parseSearch(text: string, where: string, calculated?: ReadonlySet<string>): Query {
  const { query, diagnostics } = parseQuery(text, calculated);
  need(query !== undefined, `${where}: ${diagnostics[0]?.what ?? "it cannot be read"}`);
  return query;
}

function term(key: string, text: string): Query {
  return { kind: "term", key, value: { kind: "text", text }, span: { start: 0, end: 0 } };
}

/** In a correlation: the signals of one rule, by events of one of its queries when it says so. */
function correlated(query: RuleQuery): Query[] {
  const { ruleId, defaultRuleId, correlatedQueryIndex: index } = query;
  const items = [term("@workflow.rule.id", ruleId || defaultRuleId || "")];
  if (index !== undefined) items.push(term("@workflow.query_index", String(index)));
  return items;
}

/** Filters of the whole rule: what events must meet, and what they must not. */
function filterItems(rule: DetectionRule): Query[] {
  return rule.filters.map(({ action, query }, at): Query => {
    const item = parseSearch(query, `filter ${at + 1}`);
    return action === "suppress" ? { kind: "not", item } : item;
  });
}

function numberText(text: string | undefined): string | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? String(value) : undefined;
}

function jsonOf(values: readonly string[] | undefined): string | undefined {
  return values === undefined ? undefined : boundedText(JSON.stringify(values));
}

function placeAt(event: Event, key: string): string | undefined {
  let value: unknown = event;
  for (const segment of key.replace(/^@/, "").split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, segment)) return;
    value = (value as Event)[segment];
  }
  const place = readPlace(Array.isArray(value) ? value[0] : value);
  return place === undefined ? undefined : placeText(place);
}

function contentOf(keys: readonly string[], event: Event): string | undefined {
  const fields = keys.length === 0 ? ["message", "title"] : keys;
  const texts = fields.map((key) => firstValue(event, key)).filter((text) => text !== undefined);
  const used = keys.length === 0 ? texts.slice(0, 1) : texts;
  return used.length === 0 ? undefined : signatureOf(used.join("\n"));
}

/** Values that are counted once; an event with none of them counts nothing. */
function distinctOf(keys: readonly string[], event: Event): string | undefined {
  const values = keys.map((key) => firstValue(event, key));
  if (values.every((value) => value === undefined)) return undefined;
  return jsonOf(values.map((value) => value ?? ""));
}

type Valuer = Pick<CompiledQuery, "measure" | "valueOf">;

function valuerOf(query: RuleQuery, method: string, label: string): Valuer {
  const { aggregation, metrics, distinctFields, hasOptionalGroupByFields: isOptional } = query;
  const [metric = ""] = metrics;
  if (method === "anomaly_threshold")
    return { measure: "distinct", valueOf: (event) => contentOf(metrics, event) };
  switch (aggregation) {
    case "cardinality":
      need(distinctFields.length > 0, `query ${label}: it names no distinct fields`);
      need(distinctFields.length <= DISTINCT_FIELDS_MAX, `query ${label} counts too many fields`);
      return { measure: "distinct", valueOf: (event) => distinctOf(distinctFields, event) };
    case "sum":
    case "max":
      need(metric !== "", `query ${label}: ${aggregation} needs a metric`);
      return { measure: aggregation, valueOf: (event) => numberText(firstValue(event, metric)) };
    case "new_value":
      need(metric !== "", `query ${label}: new values of what?`);
      return {
        measure: "distinct",
        valueOf: (event) => jsonOf(valuesOf(metrics, event, isOptional)),
      };
    case "geo_data":
      need(metric !== "", `query ${label}: it names no location`);
      return { measure: "distinct", valueOf: (event) => placeAt(event, metric) };
    default:
      return { measure: "count", valueOf: () => "" };
  }
}

/** Compiles one query of a rule; fails with why it cannot be. */
export function compileQuery(rule: DetectionRule, index: number, label: string): CompiledQuery {
  const own = rule.queries[index] as RuleQuery;
  const groupBy = groupFields(own);
  need(groupBy.length <= GROUP_KEYS_MAX, `query ${label} groups by too many fields`);
  const calculated = calculatedNames(rule);
  const items = [parseSearch(own.query, `query ${label}`, calculated), ...filterItems(rule)];
  if (rule.type === "signal_correlation") items.push(...correlated(own));
  const query: Query = items.length === 1 ? (items[0] as Query) : { kind: "and", items };
  return {
    query: calculated.size === 0 ? query : withoutCalculated(query),
    predicate: compilePredicate(query),
    sources: sourcesOf(own, rule.type),
    groupBy,
    hasOptionalGroups: own.hasOptionalGroupByFields,
    isUngrouped: false,
    tables: (rule.referenceTables ?? []).filter(({ ruleQueryName }) => ruleQueryName === label),
    ...valuerOf(own, rule.options.detectionMethod, label),
  };
}
