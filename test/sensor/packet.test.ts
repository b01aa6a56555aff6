/** packet: what packet filters select, with every field and the process behind it. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { describe, test } from "node:test";
import { until, whyNot } from "./harness.ts";
import { LiveEvents, type SeenEvent } from "./live-events.ts";

const why = whyNot();
const UDP = "udp dst port 4245 and len > 30";
const HELLO = "tcp dst port 4246 and tcp[((tcp[12] & 0xf0) >> 2)] = 22";
const PINGS = "icmp[icmptype] = icmp-echo";
const SIX = "ip6 and udp dst portrange 4240-4250";
const NEVER = "src net 203.0.113.0/24";

async function run(script: string, ...args: string[]): Promise<number> {
  const child = spawn(process.execPath, ["-e", script, ...args], { stdio: "inherit" });
  await new Promise((resolve) => child.on("exit", resolve));
  return child.pid ?? 0;
}

const SEND = `
  const [kind, port, host] = process.argv.slice(1);
  const socket = require("node:dgram").createSocket(kind);
  socket.send("hello", port, host, () => socket.close());`;
const SAY_HELLO = `
  const socket = require("node:tls").connect({ port: 4246, host: "127.0.0.1", maxVersion: process.argv[1] });
  socket.on("error", () => process.exit(0));`;

describe("packet", { skip: why ?? false }, () => {
  test("each filter selects its own packets, under its own text", async (t) => {
    const filters = [UDP, HELLO, PINGS, SIX, NEVER];
    const rules = filters.map((text) => `packet.filter == "${text}"`);
    const live = await LiveEvents.start(["packet", "exit"], rules, { packets: filters });
    t.after(() => live.stop());
    const of = async (pid: number, filter: string): Promise<SeenEvent[]> =>
      (await live.of(pid, "packet")).filter(({ fields }) => fields["packet.filter"] === filter);

    const sender = await run(SEND, "udp4", "4245", "127.0.0.1");
    const [out, ...more] = await of(sender, UDP);
    assert.deepEqual(
      more.map(({ fields }) => fields["packet.network_direction"]),
      [],
      "what comes in belongs to the receiver, and there is none",
    );
    const expected = {
      "packet.filter": UDP,
      "packet.tls.version": 0,
      "packet.source.ip": "127.0.0.1",
      "packet.source.is_public": false,
      "packet.destination.ip": "127.0.0.1",
      "packet.destination.port": 4245,
      "packet.destination.is_public": false,
      "packet.l3_protocol": 0x800,
      "packet.l4_protocol": 17,
      "packet.network_direction": 2,
      "packet.size": 33,
      "packet.type": 0,
      "packet.device.ifname": "lo",
      "packet.network.destination.port": 4245,
      "packet.network.size": 33,
      "process.ppid": process.pid,
    };
    for (const [name, value] of Object.entries(expected))
      assert.equal(out?.fields[name], value, name);
    assert.deepEqual(out?.rules, [`packet.filter == "${UDP}"`]);
    assert.deepEqual(out?.json["packet"], { filter: UDP, tls: { version: 0 } });

    const six = await run(SEND, "udp6", "4250", "::1");
    assert.equal((await of(six, SIX))[0]?.fields["packet.destination.ip"], "::1");
    assert.equal((await of(six, UDP)).length, 0);

    const server = createServer((socket) => socket.on("data", () => socket.destroy()));
    server.on("connection", (socket) => socket.on("error", () => undefined));
    await new Promise<void>((resolve) => server.listen(4246, "127.0.0.1", resolve));
    for (const [version, number] of [
      ["TLSv1.2", 0x303],
      ["TLSv1.3", 0x304],
    ] as const) {
      const client = await run(SAY_HELLO, version);
      assert.equal((await of(client, HELLO))[0]?.fields["packet.tls.version"], number, version);
    }
    server.close();
    assert.ok(live.events.every(({ fields }) => fields["packet.filter"] !== NEVER));
  });

  test("an ICMP message has its type, and a new filter replaces the old one", async (t) => {
    const live = await LiveEvents.start(["packet", "exit"], [], { packets: [PINGS] });
    t.after(() => live.stop());
    const ping = spawn("sh", ["-c", "exec ping -c 1 127.0.0.1"], { stdio: "ignore" });
    const code = await new Promise((resolve) => ping.on("exit", resolve));
    if (code === 0) {
      const [request] = await live.of(ping.pid ?? 0, "packet");
      assert.equal(request?.fields["packet.type"], 8);
      assert.equal(request?.fields["packet.l4_protocol"], 1);
    }
    await live.client.filter(2, [{ event: "packet", acceptAll: true, packets: [UDP] }]);
    const sender = await run(SEND, "udp4", "4245", "127.0.0.1");
    await until("the new filter's packet", () =>
      live.events.some(({ pid, fields }) => pid === sender && fields["packet.filter"] === UDP),
    );
    await live.client.filter(3, [{ event: "connect" }]);
    const unwatched = await run(SEND, "udp4", "4245", "127.0.0.1");
    assert.deepEqual(await live.of(unwatched, "packet"), []);
  });
});
