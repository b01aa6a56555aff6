/**
 * Batches wait here while others are being committed, and are then committed together: one insert
 * for many agents, for the event store takes few large inserts far better than many small ones. One
 * group at a time, one batch of an agent in it, so that an agent's batches are never taken side by
 * side.
 */
import { type AppError, isAppError } from "#lib/base";
import { refuseIntake } from "./errors.ts";

/** Bounds of what waits and of what is committed together. */
export const QUEUE_BATCHES_MAX = 512;
const QUEUE_EVENTS_MAX = 50_000;
const QUEUE_BYTES_MAX = 128 * 1024 * 1024;
/**
 * Batches of one agent, the one being committed among them. An agent waits for each answer, so it
 * needs one.
 */
export const AGENT_BATCHES_MAX = 2;
export const GROUP_EVENTS_MAX = 10_000;
const GROUP_BYTES_MAX = 32 * 1024 * 1024;

export type Queued = { agent: string; events: number; bytes: number };
type Waiting<Batch> = {
  batch: Batch;
  resolve: (next: number) => void;
  reject: (error: unknown) => void;
};

/**
 * Commits batches together and returns for each, in order, the number wanted next or why it alone
 * is refused.
 */
type Commit<Batch> = (group: readonly Batch[]) => Promise<(number | AppError)[]>;

export function createQueue<Batch extends Queued>(commit: Commit<Batch>) {
  let waiting: Waiting<Batch>[] = [];
  let running: Promise<void> | undefined;
  let isStopped = false;
  const byAgent = new Map<string, number>();
  const held = { events: 0, bytes: 0, batches: 0 };

  function hold({ agent, events, bytes }: Batch, sign: 1 | -1): void {
    held.events += sign * events;
    held.bytes += sign * bytes;
    held.batches += sign;
    const left = (byAgent.get(agent) ?? 0) + sign;
    if (left === 0) byAgent.delete(agent);
    else byAgent.set(agent, left);
  }

  function assertRoom({ agent, events, bytes }: Batch): void {
    if (isStopped) throw refuseIntake("INTAKE_STOPPING");
    if ((byAgent.get(agent) ?? 0) >= AGENT_BATCHES_MAX)
      throw refuseIntake("INTAKE_BUSY", { reason: "Another batch of this agent is being stored" });
    const isFull =
      held.batches >= QUEUE_BATCHES_MAX ||
      held.events + events > QUEUE_EVENTS_MAX ||
      held.bytes + bytes > QUEUE_BYTES_MAX;
    if (isFull) throw refuseIntake("INTAKE_BUSY", { reason: "Too many batches wait to be stored" });
  }

  /** The oldest batches, at most one of an agent; what does not fit stays in order. */
  function takeGroup(): Waiting<Batch>[] {
    const group: Waiting<Batch>[] = [];
    const rest: Waiting<Batch>[] = [];
    const agents = new Set<string>();
    const size = { events: 0, bytes: 0 };
    for (const item of waiting) {
      const { agent, events, bytes } = item.batch;
      const isFitting =
        size.events + events <= GROUP_EVENTS_MAX && size.bytes + bytes <= GROUP_BYTES_MAX;
      if (agents.has(agent) || (group.length > 0 && !isFitting)) rest.push(item);
      else {
        group.push(item);
        size.events += events;
        size.bytes += bytes;
      }
      agents.add(agent);
    }
    waiting = rest;
    return group;
  }

  async function commitGroup(group: readonly Waiting<Batch>[]): Promise<void> {
    try {
      const nexts = await commit(group.map(({ batch }) => batch));
      group.forEach(({ resolve, reject }, index) => {
        const next = nexts[index];
        if (typeof next === "number") resolve(next);
        else reject(next);
      });
    } catch (error) {
      const isForNow = isAppError(error) && error.status !== 500;
      // A fault that one batch carries must not hold up the others.
      if (group.length > 1 && !isForNow) for (const item of group) await commitGroup([item]);
      else for (const { reject } of group) reject(error);
    }
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const group = takeGroup();
      await commitGroup(group);
      for (const { batch } of group) hold(batch, -1);
    }
    running = undefined;
  }

  return {
    /** Resolves with the sequence number wanted next when all of the batch is durable. */
    submit(batch: Batch): Promise<number> {
      assertRoom(batch);
      hold(batch, 1);
      return new Promise((resolve, reject) => {
        waiting.push({ batch, resolve, reject });
        running ??= Promise.resolve().then(drain);
      });
    },
    held: () => ({ ...held }),
    /** Takes no more batches and waits for those it has. */
    async stop(): Promise<void> {
      isStopped = true;
      await running;
    },
  };
}
