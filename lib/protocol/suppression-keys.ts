/**
 * What a suppression that begins at a signal may go by: the keys of its event that tell it from
 * others, and sets of them that are worth proposing.
 */
import Type, { type Static } from "typebox";
import { resource, single } from "./json-api.ts";

/** Below the path of a signal. */
export const SUPPRESSION_KEYS = "suppression_keys";

export const ACTIVITIES = ["process", "file", "dns", "network", "kernel", "log"] as const;
export type Activity = (typeof ACTIVITIES)[number];

/** Why a suppression may hide too much, or soon nothing. `code` never changes its meaning. */
export const SuppressionWarning = Type.Object({
  code: Type.String(),
  key: Type.String({ description: "The key it is about; empty when about the whole" }),
  message: Type.String(),
});
export type SuppressionWarning = Static<typeof SuppressionWarning>;

export const SUPPRESSION_SETS = ["recommended", "any_arguments", "workload"] as const;
export type SuppressionSet = (typeof SUPPRESSION_SETS)[number];

export const SuppressionKeys = single(
  resource(
    "suppression_keys",
    Type.Object({
      activity: Type.Unsafe<Activity>({ type: "string", enum: ACTIVITIES.map(String) }),
      name: Type.String({ description: "What the suppression could be called" }),
      rule_query: Type.String(),
      keys: Type.Array(
        Type.Object({
          key: Type.String(),
          values: Type.Array(Type.String()),
          query: Type.String({ description: "What of suppression_query the key is" }),
          warnings: Type.Array(SuppressionWarning),
        }),
        { description: "All that may be chosen, the most telling first" },
      ),
      sets: Type.Array(
        Type.Object({
          name: Type.Unsafe<SuppressionSet>({ type: "string", enum: SUPPRESSION_SETS.map(String) }),
          keys: Type.Array(Type.String()),
          suppression_query: Type.String(),
          warnings: Type.Array(SuppressionWarning),
        }),
        { description: "The first is the one to begin with" },
      ),
    }),
  ),
);
export type SuppressionKeys = Static<typeof SuppressionKeys>;
