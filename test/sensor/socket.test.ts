/** socket, bind, accept and setsockopt: real calls, every field of their events. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type AddressInfo, createConnection, createServer } from "node:net";
import { after, before, describe, test } from "node:test";
import { until, whyNot, whyNot32 } from "./harness.ts";
import { LiveEvents, type SeenEvent } from "./live-events.ts";

const why = whyNot();
const why32 = why ?? whyNot32();
const AF_INET = 2;
const AF_INET6 = 10;
const AF_PACKET = 17;
const SOCK_STREAM = 1;
const SOCK_RAW = 3;
const SOCK_CLOEXEC = 0o2000000;
const SYS_SOCKET = 41;
const SYS_BIND = 49;
const SYS_SETSOCKOPT = 54;
const SOL_SOCKET = 1;
const IPPROTO_TCP = 6;
const SO_ATTACH_FILTER = 26;
const TCP_NODELAY = 1;

/** Packets to port 21139 pass, as a code word and two words. */
const FILTER = [0x30, 9, 0x03000015, 17, 0x28, 22, 0x01000015, 21139, 0x06, 0xffff, 0x06, 0];
const TEXT = ["ldb [9]", "jneq #17,3", "ldh [22]", "jneq #21139,1", "ret #65535", "ret #0"];

const RULES = [
  "socket.domain == AF_PACKET && socket.type == SOCK_RAW",
  "bind.addr.port == 4242 && bind.addr.family == AF_INET && bind.retval == 0",
  "accept.addr.ip == 127.0.0.1 && accept.retval > 0",
  "setsockopt.optname == SO_ATTACH_FILTER && setsockopt.used_immediates == 21139",
  "setsockopt.is_filter_truncated == true",
];

describe("sockets", { skip: why ?? false }, () => {
  let live: LiveEvents;

  before(async () => {
    live = await LiveEvents.start(["socket", "bind", "accept", "setsockopt"], RULES);
  });
  after(() => live.stop());

  const of = ({ fields, name }: SeenEvent) =>
    Object.fromEntries(Object.entries(fields).filter(([field]) => field.startsWith(`${name}.`)));
  const skipOf = (args: readonly unknown[]) => ({ skip: args[0] === "-32" && (why32 ?? false) });

  for (const [name, args, domain, type] of [
    ["socket", [SYS_SOCKET, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 6], AF_INET, SOCK_STREAM],
    ["raw socket", [SYS_SOCKET, AF_PACKET, SOCK_RAW, 6], AF_PACKET, SOCK_RAW],
    ["32-bit socket", ["-32", 359, AF_PACKET, SOCK_RAW, 6], AF_PACKET, SOCK_RAW],
    ["socketcall", ["-32", 102, 1, "words:17,3,6"], AF_PACKET, SOCK_RAW],
  ] as const) {
    test(`${name} gives what was asked for, without flags`, skipOf(args), async () => {
      const event = await live.seen("socket", args);
      assert.ok(event.retval > 2);
      assert.deepEqual(of(event), {
        "socket.retval": event.retval,
        "socket.domain": domain,
        "socket.type": type,
        "socket.protocol": 6,
      });
      assert.deepEqual(event.rules, type === SOCK_RAW ? [RULES[0]] : []);
      assert.deepEqual(event.json["socket"], {
        domain: domain === AF_INET ? "AF_INET" : "AF_PACKET",
        type: type === SOCK_RAW ? "SOCK_RAW" : "SOCK_STREAM",
        protocol: 6,
      });
    });
  }

  test("a refused socket has its result", async () => {
    const event = await live.seen("socket", [SYS_SOCKET, AF_PACKET, SOCK_RAW, 0], { uid: 1234 });
    assert.equal(event.fields["socket.retval"], -1);
    assert.deepEqual(event.rules, [RULES[0]]);
  });

  for (const [name, args] of [
    ["bind", [SYS_BIND, "sock:2:1", "addr:127.0.0.1:4242", 16]],
    ["32-bit bind", ["-32", 361, "sock:2:1", "addr:127.0.0.1:4242", 16]],
    ["bind by socketcall", ["-32", 102, 2, "words:sock:2:1,addr:127.0.0.1:4242,16"]],
  ] as const) {
    test(`${name} gives the address the socket has`, skipOf(args), async () => {
      const event = await live.seen("bind", args);
      assert.deepEqual(of(event), {
        "bind.retval": 0,
        "bind.addr.ip": "127.0.0.1",
        "bind.addr.port": 4242,
        "bind.addr.family": AF_INET,
        "bind.addr.is_public": false,
        "bind.protocol": IPPROTO_TCP,
      });
      assert.deepEqual(event.rules, [RULES[1]]);
      assert.deepEqual(event.json["bind"], {
        addr: { ip: "127.0.0.1", port: 4242, family: "AF_INET" },
        protocol: "IP_PROTO_TCP",
      });
    });
  }

  test("bind over IPv6 and UDP, to any port, gives the port that the kernel chose", async () => {
    const event = await live.seen("bind", [SYS_BIND, "sock:10:2", "addr:::1:0", 28]);
    assert.equal(event.fields["bind.addr.ip"], "::1");
    assert.equal(event.fields["bind.addr.family"], AF_INET6);
    assert.equal(event.fields["bind.protocol"], 17);
    assert.ok(Number(event.fields["bind.addr.port"]) > 1023);
  });

  test("a refused bind has the address that was asked for", async () => {
    const event = await live.seen("bind", [SYS_BIND, "sock:2:1", "addr:127.0.0.1:81", 16], {
      uid: 1234,
    });
    assert.equal(event.fields["bind.retval"], -13);
    assert.equal(event.fields["bind.addr.port"], 81);
    assert.equal(event.fields["bind.addr.ip"], "127.0.0.1");
  });

  for (const [host, ip, family] of [
    ["127.0.0.1", "127.0.0.1", AF_INET],
    ["::1", "::1", AF_INET6],
  ] as const) {
    test(`accept from ${host} gives the peer`, async () => {
      const server = createServer((socket) => socket.destroy());
      await new Promise<void>((resolve) => server.listen(0, host, resolve));
      const { port } = server.address() as AddressInfo;
      const socket = createConnection(port, host);
      await new Promise((resolve) => socket.once("connect", resolve));
      const near = socket.localPort;
      socket.destroy();
      server.close();
      const event = await until("the accept", () =>
        live.events.find(
          ({ name, fields }) => name === "accept" && fields["accept.addr.port"] === near,
        ),
      );
      assert.deepEqual(of(event), {
        "accept.retval": event.retval,
        "accept.addr.ip": ip,
        "accept.addr.port": near,
        "accept.addr.family": family,
        "accept.addr.is_public": false,
        "accept.addr.hostname": [],
      });
      assert.equal(event.pid, process.pid);
      assert.deepEqual(event.rules, family === AF_INET ? [RULES[2]] : []);
    });
  }

  const bytes = Buffer.from(new Uint32Array(FILTER).buffer);

  for (const [name, args] of [
    ["setsockopt", [SYS_SETSOCKOPT, "sock:2:2", SOL_SOCKET, SO_ATTACH_FILTER]],
  ] as const) {
    test(`${name} shows the packet filter that was attached`, skipOf(args), async () => {
      const event = await live.seen("setsockopt", [...args, `fprog:words:${FILTER.join(",")}`, 16]);
      const hash = createHash("sha256").update(bytes).digest("hex");
      assert.deepEqual(of(event), {
        "setsockopt.retval": 0,
        "setsockopt.level": SOL_SOCKET,
        "setsockopt.optname": SO_ATTACH_FILTER,
        "setsockopt.option": "SO_ATTACH_FILTER",
        "setsockopt.socket_type": 2,
        "setsockopt.socket_family": AF_INET,
        "setsockopt.socket_protocol": 17,
        "setsockopt.filter_len": 6,
        "setsockopt.filter_hash": hash,
        "setsockopt.filter_instructions": TEXT.join("\n"),
        "setsockopt.is_filter_truncated": false,
        "setsockopt.used_immediates": [17, 21139],
      });
      assert.deepEqual(event.rules, [RULES[3]]);
      assert.deepEqual(event.json["setsockopt"], {
        level: "SOL_SOCKET",
        optname: "SO_ATTACH_FILTER",
        socket_type: "SOCK_DGRAM",
        socket_family: "AF_INET",
        socket_protocol: "IP_PROTO_UDP",
        filter_len: 6,
        filter_hash: hash,
        filter: TEXT.join("\n"),
        is_filter_truncated: false,
        used_immediates: [17, 21139],
      });
    });
  }

  test("a filter longer than 511 instructions is cut and says so", async () => {
    const long = [...Array.from({ length: 600 }, () => "0x0,7"), "0x06,0"].join(",");
    const event = await live.seen("setsockopt", [
      SYS_SETSOCKOPT,
      "sock:2:2",
      SOL_SOCKET,
      SO_ATTACH_FILTER,
      `fprog:words:${long}`,
      16,
    ]);
    assert.equal(event.fields["setsockopt.filter_len"], 601);
    assert.equal(String(event.fields["setsockopt.filter_instructions"]).split("\n").length, 511);
    assert.deepEqual(event.rules, [RULES[4]]);
  });

  for (const [name, args] of [
    ["setsockopt", [SYS_SETSOCKOPT, "sock:2:1", IPPROTO_TCP, TCP_NODELAY, "words:1", 4]],
    ["32-bit setsockopt", ["-32", 366, "sock:2:1", IPPROTO_TCP, TCP_NODELAY, "words:1", 4]],
    ["setsockopt by socketcall", ["-32", 102, 14, "words:sock:2:1,6,1,zeroes,4"]],
  ] as const) {
    test(`${name} of another option has no filter`, skipOf(args), async () => {
      const event = await live.seen("setsockopt", args);
      assert.equal(event.fields["setsockopt.option"], "TCP_NODELAY");
      assert.equal(event.fields["setsockopt.filter_len"], 0);
      assert.equal(event.fields["setsockopt.filter_hash"], "");
      assert.equal(event.fields["setsockopt.filter_instructions"], "");
      assert.deepEqual(event.fields["setsockopt.used_immediates"], []);
      assert.equal(event.fields["setsockopt.is_filter_truncated"], false);
    });
  }
});
