/** When a scheduled rule runs, and what its runs found. */
import Type, { type Static } from "typebox";
import { resource, single } from "./json-api.ts";

const moment = () => Type.String({ description: "ISO 8601" });

export const RuleRun = Type.Object({
  scheduledAt: moment(),
  /** Looked at is what happened after `from`, until `to`. */
  from: moment(),
  to: moment(),
  status: Type.String({ description: "pending, running, completed, failed or cancelled" }),
  progressRate: Type.Number({ description: "0 to 1" }),
  eventsRead: Type.Integer(),
  signalsMade: Type.Integer(),
  reason: Type.String({ description: "Why it failed; else empty" }),
  createdAt: moment(),
  modifiedAt: moment(),
});
export type RuleRun = Static<typeof RuleRun>;

export const RuleSchedule = resource(
  "rule_schedule",
  Type.Object({
    rrule: Type.String(),
    start: Type.String(),
    timezone: Type.String(),
    nextRun: Type.Optional(moment()),
    lastRun: Type.Optional(RuleRun),
    runs: Type.Array(RuleRun, { description: "Newest first" }),
  }),
);
export type RuleSchedule = Static<typeof RuleSchedule>;
export const RuleScheduleAnswer = single(RuleSchedule);
export type RuleScheduleAnswer = Static<typeof RuleScheduleAnswer>;

/** What a rule learned from what is stored, before it began to decide. */
export const RuleBaseline = resource("rule_baseline", RuleRun);
export type RuleBaseline = Static<typeof RuleBaseline>;
export const RuleBaselineAnswer = single(RuleBaseline);
export type RuleBaselineAnswer = Static<typeof RuleBaselineAnswer>;
