/** Correlations → detection rules that count, join or order the events of other rules. */
import type { DetectionRule } from "#lib/protocol";
import type { Base } from "./convert.ts";
import { detectionRule, queryOf, type RuleQueryPart, windowOf } from "./detection.ts";
import * as refuse from "./refuse.ts";
import type { SigmaCorrelation } from "./types.ts";

const RULES_MAX = 10;

export type ConvertedCorrelation = { rule: DetectionRule; notes: string[]; needs: string };

/** Throws SigmaRefused for what detection rules cannot say. */
export function convertCorrelation(
  correlation: SigmaCorrelation,
  id: string,
  bases: ReadonlyMap<string, Base>,
): ConvertedCorrelation {
  const own = correlation.rules.map((name) => ({
    name,
    base: bases.get(name) ?? refuse.ruleUnknown(name),
  }));
  if (own.length > RULES_MAX) refuse.tooLarge("rules", RULES_MAX);
  const windowS = windowOf(correlation.timespanS);
  const notes =
    windowS === correlation.timespanS
      ? []
      : [`counts over ${windowS} seconds instead of ${correlation.timespanS}`];
  const parts = own.map(({ name, base }) => ({
    part: base.part,
    groups: correlation.groupBy.map((field) => keyIn(correlation, field, name, base)),
    keyOf: (field: string) => keyIn(correlation, field, name, base),
  }));
  const rule = ruleOf(correlation, id, parts, windowS);
  return { rule, notes, needs: `the rules ${correlation.rules.join(", ")}` };
}

/** An alias names another field in each rule. */
function keyIn(
  { aliases }: SigmaCorrelation,
  field: string,
  name: string,
  { rule, keyOf }: Base,
): string {
  const byRule = Object.hasOwn(aliases, field) ? aliases[field] : undefined;
  const own = byRule?.[name] ?? byRule?.[rule.id] ?? byRule?.[rule.name];
  return keyOf(own ?? field);
}

type Part = { part: RuleQueryPart; groups: string[]; keyOf(field: string): string };

function ruleOf(
  correlation: SigmaCorrelation,
  id: string,
  parts: readonly Part[],
  windowS: number,
): DetectionRule {
  const type = parts.some(({ part }) => part.dataSource === "logs")
    ? "log_detection"
    : "workload_security";
  const separate = parts.map(({ part, groups }) => queryOf(part, groups));
  const labels = separate.map((_, at) => String.fromCharCode("a".charCodeAt(0) + at));
  switch (correlation.type) {
    case "event_count":
    case "value_count":
    case "value_sum": {
      const queries = [countingQuery(correlation, parts)];
      return detectionRule(correlation, id, {
        type,
        queries,
        condition: threshold(correlation),
        windowS,
      });
    }
    case "temporal": {
      const condition = labels.map((label) => `${label} > 0`).join(" && ");
      return detectionRule(correlation, id, { type, queries: separate, condition, windowS });
    }
    case "temporal_ordered": {
      const steps = labels.map((label) => ({
        name: `step_${label}`,
        condition: `${label} > 0`,
        evaluationWindow: windowS,
      }));
      const stepTransitions = steps.slice(1).map((step, at) => ({
        parent: steps[at]?.name ?? "",
        child: step.name,
        evaluationWindow: windowS,
      }));
      return detectionRule(correlation, id, {
        type,
        queries: separate,
        condition: `${steps.at(-1)?.name} > 0`,
        windowS,
        options: {
          detectionMethod: "sequence_detection",
          sequenceDetectionOptions: { steps, stepTransitions },
        },
      });
    }
    default:
      return refuse.correlationUnsupported(`${correlation.type} is not among what rules count`);
  }
}

/** All rules' events are counted together, so they must be of one source with the same groups. */
function countingQuery(correlation: SigmaCorrelation, parts: readonly Part[]) {
  const [first, ...rest] = parts;
  if (first === undefined) return refuse.keyMissing("correlation.rules");
  const isSame = rest.every(
    ({ part, groups }) =>
      part.dataSource === first.part.dataSource && groups.join() === first.groups.join(),
  );
  if (!isSame) refuse.correlationUnsupported("its rules are about different sources or groups");
  const query = parts.map(({ part }) => (parts.length > 1 ? `(${part.query})` : part.query));
  const part = { ...first.part, query: query.join(" OR ") };
  if (correlation.type === "event_count") return queryOf(part, first.groups);
  if (correlation.field === "") refuse.keyMissing("correlation.condition.field");
  const key = first.keyOf(correlation.field);
  return correlation.type === "value_count"
    ? queryOf(part, first.groups, { aggregation: "cardinality", distinctFields: [key] })
    : queryOf(part, first.groups, { aggregation: "sum", metrics: [key] });
}

/** Signals are made when something comes, so only growing counts can be waited for. */
function threshold({ condition }: SigmaCorrelation): string {
  const [only, ...rest] = condition;
  if (only === undefined) return refuse.keyMissing("correlation.condition");
  if (rest.length > 0 || (only.operator !== "gt" && only.operator !== "gte")) {
    return refuse.correlationUnsupported("its condition is other than gt or gte");
  }
  return `a ${only.operator === "gt" ? ">" : ">="} ${only.value}`;
}
