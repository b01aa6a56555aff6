/**
 * Bytes of a spool segment.
 *
 *   0        8    24           32
 *   VIGSPOOL | id | first (u64) | entries…        entry: length (u32) | crc32 (u32) | bytes
 *
 * The highest bit of a length says that the bytes begin with an origin (origin.ts), the two below
 * which lane the match is of (lane.ts), or that the entry is a gap: its bytes are a u32, how many
 * numbers were dropped here. The checksum covers the length too, so that the zeros of a file that
 * grew before a crash are no entry.
 */
import { crc32 } from "node:zlib";
import { LANES } from "./lane.ts";
import { ORIGIN_BYTES } from "./origin.ts";

export const SEGMENT_HEAD_BYTES = 32;
export const ENTRY_HEAD_BYTES = 8;
const MAGIC = "VIGSPOOL";
const ID_BYTES = 16;
const HAS_ORIGIN = 0x8000_0000;
const LANE_UNIT = 0x2000_0000;
const LANE_MASK = 3;
/** Stands for a lane in an entry that is a gap. */
export const GAP = LANES.length;
export const GAP_BYTES = ENTRY_HEAD_BYTES + 4;

export type SegmentHead = { id: string; first: number };

export function encodeHead({ id, first }: SegmentHead): Buffer {
  const head = Buffer.alloc(SEGMENT_HEAD_BYTES);
  head.write(MAGIC, 0, "latin1");
  head.write(id, 8, ID_BYTES, "hex");
  head.writeBigUInt64LE(BigInt(first), 24);
  return head;
}

export function decodeHead(bytes: Buffer): SegmentHead | undefined {
  if (bytes.length < SEGMENT_HEAD_BYTES || bytes.toString("latin1", 0, 8) !== MAGIC)
    return undefined;
  const id = bytes.toString("hex", 8, 8 + ID_BYTES);
  return { id, first: Number(bytes.readBigUInt64LE(24)) };
}

function checksum(length: number, bytes: Uint8Array): number {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(length);
  return crc32(bytes, crc32(head));
}

/** `lane`: place in LANES. `event` is shorter than LANE_UNIT, by EVENT_BYTES_MAX. */
export function encodeEntry(event: Uint8Array, lane = 0, origin?: Uint8Array): Buffer {
  const bytes = origin ? Buffer.concat([origin, event]) : event;
  const length = bytes.length + lane * LANE_UNIT + (origin ? HAS_ORIGIN : 0);
  const entry = Buffer.alloc(ENTRY_HEAD_BYTES + bytes.length);
  entry.writeUInt32LE(length, 0);
  entry.writeUInt32LE(checksum(length, bytes), 4);
  entry.set(bytes, ENTRY_HEAD_BYTES);
  return entry;
}

/** What stands for `count` matches in a row that were dropped. */
export function encodeGap(count: number): Buffer {
  const bytes = Buffer.alloc(GAP_BYTES - ENTRY_HEAD_BYTES);
  bytes.writeUInt32LE(count);
  return encodeEntry(bytes, GAP);
}

export type Entry = { event: Buffer; lane: number; origin: Buffer | undefined; end: number };

/** The parts of the entry at `at`, whose length is not beyond `bytes`. */
export function readEntry(bytes: Buffer, at: number): Entry {
  const word = bytes.readUInt32LE(at);
  const hasOrigin = word >= HAS_ORIGIN;
  const start = at + ENTRY_HEAD_BYTES;
  const end = start + (word % LANE_UNIT);
  const body = hasOrigin ? Math.min(start + ORIGIN_BYTES, end) : start;
  const origin = hasOrigin ? bytes.subarray(start, body) : undefined;
  const lane = Math.floor(word / LANE_UNIT) & LANE_MASK;
  return { event: bytes.subarray(body, end), lane, origin, end };
}

/** Where each sound entry of a segment begins, and where the first unsound byte is. */
export function scanEntries(bytes: Buffer): { offsets: number[]; end: number } {
  const offsets: number[] = [];
  let at = SEGMENT_HEAD_BYTES;
  while (at + ENTRY_HEAD_BYTES <= bytes.length) {
    const word = bytes.readUInt32LE(at);
    const end = at + ENTRY_HEAD_BYTES + (word % LANE_UNIT);
    if (word % LANE_UNIT === 0 || end > bytes.length) break;
    const body = bytes.subarray(at + ENTRY_HEAD_BYTES, end);
    if (bytes.readUInt32LE(at + 4) !== checksum(word, body)) break;
    offsets.push(at);
    at = end;
  }
  return { offsets, end: at };
}
