/** Which runs are due. A run has its id from the rule and its time, so that it is there once. */
import { createHash } from "node:crypto";
import type { DetectionRule } from "#lib/protocol";
import { compileSchedule, type Schedule } from "#lib/schedule";
import type { JobRow, RunState } from "#server/store";
import { REACH_MS_MAX, RUN_DELAY_MS } from "./limits.ts";
import { SCHEDULED } from "./run.ts";

type Rule = Pick<DetectionRule, "schedulingOptions">;
const SCHEDULES_MAX = 10_000;
const schedules = new Map<string, Schedule | undefined>();

/** When a rule runs; undefined for one without a schedule, or with one that cannot be. */
export function scheduleOf({ schedulingOptions: options }: Rule): Schedule | undefined {
  if (options === undefined) return undefined;
  const { rrule, start, timezone } = options;
  const key = JSON.stringify([rrule, start, timezone]);
  if (!schedules.has(key)) {
    const compiled = compileSchedule(options);
    if (schedules.size >= SCHEDULES_MAX) schedules.clear();
    schedules.set(key, "option" in compiled ? undefined : compiled);
  }
  return schedules.get(key);
}

/** A rule that runs by a schedule and not over the stream. */
export function isScheduled({ schedulingOptions }: Rule): boolean {
  return schedulingOptions !== undefined;
}

/** What happened after `from`, until `due`. */
export type Due = { from: number; due: number };

/**
 * The newest run that is due and not planned. Those missed before it are in it: it looks at all
 * since the last one, as far as a run reaches.
 */
export function dueRun(
  rule: DetectionRule,
  known: Pick<RunState, "to_ms" | "position_ms" | "active"> | undefined,
  now: number,
): Due | undefined {
  const schedule = scheduleOf(rule);
  const due = schedule?.previous(now - RUN_DELAY_MS);
  if (schedule === undefined || due === undefined || due <= rule.createdAt) return undefined;
  if (known !== undefined && (known.active > 0 || due <= known.to_ms)) return undefined;
  const before = schedule.previous(due - 1);
  const after = schedule.next(due);
  const period = before === undefined ? (after ?? due) - due : due - before;
  const stretch = Math.max(period, rule.options.evaluationWindow * 1000);
  if (known === undefined) return { from: due - stretch, due };
  return { from: Math.max(known.position_ms, due - Math.max(stretch, REACH_MS_MAX)), due };
}

export function runId(kind: string, ruleId: string, what: number): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([kind, ruleId, what]))
    .digest("hex");
  return `${kind}-${hash.slice(0, 32)}`;
}

export function runRow(rule: DetectionRule, { from, due }: Due, now: number): JobRow {
  return {
    ...{ id: runId(SCHEDULED, rule.id, due), kind: SCHEDULED, status: "pending" },
    ...{ name: rule.name, rule_id: rule.id, rule: JSON.stringify(rule), request: "{}" },
    ...{ from_ms: from, to_ms: due, position_ms: from },
    ...{ attempts: 0, owner: "", lease_until: 0, events: 0, results: 0, reason: "" },
    ...{ created_at: now, created_by: "", created_by_name: "", modified_at: now },
  };
}
