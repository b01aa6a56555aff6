/**
 * connect and dns: addresses as the kernel's socket has them, DNS messages with the process that
 * asked.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { createConnection, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import {
  act,
  type Client,
  noCompatCalls,
  type Sensor,
  type StreamRecord,
  startSensor,
  whyNot,
} from "./harness.ts";

const why = whyNot();
const AF_INET = 2n;
const AF_INET6 = 10n;
const SYS_CONNECT = 42;
const DNS_SERVER = "127.0.0.99";
const DNS_PORT = 53;
const DNS_HEAD_BYTES = 12;
const IP_AND_UDP_BYTES = 28n;

function listen(server: Server, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen(0, host, () => resolve((server.address() as { port: number }).port));
  });
}

function ip4(members: StreamRecord["members"], name = "addr.ip"): string {
  return Array.from((members[name] as Uint8Array).subarray(0, 4)).join(".");
}

describe("connect", { skip: why ?? false }, () => {
  let sensor: Sensor;
  let client: Client;
  const four = createServer((socket) => socket.destroy());
  const six = createServer((socket) => socket.destroy());
  let port4 = 0;
  let port6 = 0;

  before(async () => {
    port4 = await listen(four, "127.0.0.1");
    port6 = await listen(six, "::1");
    sensor = await startSensor("--accept-all");
    client = await sensor.connect();
  });
  after(async () => {
    four.close();
    six.close();
    await sensor.stop();
  });

  async function connected(args: (string | number)[]): Promise<StreamRecord> {
    const { pid, result } = act(args);
    return client.find(
      `connect ${args.join(" ")} = ${result}`,
      (r) =>
        r.type === "connect" &&
        r.members["header.pid"] === pid &&
        r.members["header.retval"] === result,
    );
  }

  const address = () => `addr:127.0.0.1:${port4}`;
  for (const [name, args] of [
    ["connect", () => [SYS_CONNECT, "sock:2:1", address(), 16]],
    ["32-bit connect", () => ["-32", 362, "sock:2:1", address(), 16]],
    ["32-bit socketcall", () => ["-32", 102, 3, `words:sock:2:1,${address()},16`]],
  ] as const) {
    const skip = name.startsWith("32") && noCompatCalls();
    test(`TCP over IPv4 by ${name}`, { skip }, async () => {
      const { flags, members } = await connected([...args()]);
      assert.deepEqual(flags, name.startsWith("32") ? ["compat_syscall"] : []);
      assert.equal(members["addr.family"], AF_INET);
      assert.equal(ip4(members), "127.0.0.1");
      assert.deepEqual((members["addr.ip"] as Uint8Array).subarray(4), new Uint8Array(12));
      assert.equal(members["addr.port"], BigInt(port4));
      assert.equal(members["protocol"], 6n);
      assert.equal(members["header.retval"], 0n);
    });
  }

  test("IPv6, and IPv4 mapped into it", async () => {
    const { members } = await connected([SYS_CONNECT, "sock:10:1", `addr:::1:${port6}`, 28]);
    assert.equal(members["addr.family"], AF_INET6);
    assert.deepEqual(members["addr.ip"], new Uint8Array(16).fill(1, 15));
    assert.equal(members["addr.port"], BigInt(port6));
    const mapped = await connected([
      SYS_CONNECT,
      "sock:10:1",
      `addr:::ffff:127.0.0.1:${port4}`,
      28,
    ]);
    assert.equal(mapped.members["addr.family"], AF_INET);
    assert.equal(ip4(mapped.members), "127.0.0.1");
    assert.equal(mapped.members["addr.port"], BigInt(port4));
  });

  test("UDP", async () => {
    const { members } = await connected([SYS_CONNECT, "sock:2:2", "addr:127.0.0.1:9", 16]);
    assert.equal(members["protocol"], 17n);
    assert.equal(members["addr.port"], 9n);
  });

  test("a connection in progress and a refused one", async () => {
    const started = await connected([
      SYS_CONNECT,
      `sock:2:${1 | 0o4000}`,
      `addr:127.0.0.1:${port4}`,
      16,
    ]);
    assert.equal(started.members["header.retval"], -115n);
    assert.equal(started.members["addr.port"], BigInt(port4));
    /* Without SO_BROADCAST the kernel answers EACCES and its socket gets no address. */
    const denied = await connected([SYS_CONNECT, "sock:2:2", "addr:255.255.255.255:4242", 16]);
    assert.equal(denied.members["header.retval"], -13n);
    assert.equal(ip4(denied.members), "255.255.255.255");
    assert.equal(denied.members["addr.port"], 4242n);
  });

  test("a socket that is not IP has its family alone", async () => {
    const { pid, result } = act([SYS_CONNECT, "sock:1:1", "addr:127.0.0.1:1", 16]);
    assert.equal(result, -22n, "the family of the address is another");
    await client.find("its exit", (r) => r.type === "exit" && r.members["header.pid"] === pid);
    assert.ok(!client.records.some((r) => r.type === "connect" && r.members["header.pid"] === pid));
    const own = join(tmpdir(), `vigil-${process.pid}.socket`);
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(own, resolve));
    const socket = createConnection(own);
    await new Promise((resolve) => socket.once("close", resolve));
    server.close();
    const { members } = await client.find(
      "the local connect",
      (r) =>
        r.type === "connect" &&
        r.members["header.pid"] === BigInt(process.pid) &&
        r.members["addr.family"] === 1n,
    );
    assert.deepEqual(members["addr.ip"], new Uint8Array(16));
    assert.equal(members["addr.port"], 0n);
  });
});

/** Runs the asking program to its end; the server in this process must stay able to answer. */
async function ask(bytes: Buffer): Promise<bigint> {
  const child = spawn(process.execPath, ["-e", ASK, bytes.toString("hex")]);
  const code = await new Promise((resolve) => child.on("exit", resolve));
  assert.equal(code, 0);
  return BigInt(child.pid ?? 0);
}

/** Answers every question with the same message, marked as a response of "no such name". */
function answer(server: Socket): void {
  server.on("message", (message, from) => {
    const reply = Buffer.from(message);
    reply[2] = 0x81;
    reply[3] = 0x83;
    server.send(reply, from.port, from.address);
  });
}

function question(name: string): Buffer {
  const labels = name
    .split(".")
    .flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]);
  return Buffer.concat([
    Buffer.from("abcd0100000100000000 0000".replace(" ", ""), "hex"),
    ...labels,
    Buffer.from("0000010001", "hex"),
  ]);
}

const ASK = `
  const socket = require("node:dgram").createSocket("udp4");
  const ask = () => socket.send(Buffer.from(process.argv[1], "hex"), ...(process.argv[2] ? [] : [${DNS_PORT}, "${DNS_SERVER}"]));
  socket.on("message", () => socket.close(() => process.exit(0)));
  if (process.argv[2]) {
    socket.connect(${DNS_PORT}, "${DNS_SERVER}", () => process.stdout.write("connected"));
    process.stdin.once("data", ask);
  } else ask();`;

describe("dns", { skip: why ?? false }, () => {
  let sensor: Sensor;
  let client: Client;
  const server = createSocket("udp4");

  before(async () => {
    await new Promise<void>((resolve, reject) => {
      server.on("error", reject);
      server.bind(DNS_PORT, DNS_SERVER, resolve);
    });
    answer(server);
    sensor = await startSensor();
    client = await sensor.connect();
  });
  after(async () => {
    server.close();
    await sensor.stop();
  });

  const message = (name: string, direction: bigint): Promise<StreamRecord> =>
    client.find(
      `dns ${name} in direction ${direction}`,
      (r) =>
        r.type === "dns" &&
        r.members["network.direction"] === direction &&
        Buffer.from(r.members["payload"] as Uint8Array).includes(name.split(".")[0] ?? ""),
    );

  test("a socket connected before anyone wanted dns has no known asker", async () => {
    const bytes = question("early.example");
    const child = spawn(process.execPath, ["-e", ASK, bytes.toString("hex"), "connected"]);
    await new Promise((resolve) => child.stdout.once("data", resolve));
    await client.filter(1, [{ event: "dns", acceptAll: true }]);
    child.stdin.end("go\n");
    const { members } = await message("early.example", 2n);
    assert.equal(members["header.pid"], 0n);
    assert.equal(members["header.auid"], 0xffffffffn);
    assert.equal(members["header.comm"], "");
  });

  test("a question and its answer have addresses, message and the process that asked", async () => {
    const bytes = question("pool.example");
    const pid = await ask(bytes);
    const out = await message("pool.example", 2n);
    const back = await message("pool.example", 1n);
    assert.deepEqual(Buffer.from(out.members["payload"] as Uint8Array), bytes);
    const reply = Buffer.from(back.members["payload"] as Uint8Array);
    assert.equal(reply[3], 0x83);
    assert.deepEqual(reply.subarray(DNS_HEAD_BYTES), bytes.subarray(DNS_HEAD_BYTES));
    assert.equal(ip4(out.members, "network.destination.ip"), DNS_SERVER);
    assert.equal(out.members["network.destination.port"], BigInt(DNS_PORT));
    assert.equal(ip4(back.members, "network.source.ip"), DNS_SERVER);
    assert.equal(back.members["network.source.port"], BigInt(DNS_PORT));
    assert.equal(back.members["network.destination.port"], out.members["network.source.port"]);
    for (const { members } of [out, back]) {
      assert.equal(members["header.pid"], pid);
      assert.equal(members["header.ppid"], BigInt(process.pid));
      assert.ok((members["header.start"] as bigint) > 0n);
      assert.equal(members["network.l3"], 0x800n);
      assert.equal(members["network.l4"], 17n);
      assert.equal(members["network.size"], BigInt(bytes.length) + IP_AND_UDP_BYTES);
      assert.equal(members["network.source.family"], AF_INET);
      assert.equal(members["network.destination.family"], AF_INET);
    }
    assert.ok((out.members["header.ts"] as bigint) < (back.members["header.ts"] as bigint));
  });

  test("nothing is delivered when no one wants dns", async () => {
    await client.filter(2, [{ event: "connect" }]);
    const pid = await ask(question("unwanted.example"));
    await client.find("its exit", (r) => r.type === "exit" && r.members["header.pid"] === pid);
    assert.ok(
      !client.records.some(
        (r) =>
          r.type === "dns" && Buffer.from(r.members["payload"] as Uint8Array).includes("unwanted"),
      ),
    );
  });
});
