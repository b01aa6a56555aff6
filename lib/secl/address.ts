/**
 * IP addresses and networks as rules compare them: two match when either contains the other. An
 * IPv4 address written inside IPv6 (`::ffff:192.0.2.1`) is the IPv4 address; families never match
 * each other.
 */
import ipaddr from "ipaddr.js";

/** The first `bits` bits of `words` matter. IPv4 uses `words[0]` alone. */
export type Net = { family: 4 | 6; words: readonly number[]; bits: number };

const MAPPED_PREFIX_BITS = 96;

/** Reads `192.0.2.1`, `2001:db8::1` or either with `/bits`; undefined when it is no address. */
export function parseNet(text: string): Net | undefined {
  const slash = text.indexOf("/");
  const host = slash === -1 ? text : text.slice(0, slash);
  const net = parseV4(host) ?? parseV6(host);
  if (net === undefined || slash === -1) return net;
  const suffix = text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(suffix)) return undefined;
  const bits = Number(suffix);
  const isMapped = net.family === 4 && host.includes(":");
  const prefix = isMapped ? bits - MAPPED_PREFIX_BITS : bits;
  if (prefix < 0 || prefix > net.bits) return undefined;
  return { ...net, bits: prefix };
}

/** Reads dotted decimals by hand: this runs for every address of an event. */
function parseV4(text: string): Net | undefined {
  if (text.length < 7 || text.length > 15) return undefined;
  let value = 0;
  let part = -1;
  let parts = 0;
  for (let index = 0; index <= text.length; index++) {
    const code = index === text.length ? 46 : text.charCodeAt(index);
    if (code === 46) {
      if (part < 0 || part > 255) return undefined;
      value = value * 256 + part;
      part = -1;
      parts++;
    } else {
      if (code < 48 || code > 57) return undefined;
      part = Math.max(part, 0) * 10 + code - 48;
    }
  }
  return parts === 4 ? { family: 4, words: [value >>> 0], bits: 32 } : undefined;
}

function parseV6(text: string): Net | undefined {
  if (!text.includes(":") || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  if (address.zoneId) return undefined;
  const bytes = address.toByteArray();
  const word = (at: number) =>
    (((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0)) >>>
    0;
  if (address.isIPv4MappedAddress()) return { family: 4, words: [word(12)], bits: 32 };
  return { family: 6, words: [word(0), word(4), word(8), word(12)], bits: 128 };
}

/** Whether either contains the other. */
function netsOverlap(left: Net, right: Net): boolean {
  if (left.family !== right.family) return false;
  let bits = Math.min(left.bits, right.bits);
  for (let index = 0; bits > 0; index++, bits -= 32) {
    const mask = bits >= 32 ? 0xffffffff : (0xffffffff << (32 - bits)) >>> 0;
    const difference = ((left.words[index] ?? 0) ^ (right.words[index] ?? 0)) & mask;
    if (difference !== 0) return false;
  }
  return true;
}

/** Compares two addresses of an event; false when either is not one. */
export function addressesMatch(left: string, right: string): boolean {
  const a = parseNet(left);
  const b = a === undefined ? undefined : parseNet(right);
  return a !== undefined && b !== undefined && netsOverlap(a, b);
}

/** Tests an address of an event against networks: one of them, or with `all` every one. */
export function compileNets(nets: readonly Net[], all: boolean): (text: string) => boolean {
  if (all) {
    return (text) => {
      const net = parseNet(text);
      return net !== undefined && nets.every((candidate) => netsOverlap(net, candidate));
    };
  }
  return (text) => {
    if (text === "") return false;
    const net = parseNet(text);
    if (net === undefined) return false;
    for (const candidate of nets) if (netsOverlap(net, candidate)) return true;
    return false;
  };
}
