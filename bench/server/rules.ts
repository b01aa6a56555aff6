/** Detection rules as they are shipped: one agent rule each, grouped by host. */
import type { DetectionRule } from "#lib/protocol";

export function benchRule(index: number, query = `@agent.rule_id:rule_${index}`): DetectionRule {
  return {
    id: `bench-${index}`,
    name: `Rule ${index}`,
    type: "workload_security",
    version: 1,
    message: "`{{@process.executable.path}}` ran on {{host}}",
    isEnabled: true,
    isDefault: true,
    isDeleted: false,
    hasExtendedTitle: false,
    createdAt: 0,
    updatedAt: 0,
    tags: ["tactic:execution"],
    filters: [],
    queries: [
      {
        name: "",
        query,
        aggregation: "count",
        groupByFields: ["host"],
        distinctFields: [],
        metrics: [],
        dataSource: "security_runtime",
        hasOptionalGroupByFields: false,
      },
    ],
    cases: [{ name: "", status: "high", condition: "a > 0", notifications: [] }],
    options: {
      detectionMethod: "threshold",
      evaluationWindow: 300,
      keepAlive: 3600,
      maxSignalDuration: 86_400,
    },
  };
}
