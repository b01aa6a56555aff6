/**
 * Reads DNS messages as they come off the wire (RFC 1035). The bytes are hostile: everything is
 * bounded.
 */
import { formatAddress } from "./address.ts";

/** What rules ask of a message. Unreadable parts are 0 or "". */
export type DnsMessage = {
  id: number;
  isQuery: boolean;
  name: string;
  type: number;
  class: number;
  count: number;
  code: number;
};

const HEADER_BYTES = 12;
const NAME_BYTES_MAX = 255;
const POINTER_JUMPS_MAX = 16;
const ANSWERS_MAX = 64;
const TYPE_A = 1;
const TYPE_AAAA = 28;

function u16(bytes: Uint8Array, at: number): number {
  return at + 1 < bytes.length ? ((bytes[at] as number) << 8) | (bytes[at + 1] as number) : 0;
}

/** Printable ASCII as it is; the rest and the label separator as \DDD (RFC 4343 §2.1). */
function labelText(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    const plain = byte > 0x20 && byte < 0x7f && byte !== 0x2e && byte !== 0x5c;
    text += plain ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, "0")}`;
  }
  return text;
}

/** A name from `at` on, and where the bytes after it start. Stops at the first malformed label. */
function readName(bytes: Uint8Array, at: number): { name: string; next: number } {
  const labels: string[] = [];
  let next = -1;
  let jumps = 0;
  let total = 0;
  while (at < bytes.length) {
    const length = bytes[at] as number;
    if (length === 0) {
      at += 1;
      break;
    }
    if (length >= 0xc0) {
      if (next === -1) next = at + 2;
      jumps += 1;
      if (jumps > POINTER_JUMPS_MAX) break;
      at = u16(bytes, at) & 0x3fff;
      continue;
    }
    total += length + 1;
    if (length > 63 || total > NAME_BYTES_MAX || at + 1 + length > bytes.length) break;
    labels.push(labelText(bytes.subarray(at + 1, at + 1 + length)));
    at += 1 + length;
  }
  return { name: labels.join("."), next: next === -1 ? at : next };
}

/** Header and first question of a message. Never throws. */
export function parseDns(bytes: Uint8Array): DnsMessage {
  const flags = u16(bytes, 2);
  const count = u16(bytes, 4);
  const { name, next } =
    count > 0 ? readName(bytes, HEADER_BYTES) : { name: "", next: HEADER_BYTES };
  return {
    id: u16(bytes, 0),
    isQuery: (flags & 0x8000) === 0,
    name,
    type: count > 0 ? u16(bytes, next) : 0,
    class: count > 0 ? u16(bytes, next + 2) : 0,
    count,
    code: flags & 0xf,
  };
}

/** Addresses that an answer gives for its question, at most 64 records; empty for a question. */
export function dnsAnswers(bytes: Uint8Array): string[] {
  const message = parseDns(bytes);
  if (message.isQuery || message.count !== 1) return [];
  let at = readName(bytes, HEADER_BYTES).next + 4;
  const addresses: string[] = [];
  const records = Math.min(u16(bytes, 6), ANSWERS_MAX);
  for (let index = 0; index < records && at < bytes.length; index += 1) {
    at = readName(bytes, at).next;
    const type = u16(bytes, at);
    const length = u16(bytes, at + 8);
    const start = at + 10;
    if (start + length > bytes.length) break;
    const expected = type === TYPE_A ? 4 : type === TYPE_AAAA ? 16 : -1;
    if (length === expected) addresses.push(formatAddress(bytes.subarray(start, start + length)));
    at = start + length;
  }
  return addresses;
}
