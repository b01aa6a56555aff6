/**
 * Findings of other products: whatever a root query finds is a signal, of the severity of the first
 * case whose query the event meets, and one for each value of the groups within a day.
 */
import type { DetectionRule, Severity } from "#lib/protocol";
import { compilePredicate, type Predicate } from "#lib/query";
import { type CompiledQuery, compileQuery, parseSearch } from "./compile-query.ts";

/** How long the same values are one signal. */
export const ROLL_UP_MS = 86_400_000;

type Case = { name: string; status: Severity; condition: string; predicate: Predicate };

function casesOf(rule: DetectionRule): Case[] {
  const cases = (rule.thirdPartyCases ?? []).map(({ name, status, query }, at): Case => {
    const predicate = compilePredicate(parseSearch(query, `case ${at + 1}`));
    return { name, status, condition: query, predicate };
  });
  const status = rule.options.thirdPartyRuleOptions?.defaultStatus;
  const rest: Case = { name: "", status: status ?? "info", condition: "", predicate: () => true };
  return status === undefined ? cases : [...cases, rest];
}

/** Older rules have one query a case in place of root queries. */
function isPaired(rule: DetectionRule): boolean {
  const roots = rule.options.thirdPartyRuleOptions?.rootQueries ?? [];
  return roots.length === 0 && rule.queries.length === rule.thirdPartyCases?.length;
}

/** The queries and cases of a third-party rule, as those of any other. */
export function compileThirdParty(rule: DetectionRule): {
  queries: CompiledQuery[];
  cases: { name: string; status: Severity; condition: string }[];
  labels: string[];
} {
  const roots = rule.options.thirdPartyRuleOptions?.rootQueries ?? [];
  const base = { name: "", aggregation: "none", distinctFields: [], metrics: [] };
  const plain = { ...base, dataSource: "logs", hasOptionalGroupByFields: false };
  const own = roots.length > 0 ? roots.map((root) => ({ ...plain, ...root })) : rule.queries;
  const used: DetectionRule = { ...rule, queries: own };
  const cases = casesOf(rule);
  const paired = isPaired(rule);
  const queries = own.map((_, at): CompiledQuery => {
    const query = compileQuery(used, at, String(at + 1));
    const caseOf = (event: Record<string, unknown>) =>
      paired ? at : cases.findIndex(({ predicate }) => predicate(event));
    return {
      ...query,
      isUngrouped: query.groupBy.length === 0,
      valueOf: (event) => {
        const index = caseOf(event);
        return index === -1 ? undefined : String(index);
      },
    };
  });
  const shown = cases.map(({ name, status, condition }) => ({ name, status, condition }));
  return { queries, cases: shown, labels: own.map((_, at) => `root_${at + 1}`) };
}
