/**
 * Makes the event store's tables as soon as it can be reached, however late that is. Until then
 * batches are refused in a way that agents try again, and the status says why; everything that
 * needs the control database alone works.
 */
import { isAppError } from "#lib/base";
import { type EventStore, refuseStore, type StoreStatus } from "#server/store";

export const MIGRATE_PAUSE_MS_MIN = 100;
export const MIGRATE_PAUSE_MS_MAX = 10_000;

/** Who looks at the status is told that the store does not answer rather than kept waiting. */
export const STATUS_MS_MAX = 3000;

/** Calls back later; returns how to cancel. */
export type Later = (work: () => void, ms: number) => () => void;

export type EventStoreLink = {
  /** Resolves when the first attempt ended, whichever way. */
  firstAttempt: Promise<void>;
  /** Throws EVENTS_DOWN until the tables are there. */
  assertReady(): void;
  status(): Promise<StoreStatus>;
  stop(): void;
};

function unreachable(reason: string): StoreStatus {
  return { reachable: false, reason, events: 0, logs: 0, bytes: 0, disk_free_bytes: 0 };
}

const later: Later = (work, ms) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};

/** `onFailure` hears why an attempt failed. */
export function linkEventStore(
  events: Pick<EventStore, "migrate" | "status">,
  onFailure: (error: unknown, pauseMs: number) => void,
  schedule: Later = later,
): EventStoreLink {
  let isReady = false;
  let isStopped = false;
  let reason = "the first attempt to reach it has not ended";
  let pauseMs = MIGRATE_PAUSE_MS_MIN;
  let cancel = () => {};

  async function attempt(): Promise<void> {
    try {
      await events.migrate();
      isReady = true;
    } catch (error) {
      if (isStopped) return;
      reason = isAppError(error) ? error.message : String(error);
      onFailure(error, pauseMs);
      cancel = schedule(() => void attempt(), pauseMs);
      pauseMs = Math.min(pauseMs * 2, MIGRATE_PAUSE_MS_MAX);
    }
  }

  return {
    firstAttempt: attempt(),
    assertReady() {
      if (!isReady) throw refuseStore("EVENTS_DOWN");
    },
    async status() {
      if (!isReady) return unreachable(reason);
      const { promise, resolve } = Promise.withResolvers<StoreStatus>();
      const slow = unreachable(`it did not answer within ${STATUS_MS_MAX} ms`);
      const cancelTimer = schedule(() => resolve(slow), STATUS_MS_MAX);
      return Promise.race([events.status(), promise]).finally(cancelTimer);
    },
    stop() {
      isStopped = true;
      cancel();
    },
  };
}
