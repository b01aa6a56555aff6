/**
 * What the addresses about detection rules take and give, beside the rule itself. A rule in a
 * request may say less than `DetectionRule` has: `readDetectionRule` of lib/detection reads it.
 */
import Type, { type Static } from "typebox";
import { resource, single } from "./json-api.ts";
import { DetectionRule } from "./rules.ts";

const open = { additionalProperties: true } as const;

/** Any object: its fields are checked by the rule's own reader, and none is taken out. */
export const RuleInput = Type.Unsafe<Record<string, unknown>>({
  type: "object",
  description: "A detection rule as in the answers; what has a default may be left out",
});

/** A sample event for one query of a rule. */
export const RuleQueryPayload = Type.Object(
  {
    index: Type.Integer({ minimum: 0, default: 0 }),
    expectedResult: Type.Optional(Type.Boolean()),
    payload: Type.Optional(
      Type.Unsafe<
        Record<string, unknown> & {
          ddsource?: string;
          ddtags?: string;
          hostname?: string;
          message?: string;
          service?: string;
        }
      >({
        type: "object",
        description: "ddsource, ddtags, hostname, message, service, and any attribute",
      }),
    ),
  },
  open,
);
export type RuleQueryPayload = Static<typeof RuleQueryPayload>;

export const RULE_PAYLOADS_MAX = 100;
export const RuleTestRequest = Type.Object({
  rule: Type.Optional(RuleInput),
  ruleQueryPayloads: Type.Array(RuleQueryPayload, { maxItems: RULE_PAYLOADS_MAX }),
});
export const RuleTestAnswer = Type.Object({ results: Type.Array(Type.Boolean()) });
export type RuleTestAnswer = Static<typeof RuleTestAnswer>;

export const RULE_IDS_MAX = 1000;
/** Body of the bulk addresses: which rules. */
export const RuleIdsRequest = Type.Object({
  data: Type.Object({
    id: Type.Optional(Type.String()),
    type: Type.Optional(Type.String()),
    attributes: Type.Object({
      ruleIds: Type.Array(Type.String({ maxLength: 128 }), { minItems: 1, maxItems: RULE_IDS_MAX }),
    }),
  }),
});
export const RulesDeletedAnswer = single(
  resource(
    "bulk_delete_response",
    Type.Object({
      deletedRules: Type.Array(Type.String()),
      failedRules: Type.Array(Type.String()),
    }),
  ),
);
export type RulesDeletedAnswer = Static<typeof RulesDeletedAnswer>;

export const RuleTerraformAnswer = Type.Object({
  ruleId: Type.Optional(Type.String()),
  terraformContent: Type.String(),
});

/** A field that differs from the version before. */
export const VersionChange = Type.Object({
  field: Type.String(),
  change: Type.String(),
  type: Type.Union([Type.Literal("create"), Type.Literal("update"), Type.Literal("delete")]),
});

export const RuleHistoryAnswer = single(
  resource(
    "GetRuleVersionHistoryResponse",
    Type.Object({
      count: Type.Integer(),
      data: Type.Record(
        Type.String(),
        Type.Object({ rule: DetectionRule, changes: Type.Array(VersionChange) }),
      ),
    }),
  ),
);
export type RuleHistoryAnswer = Static<typeof RuleHistoryAnswer>;

export const HistoryPageQuery = Type.Object({
  "page[size]": Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  "page[number]": Type.Optional(Type.Integer({ minimum: 0 })),
});
