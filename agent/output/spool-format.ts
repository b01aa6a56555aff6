/**
 * Bytes of a spool segment.
 *
 *   0        8    24           32
 *   VIGSPOOL | id | first (u64) | entries…        entry: length (u32) | crc32 (u32) | bytes
 *
 * The highest bit of a length says that the bytes begin with an origin (origin.ts). The checksum
 * covers the length too, so that the zeros of a file that grew before a crash are no entry.
 */
import { crc32 } from "node:zlib";
import { ORIGIN_BYTES } from "./origin.ts";

export const SEGMENT_HEAD_BYTES = 32;
export const ENTRY_HEAD_BYTES = 8;
const MAGIC = "VIGSPOOL";
const ID_BYTES = 16;
const HAS_ORIGIN = 0x8000_0000;

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

export function encodeEntry(event: Uint8Array, origin?: Uint8Array): Buffer {
  const bytes = origin ? Buffer.concat([origin, event]) : event;
  const length = origin ? bytes.length + HAS_ORIGIN : bytes.length;
  const entry = Buffer.alloc(ENTRY_HEAD_BYTES + bytes.length);
  entry.writeUInt32LE(length, 0);
  entry.writeUInt32LE(checksum(length, bytes), 4);
  entry.set(bytes, ENTRY_HEAD_BYTES);
  return entry;
}

/** The parts of the entry at `at`, whose length is not beyond `bytes`. */
export function readEntry(
  bytes: Buffer,
  at: number,
): { event: Buffer; origin: Buffer | undefined; end: number } {
  const length = bytes.readUInt32LE(at);
  const hasOrigin = length >= HAS_ORIGIN;
  const start = at + ENTRY_HEAD_BYTES;
  const end = start + (hasOrigin ? length - HAS_ORIGIN : length);
  const body = hasOrigin ? start + ORIGIN_BYTES : start;
  const origin = hasOrigin ? bytes.subarray(start, body) : undefined;
  return { event: bytes.subarray(body, end), origin, end };
}

/** Where each sound entry of a segment begins, and where the first unsound byte is. */
export function scanEntries(bytes: Buffer): { offsets: number[]; end: number } {
  const offsets: number[] = [];
  let at = SEGMENT_HEAD_BYTES;
  while (at + ENTRY_HEAD_BYTES <= bytes.length) {
    const length = bytes.readUInt32LE(at);
    const end = at + ENTRY_HEAD_BYTES + length - (length >= HAS_ORIGIN ? HAS_ORIGIN : 0);
    if (length === 0 || end > bytes.length) break;
    const body = bytes.subarray(at + ENTRY_HEAD_BYTES, end);
    if (bytes.readUInt32LE(at + 4) !== checksum(length, body)) break;
    offsets.push(at);
    at = end;
  }
  return { offsets, end: at };
}
