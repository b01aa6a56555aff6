/**
 * Station 5, the disk: a match counts as kept when it is in a segment file that fsync has written.
 * What arrives while one fsync runs shares the next. Numbers are given at that moment, so that no
 * number ever stands for two matches. When the spool is full its oldest segment goes; the server
 * sees the gap in the numbers.
 */
import type { FileHandle } from "node:fs/promises";
import { mkdir, open, readdir, rename, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { assert, type Clock, type CounterSet, createCounters } from "#lib/base";
import { Origins } from "./origin.ts";
import {
  ACKED_FILE,
  createSegment,
  endOf,
  type LoadedSegment,
  loadSegment,
  readAcked,
  readRange,
  type Segment,
  splitEntries,
  writeAll,
} from "./segment.ts";
import { encodeEntry } from "./spool-format.ts";

export const SEGMENT_BYTES_MAX = 4 * 1024 * 1024;
export const SPOOL_BYTES_MAX = 256 * 1024 * 1024;
/** Matches that wait for the disk; beyond, new ones are dropped. */
export const PENDING_BYTES_MAX = 16 * 1024 * 1024;
/** Origins of an earlier life's last entries; more than a sensor keeps records to send again. */
export const ORIGINS_MAX = 131_072;
const COMMIT_BYTES_MAX = 2 * 1024 * 1024;
const RETRY_MS = 1000;

export type SpoolCounter =
  | "spool_kept"
  | "spool_dropped"
  | "spool_refused"
  | "spool_write_failures"
  | "spool_damaged_segments";

export function createSpoolCounters(): CounterSet<SpoolCounter> {
  return createCounters([
    "spool_kept",
    "spool_dropped",
    "spool_refused",
    "spool_write_failures",
    "spool_damaged_segments",
  ]);
}

export type SpoolOptions = {
  dir: string;
  counters: CounterSet<SpoolCounter>;
  clock: Clock;
  /** 32 hexadecimal digits, new for every spool. */
  createId: () => string;
  /** Called with why the disk takes nothing, and with "" when it does again. */
  changed(fault: string): void;
  segmentBytesMax?: number;
  bytesMax?: number;
};

/** Consecutive matches of the spool. */
export type SpoolSlice = { first: number; events: Uint8Array[] };

type Pending = { entry: Buffer; done: (sequence: number | undefined) => void };

export class Spool {
  readonly id: string;
  readonly bytesMax: number;
  /** Of what an earlier life kept. */
  readonly origins = new Origins();
  readonly #options: SpoolOptions;
  readonly #segmentBytesMax: number;
  readonly #segments: Segment[];
  /** Of the last segment; undefined until a new spool has something to keep. */
  #active: FileHandle | undefined;
  #acked: number;
  /** Entries from here on stay, though the server has them: their records may be sent again. */
  #released = Number.MAX_SAFE_INTEGER;
  #ackedWritten = -1;
  #isWritingAck = false;
  #pending: Pending[] = [];
  #pendingBytes = 0;
  #isCommitting = false;
  #fault = "";
  #retry: NodeJS.Timeout | undefined;
  #listeners: (() => void)[] = [];

  private constructor(
    options: SpoolOptions,
    id: string,
    segments: Segment[],
    active: FileHandle | undefined,
    acked: number,
  ) {
    this.#options = options;
    this.id = id;
    this.#segmentBytesMax = options.segmentBytesMax ?? SEGMENT_BYTES_MAX;
    this.bytesMax = options.bytesMax ?? SPOOL_BYTES_MAX;
    this.#segments = segments;
    this.#active = active;
    this.#acked = acked;
  }

  /**
   * Opens the spool of a directory and finds what an earlier life left in it, or begins a new one.
   */
  static async open(options: SpoolOptions): Promise<Spool> {
    const { dir, counters } = options;
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const names = (await readdir(dir)).filter((name) => name.endsWith(".seg")).sort();
    const loaded: LoadedSegment[] = [];
    for (const name of names) {
      const segment = await loadSegment(join(dir, name));
      if (segment) loaded.push(segment);
      else await discard(join(dir, name), counters);
    }
    const id = loaded.at(-1)?.id ?? options.createId();
    const segments: Segment[] = [];
    for (const segment of loaded) {
      if (segment.id === id) segments.push(segment);
      else await discard(segment.path, counters);
    }
    segments.forEach((segment, index) => {
      const next = segments[index + 1];
      if (next)
        segment.offsets.length = Math.min(segment.offsets.length, next.first - segment.first);
    });
    const last = segments.at(-1);
    const active = last && (await open(last.path, "r+"));
    await active?.truncate(last?.size);
    const spool = new Spool(options, id, segments, active, await readAcked(dir, id, segments));
    for (const origin of loaded.flatMap(({ origins }) => origins).slice(-ORIGINS_MAX))
      spool.origins.add(origin);
    return spool;
  }

  /** Sequence number that the next kept match gets. */
  get next(): number {
    const last = this.#segments.at(-1);
    return last ? endOf(last) : 0;
  }

  /** First number that the server has not yet taken. */
  get acked(): number {
    return this.#acked;
  }

  get entries(): number {
    let entries = 0;
    for (const segment of this.#segments)
      entries += Math.max(0, endOf(segment) - Math.max(segment.first, this.#acked));
    return entries;
  }

  get bytes(): number {
    return this.#segments.reduce((total, { size }) => total + size, 0);
  }

  /** When the oldest segment with something to send was begun; undefined when all is sent. */
  get oldestAt(): number | undefined {
    return this.#segments.find((segment) => endOf(segment) > this.#acked)?.createdAt;
  }

  /** Why the disk takes nothing at the moment; "" when it does. */
  get fault(): string {
    return this.#fault;
  }

  /**
   * Resolves with the match's number once it is durable; undefined when there was no room to wait
   * in. `origin` is found in `origins` in the next life.
   */
  append(event: Uint8Array, origin?: Uint8Array): Promise<number | undefined> {
    const entry = encodeEntry(event, origin);
    if (this.#pendingBytes + entry.length > PENDING_BYTES_MAX) {
      this.#options.counters.spool_refused.add();
      return Promise.resolve(undefined);
    }
    return new Promise((done) => {
      this.#pending.push({ entry, done });
      this.#pendingBytes += entry.length;
      void this.#commit();
    });
  }

  /** Calls `listener` each time matches became durable. */
  onKept(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Matches from number `from` on, of one segment; undefined when there are none yet. */
  async read(from: number, eventsMax: number, bytesMax: number): Promise<SpoolSlice | undefined> {
    const segment = this.#segments.find((candidate) => endOf(candidate) > from);
    if (!segment) return undefined;
    const first = Math.max(from, segment.first);
    const start = segment.offsets[first - segment.first] as number;
    let end = start;
    let count = 0;
    while (first + count < endOf(segment) && count < eventsMax) {
      const entryEnd = segment.offsets[first - segment.first + count + 1] ?? segment.size;
      if (count > 0 && entryEnd - start > bytesMax) break;
      end = entryEnd;
      count += 1;
    }
    const bytes = await readRange(segment.path, start, end - start);
    return { first, events: splitEntries(bytes) };
  }

  /** Forgets everything before `next`, which the server has made durable. */
  ack(next: number): void {
    assert(next <= this.next, "only numbers that were given can be acknowledged");
    if (next <= this.#acked) return;
    this.#acked = next;
    this.#removeDone();
    void this.#writeAcked();
  }

  /**
   * The records of matches before `next` will not be sent again: their origins are not needed. Of
   * those from `next` on they are, until another call says otherwise.
   */
  release(next: number): void {
    this.#released = next;
    this.#removeDone();
  }

  #isDone(segment: Segment): boolean {
    return endOf(segment) <= Math.min(this.#acked, this.#released);
  }

  #removeDone(): void {
    while (this.#segments.length > 1 && this.#isDone(this.#segments[0] as Segment))
      this.#removeFirst();
  }

  /** Waits for what is pending and closes. What a failing disk did not take is lost and counted. */
  async close(): Promise<void> {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    if (this.#pending.length > 0 && !this.#isCommitting) await this.#commit();
    while (this.#isCommitting) await new Promise((resolve) => setImmediate(resolve));
    clearTimeout(this.#retry);
    for (const { done } of this.#pending.splice(0)) {
      this.#options.counters.spool_refused.add();
      done(undefined);
    }
    await this.#writeAcked();
    await this.#active?.close();
  }

  async #commit(): Promise<void> {
    if (this.#isCommitting || this.#retry) return;
    this.#isCommitting = true;
    try {
      while (this.#pending.length > 0) await this.#writeGroup();
      this.#setFault("");
    } catch (error) {
      this.#options.counters.spool_write_failures.add();
      this.#setFault((error as NodeJS.ErrnoException).code ?? (error as Error).message);
      this.#retry = setTimeout(() => {
        this.#retry = undefined;
        void this.#commit();
      }, RETRY_MS);
    } finally {
      this.#isCommitting = false;
    }
  }

  #setFault(fault: string): void {
    if (this.#fault === fault) return;
    this.#fault = fault;
    this.#options.changed(fault);
  }

  /**
   * One write and one fsync for all that waits. A failed one is tried again at the same place in
   * the file.
   */
  async #writeGroup(): Promise<void> {
    let bytes = 0;
    let count = 0;
    for (const { entry } of this.#pending) {
      if (count > 0 && bytes + entry.length > COMMIT_BYTES_MAX) break;
      bytes += entry.length;
      count += 1;
    }
    const { segment, handle } = await this.#openSegment(bytes);
    const group = this.#pending.slice(0, count);
    await writeAll(handle, Buffer.concat(group.map(({ entry }) => entry)), segment.size);
    await handle.datasync();
    this.#pending.splice(0, count);
    this.#pendingBytes -= bytes;
    for (const { entry, done } of group) {
      const sequence = endOf(segment);
      segment.offsets.push(segment.size);
      segment.size += entry.length;
      done(sequence);
    }
    this.#options.counters.spool_kept.add(count);
    this.#dropBeyondBound();
    for (const listener of this.#listeners) listener();
  }

  /**
   * The segment to write `bytes` more to: the last one, or a new one when that would grow too long.
   */
  async #openSegment(bytes: number): Promise<{ segment: Segment; handle: FileHandle }> {
    const last = this.#segments.at(-1);
    const handle = this.#active;
    const fits = last && (last.offsets.length === 0 || last.size + bytes <= this.#segmentBytesMax);
    if (handle && fits) return { segment: last, handle };
    const { dir, clock } = this.#options;
    const made = await createSegment(dir, this.id, this.next, clock());
    this.#active = made.handle;
    this.#segments.push(made.segment);
    await handle?.close();
    this.#removeDone();
    return made;
  }

  #dropBeyondBound(): void {
    while (this.bytes > this.bytesMax && this.#segments.length > 1) {
      const first = this.#segments[0] as Segment;
      const unsent = endOf(first) - Math.max(first.first, this.#acked);
      this.#options.counters.spool_dropped.add(Math.max(0, unsent));
      this.#removeFirst();
    }
  }

  #removeFirst(): void {
    const segment = this.#segments.shift();
    if (segment)
      void unlink(segment.path).catch(() => this.#options.counters.spool_write_failures.add());
  }

  /**
   * Where the server's word ends, so that a restart does not send all again. Losing it costs only
   * that.
   */
  async #writeAcked(): Promise<void> {
    if (this.#isWritingAck) return;
    this.#isWritingAck = true;
    try {
      while (this.#ackedWritten !== this.#acked) {
        const acked = this.#acked;
        const path = join(this.#options.dir, ACKED_FILE);
        await writeFile(`${path}.new`, JSON.stringify({ id: this.id, next: acked }), {
          mode: 0o600,
        });
        await rename(`${path}.new`, path);
        this.#ackedWritten = acked;
      }
    } catch {
      /*
       * A full disk; the matches are then sent again after a restart and recognised by their
       * numbers.
       */
      this.#options.counters.spool_write_failures.add();
    } finally {
      this.#isWritingAck = false;
    }
  }
}

async function discard(path: string, counters: CounterSet<SpoolCounter>): Promise<void> {
  counters.spool_damaged_segments.add();
  await unlink(path);
}
