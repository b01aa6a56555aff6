/**
 * Deletes signals when their time is over: now and then, a bounded batch a transaction, a pause
 * in between in which others write. Each batch is counted, and in the audit trail.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type Clock, createCounters } from "#lib/base";
import type { Access } from "#server/access";
import { type Control, deleteExpiredSignals, type Expired, noteExpiry } from "#server/store";
import { monthsBefore } from "./retention.ts";

/** How long a signal may be there after its time, at most, while a server runs. */
export const EXPIRY_MS = 10 * 60_000;
/** The first round is soon: a server that is restarted often must get there. */
const FIRST_MS = 30_000;
/** Batches of one round; what is left waits for the next. */
export const EXPIRY_BATCHES_MAX = 100;
const PAUSE_MS = 20;

export type ExpiryOptions = {
  control: Control;
  clock: Clock;
  access: Pick<Access, "auditServer">;
  months: number;
  /** A round failed; the next one tries again. */
  onFault(error: unknown): void;
};

export type SignalExpiry = ReturnType<typeof openSignalExpiry>;

/** Nothing is deleted before `start` or `round`. */
export function openSignalExpiry({ control, clock, access, months, onFault }: ExpiryOptions) {
  const counters = createCounters([
    "signals_expired",
    "signal_samples_expired",
    "signal_history_expired",
    "signal_expiry_rounds_failed",
  ]);
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();

  const cutoff = () => monthsBefore(clock(), months);

  async function batch(before: number): Promise<Expired> {
    const expired = await control.transaction(async (trx) => {
      const found = await deleteExpiredSignals(trx, control.dialect, before);
      if (found.signals > 0) {
        const detail = { ...found, inactive_since: new Date(before).toISOString() };
        await noteExpiry(trx, access.auditServer("signal.expire", "signals", detail));
      }
      return found;
    });
    counters.signals_expired.add(expired.signals);
    counters.signal_samples_expired.add(expired.samples);
    counters.signal_history_expired.add(expired.history);
    return expired;
  }

  /** Deletes what is over now, and returns how many signals that were. Throws CONTROL_*. */
  async function round(): Promise<number> {
    const before = cutoff();
    let count = 0;
    for (let batches = 0; batches < EXPIRY_BATCHES_MAX && !isStopped; batches++) {
      const { signals } = await batch(before);
      if (signals === 0) break;
      count += signals;
      await sleep(PAUSE_MS);
    }
    return count;
  }

  function plan(delay: number): void {
    if (isStopped) return;
    timer = setTimeout(() => {
      running = round()
        .catch((error: unknown) => {
          counters.signal_expiry_rounds_failed.add(1);
          if (!isStopped) onFault(error);
        })
        .finally(() => plan(EXPIRY_MS));
    }, delay);
    timer.unref();
  }

  return {
    counters,
    round,
    /** Signals without activity since then are over. */
    cutoff,
    start: () => plan(FIRST_MS),
    /** Ends after the batch that is under way. */
    async stop(): Promise<void> {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
