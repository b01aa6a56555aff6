/** Finding and ordering rules. */
import { effectiveRule, ruleDocument } from "#lib/detection";
import { type DetectionRule, type RuleSort, SEVERITIES } from "#lib/protocol";
import { compilePredicate, parseQuery } from "#lib/query";
import { refuseRule } from "./errors.ts";

export const RULES_PAGE_DEFAULT = 10;

export type RuleSearch = {
  /** Search text over `ruleDocument`. */
  query?: string;
  sort?: RuleSort;
  size?: number;
  /** 0 for the first page. */
  number?: number;
};

export type FoundRules = { rules: DetectionRule[]; total: number; filtered: number };

/** A test whether a rule is found by search text. Throws RULE_SEARCH_INVALID. */
export function ruleFilter(text: string): (rule: DetectionRule) => boolean {
  const { query, diagnostics } = parseQuery(text);
  const [fault] = diagnostics;
  if (query === undefined || fault !== undefined) {
    const what = fault?.what.replace(/\.$/, "") ?? "it has a fault";
    const reason = fault ? `${what}, at character ${fault.span.start + 1}` : what;
    throw refuseRule("RULE_SEARCH_INVALID", { reason, hint: fault?.do ?? "" }, fault);
  }
  const predicate = compilePredicate(query);
  return (rule) => predicate(ruleDocument(effectiveRule(rule)));
}

/** One page of the rules found. Throws RULE_SEARCH_INVALID. */
export function findRules(all: readonly DetectionRule[], search: RuleSearch): FoundRules {
  const { query = "", sort, size = RULES_PAGE_DEFAULT, number = 0 } = search;
  const found = all.filter(ruleFilter(query));
  if (sort !== undefined) sortRules(found, sort);
  const rules = found.slice(number * size, (number + 1) * size);
  return { rules, total: all.length, filtered: found.length };
}

const byText = new Intl.Collator("en", { sensitivity: "base", numeric: true }).compare;

/** The most severe case as a number, larger for what is more severe. */
function severityOf(rule: DetectionRule): number {
  const { cases, thirdPartyCases = [] } = rule;
  const ranks = [...cases, ...thirdPartyCases].map(({ status, customStatus }) =>
    SEVERITIES.indexOf(customStatus ?? status),
  );
  return ranks.length === 0 ? -1 : SEVERITIES.length - Math.min(...ranks);
}

function sourceOf({ tags }: DetectionRule): string {
  return tags.find((tag) => tag.startsWith("source:")) ?? "";
}

const nameOf = ({ customName, name }: DetectionRule) => customName || name;

type Order = (a: DetectionRule, b: DetectionRule) => number;
const ORDERS: Readonly<Record<string, Order>> = {
  name: (a, b) => byText(nameOf(a), nameOf(b)),
  creation_date: (a, b) => a.createdAt - b.createdAt,
  update_date: (a, b) => a.updatedAt - b.updatedAt,
  enabled: (a, b) => Number(a.isEnabled) - Number(b.isEnabled),
  type: (a, b) => byText(a.type, b.type),
  highest_severity: (a, b) => severityOf(a) - severityOf(b),
  source: (a, b) => byText(sourceOf(a), sourceOf(b)),
};

/** Equal ones stay in the order of their ids, whichever way it goes. */
function sortRules(rules: DetectionRule[], sort: RuleSort): void {
  const isDescending = sort.startsWith("-");
  const order = ORDERS[isDescending ? sort.slice(1) : sort];
  if (order === undefined) return;
  const sign = isDescending ? -1 : 1;
  rules.sort((a, b) => sign * order(a, b) || (a.id < b.id ? -1 : 1));
}
