/**
 * Sends the logs of this host: one batch at a time, each on disk with its name before it leaves,
 * until the server has it. What is not read yet waits in the files and in the journal.
 */
import { type CounterSet, isAppError } from "#lib/base";
import type { LogCounter } from "./counters.ts";
import { readFiles } from "./files.ts";
import { followJournal, type Journal } from "./journal.ts";
import type { LogSource } from "./sources.ts";
import { type LogState, readState, writeState } from "./state.ts";

const LOGS_PATH = "/api/v2/logs";
const BATCH_LINES_MAX = 1000;
const BATCH_BYTES_MAX = 1024 * 1024;
/** Lines a second that one agent sends over time, and at once. */
const LINES_PER_SECOND_MAX = 5000;
const LINES_BURST_MAX = 20_000;
const LOOK_MS = 250;
const PAUSE_MS_MIN = 250;
const PAUSE_MS_MAX = 10_000;
/** Refusals of a batch for what it is, which no other try mends. */
const REFUSED = new Set([400, 413, 415, 422]);

type Answer = { status: number };

export type LogShipperOptions = {
  statePath: string;
  sources: readonly LogSource[];
  /** The program that reads the journal; undefined: it is not read. */
  journal: string | undefined;
  host: () => { hostname: string; tags: readonly string[] };
  post(
    path: string,
    contentType: string,
    body: string,
    more: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  createId: () => string;
  clock: () => number;
  counters: CounterSet<LogCounter>;
  /** Hears why logs do not arrive, and "" when they do again. */
  changed(fault: string): void;
};

export type LogShipper = { stop(): Promise<void> };

/** Lines that may be read now: a bucket that fills with time. */
function createRate(clock: () => number, counters: CounterSet<LogCounter>) {
  let left = LINES_BURST_MAX;
  let at = clock();
  return {
    room(): number {
      const now = clock();
      left = Math.min(LINES_BURST_MAX, left + ((now - at) / 1000) * LINES_PER_SECOND_MAX);
      at = now;
      if (left < 1) counters.log_reads_held.add();
      return Math.min(BATCH_LINES_MAX, Math.max(0, Math.floor(left)));
    },
    spend(lines: number): void {
      left -= lines;
    },
  };
}

/** Starts reading and sending. */
export function startLogShipper(options: LogShipperOptions): LogShipper {
  const { statePath, sources, counters } = options;
  const read = readState(statePath);
  if (read.isDamaged) counters.log_state_damaged.add();
  let state: LogState = read.state;
  const rate = createRate(options.clock, counters);
  const journal: Journal | undefined =
    options.journal === undefined
      ? undefined
      : followJournal(options.journal, (state.pending?.after ?? state.places).cursor, counters);
  let fault = "";
  let isStopped = false;
  let wake = () => {};

  function setFault(next: string): void {
    if (next === fault) return;
    fault = next;
    options.changed(next);
  }

  async function pause(ms: number): Promise<void> {
    if (isStopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Reads a batch and puts it on disk; false when there is nothing new. */
  function prepare(): boolean {
    const lines = rate.room();
    if (lines === 0) return false;
    const after = structuredClone(state.places);
    const entries = journal?.take(lines) ?? [];
    after.cursor = entries.at(-1)?.cursor ?? after.cursor;
    const room = { lines: lines - entries.length, bytes: BATCH_BYTES_MAX };
    const found = readFiles({ sources, counters }, after, room);
    const logs = entries.map(({ log }) => log);
    for (const { source, path, text } of found)
      logs.push({ ddsource: source, message: text, file: { path } });
    counters.log_lines_read.add(logs.length);
    rate.spend(logs.length);
    if (logs.length === 0) {
      // What moved without a line, such as a file that is new, is written with the next batch.
      state = { places: after };
      return false;
    }
    const pending = { name: options.createId(), body: JSON.stringify(logs), after };
    state = { places: state.places, pending };
    return true;
  }

  async function send({ name, body }: NonNullable<LogState["pending"]>): Promise<void> {
    const { hostname, tags } = options.host();
    const query = new URLSearchParams({ hostname, ddtags: tags.join(",") });
    const answer = await options.post(`${LOGS_PATH}?${query}`, "application/json", body, {
      "idempotency-key": name,
    });
    const isTaken = answer.status >= 200 && answer.status <= 299;
    if (!isTaken && !REFUSED.has(answer.status))
      throw new Error(`the server answered ${answer.status}`);
    if (!isTaken) counters.log_batches_refused.add();
    else {
      counters.log_batches_sent.add();
      counters.log_lines_sent.add((JSON.parse(body) as unknown[]).length);
    }
  }

  function keep(): void {
    try {
      writeState(statePath, state);
    } catch (error) {
      counters.log_state_failures.add();
      throw error;
    }
  }

  /** One batch; false when there was nothing to send. */
  async function step(isNew: boolean): Promise<boolean> {
    if (isNew && !prepare()) return false;
    if (state.pending === undefined) return false;
    keep();
    await send(state.pending);
    state = { places: state.pending.after };
    keep();
    setFault("");
    return true;
  }

  async function run(): Promise<void> {
    let pauseMs = PAUSE_MS_MIN;
    let isPlaced = false;
    while (!isStopped) {
      try {
        const isSent = await step(state.pending === undefined);
        // Where files stood at the first look is on disk also when nothing was added to them.
        if (!isSent && !isPlaced) keep();
        isPlaced = true;
        pauseMs = PAUSE_MS_MIN;
        if (!isSent) await pause(LOOK_MS);
      } catch (error) {
        counters.log_batches_failed.add();
        setFault(isAppError(error) ? error.code : (error as Error).message);
        await pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX);
      }
    }
  }

  const running = run();
  return {
    async stop() {
      isStopped = true;
      journal?.stop();
      wake();
      await running;
    },
  };
}
