/** Detection rules for tests. */
import type { DetectionRule } from "#lib/protocol";

type Query = DetectionRule["queries"][number];
export type RuleParts = {
  id?: string;
  queries?: (Partial<Query> & { query: string })[];
  conditions?: string[];
  windows?: [evaluation: number, keepAlive: number, max: number];
  method?: string;
  isEnabled?: boolean;
};

export function testRule(parts: RuleParts): DetectionRule {
  const [evaluationWindow, keepAlive, maxSignalDuration] = parts.windows ?? [300, 3600, 86_400];
  return {
    id: parts.id ?? "rule",
    name: "A rule",
    message: "It happened on {{host}}",
    type: "workload_security",
    version: 1,
    isEnabled: parts.isEnabled ?? true,
    isDefault: true,
    isDeleted: false,
    hasExtendedTitle: false,
    createdAt: 0,
    updatedAt: 0,
    tags: [],
    queries: (parts.queries ?? [{ query: "@agent.rule_id:x" }]).map((query) => ({
      name: "",
      aggregation: "count",
      groupByFields: [],
      distinctFields: [],
      metrics: [],
      dataSource: "security_runtime",
      hasOptionalGroupByFields: false,
      ...query,
    })),
    cases: (parts.conditions ?? ["a > 0"]).map((condition) => ({
      name: "",
      status: "high",
      condition,
      notifications: [],
    })),
    filters: [],
    options: {
      detectionMethod: parts.method ?? "threshold",
      evaluationWindow,
      keepAlive,
      maxSignalDuration,
    },
  };
}
