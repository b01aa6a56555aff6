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
export type QueueLimits = {
  /** Batches of one sender, those being committed among them. */
  perSender: number;
  /** Whether a group may hold several batches of one sender. */
  isSideBySide: boolean;
  /** What a sender is told that has too many waiting. */
  tooMany: string;
};

/** An agent waits for each answer, so it needs one. */
export const AGENT_LIMITS: QueueLimits = {
  perSender: 2,
  isSideBySide: false,
  tooMany: "Another batch of this agent is being stored",
};
export const GROUP_EVENTS_MAX = 20_000;
const GROUP_BYTES_MAX = 64 * 1024 * 1024;

export type Queued = { sender: string; events: number; bytes: number };
type Waiting<Batch, Answer> = {
  batch: Batch;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
};

/**
 * Commits batches together and returns for each, in order, its answer or why it alone is refused.
 */
type Commit<Batch, Answer> = (group: readonly Batch[]) => Promise<(Answer | AppError)[]>;

export function createQueue<Batch extends Queued, Answer>(
  commit: Commit<Batch, Answer>,
  limits: QueueLimits,
) {
  let waiting: Waiting<Batch, Answer>[] = [];
  let running: Promise<void> | undefined;
  let isStopped = false;
  const bySender = new Map<string, number>();
  const held = { events: 0, bytes: 0, batches: 0 };

  function hold({ sender, events, bytes }: Batch, sign: 1 | -1): void {
    held.events += sign * events;
    held.bytes += sign * bytes;
    held.batches += sign;
    const left = (bySender.get(sender) ?? 0) + sign;
    if (left === 0) bySender.delete(sender);
    else bySender.set(sender, left);
  }

  function assertRoom({ sender, events, bytes }: Batch): void {
    if (isStopped) throw refuseIntake("INTAKE_STOPPING");
    if ((bySender.get(sender) ?? 0) >= limits.perSender)
      throw refuseIntake("INTAKE_BUSY", { reason: limits.tooMany });
    const isFull =
      held.batches >= QUEUE_BATCHES_MAX ||
      held.events + events > QUEUE_EVENTS_MAX ||
      held.bytes + bytes > QUEUE_BYTES_MAX;
    if (isFull) throw refuseIntake("INTAKE_BUSY", { reason: "Too many batches wait to be stored" });
  }

  /** The oldest batches, of an agent at most one; what does not fit stays in order. */
  function takeGroup(): Waiting<Batch, Answer>[] {
    const group: Waiting<Batch, Answer>[] = [];
    const rest: Waiting<Batch, Answer>[] = [];
    const senders = new Set<string>();
    const size = { events: 0, bytes: 0 };
    for (const item of waiting) {
      const { sender, events, bytes } = item.batch;
      const isFitting =
        size.events + events <= GROUP_EVENTS_MAX && size.bytes + bytes <= GROUP_BYTES_MAX;
      const isTaken = senders.has(sender) && !limits.isSideBySide;
      if (isTaken || (group.length > 0 && !isFitting)) rest.push(item);
      else {
        group.push(item);
        size.events += events;
        size.bytes += bytes;
      }
      senders.add(sender);
    }
    waiting = rest;
    return group;
  }

  async function commitGroup(group: readonly Waiting<Batch, Answer>[]): Promise<void> {
    try {
      const answers = await commit(group.map(({ batch }) => batch));
      group.forEach(({ resolve, reject }, index) => {
        const answer = answers[index] as Answer | AppError;
        if (isAppError(answer)) reject(answer);
        else resolve(answer);
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
    /** Resolves with the batch's answer when all of it is durable. */
    submit(batch: Batch): Promise<Answer> {
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
