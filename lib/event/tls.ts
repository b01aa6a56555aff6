/**
 * What a TLS client hello offers (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2). The bytes are hostile, and
 * may be the beginning of the message only.
 */
const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const RECORD_BYTES = 5;
const HANDSHAKE_BYTES = 4;
const RANDOM_BYTES = 32;
const SUPPORTED_VERSIONS = 43;
const EXTENSIONS_MAX = 64;
/** Values of this form are sent to keep servers tolerant, and name no version (RFC 8701). */
const GREASE = 0x0a0a;

function u16(bytes: Uint8Array, at: number): number {
  return at + 1 < bytes.length ? ((bytes[at] as number) << 8) | (bytes[at + 1] as number) : 0;
}

/** The highest version of the extension's list; 0 when it names none. */
function highest(bytes: Uint8Array, at: number): number {
  const end = Math.min(at + 1 + (bytes[at] ?? 0), bytes.length);
  let found = 0;
  for (let next = at + 1; next + 1 < end; next += 2) {
    const version = u16(bytes, next);
    if ((version & 0x0f0f) !== GREASE && version > found) found = version;
  }
  return found;
}

/**
 * Highest version that a client hello at the start of `payload` offers, as on the wire (0x0303 is
 * TLS 1.2); 0 when there is none. A hello cut before its list of versions shows the older field,
 * which says 1.2 at most.
 */
export function tlsVersion(payload: Uint8Array): number {
  const isHello = payload[0] === HANDSHAKE && payload[RECORD_BYTES] === CLIENT_HELLO;
  if (!isHello || payload[1] !== 3) return 0;
  const start = RECORD_BYTES + HANDSHAKE_BYTES;
  const legacy = u16(payload, start);
  let at = start + 2 + RANDOM_BYTES;
  at += 1 + (payload[at] ?? 0);
  at += 2 + u16(payload, at);
  at += 1 + (payload[at] ?? 0);
  at += 2;
  for (let count = 0; count < EXTENSIONS_MAX && at + 4 <= payload.length; count += 1) {
    if (u16(payload, at) === SUPPORTED_VERSIONS) return highest(payload, at + 4) || legacy;
    at += 4 + u16(payload, at + 2);
  }
  return legacy;
}
