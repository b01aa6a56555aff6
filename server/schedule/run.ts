/**
 * One run of a scheduled rule: what happened since the run before goes the way of the stream, from
 * the store. Hits are rows in the store as always; signals and how far the run is are committed
 * together, so that whoever goes on after a crash counts nothing twice.
 */
import type { DetectionSettings } from "#lib/detection";
import { compileRule } from "#lib/detection";
import type { DetectionRule, StreamNotice } from "#lib/protocol";
import { createDetection } from "#server/detection";
import { createDurable } from "#server/intake";
import {
  type Ended,
  type HistoryStore,
  historyParts,
  JOB_LEASE_MS,
  type Running,
  readHistory,
} from "#server/jobs";
import type { Signals } from "#server/signals";
import { type Control, changeOwnJob, type EventStore, type JobRow, listRuns } from "#server/store";
import { RUN_EVENTS_MAX } from "./limits.ts";
import { wholeMoments } from "./moments.ts";

export const SCHEDULED = "scheduled";

export type RunParts = {
  control: Control;
  clock(): number;
  events: EventStore & HistoryStore;
  signals: Pick<Signals, "recount" | "apply" | "announce">;
  settings(): DetectionSettings;
};

/** Another server has the run. */
class Lost extends Error {}

/** The rule alone, as detection loads it. */
function loadRule(parts: RunParts, rule: DetectionRule) {
  const detection = createDetection(parts.events);
  const { broken } = detection.load([{ ...rule, isEnabled: true }], parts.settings());
  return { detection, fault: () => detection.status().broken[0]?.reason ?? broken[0]?.reason };
}

const isCreated = (notice: StreamNotice) => "change" in notice && notice.change === "created";

/** Sends events the way of the stream, and writes with their signals how far the run is. */
function createSteps(parts: RunParts, job: JobRow, detection: ReturnType<typeof createDetection>) {
  const { control, clock, events, signals } = parts;
  let read = job.events;
  let made = job.results;
  const announce = (notices: readonly StreamNotice[]) => {
    made += notices.filter(isCreated).length;
    signals.announce(notices);
  };
  let step: { position: number; count: number } = { position: job.position_ms, count: 0 };
  const keep = createDurable({ control, events, detection, signals: { ...signals, announce } });
  const counts = () => ({ events: read, results: made });
  return {
    counts,
    async take(slice: Parameters<typeof keep>[0]["detected"], position: number): Promise<void> {
      step = { position, count: slice.length };
      await keep({
        detected: slice,
        // Of an attempt before this one some hits may be stored.
        doubtful: new Set(job.attempts > 1 ? slice.map(({ eventId }) => eventId) : []),
        insert: async () => undefined,
        async settle(trx) {
          const now = clock();
          const lease = { lease_until: now + JOB_LEASE_MS, modified_at: now };
          const progress = { position_ms: step.position, events: read + step.count, results: made };
          if (!(await changeOwnJob(trx, job, { ...progress, ...lease }))) throw new Lost();
        },
      });
      read += slice.length;
    },
  };
}

async function end({ control, clock }: RunParts, job: JobRow, ended: Ended, position?: number) {
  const { status, events, results, reason } = ended;
  const where = position === undefined ? {} : { position_ms: position };
  const change = { status, events, results, reason, modified_at: clock(), ...where };
  return (await changeOwnJob(control.db, job, change)) ? ended : undefined;
}

/** Whether a run of the rule for an earlier time is not over. */
async function hasEarlier({ control }: RunParts, job: JobRow): Promise<boolean> {
  const runs = await listRuns(control, { kind: SCHEDULED, ruleId: job.rule_id }, 50);
  return runs.some(
    ({ to_ms, status }) => to_ms < job.to_ms && (status === "pending" || status === "running"),
  );
}

/** Runs it; undefined when it was interrupted, or another server has it. */
export async function runScheduled(
  parts: RunParts,
  { job, advance, steady }: Running,
): Promise<Ended | undefined> {
  const rule = JSON.parse(job.rule) as DetectionRule;
  const ended = (status: Ended["status"], reason: string): Ended => ({
    ...{ status, reason, events: job.events, results: job.results },
  });
  if (await hasEarlier(parts, job)) return end(parts, job, ended("failed", "one before it runs"));
  const compiled = compileRule(rule);
  if ("reason" in compiled) return end(parts, job, ended("failed", compiled.reason));
  const { detection, fault } = loadRule(parts, rule);
  const steps = createSteps(parts, job, detection);
  const range = { from: job.position_ms + 1, to: job.to_ms };
  const history = readHistory(parts.events, historyParts([compiled]), range);
  const over = (status: Ended["status"], reason: string, position?: number) =>
    end(parts, job, { status, reason, ...steps.counts() }, position);
  try {
    for await (const { events, position } of wholeMoments(history, job.to_ms)) {
      if (position < range.from) continue;
      const begun = steady();
      await steps.take(events, position);
      const reason = fault();
      if (reason !== undefined) return over("failed", reason);
      const read = steps.counts().events;
      if (read >= RUN_EVENTS_MAX)
        return over("completed", `it ended after ${RUN_EVENTS_MAX} events; the next run goes on`);
      const spentMs = steady() - begun;
      if (!(await advance({ position, events: read, spentMs }))) return undefined;
    }
  } catch (error) {
    if (error instanceof Lost) return undefined;
    throw error;
  }
  return over("completed", "", job.to_ms);
}
