/**
 * Where events enter the server. The answer to a batch says which sequence number is wanted next
 * and is given only when everything before it is durable: events and hits in the event store,
 * signals and position in the control database.
 */
import { isAppError } from "#lib/base";
import type { Batch, BatchAnswer } from "#lib/protocol";
import {
  type CommitOptions,
  createCommit,
  type PreparedBatch,
  type PreparedEvent,
} from "./commit.ts";
import { createIntakeCounters } from "./counters.ts";
import { cleanText, decodeEvent } from "./decode.ts";
import { type EventRefusal, refuseIntake } from "./errors.ts";
import { AGENT_LIMITS, createQueue } from "./queue.ts";

/** Seconds after which an agent tries again what was refused with 429 or 503. */
export const RETRY_AFTER_S = 2;
/** Refusals of single events remembered for the status. */
const REFUSALS_KEPT_MAX = 100;
const DAY_MS = 86_400_000;

/** The agent as its key proves it. */
export type IntakeAgent = { id: string; hostname: string; tags: readonly string[] };

export type Refusal = { code: EventRefusal; agent: string; spool: string; seq: number; at: number };

export type IntakeOptions = Omit<CommitOptions, "counters">;

export type Intake = ReturnType<typeof openIntake>;

export function openIntake(options: IntakeOptions) {
  const counters = createIntakeCounters();
  const queue = createQueue<PreparedBatch, number>(
    createCommit({ ...options, counters }),
    AGENT_LIMITS,
  );
  const refusals: Refusal[] = [];

  function refuseEvent(refusal: Refusal): void {
    refusals.push(refusal);
    if (refusals.length > REFUSALS_KEPT_MAX) refusals.shift();
  }

  function prepare(batch: Batch, agent: IntakeAgent): PreparedBatch {
    const { spool, boot, first } = batch;
    const received = options.clock();
    const oldest = received - options.events.retentionDays * DAY_MS;
    const host = cleanText(agent.hostname);
    const context = { received, host, tags: agent.tags.map(cleanText), oldest };
    const prepared: PreparedEvent[] = [];
    const refused: number[] = [];
    let bytes = 0;
    batch.events.forEach((encoded, index) => {
      const seq = first + index;
      const decoded = decodeEvent(encoded, context);
      bytes += encoded.length;
      if (typeof decoded === "string") {
        refused.push(seq);
        refuseEvent({ code: decoded, agent: agent.id, spool, seq, at: received });
        return;
      }
      if (decoded.isSkewed) counters.events_skewed.add();
      const { ts, tags, event } = decoded;
      prepared.push({ seq, ts, tags, event });
    });
    const size = { events: batch.events.length, bytes };
    const end = first + batch.events.length;
    const place = { sender: agent.id, agent: agent.id, boot, spool, host, received, first, end };
    return { ...place, ...size, prepared, refused };
  }

  return {
    /**
     * Stores a batch, however often it comes. Malformed events are refused one by one and counted.
     * Throws INTAKE_AGENT_MISMATCH, INTAKE_BUSY, INTAKE_SPOOLS_TOO_MANY, INTAKE_CONFLICT,
     * INTAKE_STOPPING, and what the two stores throw (503 when one is down, 507 when a disk is
     * full); then nothing of the batch counts yet.
     */
    async ingest(batch: Batch, agent: IntakeAgent): Promise<BatchAnswer> {
      try {
        if (batch.agent !== agent.id) throw refuseIntake("INTAKE_AGENT_MISMATCH");
        return { next: await queue.submit(prepare(batch, agent)) };
      } catch (error) {
        if (isAppError(error)) counters.batches_refused.add();
        throw error;
      }
    },
    counters,
    /** The latest refusals of single events, oldest first. */
    refusals: (): readonly Refusal[] => [...refusals],
    /** Finishes what it took and takes no more. */
    stop: () => queue.stop(),
  };
}
