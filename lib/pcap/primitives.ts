/**
 * What single words of a filter mean on a packet of IP. As with pcap, extension headers of IPv6 are
 * not followed, and of a fragmented IPv4 packet only the first fragment has ports.
 */
import {
  all,
  any,
  type Condition,
  compare,
  equal,
  load,
  masked,
  not,
  number,
  type Value,
} from "./tree.ts";

export const PROTOCOLS: ReadonlyMap<string, number> = new Map([
  ["icmp", 1],
  ["igmp", 2],
  ["tcp", 6],
  ["udp", 17],
  ["gre", 47],
  ["esp", 50],
  ["ah", 51],
  ["icmp6", 58],
  ["sctp", 132],
]);

export const PORT_NAMES: ReadonlyMap<string, number> = new Map([
  ["ftp", 21],
  ["ssh", 22],
  ["telnet", 23],
  ["smtp", 25],
  ["domain", 53],
  ["http", 80],
  ["pop3", 110],
  ["ntp", 123],
  ["imap", 143],
  ["snmp", 161],
  ["ldap", 389],
  ["https", 443],
  ["syslog", 514],
  ["imaps", 993],
]);

/** Names that stand for numbers beside `tcp[...]` and `icmp[...]`. */
export const NAMED_NUMBERS: ReadonlyMap<string, number> = new Map([
  ["tcpflags", 13],
  ["tcp-fin", 1],
  ["tcp-syn", 2],
  ["tcp-rst", 4],
  ["tcp-push", 8],
  ["tcp-ack", 16],
  ["tcp-urg", 32],
  ["tcp-ece", 64],
  ["tcp-cwr", 128],
  ["icmptype", 0],
  ["icmpcode", 1],
  ["icmp-echoreply", 0],
  ["icmp-unreach", 3],
  ["icmp-redirect", 5],
  ["icmp-echo", 8],
  ["icmp-timxceed", 11],
  ["icmp6type", 0],
  ["icmp6code", 1],
  ["icmp6-echo", 128],
  ["icmp6-echoreply", 129],
]);

const FRAGMENT_OFFSET = 0x1fff;
const IP6_BYTES = 40;
const IP6_FRAGMENT = 44;
const WITH_PORTS = [6, 17, 132];

const version = masked(load(0, 1), 0xf0);
export const IS_IP4 = equal(version, 0x40);
export const IS_IP6 = equal(version, 0x60);
const FIRST_FRAGMENT = equal(masked(load(6, 2), FRAGMENT_OFFSET), 0);

export function ip4Protocol(protocol: number): Condition {
  return all(IS_IP4, equal(load(9, 1), protocol));
}

export function ip6Protocol(protocol: number): Condition {
  const next = load(6, 1);
  const afterFragment = all(equal(next, IP6_FRAGMENT), equal(load(IP6_BYTES, 1), protocol));
  return all(IS_IP6, any(equal(next, protocol), afterFragment));
}

/** Which end of the packet a qualifier means. */
export type Direction = "either" | "both" | "source" | "destination";

function ends(direction: Direction, source: Condition, destination: Condition): Condition {
  if (direction === "source") return source;
  if (direction === "destination") return destination;
  return direction === "both" ? all(source, destination) : any(source, destination);
}

function inRange(value: Value, [from, to]: readonly [number, number]): Condition {
  if (from === to) return equal(value, from);
  return all(compare(value, ">=", from), not(compare(value, ">", to)));
}

/** A port or range of ports, of one protocol or of all that have ports. */
export function ports(
  protocol: number | undefined,
  family: "ip" | "ip6" | undefined,
  direction: Direction,
  range: readonly [number, number],
): Condition {
  const protocols = protocol === undefined ? WITH_PORTS : [protocol];
  const isOne = (at: number) => any(...protocols.map((one) => equal(load(at, 1), one)));
  const at = (from: "packet" | "transport", base: number) =>
    ends(direction, inRange(load(base, 2, from), range), inRange(load(base + 2, 2, from), range));
  const four = all(IS_IP4, isOne(9), FIRST_FRAGMENT, at("transport", 0));
  const six = all(IS_IP6, isOne(6), at("packet", IP6_BYTES));
  if (family !== undefined) return family === "ip" ? four : six;
  return any(four, six);
}

/** Addresses whose first `bits` are those of `bytes`, which are 4 or 16. */
export function network(bytes: readonly number[], bits: number, direction: Direction): Condition {
  const isFour = bytes.length === 4;
  const at = (base: number): Condition => {
    const words: Condition[] = [];
    for (let word = 0; word * 32 < bits; word += 1) {
      const wanted = bytes
        .slice(word * 4, word * 4 + 4)
        .reduce((sum, byte) => ((sum << 8) | byte) >>> 0, 0);
      const left = Math.min(bits - word * 32, 32);
      const mask = left === 32 ? 0xffffffff : (0xffffffff << (32 - left)) >>> 0;
      const value = load(base + word * 4, 4);
      words.push(equal(left === 32 ? value : masked(value, mask), (wanted & mask) >>> 0));
    }
    return all(...words);
  };
  const own = isFour ? ends(direction, at(12), at(16)) : ends(direction, at(8), at(24));
  return all(isFour ? IS_IP4 : IS_IP6, own);
}

export function multicast(family: "ip" | "ip6"): Condition {
  return family === "ip"
    ? all(IS_IP4, compare(load(16, 1), ">=", 224))
    : all(IS_IP6, equal(load(24, 1), 0xff));
}

/** What `protocol[at:size]` reads, and what must hold of the packet before it means anything. */
export function accessor(
  protocol: string,
  at: Value,
  size: 1 | 2 | 4,
): { guard: Condition; value: Value } | undefined {
  const read = (from: "packet" | "transport", place: Value): Value => ({
    kind: "load",
    from,
    at: place,
    size,
  });
  if (protocol === "ip") return { guard: IS_IP4, value: read("packet", at) };
  if (protocol === "ip6") return { guard: IS_IP6, value: read("packet", at) };
  const known = PROTOCOLS.get(protocol);
  if (known === undefined) return undefined;
  if (protocol === "icmp6") {
    const place: Value = {
      kind: "operation",
      operator: "+",
      left: at,
      right: number(IP6_BYTES),
    };
    return { guard: ip6Protocol(known), value: read("packet", place) };
  }
  return { guard: all(ip4Protocol(known), FIRST_FRAGMENT), value: read("transport", at) };
}
