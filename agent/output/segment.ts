/**
 * Files of the spool: segments on disk, and the note of what the server has. A segment that matches
 * were dropped from is a new file beside the old one until that is removed; the first by name
 * counts.
 */
import type { FileHandle } from "node:fs/promises";
import { open, readFile, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { LaneCounts } from "./lane.ts";
import type { Origins } from "./origin.ts";
import {
  decodeHead,
  ENTRY_HEAD_BYTES,
  encodeGap,
  encodeHead,
  GAP,
  GAP_BYTES,
  readEntry,
  SEGMENT_HEAD_BYTES,
  scanEntries,
} from "./spool-format.ts";

export const ACKED_FILE = "acked.json";

export type Segment = {
  path: string;
  /** Number of its first entry, and of the one behind its last, dropped ones among them. */
  first: number;
  end: number;
  /** Of each entry that is left its number, where it begins, and its place in LANES. */
  numbers: number[];
  offsets: number[];
  lanes: number[];
  /** How many of each lane are left. */
  held: LaneCounts;
  /** Bytes that are durable. */
  size: number;
  createdAt: number;
};

function emptySegment(path: string, first: number, createdAt: number): Segment {
  return {
    path,
    first,
    end: first,
    numbers: [],
    offsets: [],
    lanes: [],
    held: [0, 0, 0],
    size: SEGMENT_HEAD_BYTES,
    createdAt,
  };
}

/** Takes note of an entry that is durable at the end of a segment. Returns its number. */
export function addEntry(segment: Segment, lane: number, bytes: number): number {
  const number = segment.end;
  segment.numbers.push(number);
  segment.offsets.push(segment.size);
  segment.lanes.push(lane);
  segment.held[lane] = (segment.held[lane] ?? 0) + 1;
  segment.size += bytes;
  segment.end += 1;
  return number;
}

function addGap(segment: Segment, count: number): void {
  segment.size += GAP_BYTES;
  segment.end += count;
}

/** Entries from number `from` on, by lane. */
export function heldFrom(segment: Segment, from: number): LaneCounts {
  if (from <= segment.first) return [...segment.held];
  const counts: LaneCounts = [0, 0, 0];
  segment.lanes.forEach((lane, index) => {
    if ((segment.numbers[index] ?? 0) >= from) counts[lane] = (counts[lane] ?? 0) + 1;
  });
  return counts;
}

/** Cuts off the entries from number `end` on; the file keeps them. */
export function limitSegment(segment: Segment, end: number): void {
  if (segment.end <= end) return;
  segment.end = end;
  while ((segment.numbers.at(-1) ?? -1) >= end) {
    segment.numbers.pop();
    segment.size = segment.offsets.pop() as number;
    const lane = segment.lanes.pop() as number;
    segment.held[lane] = (segment.held[lane] ?? 0) - 1;
  }
}

/** Where the entry at place `index` ends: at the next one, or at the gap before that. */
export function entryEnd({ numbers, offsets, end, size }: Segment, index: number): number {
  const isGap = (numbers[index + 1] ?? end) > (numbers[index] ?? 0) + 1;
  return (offsets[index + 1] ?? size) - (isGap ? GAP_BYTES : 0);
}

/** How the name of a segment ends, and behind that of one that is not whole. */
export const SEGMENT = ".seg";
export const UNFINISHED = ".new";

function segmentName(first: number): string {
  return String(first).padStart(16, "0") + SEGMENT;
}

/** A segment as found on disk. */
export type LoadedSegment = Segment & { id: string };

/**
 * Loads what is sound of one segment file; undefined when not even its head is. `origins` takes
 * those of its entries that have one.
 */
export async function loadSegment(
  path: string,
  origins: Pick<Origins, "add">,
): Promise<LoadedSegment | undefined> {
  const bytes = await readFile(path);
  const head = decodeHead(bytes);
  if (!head) return undefined;
  const { mtimeMs } = await stat(path);
  const { first, id } = head;
  const segment = emptySegment(path, first, mtimeMs);
  for (const at of scanEntries(bytes).offsets) {
    const { lane, origin, event, end } = readEntry(bytes, at);
    if (lane === GAP) addGap(segment, event.readUInt32LE());
    else addEntry(segment, lane, end - at);
    if (origin) origins.add(origin);
  }
  return { ...segment, id };
}

/**
 * Writes a segment anew without the matches of `lane` and gives it; the old file is left. A match
 * that was dropped needs no origin: told of again it is no longer lost.
 */
export async function writeWithout(segment: Segment, id: string, lane: number): Promise<Segment> {
  const bytes = await readFile(segment.path);
  const path = `${segment.path.slice(0, -SEGMENT.length)}.${lane}${SEGMENT}`;
  const made = emptySegment(path, segment.first, segment.createdAt);
  const parts: Buffer[] = [encodeHead({ id, first: segment.first })];
  const addGapTo = (number: number) => {
    if (number === made.end) return;
    parts.push(encodeGap(number - made.end));
    addGap(made, number - made.end);
  };
  segment.offsets.forEach((at, index) => {
    const own = segment.lanes[index] as number;
    if (own === lane) return;
    addGapTo(segment.numbers[index] as number);
    const end = entryEnd(segment, index);
    parts.push(bytes.subarray(at, end));
    addEntry(made, own, end - at);
  });
  addGapTo(segment.end);
  const handle = await open(path + UNFINISHED, "w", 0o600);
  try {
    await writeAll(handle, Buffer.concat(parts), 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(path + UNFINISHED, path);
  await syncDirectory(dirname(path));
  return made;
}

/** Makes the names in a directory durable. */
async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function readAcked(
  dir: string,
  id: string,
  segments: readonly Segment[],
): Promise<number> {
  const first = segments[0]?.first ?? 0;
  const last = segments.at(-1);
  try {
    const acked: unknown = JSON.parse(await readFile(join(dir, ACKED_FILE), "utf8"));
    const { id: of, next } = acked as { id?: unknown; next?: unknown };
    if (of !== id || !Number.isSafeInteger(next)) return first;
    return Math.min(Math.max(next as number, first), last?.end ?? first);
  } catch {
    /* Never written, or torn: everything is sent again. */
    return first;
  }
}

export async function createSegment(
  dir: string,
  id: string,
  first: number,
  createdAt: number,
): Promise<{ segment: Segment; handle: FileHandle }> {
  const path = join(dir, segmentName(first));
  const handle = await open(path, "w+", 0o600);
  try {
    await writeAll(handle, encodeHead({ id, first }), 0);
    await handle.sync();
    await syncDirectory(dir);
  } catch (error) {
    await handle.close();
    throw error;
  }
  return { segment: emptySegment(path, first, createdAt), handle };
}

export async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const rest = bytes.length - done;
    done += (await handle.write(bytes, done, rest, position + done)).bytesWritten;
  }
}

export async function readRange(path: string, start: number, length: number): Promise<Buffer> {
  const handle = await open(path, "r");
  try {
    const bytes = Buffer.allocUnsafeSlow(length);
    const { bytesRead } = await handle.read(bytes, 0, length, start);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

export function splitEntries(bytes: Buffer): Uint8Array[] {
  const events: Uint8Array[] = [];
  let at = 0;
  while (at + ENTRY_HEAD_BYTES <= bytes.length) {
    const { event, end } = readEntry(bytes, at);
    events.push(event);
    at = end;
  }
  return events;
}
