/**
 * Station 5, the disk: a match counts as kept when it is in a segment file that fsync has written.
 * What arrives while one fsync runs shares the next. Numbers are given at that moment, so that no
 * number ever stands for two matches. When the spool is full the least important matches go, the
 * oldest first; the server sees the gap in the numbers.
 */
import type { FileHandle } from "node:fs/promises";
import { mkdir, open, readdir, rename, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { assert, type Clock, type CounterSet, createCounters } from "#lib/base";
import { LANES, type Lane, type LaneCounts } from "./lane.ts";
import { Origins } from "./origin.ts";
import {
  ACKED_FILE,
  addEntry,
  createSegment,
  heldFrom,
  type LoadedSegment,
  limitSegment,
  loadSegment,
  readAcked,
  readRange,
  SEGMENT,
  type Segment,
  splitEntries,
  UNFINISHED,
  writeAll,
  writeWithout,
} from "./segment.ts";
import { encodeEntry } from "./spool-format.ts";
import { chooseVictim, runOf } from "./spool-room.ts";

export const SEGMENT_BYTES_MAX = 4 * 1024 * 1024;
/** A full spool has at least so many segments: what goes at once is no more than such a part. */
const SEGMENTS_MIN = 8;
export const SPOOL_BYTES_MAX = 256 * 1024 * 1024;
/** Files that are left of segments from which matches were dropped have no least size. */
export const SEGMENTS_MAX = 4096;
/** Matches that wait for the disk; beyond, new ones are dropped. */
export const PENDING_BYTES_MAX = 16 * 1024 * 1024;
/** How much of that the lanes may fill, so that the more important find room. */
const PENDING_SHARES: Readonly<Record<Lane, number>> = { urgent: 1, files: 0.75, network: 0.5 };
const COMMIT_BYTES_MAX = 2 * 1024 * 1024;
const RETRY_MS = 1000;

export type SpoolCounter =
  | "spool_kept"
  | "spool_dropped"
  | "spool_refused"
  | `spool_lost_${Lane}`
  | "spool_write_failures"
  | "spool_damaged_segments";

/** Dropped: from the disk. Refused: before it. Lost: both, by lane. */
export function createSpoolCounters(): CounterSet<SpoolCounter> {
  return createCounters([
    "spool_kept",
    "spool_dropped",
    "spool_refused",
    ...LANES.map((lane) => `spool_lost_${lane}` as const),
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

/** What is kept with a match: how important it is, and what is found in `origins` later. */
export type EntryFacts = { lane?: Lane; origin?: Uint8Array | undefined };

type Pending = { entry: Buffer; lane: number; done: (sequence: number | undefined) => void };

export class Spool {
  readonly id: string;
  readonly bytesMax: number;
  /** Of what an earlier life kept. */
  readonly origins: Origins;
  /** First number of this life. */
  readonly #born: number;
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
    origins: Origins,
  ) {
    this.origins = origins;
    this.#options = options;
    this.id = id;
    this.bytesMax = options.bytesMax ?? SPOOL_BYTES_MAX;
    this.#segmentBytesMax =
      options.segmentBytesMax ?? Math.min(SEGMENT_BYTES_MAX, this.bytesMax / SEGMENTS_MIN);
    this.#segments = segments;
    this.#active = active;
    this.#acked = acked;
    this.#born = this.next;
  }

  /**
   * Opens the spool of a directory and finds what an earlier life left in it, or begins a new one.
   */
  static async open(options: SpoolOptions): Promise<Spool> {
    const { dir, counters } = options;
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const loaded: LoadedSegment[] = [];
    const origins = new Origins();
    let whole = "";
    for (const name of (await readdir(dir)).sort()) {
      const path = join(dir, name);
      if (name.endsWith(SEGMENT + UNFINISHED)) await unlink(path);
      if (!name.endsWith(SEGMENT)) continue;
      const number = name.slice(0, name.indexOf("."));
      if (number === whole) {
        await unlink(path); /* matches were dropped from it */
        continue;
      }
      const segment = await loadSegment(path, origins);
      if (segment) {
        loaded.push(segment);
        whole = number;
      } else await discard(path, counters);
    }
    const id = loaded.at(-1)?.id ?? options.createId();
    const segments: Segment[] = [];
    for (const segment of loaded) {
      if (segment.id === id) segments.push(segment);
      else await discard(segment.path, counters);
    }
    segments.forEach((segment, index) => {
      const next = segments[index + 1];
      if (next) limitSegment(segment, next.first);
    });
    const last = segments.at(-1);
    const active = last && (await open(last.path, "r+"));
    await active?.truncate(last?.size);
    const acked = await readAcked(dir, id, segments);
    return new Spool(options, id, segments, active, acked, origins);
  }

  /** Sequence number that the next kept match gets. */
  get next(): number {
    const last = this.#segments.at(-1);
    return last?.end ?? 0;
  }

  /** First number that the server has not yet taken. */
  get acked(): number {
    return this.#acked;
  }

  get entries(): number {
    return this.#segments.reduce((total, segment) => total + this.#unsentOf(segment), 0);
  }

  #unsentOf(segment: Segment): number {
    return total(heldFrom(segment, this.#acked));
  }

  get bytes(): number {
    return this.#segments.reduce((total, { size }) => total + size, 0);
  }

  /** When the oldest segment with something to send was begun; undefined when all is sent. */
  get oldestAt(): number | undefined {
    return this.#segments.find((segment) => segment.end > this.#acked)?.createdAt;
  }

  /** Why the disk takes nothing at the moment; "" when it does. */
  get fault(): string {
    return this.#fault;
  }

  /**
   * Resolves with the match's number once it is durable; undefined when there was no room for a
   * match of its lane. `origin` is found in `origins` in the next life.
   */
  append(event: Uint8Array, facts: EntryFacts = {}): Promise<number | undefined> {
    const { lane: name = "urgent", origin } = facts;
    const lane = LANES.indexOf(name);
    const entry = encodeEntry(event, lane, origin);
    if (!this.#hasRoom(entry.length, lane, PENDING_SHARES[name])) {
      this.#refuse(name);
      return Promise.resolve(undefined);
    }
    return new Promise((done) => {
      this.#pending.push({ entry, lane, done });
      this.#pendingBytes += entry.length;
      void this.#commit();
    });
  }

  /** Room to wait in, and on the disk, or something no more important to drop there. */
  #hasRoom(bytes: number, lane: number, share: number): boolean {
    if (this.#pendingBytes + bytes > PENDING_BYTES_MAX * share) return false;
    if (this.bytes + this.#pendingBytes + bytes <= this.bytesMax) return true;
    const sealed = this.#segments.slice(0, -1);
    return sealed.length === 0 || chooseVictim(sealed, this.#acked, lane) !== undefined;
  }

  #refuse(lane: Lane): void {
    this.#options.counters.spool_refused.add();
    this.#options.counters[`spool_lost_${lane}`].add();
  }

  /** Calls `listener` each time matches became durable. */
  onKept(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /**
   * Consecutive matches of one segment, from number `from` on or the first one behind it that was
   * not dropped; undefined when there are none yet.
   */
  async read(from: number, eventsMax: number, bytesMax: number): Promise<SpoolSlice | undefined> {
    for (const segment of this.#segments) {
      const run = runOf(segment, from, eventsMax, bytesMax);
      if (!run) continue;
      const { path } = segment;
      try {
        const bytes = await readRange(path, run.start, run.end - run.start);
        return { first: run.first, events: splitEntries(bytes) };
      } catch (error) {
        if (this.#segments.some((left) => left.path === path)) throw error;
        return this.read(from, eventsMax, bytesMax); /* it was dropped, or written anew */
      }
    }
    return undefined;
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
    if (next >= this.#born) this.origins.clear();
    this.#removeDone();
  }

  #isDone(segment: Segment): boolean {
    return segment.end <= Math.min(this.#acked, this.#released);
  }

  #removeDone(): void {
    while (this.#segments.length > 1 && this.#isDone(this.#segments[0] as Segment))
      this.#remove(this.#segments[0] as Segment);
  }

  /** Waits for what is pending and closes. What a failing disk did not take is lost and counted. */
  async close(): Promise<void> {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    if (this.#pending.length > 0 && !this.#isCommitting) await this.#commit();
    while (this.#isCommitting) await new Promise((resolve) => setImmediate(resolve));
    clearTimeout(this.#retry);
    for (const { lane, done } of this.#pending.splice(0)) {
      this.#refuse(LANES[lane] as Lane);
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
    const bytesMax = Math.min(COMMIT_BYTES_MAX, this.#segmentBytesMax);
    let bytes = 0;
    let count = 0;
    for (const { entry } of this.#pending) {
      if (count > 0 && bytes + entry.length > bytesMax) break;
      bytes += entry.length;
      count += 1;
    }
    const { segment, handle } = await this.#openSegment(bytes);
    const group = this.#pending.slice(0, count);
    await writeAll(handle, Buffer.concat(group.map(({ entry }) => entry)), segment.size);
    await handle.datasync();
    this.#pending.splice(0, count);
    this.#pendingBytes -= bytes;
    for (const { entry, lane, done } of group) {
      done(addEntry(segment, lane, entry.length));
    }
    this.#options.counters.spool_kept.add(count);
    await this.#makeRoom();
    for (const listener of this.#listeners) listener();
  }

  /**
   * The segment to write `bytes` more to: the last one, or a new one when that would grow too long.
   */
  async #openSegment(bytes: number): Promise<{ segment: Segment; handle: FileHandle }> {
    const last = this.#segments.at(-1);
    const handle = this.#active;
    const fits = last && (last.numbers.length === 0 || last.size + bytes <= this.#segmentBytesMax);
    if (handle && fits) return { segment: last, handle };
    const { dir, clock } = this.#options;
    const made = await createSegment(dir, this.id, this.next, clock());
    this.#active = made.handle;
    this.#segments.push(made.segment);
    await handle?.close();
    this.#removeDone();
    return made;
  }

  /** Drops what is least important, from the oldest segment on, until the spool is in bounds. */
  async #makeRoom(): Promise<void> {
    while (this.bytes > this.bytesMax || this.#segments.length > SEGMENTS_MAX) {
      const victim = chooseVictim(this.#segments.slice(0, -1), this.#acked);
      if (!victim) return;
      const { segment, lane } = victim;
      if (victim.isWhole || this.#segments.length > SEGMENTS_MAX) this.#dropWhole(segment);
      else await this.#dropLane(segment, lane);
    }
  }

  #dropWhole(segment: Segment): void {
    this.#countLost(heldFrom(segment, this.#acked));
    this.#remove(segment);
  }

  async #dropLane(segment: Segment, lane: number): Promise<void> {
    const before = heldFrom(segment, this.#acked)[lane] ?? 0;
    const { path } = segment;
    let made: Segment;
    try {
      made = await writeWithout(segment, this.id, lane);
    } catch {
      /* No room even for less: then the whole of it has to go. */
      this.#options.counters.spool_write_failures.add();
      if (this.#segments.includes(segment)) this.#dropWhole(segment);
      return;
    }
    if (this.#segments.includes(segment)) {
      Object.assign(segment, made);
      const counts: LaneCounts = [0, 0, 0];
      counts[lane] = before;
      this.#countLost(counts);
      this.#unlink(path);
    } else this.#unlink(made.path); /* the server had all of it meanwhile */
  }

  #countLost(counts: LaneCounts): void {
    const { counters } = this.#options;
    counters.spool_dropped.add(total(counts));
    LANES.forEach((lane, index) => {
      counters[`spool_lost_${lane}`].add(counts[index] ?? 0);
    });
  }

  #remove(segment: Segment): void {
    this.#segments.splice(this.#segments.indexOf(segment), 1);
    this.#unlink(segment.path);
  }

  #unlink(path: string): void {
    void unlink(path).catch(() => this.#options.counters.spool_write_failures.add());
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

function total(counts: LaneCounts): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

async function discard(path: string, counters: CounterSet<SpoolCounter>): Promise<void> {
  counters.spool_damaged_segments.add();
  await unlink(path);
}
