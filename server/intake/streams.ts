/**
 * Where each agent's spool stands. A position is trusted only while this process itself made it:
 * after a start, a failure, or a batch taken by another replica, the event store is asked first
 * what of the batch it has already.
 */
import type { AppError, Clock } from "#lib/base";
import {
  type Control,
  createStream,
  type EventStore,
  readStreams,
  type StreamKey,
  takeStream,
} from "#server/store";
import { refuseIntake } from "./errors.ts";

/** Spool directories of one agent that are remembered. */
const SPOOLS_PER_AGENT_MAX = 1000;
/** Positions remembered as trusted; a forgotten one costs a look-up. */
const TRUSTED_MAX = 20_000;
/** How far the clocks of replicas may differ. */
const CLOCK_SLACK_MS = 600_000;

export type StreamState = {
  next: number;
  /** Whether parts of the batch may be in the event store already. */
  isUncertain: boolean;
  updatedAt: number;
};

type StreamsOptions = { control: Control; clock: Clock; writer: string };

export function streamName({ agent, spool }: StreamKey): string {
  return `${agent}/${spool}`;
}

export function spoolsTooMany(): AppError {
  return refuseIntake("INTAKE_SPOOLS_TOO_MANY", { max: SPOOLS_PER_AGENT_MAX });
}

export function createStreams({ control, clock, writer }: StreamsOptions) {
  const trusted = new Map<string, number>();

  async function make(key: StreamKey): Promise<StreamState | undefined> {
    const at = clock();
    const { agent, spool } = key;
    const made = await createStream(
      control,
      { agent, spool },
      {
        writer,
        at,
        streamsMax: SPOOLS_PER_AGENT_MAX,
      },
    );
    return made ? { next: 0, isUncertain: false, updatedAt: at } : undefined;
  }

  return {
    /**
     * States of streams by name; makes those that are new. Those beyond an agent's maximum are
     * absent.
     */
    async read(keys: readonly StreamKey[]): Promise<Map<string, StreamState>> {
      const rows = await readStreams(control, keys);
      const byName = new Map(rows.map((row) => [streamName(row), row]));
      const states = new Map<string, StreamState>();
      for (const key of keys) {
        const name = streamName(key);
        const row = byName.get(name);
        if (row === undefined) {
          const made = await make(key);
          if (made !== undefined) states.set(name, made);
          continue;
        }
        const isOurs = row.writer === writer;
        if (!isOurs) await takeStream(control, key, writer);
        const isUncertain = !isOurs || trusted.get(name) !== row.next_seq;
        states.set(name, { next: row.next_seq, isUncertain, updatedAt: row.updated_at });
      }
      return states;
    },
    trust(key: StreamKey, next: number): void {
      const name = streamName(key);
      trusted.delete(name);
      trusted.set(name, next);
      const [oldest] = trusted.keys();
      if (trusted.size > TRUSTED_MAX && oldest !== undefined) trusted.delete(oldest);
    },
    distrust(key: StreamKey): void {
      trusted.delete(streamName(key));
    },
  };
}

/** Sequence numbers of [first, end) that the event store has already. */
export function findStored(
  events: EventStore,
  { agent, spool }: StreamKey,
  { first, end }: { first: number; end: number },
  { updatedAt }: StreamState,
): Promise<Set<number>> {
  const receivedFrom = updatedAt - CLOCK_SLACK_MS;
  return events.storedSeqs({ agent, spool, first, end, receivedFrom });
}
