/** The detection rule around the matches or logs that a Sigma rule names. */

import { assert } from "#lib/base";
import { attackEntry, attackSuccessor, attackTags, readDetectionRule } from "#lib/content";
import { type DetectionRule, type Severity, WINDOW_SECONDS } from "#lib/protocol";
import * as refuse from "./refuse.ts";
import type { Level, SigmaCorrelation, SigmaRule } from "./types.ts";

/** Which events a query of a detection rule counts. */
export type RuleQueryPart = { query: string; dataSource: string; type: string };

const WINDOW_S = 300;
const KEEP_ALIVE_S = 3600;
const DURATION_S = 86_400;
const REFERENCES_MAX = 10;

/** Our severity of a level. */
export function severityOf(level: Level): Severity {
  return level === "informational" ? "info" : level;
}

/** Ids of ATT&CK that a rule's tags name, those that were revoked by their successors. */
export function attackIds(tags: readonly string[]): string[] {
  const ids = tags.flatMap((tag) => {
    const [, name = ""] = /^attack\.(.+)$/.exec(tag.toLowerCase()) ?? [];
    const id = name.toUpperCase();
    const current = attackEntry(id) === undefined ? attackSuccessor(id) : id;
    return current === undefined || attackEntry(current) === undefined ? [] : [current];
  });
  return [...new Set(ids)];
}

/** What a signal of the rule says, in Markdown. */
export function messageOf(head: SigmaRule | SigmaCorrelation): string {
  const { description, falsePositives, references, author } = head;
  const list = (items: readonly string[]) => items.map((item) => `- ${item}`).join("\n");
  const rule = author === "" ? "" : `Sigma rule ${head.id} by ${author}.`;
  const parts = [description || head.title];
  if (falsePositives.length > 0) parts.push(`## False positives\n${list(falsePositives)}`);
  if (references.length > 0)
    parts.push(`## References\n${list(references.slice(0, REFERENCES_MAX))}`);
  if (rule !== "") parts.push(rule);
  // Two braces begin a variable in messages.
  return parts.join("\n\n").replaceAll("{{", "{ {");
}

export function tagsOf(head: SigmaRule | SigmaCorrelation): string[] {
  const own = [...(head.id === "" ? [] : [`sigma:${head.id}`]), "source:sigma"];
  return ["security:attack", ...attackTags(attackIds(head.tags)), ...own];
}

type Shape = Pick<DetectionRule, "type" | "queries"> & {
  condition: string;
  windowS: number;
  options?: Record<string, unknown>;
};

/** A whole rule in the shape of the API. */
export function detectionRule(
  head: SigmaRule | SigmaCorrelation,
  id: string,
  { type, queries, condition, windowS, options }: Shape,
): DetectionRule {
  const { rule, diagnostics } = readDetectionRule({
    id,
    name: head.title,
    type,
    message: messageOf(head),
    tags: tagsOf(head),
    queries,
    cases: [{ name: "", status: severityOf(head.level), condition, notifications: [] }],
    hasExtendedTitle: true,
    options: {
      detectionMethod: "threshold",
      evaluationWindow: windowS,
      keepAlive: Math.max(windowS, KEEP_ALIVE_S),
      maxSignalDuration: DURATION_S,
      ...options,
    },
  });
  assert(rule !== undefined, `an import makes whole rules: ${diagnostics[0]?.what}`);
  return rule;
}

export function queryOf(
  part: RuleQueryPart,
  groupByFields: string[],
  more: Partial<DetectionRule["queries"][number]> = {},
): DetectionRule["queries"][number] {
  return {
    name: "",
    query: part.query,
    aggregation: "count",
    groupByFields,
    distinctFields: [],
    metrics: [],
    dataSource: part.dataSource,
    hasOptionalGroupByFields: true,
    ...more,
  };
}

/** One signal a host for each hour in which the rule matches. */
export function detectionOf(rule: SigmaRule, id: string, part: RuleQueryPart): DetectionRule {
  const queries = [queryOf(part, ["host"])];
  return detectionRule(rule, id, {
    type: part.type,
    queries,
    condition: "a > 0",
    windowS: WINDOW_S,
  });
}

/** The shortest window that is no shorter. */
export function windowOf(seconds: number): number {
  const found = WINDOW_SECONDS.find((window) => window > 0 && window >= seconds);
  return found ?? refuse.correlationUnsupported("its timespan is longer than a day");
}
