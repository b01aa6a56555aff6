/** From what a client asks to the rule that is run: one that exists, or one that it gives. */
import { compileRule, isLearning, lookBackMs } from "#lib/detection";
import { type DetectionRule, JOB_DAYS_MAX, type JobRequest } from "#lib/protocol";
import { type RuleCatalog, readWholeRule } from "#server/rules";
import { refuseJob } from "./errors.ts";
import { JOB_MS_MAX } from "./limits.ts";

export type Asked = {
  rule: DetectionRule;
  ruleId: string;
  from: number;
  to: number;
  /** Where reading begins: before `from` for rules that learn. */
  start: number;
  notifications: string[];
};

type Rules = Pick<RuleCatalog, "need" | "list" | "check">;
const INDEXES = ["main", "*"];

const invalid = (reason: string) => refuseJob("JOB_INVALID", { reason });

function ruleOf(request: JobRequest, rules: Rules): DetectionRule {
  const { fromRule, jobDefinition } = request;
  if (fromRule !== undefined) {
    const rule = rules.need(fromRule.id);
    const { caseIndex } = fromRule;
    if (caseIndex === undefined) return rule;
    const chosen = rule.cases[caseIndex];
    if (chosen === undefined) throw invalid(`the rule has no case ${caseIndex}`);
    return { ...rule, cases: [chosen] };
  }
  const { from: _, to: __, index: ___, ...definition } = jobDefinition ?? {};
  rules.check(definition);
  return readWholeRule(definition);
}

/** Throws JOB_INVALID, JOB_INDEX_UNKNOWN, RULE_UNKNOWN and RULE_INVALID. */
export function readJobRequest(
  request: JobRequest,
  rules: Rules,
  { now, retentionMs }: { now: number; retentionMs: number },
): Asked {
  const { fromRule, jobDefinition } = request;
  const wanted = fromRule ?? jobDefinition;
  if (wanted === undefined || (fromRule !== undefined && jobDefinition !== undefined))
    throw invalid("give either fromRule or jobDefinition");
  if (!INDEXES.includes(wanted.index))
    throw refuseJob("JOB_INDEX_UNKNOWN", { index: wanted.index });
  const { from } = wanted;
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(wanted.to))
    throw invalid("from and to are not whole numbers");
  const to = Math.min(wanted.to, now);
  if (from >= to) throw invalid("it must begin before it ends, and before now");
  if (to - from > JOB_MS_MAX) throw invalid(`it looks at more than ${JOB_DAYS_MAX} days`);
  const rule = ruleOf(request, rules);
  const compiled = compileRule(rule);
  if ("reason" in compiled) throw invalid(compiled.reason);
  rules.check(rule);
  correlatedRules(rule, rules);
  const back = isLearning(compiled) ? lookBackMs(compiled) : 0;
  const start = Math.min(from, Math.max(from - back, now - retentionMs, 0));
  const notifications = fromRule?.notifications ?? [];
  return { rule, ruleId: fromRule?.id ?? "", from, to, start, notifications };
}

/**
 * The rules whose signals a rule looks at: they are run beside it. Throws JOB_INVALID when it does
 * not name them.
 */
export function correlatedRules(rule: DetectionRule, rules: Rules): DetectionRule[] {
  const isCorrelation = rule.type === "signal_correlation";
  const about = rule.queries.filter(
    ({ dataSource }) => isCorrelation || dataSource === "security_signals",
  );
  const found = about.map((query) => {
    const id = query.ruleId || query.defaultRuleId || "";
    if (id === "") throw invalid("it looks at signals without naming their rule by ruleId");
    const other = rules.need(id);
    if (other.type === "signal_correlation")
      throw invalid(`the rule ${id}, whose signals it looks at, looks at signals itself`);
    return other;
  });
  return [...new Map(found.map((other) => [other.id, other])).values()];
}
