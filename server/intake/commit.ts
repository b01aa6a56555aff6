/**
 * Makes a group of agents' batches durable, and with them the positions in the spools. It may fail
 * anywhere between; the batch then comes again, and only what is missing is inserted.
 */
import { createHash } from "node:crypto";
import type { AppError, Clock } from "#lib/base";
import { advanceStream, type ControlTransaction, type EventRow } from "#server/store";
import type { IntakeCounters } from "./counters.ts";
import { createDurable, type DurableParts } from "./durable.ts";
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
  tags: string[];
  event: Record<string, unknown>;
};

export type PreparedBatch = {
  /** The agent's id again, by which batches queue. */
  sender: string;
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

export type CommitOptions = DurableParts & {
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
  const { events, counters } = options;
  const streams = createStreams(options);
  const keep = createDurable(options);

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
    const uncertain = members.filter(({ state }) => state.isUncertain);
    await keep({
      detected: members.flatMap((member) => member.rows),
      doubtful: new Set(uncertain.flatMap(({ rows }) => rows.map(({ eventId }) => eventId))),
      insert: async () => events.insertEvents(await missingEvents(members)),
      settle: (trx) => advance(trx, members),
    });
    for (const { batch, next } of members) streams.trust(batch, next);
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
