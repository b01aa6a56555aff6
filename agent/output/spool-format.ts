/**
 * Bytes of a spool segment.
 *
 *   0        8    24           32
 *   VIGSPOOL | id | first (u64) | entries…        entry: length (u32) | crc32 (u32) | bytes
 *
 * The checksum covers the length too, so that the zeros of a file that grew before a crash are no
 * entry.
 */
import { crc32 } from "node:zlib";

export const SEGMENT_HEAD_BYTES = 32;
export const ENTRY_HEAD_BYTES = 8;
const MAGIC = "VIGSPOOL";
const ID_BYTES = 16;

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

export function encodeEntry(bytes: Uint8Array): Buffer {
  const entry = Buffer.alloc(ENTRY_HEAD_BYTES + bytes.length);
  entry.writeUInt32LE(bytes.length, 0);
  entry.writeUInt32LE(checksum(bytes.length, bytes), 4);
  entry.set(bytes, ENTRY_HEAD_BYTES);
  return entry;
}

/** Where each sound entry of a segment begins, and where the first unsound byte is. */
export function scanEntries(bytes: Buffer): { offsets: number[]; end: number } {
  const offsets: number[] = [];
  let at = SEGMENT_HEAD_BYTES;
  while (at + ENTRY_HEAD_BYTES <= bytes.length) {
    const length = bytes.readUInt32LE(at);
    const end = at + ENTRY_HEAD_BYTES + length;
    if (length === 0 || end > bytes.length) break;
    const body = bytes.subarray(at + ENTRY_HEAD_BYTES, end);
    if (bytes.readUInt32LE(at + 4) !== checksum(length, body)) break;
    offsets.push(at);
    at = end;
  }
  return { offsets, end: at };
}
