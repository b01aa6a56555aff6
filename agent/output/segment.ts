/** Files of the spool: segments on disk, and the note of what the server has. */
import type { FileHandle } from "node:fs/promises";
import { open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  decodeHead,
  ENTRY_HEAD_BYTES,
  encodeHead,
  readEntry,
  SEGMENT_HEAD_BYTES,
  scanEntries,
} from "./spool-format.ts";

export const ACKED_FILE = "acked.json";

export type Segment = {
  path: string;
  first: number;
  offsets: number[];
  /** Bytes that are durable. */
  size: number;
  createdAt: number;
};

export function endOf({ first, offsets }: Segment): number {
  return first + offsets.length;
}

function segmentName(first: number): string {
  return `${String(first).padStart(16, "0")}.seg`;
}

/** A segment as found on disk, with the origins of its entries that have one. */
export type LoadedSegment = Segment & { id: string; origins: Buffer[] };

/** Loads what is sound of one segment file; undefined when not even its head is. */
export async function loadSegment(path: string): Promise<LoadedSegment | undefined> {
  const bytes = await readFile(path);
  const head = decodeHead(bytes);
  if (!head) return undefined;
  const { offsets, end } = scanEntries(bytes);
  const { mtimeMs } = await stat(path);
  const origins = offsets
    .map((at) => readEntry(bytes, at).origin)
    .filter((origin) => origin !== undefined)
    .map((origin) => Buffer.from(origin)); /* not the segment's bytes with it */
  const { first, id } = head;
  return { path, first, offsets, size: end, createdAt: mtimeMs, id, origins };
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
    return Math.min(Math.max(next as number, first), last ? endOf(last) : first);
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
  return { segment: { path, first, offsets: [], size: SEGMENT_HEAD_BYTES, createdAt }, handle };
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
