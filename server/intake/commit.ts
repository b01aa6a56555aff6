/**
 * Makes a group of batches durable: events and hits, then in one transaction the signals and the
 * positions in the spools. It may fail anywhere between; the batch then comes again, and only what
 * is missing is inserted.
 */
import { createHash } from "node:crypto";
import type { AppError, Clock } from "#lib/base";
import type { HitRow, SignalDraft } from "#lib/detection";
import type { StreamNotice } from "#lib/protocol";
import {
  advanceStream,
  type Control,
  type ControlTransaction,
  type EventRow,
  type EventStore,
  hitKey,
} from "#server/store";
import type { IntakeCounters } from "./counters.ts";
import { refuseIntake } from "./errors.ts";
import {
  createStreams,
  findStored,
  type StreamState,
  spoolsTooMany,
  streamName,
} from "./streams.ts";

/** An event of a batch that may be stored, with the queries it meets. */
export type PreparedEvent = {
  seq: number;
  ts: number;
  raw: string;
  tags: string[];
  event: Record<string, unknown>;
};

export type PreparedBatch = {
  agent: string;
  boot: string;
  spool: string;
  host: string;
  received: number;
  first: number;
  /** One more than the last sequence number. */
  end: number;
  prepared: PreparedEvent[];
  /** Sequence numbers of refused events. */
  refused: number[];
  events: number;
  bytes: number;
};

type DetectedEvent = {
  eventId: string;
  ts: number;
  host: string;
  tags: readonly string[];
  event: Record<string, unknown>;
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
  apply(trx: ControlTransaction, drafts: readonly SignalDraft[]): Promise<StreamNotice[]>;
  announce(notices: readonly StreamNotice[]): void;
};

export type CommitOptions = {
  control: Control;
  events: EventStore;
  detection: IntakeDetection;
  signals: IntakeSignals;
  clock: Clock;
  /** Name of this process, different at each start. */
  writer: string;
  counters: IntakeCounters;
};

/** More lost than this in one batch says nothing more; keeps sums within exact numbers. */
const MISSING_MAX = 1e9;

/** A batch and what of it is new. */
type Member = {
  batch: PreparedBatch;
  state: StreamState;
  rows: EventRow[];
  missing: number;
  refused: number;
  next: number;
};

/** Id of an event: the same each time the same event of the same spool comes. */
function eventIdOf(agent: string, spool: string): (seq: number) => string {
  const hash = createHash("sha256").update(`${agent}/${spool}`).digest("base64url").slice(0, 14);
  return (seq) => `${hash}-${seq.toString(36)}`;
}

function memberOf(batch: PreparedBatch, state: StreamState): Member {
  const { agent, spool, boot, host, received } = batch;
  const idOf = eventIdOf(agent, spool);
  const isNew = (seq: number) => seq >= state.next;
  const rows = batch.prepared
    .filter(({ seq }) => isNew(seq))
    .map((event) => ({ ...event, eventId: idOf(event.seq), agent, spool, boot, host, received }));
  return {
    batch,
    state,
    rows,
    missing: Math.min(Math.max(0, batch.first - state.next), MISSING_MAX),
    refused: batch.refused.filter(isNew).length,
    next: Math.max(state.next, batch.end),
  };
}

export function createCommit(options: CommitOptions) {
  const { control, events, detection, signals, counters } = options;
  const streams = createStreams(options);

  /** Rows that the event store does not have yet. */
  async function missingEvents(members: readonly Member[]): Promise<EventRow[]> {
    const missing: EventRow[] = [];
    for (const { batch, state, rows } of members) {
      const range = { first: state.next, end: batch.end };
      const stored = state.isUncertain ? await findStored(events, batch, range, state) : new Set();
      counters.events_recovered.add(stored.size);
      missing.push(...rows.filter(({ seq }) => !stored.has(seq)));
    }
    return missing;
  }

  /** Hits that the event store does not have yet. */
  async function missingHits(
    hits: readonly HitRow[],
    members: readonly Member[],
  ): Promise<HitRow[]> {
    const uncertain = members.filter(({ state }) => state.isUncertain);
    const doubtful = new Set(uncertain.flatMap(({ rows }) => rows.map(({ eventId }) => eventId)));
    const asked = hits.filter(({ eventId }) => doubtful.has(eventId));
    const stored = await events.storedHits(asked);
    return hits.filter((hit) => !stored.has(hitKey(hit)));
  }

  async function insert(members: readonly Member[], hits: readonly HitRow[]): Promise<void> {
    if (members.some(({ state }) => state.isUncertain)) await events.settleInserts();
    const [rows, newHits] = [await missingEvents(members), await missingHits(hits, members)];
    // Both end before either's failure is told, so that the next attempt sees all that was written.
    const inserts = [events.insertEvents(rows), events.insertHits(newHits)];
    for (const result of await Promise.allSettled(inserts))
      if (result.status === "rejected") throw result.reason;
  }

  async function advance(trx: ControlTransaction, members: readonly Member[]): Promise<void> {
    const at = options.clock();
    for (const { batch, state, rows, missing, refused, next } of members) {
      const { agent, spool } = batch;
      const counts = { received: rows.length, missing, refused };
      const to = { agent, spool, expected: state.next, next, writer: options.writer, at };
      if (!(await advanceStream(trx, { ...to, ...counts }))) throw refuseIntake("INTAKE_CONFLICT");
    }
  }

  async function store(members: readonly Member[]): Promise<void> {
    const rows = members.flatMap((member) => member.rows);
    const hits = rows.flatMap((row) => detection.match(row));
    await insert(members, hits);
    const drafts = await detection.evaluate(hits, new Map(rows.map((row) => [row.eventId, row])));
    const notices = await control.transaction(async (trx) => {
      await advance(trx, members);
      return signals.apply(trx, drafts);
    });
    for (const { batch, next } of members) streams.trust(batch, next);
    signals.announce(notices);
  }

  function count(members: readonly Member[]): void {
    for (const { batch, rows, missing, refused } of members) {
      counters.batches_stored.add();
      counters.events_stored.add(rows.length);
      counters.events_missing.add(missing);
      counters.events_refused.add(refused);
      counters.events_repeated.add(batch.end - batch.first - rows.length - refused);
    }
  }

  /**
   * Commits the batches of a group together; each gets the number wanted next, or why it alone is
   * refused. Throws for all when any part fails.
   */
  return async function commit(group: readonly PreparedBatch[]): Promise<(number | AppError)[]> {
    const states = await streams.read(group);
    const members = new Map<PreparedBatch, Member>();
    for (const batch of group) {
      const state = states.get(streamName(batch));
      if (state !== undefined) members.set(batch, memberOf(batch, state));
    }
    const fresh = [...members.values()].filter(({ state, next }) => next > state.next);
    try {
      if (fresh.length > 0) await store(fresh);
    } catch (error) {
      for (const { batch } of fresh) streams.distrust(batch);
      counters.groups_failed.add();
      throw error;
    }
    count([...members.values()]);
    return group.map((batch) => members.get(batch)?.next ?? spoolsTooMany());
  };
}
