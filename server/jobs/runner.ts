/**
 * Takes jobs one at a time and works on them between what arrives: after each slice it waits
 * several times as long as the slice took, so that the stream has most of the processor. A job
 * whose server stopped is begun again from its start, here or by another server.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "#lib/base";
import { createCounters, isAppError } from "#lib/base";
import { type Control, changeOwnJob, claimJob, type JobRow } from "#server/store";
import { JOB_ATTEMPTS_MAX, JOB_LEASE_MS, JOB_SHARE } from "./limits.ts";

/** How a job ended. */
export type Ended = {
  status: "completed" | "failed";
  events: number;
  results: number;
  reason: string;
};

/** What a running job may do to itself. */
export type Running = {
  job: JobRow;
  /** Writes how far it is, then waits; false when it is to end without a result. */
  advance(progress: { position: number; events: number; spentMs: number }): Promise<boolean>;
  steady(): number;
};

/** Does the work; undefined when `advance` ended it. */
export type Work = (running: Running) => Promise<Ended | undefined>;

export type RunnerOptions = {
  /** Kinds of jobs it takes. */
  kinds: readonly string[];
  control: Control;
  clock: Clock;
  /** Milliseconds of a steady clock. */
  steady(): number;
  /** Name of this process. */
  owner: string;
  work: Work;
  onFault(error: unknown): void;
};

const POLL_MS = 1000;
const PAUSE_MS_MAX = 2000;
/** Progress is written this often at most; the lease is far longer. */
const WRITE_MS = 500;

export type JobRunner = ReturnType<typeof createRunner>;

export function createRunner(options: RunnerOptions) {
  const { kinds, control, clock, steady, owner } = options;
  const counters = createCounters(["jobs_completed", "jobs_failed", "jobs_interrupted"]);
  const ending = new AbortController();
  let current: Promise<boolean> | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function pause(spentMs: number): Promise<void> {
    const ms = Math.min(PAUSE_MS_MAX, spentMs * (1 / JOB_SHARE - 1));
    await sleep(Math.max(1, ms), undefined, { signal: ending.signal }).catch(() => undefined);
  }

  function runningOf(job: JobRow): Running {
    let writtenAt = Number.NEGATIVE_INFINITY;
    return {
      job,
      steady,
      async advance({ position, events, spentMs }) {
        if (ending.signal.aborted) return false;
        const at = steady();
        if (at - writtenAt >= WRITE_MS) {
          writtenAt = at;
          const now = clock();
          const lease = { lease_until: now + JOB_LEASE_MS, modified_at: now };
          const isOwn = await changeOwnJob(control.db, job, {
            ...{ position_ms: position, events, ...lease },
          });
          if (!isOwn) return false;
        }
        await pause(spentMs);
        return !ending.signal.aborted;
      },
    };
  }

  /** Keeps the lease while the work is at one question; a lost one is noticed by its next write. */
  async function beat(job: JobRow): Promise<void> {
    const lease = { lease_until: clock() + JOB_LEASE_MS };
    try {
      await changeOwnJob(control.db, job, lease);
    } catch (error) {
      options.onFault(error);
    }
  }

  /**
   * Lets another attempt begin it, or gives it up. What failed is begun again when its lease would
   * have been over, for a store that is away is not back at once; a server that stops in good order
   * uses no attempt up.
   */
  async function release(job: JobRow, reason: string): Promise<void> {
    counters.jobs_interrupted.add();
    const now = clock();
    const back = { owner: "", modified_at: now };
    if (ending.signal.aborted) {
      const unused = { status: "pending", lease_until: 0, attempts: job.attempts - 1 };
      await changeOwnJob(control.db, job, { ...back, ...unused });
      return;
    }
    const isLast = job.attempts >= JOB_ATTEMPTS_MAX;
    if (isLast) counters.jobs_failed.add();
    const result = isLast ? { status: "failed", reason } : { status: "pending", reason: "" };
    await changeOwnJob(control.db, job, { ...back, ...result, lease_until: now + JOB_LEASE_MS });
  }

  async function attempt(job: JobRow): Promise<void> {
    if (job.attempts > JOB_ATTEMPTS_MAX) {
      await release(job, `its server stopped ${JOB_ATTEMPTS_MAX} times while it ran`);
      return;
    }
    // A question to the store may take longer than the lease.
    const heart = setInterval(() => void beat(job), JOB_LEASE_MS / 3);
    heart.unref();
    try {
      const ended = await options.work(runningOf(job));
      if (ended === undefined) {
        if (ending.signal.aborted) await release(job, "its server stopped while it ran");
        return;
      }
      counters[ended.status === "failed" ? "jobs_failed" : "jobs_completed"].add();
    } catch (error) {
      if (!isAppError(error)) options.onFault(error);
      await release(job, isAppError(error) ? error.message : "it failed inside the server");
    } finally {
      clearInterval(heart);
    }
  }

  /** Runs the next job; false when there is none. */
  async function runNext(): Promise<boolean> {
    const claim = { kinds, owner, now: clock(), leaseMs: JOB_LEASE_MS };
    const job = await claimJob(control, claim);
    if (job === undefined) return false;
    await attempt(job);
    return true;
  }

  async function drain(): Promise<boolean> {
    let isAny = false;
    try {
      while (!ending.signal.aborted && (await runNext())) isAny = true;
    } catch (error) {
      options.onFault(error);
    }
    return isAny;
  }

  function plan(ms: number): void {
    clearTimeout(timer);
    if (ending.signal.aborted) return;
    timer = setTimeout(() => {
      current ??= drain().finally(() => {
        current = undefined;
        plan(POLL_MS);
      });
    }, ms);
    timer.unref();
  }

  return {
    counters,
    /** Runs the next job now; for tests. False when there is none. */
    runNext,
    start: () => plan(POLL_MS),
    /** Looks for a job at once. */
    wake(): void {
      if (current === undefined) plan(0);
    },
    /** Interrupts the job that runs; it is begun again by whoever starts next. */
    async stop(): Promise<void> {
      ending.abort();
      clearTimeout(timer);
      await current;
    },
  };
}
