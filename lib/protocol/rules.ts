/**
 * Detection rules as the API shows them. Flat JSON, not JSON:API: that is the shape rule owners
 * have files of.
 */
import Type, { type Static } from "typebox";
import { page } from "./json-api.ts";
import { Severity } from "./signals.ts";

export const RULES_PATH = "/api/v2/security_monitoring/rules";

export const RuleQuery = Type.Object({
  name: Type.String(),
  query: Type.String(),
  aggregation: Type.String(),
  groupByFields: Type.Array(Type.String()),
  distinctFields: Type.Array(Type.String()),
  metrics: Type.Array(Type.String()),
  dataSource: Type.String(),
  hasOptionalGroupByFields: Type.Boolean(),
});
export const RuleCase = Type.Object({
  name: Type.String(),
  status: Severity,
  condition: Type.String(),
  notifications: Type.Array(Type.String()),
});
export const DetectionRule = Type.Object({
  id: Type.String(),
  name: Type.String(),
  message: Type.String(),
  type: Type.String(),
  version: Type.Integer(),
  isEnabled: Type.Boolean(),
  isDefault: Type.Boolean(),
  isDeleted: Type.Boolean(),
  hasExtendedTitle: Type.Boolean(),
  createdAt: Type.Integer(),
  updatedAt: Type.Integer(),
  tags: Type.Array(Type.String()),
  queries: Type.Array(RuleQuery),
  cases: Type.Array(RuleCase),
  filters: Type.Array(Type.Unknown()),
  options: Type.Object({
    detectionMethod: Type.String(),
    evaluationWindow: Type.Integer({ description: "Seconds" }),
    keepAlive: Type.Integer({ description: "Seconds" }),
    maxSignalDuration: Type.Integer({ description: "Seconds" }),
  }),
});
export type DetectionRule = Static<typeof DetectionRule>;
export const RulePage = page(DetectionRule);
export type RulePage = Static<typeof RulePage>;

export const RuleListQuery = Type.Object({
  "page[size]": Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  "page[number]": Type.Optional(Type.Integer({ minimum: 0 })),
  query: Type.Optional(Type.String({ maxLength: 8192 })),
});
