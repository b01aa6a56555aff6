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
  /** Called when a request has to wait. */
  onWait(): void;
  sessionsMax: number;
  queueMax: number;
  queueTimeoutMs: number;
};

/** Sessions that reads leave to writes. */
const WRITE_RESERVE = 1;

type Waiter<Session> = { lane: Lane; grant(lease: Lease<Session>): void; deny(error: Error): void };

/** Opens sessions when first needed, never more than `sessionsMax`. */
export class SessionPool<Session> {
  readonly #options: PoolOptions<Session>;
  readonly #idle: Session[] = [];
  readonly #waiters: Waiter<Session>[] = [];
  readonly #busy = { read: 0, write: 0 };
  #retired = 0;
  #isClosed = false;

  constructor(options: PoolOptions<Session>) {
    this.#options = options;
  }

  get busy(): number {
    return this.#busy.read + this.#busy.write;
  }

  get waiting(): number {
    return this.#waiters.length;
  }

  /** Sessions closed because they could not be used again. */
  get retired(): number {
    return this.#retired;
  }

  /** Throws STORAGE_QUEUE_FULL, STORAGE_QUEUE_TIMEOUT, STORAGE_STOPPING, or as `signal` aborts. */
  async acquire(lane: Lane, signal: AbortSignal): Promise<Lease<Session>> {
    if (this.#isClosed) throw refuse("STORAGE_STOPPING");
    signal.throwIfAborted();
    if (this.#hasRoom(lane)) return this.#lend(lane);
    const max = this.#options.queueMax;
    if (this.#waiters.length >= max) throw refuse("STORAGE_QUEUE_FULL", { max });
    this.#options.onWait();
    return this.#wait(lane, signal);
  }

  close(): void {
    this.#isClosed = true;
    for (const waiter of this.#waiters.splice(0)) waiter.deny(refuse("STORAGE_STOPPING"));
    for (const session of this.#idle.splice(0)) this.#options.close(session);
  }

  #hasRoom(lane: Lane): boolean {
    const readersMax = Math.max(1, this.#options.sessionsMax - WRITE_RESERVE);
    if (this.busy >= this.#options.sessionsMax) return false;
    return lane === "write" || this.#busy.read < readersMax;
  }

  #retire(session: Session): void {
    this.#retired += 1;
    this.#options.close(session);
  }

  #lend(lane: Lane): Lease<Session> {
    let session = this.#idle.pop() ?? this.#options.open();
    let isOut = true;
    this.#busy[lane] += 1;
    return {
      get session() {
        return session;
      },
      renew: () => {
        this.#retire(session);
        session = this.#options.open();
        return session;
      },
      release: (fate) => {
        assert(isOut, "a lease is released once");
        isOut = false;
        this.#busy[lane] -= 1;
        if (fate === "retire" || this.#isClosed) this.#retire(session);
        else this.#idle.push(session);
        this.#serveWaiters();
      },
    };
  }

  #serveWaiters(): void {
    for (const waiter of [...this.#waiters]) {
      if (!this.#hasRoom(waiter.lane)) continue;
      this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
      try {
        waiter.grant(this.#lend(waiter.lane));
      } catch (error) {
        waiter.deny(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  #wait(lane: Lane, signal: AbortSignal): Promise<Lease<Session>> {
    const timeout = this.#options.queueTimeoutMs;
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", leave);
      };
      const waiter: Waiter<Session> = {
        lane,
        grant(lease) {
          settle();
          resolve(lease);
        },
        deny(error) {
          settle();
          reject(error);
        },
      };
      const drop = (error: Error) => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        waiter.deny(error);
      };
      const leave = () => drop(new Error("the client left the queue"));
      const timer = setTimeout(() => drop(refuse("STORAGE_QUEUE_TIMEOUT", { timeout })), timeout);
      signal.addEventListener("abort", leave, { once: true });
      this.#waiters.push(waiter);
    });
  }
}
