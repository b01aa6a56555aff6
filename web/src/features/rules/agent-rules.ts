/** Agent rules over all hosts: the same rule of several agents is one entry. */
import type { Agent, RuleStatus } from "#lib/protocol";

export type AgentRule = {
  id: string;
  policy: string;
  event: string;
  expression: string;
  matches: number;
  loaded: number;
  total: number;
  /** Where it is not loaded, and why. */
  faults: { host: string; message: string }[];
};

function merge(rule: AgentRule, status: RuleStatus, host: string): void {
  rule.matches += status.matches;
  rule.total += 1;
  if (status.status === "loaded") rule.loaded += 1;
  if (status.status === "error") rule.faults.push({ host, message: status.message });
}

/** One entry for each policy and id, broken ones first, then by name. */
export function collectAgentRules(agents: readonly Agent[]): AgentRule[] {
  const rules = new Map<string, AgentRule>();
  for (const { attributes } of agents)
    for (const status of attributes.status?.rules ?? []) {
      const { id, policy, event, expression } = status;
      const key = `${policy}/${id}`;
      const rule = rules.get(key) ?? {
        ...{ id, policy, event, expression },
        ...{ matches: 0, loaded: 0, total: 0, faults: [] },
      };
      rules.set(key, rule);
      merge(rule, status, attributes.hostname);
    }
  return [...rules.values()].sort(
    (a, b) => b.faults.length - a.faults.length || a.id.localeCompare(b.id),
  );
}
