/**
 * The one way by which anything enters: rows and hits into the event store, then in one transaction
 * the signals and what makes the sender's parcel count. It may fail anywhere between; the parcel
 * then comes again, and only what is missing is inserted.
 */
import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isAppError } from "#lib/base";
import type { DetectedEvent, HitRow, Recounts, SignalDraft } from "#lib/detection";
import type { StreamNotice } from "#lib/protocol";
import { type Control, type ControlTransaction, type EventStore, hitKey } from "#server/store";

export type { DetectedEvent };

/** Commits of one parcel that are tried before its sender is told to come again. */
const ATTEMPTS_MAX = 8;
/** Of intakes that met each other one is to come first the next time. */
const PAUSE_MS_MAX = 20;
/**
 * The same signals were moved, opened or locked by another transaction. SQLite has waited for the
 * other long enough when it says that it is busy, and the whole process with it.
 */
const MOVED: Readonly<Record<Control["dialect"], readonly string[]>> = {
  sqlite: ["SIGNAL_MOVED"],
  postgres: ["SIGNAL_MOVED", "CONTROL_BUSY"],
};

/** What the intake needs of detection. */
export type IntakeDetection = {
  match(event: DetectedEvent): HitRow[];
  evaluate(
    hits: readonly HitRow[],
    events: ReadonlyMap<string, DetectedEvent>,
  ): Promise<SignalDraft[]>;
};

/** What the intake needs of signals. */
export type IntakeSignals = {
  /** What the signals that the drafts go into count then. */
  recount(drafts: readonly SignalDraft[], source: Pick<EventStore, "hitCounts">): Promise<Recounts>;
  apply(
    trx: ControlTransaction,
    drafts: readonly SignalDraft[],
    recounts: Recounts,
  ): Promise<StreamNotice[]>;
  announce(notices: readonly StreamNotice[]): void;
};

export type DurableParts = {
  control: Control;
  events: EventStore;
  detection: IntakeDetection;
  signals: IntakeSignals;
  /** Hears of what is durable now. */
  onStored?(stored: readonly DetectedEvent[]): void;
};

export type Parcel = {
  detected: readonly DetectedEvent[];
  /** Ids of those that may be stored already, wholly or in part. */
  doubtful: ReadonlySet<string>;
  /** Inserts the rows that the event store lacks; running inserts have ended when it is called. */
  insert(): Promise<void>;
  /** What must become true together with the signals. */
  settle(trx: ControlTransaction): Promise<void>;
};

/** Makes the function that keeps a parcel; it throws when any part failed. */
export function createDurable({ control, events, detection, signals, onStored }: DurableParts) {
  /** Hits that the event store does not have yet. */
  async function missingHits(hits: readonly HitRow[], { doubtful }: Parcel): Promise<HitRow[]> {
    const asked = hits.filter(({ eventId }) => doubtful.has(eventId));
    const stored = await events.storedHits(asked);
    return hits.filter((hit) => !stored.has(hitKey(hit)));
  }

  async function insert(parcel: Parcel, hits: readonly HitRow[]): Promise<void> {
    if (parcel.doubtful.size > 0) await events.settleInserts();
    const newHits = await missingHits(hits, parcel);
    // Both end before either's failure is told, so that the next attempt sees all that was written.
    const inserts = [parcel.insert(), events.insertHits(newHits)];
    for (const result of await Promise.allSettled(inserts))
      if (result.status === "rejected") throw result.reason;
  }

  /** Counts and commits; again when another intake or replica moved the same signals meanwhile. */
  async function settle(parcel: Parcel, drafts: readonly SignalDraft[]): Promise<StreamNotice[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        const recounts = await signals.recount(drafts, events);
        return await control.transaction(async (trx) => {
          await parcel.settle(trx);
          return signals.apply(trx, drafts, recounts);
        });
      } catch (error) {
        const isMoved = isAppError(error) && MOVED[control.dialect].includes(error.code);
        if (!isMoved || attempt === ATTEMPTS_MAX) throw error;
      }
      await sleep(randomInt(PAUSE_MS_MAX) + 1);
    }
  }

  return async function keep(parcel: Parcel): Promise<void> {
    const { detected } = parcel;
    const hits = detected.flatMap((event) => detection.match(event));
    await insert(parcel, hits);
    const byId = new Map(detected.map((event) => [event.eventId, event]));
    const drafts = await detection.evaluate(hits, byId);
    signals.announce(await settle(parcel, drafts));
    onStored?.(detected);
  };
}
