/** Who may change one rule or one suppression. */
import Type, { type Static } from "typebox";
import { resource, single } from "./json-api.ts";

export const RESTRICTION_POLICY_PATH = "/api/v2/restriction_policy";
/** The kinds of resources that can be restricted, as they begin a resource's id. */
export const RESTRICTED_KINDS = ["security-rule", "security-suppression"] as const;
export type RestrictedKind = (typeof RESTRICTED_KINDS)[number];
export const RESTRICTION_PRINCIPALS_MAX = 100;

export const RestrictionBinding = Type.Object({
  relation: Type.String({ maxLength: 64, description: "viewer or editor" }),
  principals: Type.Array(Type.String({ maxLength: 256 }), {
    maxItems: RESTRICTION_PRINCIPALS_MAX,
    description: "role:NAME, user:UUID, or org:ANY for everybody",
  }),
});
export type RestrictionBinding = Static<typeof RestrictionBinding>;

const bindings = Type.Array(RestrictionBinding, { maxItems: 10 });
export const RestrictionPolicyUpdate = Type.Object({
  data: Type.Object({
    id: Type.Optional(Type.String()),
    type: Type.Optional(Type.Literal("restriction_policy")),
    attributes: Type.Object({ bindings }),
  }),
});
export const RestrictionPolicy = resource(
  "restriction_policy",
  Type.Object({
    bindings: Type.Array(RestrictionBinding, { description: "None: whoever has the permission" }),
    may_edit: Type.Boolean({ description: "Whether who asks may change the resource" }),
  }),
);
export type RestrictionPolicy = Static<typeof RestrictionPolicy>;
export const RestrictionPolicyAnswer = single(RestrictionPolicy);
export type RestrictionPolicyAnswer = Static<typeof RestrictionPolicyAnswer>;
