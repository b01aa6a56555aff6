/**
 * Station 5, the wire: batches from the spool to the server, one at a time, until its answer says
 * that they are durable. A match that comes while nothing is under way leaves at once. A batch that
 * the server cannot read is halved until the one event at fault stands alone; that one is dropped
 * and counted, and shows as a gap.
 */
import { promisify } from "node:util";
import { constants, zstdCompress } from "node:zlib";
import { type CounterSet, createCounters } from "#lib/base";
import {
  BATCH_BYTES_MAX,
  BATCH_CONTENT_TYPE,
  BATCH_EVENTS_MAX,
  BATCH_PATH,
  BATCH_VERSION,
  encodeBatch,
} from "#lib/protocol";
import type { ServerLink } from "./server-link.ts";
import type { Spool, SpoolSlice } from "./spool.ts";

const PAUSE_MS_MIN = 100;
const PAUSE_MS_MAX = 10_000;
/**
 * Single events refused in a row before each next one waits: a server that refuses all must not
 * empty the spool.
 */
const POISON_FREE_MAX = 3;
/** Room for the map around the events. */
const BATCH_OVERHEAD_BYTES = 4096;
const REFUSED = new Set([400, 413, 415, 422]);
const UNAUTHORIZED = 401;

const compress = promisify(zstdCompress);

export type SenderCounter =
  | "batches_sent"
  | "batches_failed"
  | "matches_sent"
  | "matches_poisoned"
  | "sequence_ahead";

export function createSenderCounters(): CounterSet<SenderCounter> {
  return createCounters([
    "batches_sent",
    "batches_failed",
    "matches_sent",
    "matches_poisoned",
    "sequence_ahead",
  ]);
}

export type SenderOptions = {
  spool: Spool;
  link: ServerLink;
  agent: string;
  boot: () => string;
  counters: CounterSet<SenderCounter>;
  /** Between 0 and 1. */
  random: () => number;
  /** Called with why a batch did not arrive, and with "" when one did again. */
  changed(fault: string): void;
};

export type Sender = {
  /** Why the server takes nothing at the moment; "" when it does. */
  readonly fault: string;
  /** Resolves when the server has taken all that was kept. */
  drained(): Promise<void>;
  /** Stops after the request under way. */
  stop(): Promise<void>;
};

class SenderLoop implements Sender {
  fault = "";
  readonly #options: SenderOptions;
  readonly #running: Promise<void>;
  #stopped = false;
  #wake: () => void = () => {};
  #isWoken = false;
  #pauseMs = PAUSE_MS_MIN;
  #eventsMax = BATCH_EVENTS_MAX;
  #poisonedInRow = 0;
  #drainWaits: (() => void)[] = [];

  constructor(options: SenderOptions) {
    this.#options = options;
    options.spool.onKept(() => this.#rouse());
    this.#running = this.#run();
  }

  drained(): Promise<void> {
    const { spool } = this.#options;
    if (spool.acked >= spool.next) return Promise.resolve();
    return new Promise((resolve) => {
      this.#drainWaits.push(resolve);
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#rouse();
    await this.#running;
  }

  #rouse(): void {
    this.#isWoken = true;
    this.#wake();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#isWoken = false;
      let isIdle = false;
      try {
        isIdle = !(await this.#sendNext());
      } catch (error) {
        this.#fail((error as Error).message);
        await this.#wait(this.#backOff());
        continue;
      }
      if (isIdle) await this.#rest();
    }
  }

  /** Sleeps until matches are kept or the sender is stopped. */
  async #rest(): Promise<void> {
    for (const resolve of this.#drainWaits.splice(0)) resolve();
    if (this.#isWoken || this.#stopped) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  /**
   * Sleeps for a while, or until the sender is stopped; new matches do not hurry a server in
   * trouble.
   */
  async #wait(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        if (!this.#stopped) return;
        clearTimeout(timer);
        resolve();
      };
      this.#wake();
    });
  }

  #backOff(): number {
    const pause = this.#pauseMs * (0.5 + this.#options.random() / 2);
    this.#pauseMs = Math.min(this.#pauseMs * 2, PAUSE_MS_MAX);
    return pause;
  }

  #fail(fault: string): void {
    this.#options.counters.batches_failed.add();
    this.fault = fault;
    this.#options.changed(fault);
  }

  /**
   * Sends what comes next; false when there is nothing to send. Rejects when another try must wait.
   */
  async #sendNext(): Promise<boolean> {
    const { spool, link } = this.#options;
    const bytesMax = BATCH_BYTES_MAX - BATCH_OVERHEAD_BYTES;
    const slice = await spool.read(spool.acked, this.#eventsMax, bytesMax);
    if (!slice) return false;
    const body = await this.#encode(slice);
    const { status, body: answer } = await link.post(BATCH_PATH, BATCH_CONTENT_TYPE, body);
    if (REFUSED.has(status)) return this.#refused(slice, status);
    if (status === UNAUTHORIZED) throw new Error("the server does not know this agent's key");
    if (status < 200 || status > 299) throw new Error(`the server answered ${status}`);
    this.#accepted(slice, answer);
    return true;
  }

  #encode({ first, events }: SpoolSlice): Promise<Uint8Array<ArrayBuffer>> {
    const { agent, boot, spool } = this.#options;
    const head = { version: BATCH_VERSION, agent, boot: boot(), spool: spool.id };
    const params = { [constants.ZSTD_c_compressionLevel]: 3 };
    return compress(encodeBatch({ ...head, first, events }), { params });
  }

  #accepted({ first, events }: SpoolSlice, answer: unknown): void {
    const { spool, counters } = this.#options;
    const next = (answer as { next?: unknown } | undefined)?.next;
    if (!Number.isSafeInteger(next)) throw new Error("the server's answer names no next number");
    if ((next as number) > spool.next) counters.sequence_ahead.add();
    const before = spool.acked;
    spool.ack(Math.min(next as number, spool.next));
    if (spool.acked === before)
      throw new Error(`the server still wants ${String(next)}, not ${first}`);
    counters.batches_sent.add();
    counters.matches_sent.add(Math.min(events.length, spool.acked - before));
    this.#pauseMs = PAUSE_MS_MIN;
    this.#poisonedInRow = 0;
    this.#eventsMax = Math.min(this.#eventsMax * 2, BATCH_EVENTS_MAX);
    if (this.fault === "") return;
    this.fault = "";
    this.#options.changed("");
  }

  /** Halves the next batch, or drops the only event of this one. */
  async #refused({ first, events }: SpoolSlice, status: number): Promise<boolean> {
    if (events.length > 1) {
      this.#eventsMax = Math.max(1, events.length >> 1);
      return true;
    }
    this.#poisonedInRow += 1;
    this.#fail(`the server answered ${status} to match ${first}`);
    this.#options.counters.matches_poisoned.add();
    this.#options.spool.ack(first + 1);
    if (this.#poisonedInRow > POISON_FREE_MAX) await this.#wait(this.#backOff());
    return true;
  }
}

/** Starts sending; what is in the spool goes first. */
export function startSender(options: SenderOptions): Sender {
  return new SenderLoop(options);
}
