/** Detection rules as a list: what they are counted by, and how they are ordered. */
import { type DetectionRule, SEVERITIES, type Severity } from "#lib/protocol";
import type { FacetCounts } from "../../ui/explorer/suggest.ts";

/** The worst severity that any case of a rule gives. */
export function worstSeverity({
  cases,
  thirdPartyCases = [],
}: DetectionRule): Severity | undefined {
  const given = new Set(
    [...cases, ...thirdPartyCases].map(({ status, customStatus }) => customStatus ?? status),
  );
  return SEVERITIES.find((severity) => given.has(severity));
}

/** Values of the tags with a key. */
export function tagValues({ tags }: DetectionRule, key: string): string[] {
  const prefix = `${key}:`;
  return tags.filter((tag) => tag.startsWith(prefix)).map((tag) => tag.slice(prefix.length));
}

/** What a search over rules knows them by; the server counts nothing of rules. */
const VALUES: Readonly<Record<string, (rule: DetectionRule) => readonly string[]>> = {
  severity: ({ cases }) => [
    ...new Set(cases.map(({ status, customStatus }) => customStatus ?? status)),
  ],
  enabled: ({ isEnabled }) => [String(isEnabled)],
  default: ({ isDefault }) => [String(isDefault)],
  type: ({ type }) => [type],
  source: (rule) => tagValues(rule, "source"),
  security: (rule) => tagValues(rule, "security"),
  tactic: (rule) => tagValues(rule, "tactic"),
  technique: (rule) => tagValues(rule, "technique"),
};
export const RULE_FACETS = Object.keys(VALUES);

export function countRules(rules: readonly DetectionRule[]): FacetCounts {
  const data = Object.entries(VALUES).map(([path, valuesOf]) => {
    const counts = new Map<string, number>();
    for (const rule of rules)
      for (const value of valuesOf(rule)) counts.set(value, (counts.get(value) ?? 0) + 1);
    const values = [...counts].map(([value, count]) => ({ value, count }));
    return { path, values: values.sort((a, b) => b.count - a.count) };
  });
  return { data };
}

export const ruleName = ({ customName, name }: DetectionRule) => customName || name;

/** Worst first, then by name. */
export function orderRules(rules: readonly DetectionRule[]): DetectionRule[] {
  const rank = (rule: DetectionRule) => SEVERITIES.indexOf(worstSeverity(rule) ?? "info");
  return [...rules].sort((a, b) => rank(a) - rank(b) || ruleName(a).localeCompare(ruleName(b)));
}
