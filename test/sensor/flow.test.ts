/**
 * network_flow_monitor: bytes and packets of known traffic, from both ends, each with its process.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { describe, test } from "node:test";
import { until, whyNot } from "./harness.ts";
import { LiveEvents } from "./live-events.ts";

const why = whyNot();
const IP_UDP_BYTES = 28;
const SENT = 100_000;
const ANSWERED = 50_000;

type Flow = {
  source: { ip: string; port: number };
  destination: { ip: string; port: number };
  l3_protocol: string;
  l4_protocol: string;
  ingress?: { data_size: number; packet_count: number };
  egress?: { data_size: number; packet_count: number };
};
type Monitor = { device: { ifname: string }; flows: Flow[] };

/** Prints its port, answers the first connection, and ends with it. */
const TCP_SERVER = `
  const server = require("node:net").createServer((socket) => {
    let got = 0;
    socket.on("data", (bytes) => { got += bytes.length; if (got === ${SENT}) socket.end(Buffer.alloc(${ANSWERED})); });
    socket.on("close", () => server.close());
  });
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));`;
const TCP_CLIENT = `
  const socket = require("node:net").connect(process.argv[1], "127.0.0.1", () => socket.write(Buffer.alloc(${SENT})));
  socket.resume();`;
const UDP_CLIENT = `
  const socket = require("node:dgram").createSocket("udp4");
  let left = 10;
  const send = () => left-- ? socket.send(Buffer.alloc(100), process.argv[1], "127.0.0.1", send) : socket.close();
  send();`;

/** Sends ten datagrams, and five more on each line of its input, by the same socket. */
const TALKER = `
  const socket = require("node:dgram").createSocket("udp4");
  const send = (left) => left && socket.send(Buffer.alloc(100), process.argv[1], "127.0.0.1", () => send(left - 1));
  send(10);
  process.stdin.on("data", () => send(5)).on("end", () => socket.close());`;

async function run(script: string, ...args: string[]) {
  const child = spawn(process.execPath, ["-e", script, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  return { pid: child.pid ?? 0, child, ended };
}

function flowsOf(live: LiveEvents, pid: number, port: number): Flow[] {
  return live.events
    .filter((event) => event.name === "network_flow_monitor" && event.pid === pid)
    .flatMap(({ json }) => (json["network_flow_monitor"] as Monitor).flows)
    .filter(({ destination }) => destination.port === port);
}

function sum(flows: Flow[], side: "ingress" | "egress", what: "data_size" | "packet_count") {
  return flows.reduce((total, flow) => total + (flow[side]?.[what] ?? 0), 0);
}

/** Of an IPv4 and a TCP header. */
const HEAD_BYTES_MIN = 40;
const RULE =
  "network_flow_monitor.flows[A].egress.data_size > 100000 && network_flow_monitor.flows[A].l4_protocol == IP_PROTO_TCP";

describe("network_flow_monitor", { skip: why ?? false }, () => {
  test("what both ends of a connection and a sender of datagrams did", async (t) => {
    const live = await LiveEvents.start(["network_flow_monitor", "exit"], [RULE]);
    t.after(() => live.stop());
    const server = await run(TCP_SERVER);
    const port = Number(await new Promise((resolve) => server.child.stdout.once("data", resolve)));
    const client = await run(TCP_CLIENT, String(port));
    await Promise.all([client.ended, server.ended]);
    const sender = await run(UDP_CLIENT, "4243");
    await sender.ended;
    const ended = new Promise((resolve) => live.sensor.child.on("exit", resolve));
    live.sensor.child.kill();
    await ended;
    await until("the last records", () => live.client.closed);

    const [sent, received] = [flowsOf(live, client.pid, port), flowsOf(live, server.pid, port)];
    assert.ok(sent.length > 0 && received.length > 0);
    for (const what of ["data_size", "packet_count"] as const) {
      assert.equal(sum(sent, "egress", what), sum(received, "ingress", what), what);
      assert.equal(sum(sent, "ingress", what), sum(received, "egress", what), what);
    }
    // Heads come to what was sent, and on a busy machine what TCP sends a second time.
    const [out, back] = [sum(sent, "egress", "data_size"), sum(sent, "ingress", "data_size")];
    assert.ok(out >= SENT + HEAD_BYTES_MIN && out < 2 * SENT, `${out} bytes for ${SENT}`);
    assert.ok(back >= ANSWERED + HEAD_BYTES_MIN, `${back} bytes for ${ANSWERED}`);
    assert.deepEqual(sent[0]?.source, received[0]?.source);
    assert.deepEqual(sent[0]?.destination, { ip: "127.0.0.1", port });
    assert.equal(sent[0]?.l3_protocol, "ETH_P_IP");
    assert.equal(sent[0]?.l4_protocol, "IP_PROTO_TCP");
    const told = live.events.filter(
      ({ name, pid }) => name === "network_flow_monitor" && pid === client.pid,
    );
    for (const { fields, json, rules } of told) {
      assert.equal(fields["network_flow_monitor.device.ifname"], "lo");
      const { flows } = json["network_flow_monitor"] as Monitor;
      const isLarge = flows.some(({ egress }) => (egress?.data_size ?? 0) > SENT);
      assert.deepEqual(rules, isLarge ? [RULE] : []);
    }

    const datagrams = flowsOf(live, sender.pid, 4243);
    assert.equal(sum(datagrams, "egress", "data_size"), 10 * (100 + IP_UDP_BYTES));
    assert.equal(sum(datagrams, "egress", "packet_count"), 10);
    assert.equal(sum(datagrams, "ingress", "packet_count"), 0);
    assert.equal(datagrams[0]?.l4_protocol, "IP_PROTO_UDP");
  });

  test("flows are told of after a period, and counted from then anew", async (t) => {
    const live = await LiveEvents.start(["network_flow_monitor", "exit"]);
    t.after(() => live.stop());
    const talker = await run(TALKER, "4244");
    const told = () => sum(flowsOf(live, talker.pid, 4244), "egress", "packet_count");
    await until("the period's end", () => told() > 0);
    assert.equal(told(), 10);
    talker.child.stdin.write("\n");
    await until("the next period's end", () => told() > 10);
    assert.equal(told(), 10 + 5);
    talker.child.stdin.end();
    await talker.ended;
    const stats = await live.client.find("stats", ({ type }) => type === "stats");
    assert.deepEqual((stats.members["lost"] as bigint[])[51], 0n);
  });
});
