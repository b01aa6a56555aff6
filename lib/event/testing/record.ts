/** Builds records by member name, for tests of whatever reads them. */
import { LAYOUT } from "../generated/layout.ts";
import type { Chunk } from "../record-view.ts";

export type MemberValues = Readonly<Record<string, number | bigint | string | Uint8Array>>;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The bytes of one record; members not given are zero, strings follow the fixed part. */
export function buildRecord(event: string, values: MemberValues): Uint8Array {
  const layout = LAYOUT.records[event];
  if (!layout) throw new Error(`no record ${event}`);
  const tail: Uint8Array[] = [];
  let end = layout.size;
  const places: [number, Uint8Array][] = [];
  for (const [name, value] of Object.entries(values)) {
    const place = layout.members[name];
    if (!place) throw new Error(`${event} has no member ${name}`);
    const [offset, size, type] = place;
    if (type === "str" || type === "bytes") {
      const bytes = typeof value === "string" ? encoder.encode(value) : (value as Uint8Array);
      const reference = new Uint8Array(new Uint16Array([end, bytes.length]).buffer);
      places.push([offset, reference]);
      tail.push(bytes);
      end += bytes.length;
    } else if (typeof value === "string" || value instanceof Uint8Array) {
      const bytes = typeof value === "string" ? encoder.encode(value) : value;
      places.push([offset, bytes.subarray(0, size)]);
    } else {
      const scalar = new DataView(new ArrayBuffer(8));
      scalar.setBigUint64(0, BigInt.asUintN(64, BigInt(value)), true);
      places.push([offset, new Uint8Array(scalar.buffer, 0, size)]);
    }
  }
  const record = new Uint8Array(Math.ceil(end / 8) * 8);
  for (const [offset, bytes] of places) record.set(bytes, offset);
  let at = layout.size;
  for (const bytes of tail) {
    record.set(bytes, at);
    at += bytes.length;
  }
  const view = new DataView(record.buffer);
  view.setUint32(0, record.length, true);
  view.setUint16(4, layout.id, true);
  return record;
}

/** Several records after each other as one chunk. */
export function chunkOf(...records: readonly Uint8Array[]): Chunk {
  const total = records.reduce((sum, record) => sum + record.length, 0);
  const u8 = new Uint8Array(total);
  let at = 0;
  for (const record of records) {
    u8.set(record, at);
    at += record.length;
  }
  return {
    u8,
    u32: new Uint32Array(u8.buffer),
    text: (start, end) => decoder.decode(u8.subarray(start, end)),
  };
}
