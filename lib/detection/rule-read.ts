/**
 * A detection rule from JSON that somebody wrote: the public API, its clients, the Terraform
 * provider, an export. Defaults are filled in, fields nobody knows are kept, null is as good as
 * absent. What has the wrong type is named; what has the wrong value is `checkDetectionRule`'s.
 */
import Value from "typebox/value";
import { DIAGNOSTICS_MAX } from "#lib/base";
import { DetectionRule, type RuleQuery } from "#lib/protocol";
import { type RuleDiagnostic, typeWrong } from "./rule-diagnostics.ts";

/** Objects and lists within each other in a rule; the deepest of the public API has about eight. */
const DEPTH_MAX = 32;

type Json = Record<string, unknown>;

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A copy without nulls; undefined when it is nested too deeply. */
function copy(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEPTH_MAX) return undefined;
  if (Array.isArray(value))
    return value.filter((item) => item !== null).map((item) => copy(item, depth + 1));
  const entries = Object.entries(value).filter(
    ([key, item]) => item !== null && item !== undefined && key !== "__proto__",
  );
  return Object.fromEntries(entries.map(([key, item]) => [key, copy(item, depth + 1)]));
}

/** `/queries/0/query` as people write it: `queries[0].query`. */
function pathOf(pointer: string): string {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part, at) => (/^\d+$/.test(part) ? `[${part}]` : at === 0 ? part : `.${part}`))
    .join("");
}

const SOURCE_BY_TYPE: Readonly<Record<string, string>> = {
  workload_security: "security_runtime",
  signal_correlation: "security_signals",
};
const AGGREGATION_BY_METHOD: Readonly<Record<string, string>> = {
  new_value: "new_value",
  impossible_travel: "geo_data",
  third_party: "none",
};

/** Methods that look at single events count nothing over time. */
export const WINDOWLESS_METHODS: ReadonlySet<string> = new Set([
  "new_value",
  "impossible_travel",
  "third_party",
]);

/** Defaults that depend on another field, which a schema cannot say. */
function fillByKind(rule: Json): void {
  const options = isJson(rule["options"]) ? rule["options"] : {};
  if (rule["options"] === undefined) rule["options"] = options;
  const method = String(options["detectionMethod"] ?? "threshold");
  const type = String(rule["type"] ?? "");
  if (WINDOWLESS_METHODS.has(method)) options["evaluationWindow"] ??= 0;
  const source = SOURCE_BY_TYPE[type];
  const isCorrelation = type === "signal_correlation";
  const aggregation = isCorrelation ? "event_count" : AGGREGATION_BY_METHOD[method];
  const queries = Array.isArray(rule["queries"]) ? rule["queries"] : [];
  for (const query of queries) {
    if (!isJson(query)) continue;
    if (source !== undefined) query["dataSource"] ??= source;
    if (aggregation !== undefined) query["aggregation"] ??= aggregation;
    const { metric } = query;
    const isLacking = !Array.isArray(query["metrics"]) || query["metrics"].length === 0;
    if (typeof metric === "string" && metric !== "" && isLacking) query["metrics"] = [metric];
  }
}

/**
 * Reads a rule. Without a fault of type there is a `rule`, which may still say things that cannot
 * be: see `checkDetectionRule`.
 */
export function readDetectionRule(value: unknown): {
  rule?: DetectionRule;
  diagnostics: RuleDiagnostic[];
} {
  const own = copy(value, 0);
  if (!isJson(own)) return { diagnostics: [typeWrong("", "it must be an object")] };
  fillByKind(own);
  const filled = Value.Default(DetectionRule, own);
  if (Value.Check(DetectionRule, filled)) return { rule: filled, diagnostics: [] };
  const byPath = new Map<string, string>();
  for (const { instancePath, message } of Value.Errors(DetectionRule, filled)) {
    const isSeverity = /\/(?:status|customStatus|defaultStatus)$/.test(instancePath);
    const expected = isSeverity ? "one of critical, high, medium, low, info" : message;
    if (byPath.size < DIAGNOSTICS_MAX) byPath.set(pathOf(instancePath), expected);
  }
  return { diagnostics: [...byPath].map(([path, expected]) => typeWrong(path, expected)) };
}

/** The query as it is evaluated: with what people appended to that of a default rule. */
export function fullQuery({ query, customQueryExtension = "" }: RuleQuery): string {
  if (customQueryExtension.trim() === "") return query;
  return query.trim() === "" ? customQueryExtension : `(${query}) (${customQueryExtension})`;
}

/** The rule as it is evaluated: overrides of name, message and severity in place. */
export function effectiveRule(rule: DetectionRule): DetectionRule {
  return {
    ...rule,
    name: rule.customName || rule.name,
    message: rule.customMessage || rule.message,
    queries: rule.queries.map((query) => ({ ...query, query: fullQuery(query) })),
    cases: rule.cases.map((each) => ({ ...each, status: each.customStatus ?? each.status })),
    ...(rule.thirdPartyCases === undefined
      ? {}
      : {
          thirdPartyCases: rule.thirdPartyCases.map((each) => ({
            ...each,
            status: each.customStatus ?? each.status,
          })),
        }),
  };
}
