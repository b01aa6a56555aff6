/**
 * Rules that run by a schedule. Each server looks for runs that are due and writes them down, once
 * by their id; whichever has time takes one.
 */
import { createCounters } from "#lib/base";
import type { CompiledRule } from "#lib/detection";
import type { DetectionRule, RuleBaseline, RuleRun, RuleSchedule } from "#lib/protocol";
import { createRunner, type Running } from "#server/jobs";
import type { RuleCatalog } from "#server/rules";
import {
  forgetRuns,
  insertJob,
  type JobRow,
  listRunStates,
  listRuns,
  type RunState,
} from "#server/store";
import { BASELINE, baselineId, baselineRow, baselineRule, runBaseline } from "./baseline.ts";
import { refuseSchedule } from "./errors.ts";
import { GONE_MS, PLAN_MS, RUNS_KEPT_MAX } from "./limits.ts";
import { dueRun, isScheduled, runRow, scheduleOf } from "./plan.ts";
import { type RunParts, runScheduled, SCHEDULED } from "./run.ts";

export type ScheduleOptions = RunParts & {
  rules: Pick<RuleCatalog, "list" | "need">;
  /** Milliseconds of a steady clock. */
  steady(): number;
  /** Name of this process. */
  owner: string;
  onFault(error: unknown): void;
};

const BASELINES_KNOWN_MAX = 20_000;

export type RuleSchedules = ReturnType<typeof openSchedule>;

/** Schedules of the rules; `start` begins to look for runs and to run them. */
export function openSchedule(options: ScheduleOptions) {
  const { control, clock, rules, steady, owner, onFault } = options;
  const counters = createCounters(["schedule_runs_planned", "schedule_plans_failed"]);
  const runner = createRunner({
    ...{ kinds: [SCHEDULED, BASELINE], control, clock, steady, owner, onFault },
    work: (running: Running) =>
      (running.job.kind === BASELINE ? runBaseline : runScheduled)(options, running),
  });

  /** Ids of baselines that are written down. */
  const baselines = new Set<string>();

  async function planBaseline(rule: DetectionRule, compiled: CompiledRule): Promise<void> {
    const id = baselineId(compiled);
    if (baselines.has(id)) return;
    const row = baselineRow(rule, compiled, clock());
    await control.transaction(async (trx) => {
      if (await insertJob(trx, row))
        await forgetRuns(trx, { kind: BASELINE, ruleId: rule.id }, row.to_ms);
    });
    if (baselines.size >= BASELINES_KNOWN_MAX) baselines.clear();
    baselines.add(id);
  }

  async function planRule(rule: DetectionRule, row: JobRow): Promise<void> {
    const runs = await listRuns(control, { kind: SCHEDULED, ruleId: rule.id }, RUNS_KEPT_MAX);
    const isNew = await control.transaction(async (trx) => {
      const oldest = runs[RUNS_KEPT_MAX - 2];
      if (oldest !== undefined)
        await forgetRuns(trx, { kind: SCHEDULED, ruleId: rule.id }, oldest.to_ms);
      return insertJob(trx, row);
    });
    if (isNew) counters.schedule_runs_planned.add();
  }

  /** Writes down what is due now. */
  async function plan(): Promise<void> {
    const states = await listRunStates(control, SCHEDULED);
    const known = new Map(states.map((state) => [state.rule_id, state]));
    const learned = await listRunStates(control, BASELINE);
    const all = rules.list();
    for (const rule of all) {
      if (!rule.isEnabled || rule.isDeleted) continue;
      const learning = baselineRule(rule);
      if (learning !== undefined) await planBaseline(rule, learning);
      if (!isScheduled(rule)) continue;
      const due = dueRun(rule, known.get(rule.id), clock());
      if (due !== undefined) await planRule(rule, runRow(rule, due, clock()));
    }
    const ids = new Set(all.map(({ id }) => id));
    const isGone = ({ rule_id, modified_at }: RunState) =>
      !ids.has(rule_id) && modified_at < clock() - GONE_MS;
    for (const [kind, list] of [[SCHEDULED, states] as const, [BASELINE, learned] as const])
      for (const { rule_id: ruleId } of list.filter(isGone))
        await control.transaction((trx) =>
          forgetRuns(trx, { kind, ruleId }, Number.MAX_SAFE_INTEGER),
        );
  }

  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let current: Promise<void> = Promise.resolve();
  function again(): void {
    if (isStopped) return;
    timer = setTimeout(() => {
      current = plan()
        .then(runner.wake)
        .catch((error: unknown) => {
          counters.schedule_plans_failed.add();
          if (!isStopped) onFault(error);
        })
        .finally(again);
    }, PLAN_MS);
    timer.unref();
  }

  return {
    runner,
    /** Looks for runs that are due; for tests. */
    plan,
    start(): void {
      runner.start();
      again();
    },
    /** Interrupts the run; it goes on where it was with whoever starts next. */
    async stop(): Promise<void> {
      isStopped = true;
      clearTimeout(timer);
      await current;
      await runner.stop();
    },
    counters(): Record<string, number> {
      const { jobs_completed, jobs_failed, jobs_interrupted } = runner.counters.snapshot();
      return {
        ...counters.snapshot(),
        schedule_runs_completed: jobs_completed,
        schedule_runs_failed: jobs_failed,
        schedule_runs_interrupted: jobs_interrupted,
      };
    },
    /** When a rule runs and what its runs found. Throws RULE_UNKNOWN and RULE_UNSCHEDULED. */
    async show(id: string): Promise<RuleSchedule> {
      const rule = rules.need(id);
      const { schedulingOptions: own } = rule;
      if (own === undefined) throw refuseSchedule("RULE_UNSCHEDULED");
      const next = rule.isEnabled ? scheduleOf(rule)?.next(clock()) : undefined;
      const rows = await listRuns(control, { kind: SCHEDULED, ruleId: id }, RUNS_KEPT_MAX);
      const runs = rows.map(renderRun);
      const [lastRun] = runs;
      const { rrule, start, timezone } = own;
      const nextRun = next === undefined ? {} : { nextRun: new Date(next).toISOString() };
      const last = lastRun === undefined ? {} : { lastRun };
      const attributes = { rrule, start, timezone, ...nextRun, ...last, runs };
      return { id, type: "rule_schedule", attributes };
    },
    /** How far a rule has learned from what is stored. Throws RULE_UNKNOWN and RULE_UNLEARNED. */
    async showBaseline(id: string): Promise<RuleBaseline> {
      rules.need(id);
      const [row] = await listRuns(control, { kind: BASELINE, ruleId: id }, 1);
      if (row === undefined) throw refuseSchedule("RULE_UNLEARNED");
      return { id, type: "rule_baseline", attributes: renderRun(row) };
    },
  };
}

function renderRun(row: JobRow): RuleRun {
  const iso = (ms: number) => new Date(ms).toISOString();
  const whole = Math.max(1, row.to_ms - row.from_ms);
  const part = Math.min(1, Math.max(0, (row.position_ms - row.from_ms) / whole));
  return {
    ...{ scheduledAt: iso(row.to_ms), from: iso(row.from_ms), to: iso(row.to_ms) },
    ...{ status: row.status, progressRate: row.status === "completed" ? 1 : part },
    ...{ eventsRead: row.events, signalsMade: row.results, reason: row.reason },
    ...{ createdAt: iso(row.created_at), modifiedAt: iso(row.modified_at) },
  };
}
