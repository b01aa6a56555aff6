/**
 * Leases engine sessions, one statement at a time each. Reads may not take the last session, so an
 * insert never waits behind slow queries only. Who waits is bounded in number and time.
 */
import { assert } from "#lib/base";
import { refuse } from "./errors.ts";

export type Lane = "read" | "write";

export type Lease<Session> = {
  readonly session: Session;
  /** Swaps the session for a fresh one and closes the old. */
  renew(): Session;
  /** Gives the session back; `retire` when it may carry state or bytes of what ran on it. */
  release(fate: "keep" | "retire"): void;
};

export type PoolOptions<Session> = {
  open(): Session;
  close(session: Session): void;
  sessionsMax: number;
  queueMax: number;
  queueTimeoutMs: number;
};

export type SessionPool<Session> = {
  acquire(lane: Lane, signal: AbortSignal): Promise<Lease<Session>>;
  readonly busy: number;
  readonly waiting: number;
  readonly retired: number;
  close(): void;
};

/** Sessions that reads leave to writes. */
const WRITE_RESERVE = 1;

type Waiter<Session> = { lane: Lane; grant(lease: Lease<Session>): void; deny(error: Error): void };

/** Makes a pool; sessions are opened when first needed. */
export function createSessionPool<Session>(options: PoolOptions<Session>): SessionPool<Session> {
  const idle: Session[] = [];
  const waiters: Waiter<Session>[] = [];
  const busy = { read: 0, write: 0 };
  let retired = 0;
  let closed = false;
  const readersMax = Math.max(1, options.sessionsMax - WRITE_RESERVE);

  const hasRoom = (lane: Lane) =>
    busy.read + busy.write < options.sessionsMax && (lane === "write" || busy.read < readersMax);

  function retire(session: Session) {
    retired += 1;
    options.close(session);
  }

  function lend(lane: Lane): Lease<Session> {
    const lent = { session: idle.pop() ?? options.open(), isOut: true };
    busy[lane] += 1;
    return {
      get session() {
        return lent.session;
      },
      renew() {
        retire(lent.session);
        lent.session = options.open();
        return lent.session;
      },
      release(fate) {
        assert(lent.isOut, "a lease is released once");
        lent.isOut = false;
        busy[lane] -= 1;
        if (fate === "retire" || closed) retire(lent.session);
        else idle.push(lent.session);
        serveWaiters();
      },
    };
  }

  function serveWaiters() {
    for (const waiter of [...waiters]) {
      if (!hasRoom(waiter.lane)) continue;
      waiters.splice(waiters.indexOf(waiter), 1);
      grantOrDeny(waiter);
    }
  }

  function grantOrDeny(waiter: Waiter<Session>) {
    try {
      waiter.grant(lend(waiter.lane));
    } catch (error) {
      waiter.deny(error instanceof Error ? error : new Error(String(error)));
    }
  }

  function wait(lane: Lane, signal: AbortSignal): Promise<Lease<Session>> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", leave);
      };
      const waiter: Waiter<Session> = {
        lane,
        grant: (lease) => (settle(), resolve(lease)),
        deny: (error) => (settle(), reject(error)),
      };
      const drop = (error: Error) => {
        waiters.splice(waiters.indexOf(waiter), 1);
        waiter.deny(error);
      };
      const leave = () => drop(new Error("the client left the queue"));
      const timeout = options.queueTimeoutMs;
      const timer = setTimeout(() => drop(refuse("STORAGE_QUEUE_TIMEOUT", { timeout })), timeout);
      signal.addEventListener("abort", leave, { once: true });
      waiters.push(waiter);
    });
  }

  return {
    async acquire(lane, signal) {
      if (closed) throw refuse("STORAGE_STOPPING");
      signal.throwIfAborted();
      if (hasRoom(lane)) return lend(lane);
      if (waiters.length >= options.queueMax) throw refuse("STORAGE_QUEUE_FULL", { max: options.queueMax });
      return wait(lane, signal);
    },
    get busy() {
      return busy.read + busy.write;
    },
    get waiting() {
      return waiters.length;
    },
    get retired() {
      return retired;
    },
    close() {
      closed = true;
      for (const waiter of waiters.splice(0)) waiter.deny(refuse("STORAGE_STOPPING"));
      for (const session of idle.splice(0)) options.close(session);
    },
  };
}
