/** Packet filters: what they compile to, what they select, what is refused and where. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { compilePacketFilter, FILTER_INSTRUCTIONS_MAX } from "./index.ts";

function codeOf(text: string): Uint8Array {
  const compiled = compilePacketFilter(text);
  if (!compiled.ok) throw new Error(`${text}: ${compiled.what}`);
  return compiled.code;
}

/** The classic machine (linux/filter.h), written down apart from the compiler. */
function run(code: Uint8Array, packet: Uint8Array): boolean {
  const view = new DataView(code.buffer);
  const bytes = new DataView(packet.buffer, packet.byteOffset, packet.length);
  const memory = new Uint32Array(16);
  let [a, x] = [0, 0];
  const read = (at: number, size: number): number =>
    size === 0 ? bytes.getUint32(at) : size === 8 ? bytes.getUint16(at) : bytes.getUint8(at);
  const compute: Record<number, (left: number, right: number) => number> = {
    0: (l, r) => l + r,
    16: (l, r) => l - r,
    32: (l, r) => Math.imul(l, r),
    48: (l, r) => Math.floor(l / r),
    64: (l, r) => l | r,
    80: (l, r) => l & r,
    96: (l, r) => l << (r & 31),
    112: (l, r) => l >>> (r & 31),
    144: (l, r) => l % r,
    160: (l, r) => l ^ r,
  };
  try {
    for (let at = 0; at < code.length / 8; at += 1) {
      const op = view.getUint16(at * 8, true);
      const k = view.getUint32(at * 8 + 4, true);
      const other = (op & 8) !== 0 ? x : k;
      switch (op & 7) {
        case 0: {
          const mode = op & 0xe0;
          if (mode === 0) a = k;
          else if (mode === 0x80) a = packet.length;
          else a = read(mode === 0x40 ? (x + k) >>> 0 : k, op & 0x18);
          break;
        }
        case 1:
          x = op === 0x61 ? (memory[k] as number) : (bytes.getUint8(k) & 15) * 4;
          break;
        case 2:
          memory[k] = a;
          break;
        case 4:
          if (((op & 0xf0) === 48 || (op & 0xf0) === 144) && other === 0) return false;
          a = (compute[op & 0xf0] as (l: number, r: number) => number)(a, other) >>> 0;
          break;
        case 5: {
          const kind = op & 0xf0;
          const holds = kind === 16 ? a === other : kind === 32 ? a > other : a >= other;
          at += view.getUint8(at * 8 + (holds ? 2 : 3));
          break;
        }
        case 6:
          return k !== 0;
        default:
          x = a;
      }
    }
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
  throw new Error("the filter has no end");
}

function ip4(protocol: number, source: number[], destination: number[], payload: Uint8Array) {
  const packet = new Uint8Array(20 + payload.length);
  packet[0] = 0x45;
  packet[9] = protocol;
  packet.set(source, 12);
  packet.set(destination, 16);
  packet.set(payload, 20);
  return packet;
}

function ports(from: number, to: number, rest = 16, flags = 0x02): Uint8Array {
  const bytes = new Uint8Array(4 + rest);
  new DataView(bytes.buffer).setUint16(0, from);
  new DataView(bytes.buffer).setUint16(2, to);
  if (rest >= 16) {
    bytes[12] = 0x50;
    bytes[13] = flags;
  }
  return bytes;
}

function ip6(next: number, payload: Uint8Array): Uint8Array {
  const packet = new Uint8Array(40 + payload.length);
  packet[0] = 0x60;
  packet[6] = next;
  packet.set([0x20, 0x01, 0x0d, 0xb8], 8);
  packet[23] = 1;
  packet.set([0xff, 0x02], 24);
  packet[39] = 1;
  packet.set(payload, 40);
  return packet;
}

const SYN = ip4(6, [10, 0, 0, 1], [203, 0, 113, 7], ports(40000, 443));
const DNS = ip4(17, [10, 0, 0, 1], [192, 0, 2, 53], ports(40001, 53, 4));
const PING = ip4(1, [10, 0, 0, 1], [203, 0, 113, 7], new Uint8Array([8, 0, 0, 0]));
const SIX = ip6(17, ports(546, 547, 4));
const ECHO6 = ip6(58, new Uint8Array([128, 0, 0, 0]));

/** Filter, and which of the five packets it selects. */
const SELECTED: [string, string][] = [
  ["", "SYN DNS PING SIX ECHO6"],
  ["ip", "SYN DNS PING"],
  ["ip6", "SIX ECHO6"],
  ["tcp", "SYN"],
  ["udp", "DNS SIX"],
  ["udp and ip6", "SIX"],
  ["icmp or icmp6", "PING ECHO6"],
  ["ip proto 17", "DNS"],
  ["proto 58", "ECHO6"],
  ["tcp port 443", "SYN"],
  ["port 443 or 53", "SYN DNS"],
  ["port (443 or domain)", "SYN DNS"],
  ["src port 40000", "SYN"],
  ["dst port 40000", ""],
  ["src or dst port 40000", "SYN"],
  ["src and dst port 40000", ""],
  ["udp portrange 500-600", "SIX"],
  ["ip6 port 547", "SIX"],
  ["host 203.0.113.7", "SYN PING"],
  ["203.0.113.7", "SYN PING"],
  ["dst host 203.0.113.7 and not icmp", "SYN"],
  ["src net 10.0.0.0/8", "SYN DNS PING"],
  ["net 192.0.2.0/24 or 203.0.113.0/28", "SYN DNS PING"],
  ["src 2001:db8::1", "SIX ECHO6"],
  ["src net 2001:db8::/33", "SIX ECHO6"],
  ["dst net ff00::/8", "SIX ECHO6"],
  ["ip6 multicast", "SIX ECHO6"],
  ["ip multicast", ""],
  ["tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn", "SYN"],
  ["tcp[13] = 2", "SYN"],
  ["(tcp[12] & 0xf0) >> 2 = 20", "SYN"],
  ["tcp[0:2] + tcp[2:2] = 40443", "SYN"],
  ["ip[16:4] = 0xcb007107", "SYN PING"],
  ["icmp[icmptype] = icmp-echo", "PING"],
  ["icmp6[0] == 128", "ECHO6"],
  ["ip6[6] = 17", "SIX"],
  ["tcp[(tcp[12] >> 4) * 4] = 0", ""],
  ["len > 40 && len <= 48", "SIX ECHO6"],
  ["less 28", "DNS PING"],
  ["greater 48", "SIX"],
  ["len % 10 != 0", "DNS PING SIX ECHO6"],
  ["not (tcp or udp)", "PING ECHO6"],
  ["! tcp && ! udp", "PING ECHO6"],
  ["udp or tcp and port 53", "DNS"],
];

const PACKETS = { SYN, DNS, PING, SIX, ECHO6 };

describe("what filters select", () => {
  for (const [text, wanted] of SELECTED)
    test(text || "the empty filter", () => {
      const code = codeOf(text);
      const found = Object.entries(PACKETS).filter(([, packet]) => run(code, packet));
      assert.equal(found.map(([name]) => name).join(" "), wanted);
    });
});

describe("what is refused, and where", () => {
  for (const [text, at, what] of [
    ["ether host 1.2.3.4", [0, 5], /`ether` is not known/],
    ["tcp port", [8, 8], /no port/],
    ["tcp port 70000", [9, 14], /no port/],
    ["host example.org", [5, 16], /no IP address/],
    ["host 10.0.0.0/8", [5, 15], /no host/],
    ["net 10.0.0.0/33", [4, 15], /no network/],
    ["ip6 host 10.0.0.1", [9, 17], /no address of ip6/],
    ["tcp and", [7, 7], /condition is missing/],
    ["(tcp", [4, 4], /`\)` is missing/],
    ["tcp )", [4, 5], /not expected/],
    ["tcp[13:3] = 1", [8, 9], /1, 2 or 4/],
    ["len / 0 = 1", [4, 5], /divides by 0/],
    ["len + 1", [7, 7], /must be compared/],
    ["tcp host 10.0.0.1", [9, 17], /says nothing of an address/],
    ["ip proto constructor", [9, 20], /no protocol/],
    ["constructor[0] = 1", [0, 11], /no bytes to read/],
    ["tcp[constructor] = 1", [4, 15], /number is missing/],
    ["constructor port 1", [0, 11], /not known/],
    ["tcp # port", [4, 5], /no part of a packet filter/],
    ["portrange 9-1", [10, 13], /range of ports/],
    [`${"(".repeat(40)}tcp${")".repeat(40)}`, [33, 34], /nested deeper/],
    ["x".repeat(600), [0, 600], /longer than 511/],
  ] as [string, [number, number], RegExp][])
    test(text.slice(0, 40), () => {
      const compiled = compilePacketFilter(text);
      assert.ok(!compiled.ok);
      assert.match(compiled.what, what);
      assert.deepEqual([compiled.span.start, compiled.span.end], at);
      assert.notEqual(compiled.do, "");
    });

  test("more instructions than the sensor takes", () => {
    const text = Array.from({ length: 40 }, (_, index) => `port ${index}`).join(" or ");
    const compiled = compilePacketFilter(text);
    assert.ok(!compiled.ok);
    assert.match(compiled.what, /more than 256 instructions/);
  });
});

const WORDS = [..."()[]:!=<>&|+-*/%"].concat(
  "tcp udp ip ip6 icmp port host net src dst and or not len 10.0.0.1 10.0.0.0/8 2001:db8::1".split(
    " ",
  ),
  ["tcp[13]", "53", "1-2", "portrange", "less", "proto", "tcp-syn", "0x10", "é"],
);

test("any text is compiled or refused at a place in it; what is compiled ends", () => {
  const text = fc.oneof(
    fc.string({ maxLength: 80 }),
    fc.array(fc.constantFrom(...WORDS), { maxLength: 30 }).map((words) => words.join(" ")),
  );
  fc.assert(
    fc.property(text, fc.uint8Array({ maxLength: 100 }), (filter, packet) => {
      const compiled = compilePacketFilter(filter);
      if (compiled.ok) {
        assert.ok(compiled.code.length <= FILTER_INSTRUCTIONS_MAX * 8);
        run(compiled.code, Uint8Array.from(packet));
        return;
      }
      assert.ok(compiled.span.start >= 0 && compiled.span.start <= compiled.span.end);
      assert.ok(compiled.span.end <= filter.length);
    }),
    { numRuns: 2000 },
  );
});
