/**
 * The socket to the sensor: connects, reads, reconnects with growing pauses, and tells each new
 * sensor the filter. A stream that breaks its framing is closed and opened anew; nothing that comes
 * off it can end the agent.
 */
import { type FSWatcher, readFileSync, watch } from "node:fs";
import { connect, type Socket, type SocketConnectOpts } from "node:net";
import { basename, dirname } from "node:path";
import { type CounterSet, isAppError } from "#lib/base";
import { type Denial, maySendDenials } from "./denial-controls.ts";
import { type ControlMembers, encodeControl } from "./encode-control.ts";
import { encodeFilter, type KernelFilter } from "./filter-controls.ts";
import { whyNotDropped } from "./network-filters.ts";
import type { Preface } from "./preface.ts";
import { createStreamReader, type StreamCounter, type StreamHandler } from "./stream-reader.ts";

const RECONNECT_MS_MIN = 100;
const RECONNECT_MS_MAX = 5000;
/** A sensor that connects but never says who it is is given up after this. */
const PREFACE_MS_MAX = 10_000;

export type SensorState = "connecting" | "running" | "unavailable";

export type SensorConnection = {
  readonly state: SensorState;
  /** Why there is no sensor; "" when it runs. */
  readonly reason: string;
  readonly reconnects: number;
  /** Resolves when the first attempt has either connected or failed. */
  readonly settled: Promise<void>;
  /** Makes `filter` and what is denied those in force, now and after every reconnection. */
  apply(filter: KernelFilter, denials: readonly Denial[]): void;
  /** Asks the sensor for a kill; false when it cannot be asked now. The answer is a record. */
  kill(members: Record<string, number | string>): boolean;
  /**
   * Asks the sensor for a network filter, or without members to end all that are in force; false
   * when it cannot be asked now. The answer is a record.
   */
  networkFilter(members: ControlMembers): boolean;
  /** Tells the sensor that what came of the records before a number is on disk. */
  acknowledge(series: number, next: number): void;
  close(): void;
};

export type SensorOptions = {
  path: string;
  handler: StreamHandler;
  counters: CounterSet<StreamCounter>;
  /** Called when the state changes. */
  changed(state: SensorState, reason: string): void;
  /** Between 0 and 1. */
  random: () => number;
};

/** What starts the sensor writes here why it could not: the socket's path with this behind it. */
export const FAULT_SUFFIX = ".fault";
const FAULT_CHARACTERS_MAX = 500;

function faultOf(path: string): string {
  try {
    return readFileSync(path + FAULT_SUFFIX, "utf8")
      .trim()
      .slice(0, FAULT_CHARACTERS_MAX);
  } catch {
    // Nobody wrote why: the socket's own error has to do.
    return "";
  }
}

function describe(error: unknown, path: string): string {
  if (isAppError(error)) return error.message;
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT") return faultOf(path) || "no sensor is listening on its socket";
  if (code === "ECONNREFUSED") return faultOf(path) || "the sensor is not running";
  if (code === "EACCES") return "the sensor's socket may not be opened by this user";
  return (error as Error).message;
}

/**
 * Calls `appeared` when the file at the path is made, renamed or removed. Undefined where that
 * cannot be watched: the pauses between attempts end anyway.
 */
function watchFor(path: string, appeared: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_, name) => {
      if (name === basename(path)) appeared();
    });
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    // No such directory yet, or no room for another watch.
    return undefined;
  }
}

class Connection implements SensorConnection {
  state: SensorState = "connecting";
  reason = "not connected yet";
  reconnects = 0;
  readonly settled: Promise<void>;
  readonly #options: SensorOptions;
  #settle: () => void = () => {};
  #filter: KernelFilter | undefined;
  #denials: readonly Denial[] = [];
  /** Whether the sensor there is now takes denials. */
  #denies = false;
  /** Whether it takes network filters. */
  #drops = false;
  #generation = 0;
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #watcher: FSWatcher | undefined;
  #pauseMs = RECONNECT_MS_MIN;
  #closed = false;

  constructor(options: SensorOptions) {
    this.#options = options;
    this.settled = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#connect();
  }

  apply(filter: KernelFilter, denials: readonly Denial[]): void {
    this.#filter = filter;
    this.#denials = denials;
    this.#generation = (this.#generation + 1) >>> 0;
    if (this.state === "running") this.#sendFilter(filter);
  }

  #sendFilter(filter: KernelFilter): void {
    const denials = this.#denies ? this.#denials : [];
    this.#socket?.write(encodeFilter(filter, this.#generation, denials));
  }

  kill(members: Record<string, number | string>): boolean {
    if (this.state !== "running" || this.#socket === undefined) return false;
    this.#socket.write(encodeControl("kill", members));
    return true;
  }

  networkFilter(members: ControlMembers): boolean {
    if (this.state !== "running" || this.#socket === undefined || !this.#drops) return false;
    this.#socket.write(encodeControl("network_filter", members));
    return true;
  }

  acknowledge(series: number, next: number): void {
    if (this.state === "running")
      this.#socket?.write(encodeControl("acknowledge", { series, next }));
  }

  close(): void {
    this.#closed = true;
    this.#endPause();
    this.#socket?.destroy();
  }

  /** Ends the pause before the next attempt, however it was to end. */
  #endPause(): void {
    clearTimeout(this.#timer);
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #set(state: SensorState, reason: string): void {
    this.state = state;
    this.reason = reason;
    this.#options.changed(state, reason);
    if (state !== "connecting") this.#settle();
  }

  #connect(): void {
    const { handler, counters } = this.#options;
    const preface = (preface: Preface) => {
      handler.preface(preface);
      this.#denies = maySendDenials(preface.hooks);
      this.#drops = whyNotDropped(preface.hooks) === undefined;
      this.#started();
    };
    const reader = createStreamReader(
      {
        preface,
        next: (type) => handler.next?.(type),
        record: (name, chunk, base) => handler.record(name, chunk, base),
      },
      counters,
    );
    const read = (count: number): boolean => {
      try {
        reader.filled(count);
      } catch (error) {
        if (!isAppError(error)) throw error;
        this.#socket?.destroy(error);
      }
      return true;
    };
    const onread = { buffer: () => reader.space(), callback: read };
    const socket = connect({ path: this.#options.path, onread } as SocketConnectOpts);
    this.#socket = socket;
    let fault = "the sensor closed the stream";
    socket.setTimeout(PREFACE_MS_MAX, () => socket.destroy(new Error("the sensor says nothing")));
    socket.on("error", (error) => {
      fault = describe(error, this.#options.path);
    });
    socket.on("close", () => this.#lost(fault));
  }

  #started(): void {
    this.#socket?.setTimeout(0);
    this.#pauseMs = RECONNECT_MS_MIN;
    this.#set("running", "");
    /* What another agent asked for, or this one before, goes by rules that are not in force. */
    this.networkFilter({});
    if (this.#filter) this.#sendFilter(this.#filter);
  }

  #lost(fault: string): void {
    if (this.#closed) return;
    this.reconnects += 1;
    this.#set("unavailable", fault);
    const pause = this.#pauseMs * (0.5 + this.#options.random() / 2);
    this.#pauseMs = Math.min(this.#pauseMs * 2, RECONNECT_MS_MAX);
    const again = () => {
      this.#endPause();
      this.#connect();
    };
    this.#timer = setTimeout(again, pause);
    /* A sensor that starts is not kept waiting: programs before it need not be in order. */
    this.#watcher = watchFor(this.#options.path, again);
  }
}

/** Connects to the sensor at a unix socket and stays connected until closed. */
export function connectSensor(options: SensorOptions): SensorConnection {
  return new Connection(options);
}
