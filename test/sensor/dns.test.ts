/**
 * dns and failed_dns: messages over TCP however they are cut into segments, and what cannot be
 * read, with every field and the process that asked.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { createServer, type Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import { type StreamRecord, startSensor, until, whyNot } from "./harness.ts";
import { LiveEvents, type SeenEvent } from "./live-events.ts";

const why = whyNot();
const SERVER = "127.0.0.98";
const PORT = 53;
const NO_SUCH_NAME = 3;
const IP_TCP_BYTES_MIN = 40;

function message(name: string, id = 0xabcd): Buffer {
  const labels = name
    .split(".")
    .flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]);
  const head = Buffer.from("00000100000100000000 0000".replace(" ", ""), "hex");
  head.writeUInt16BE(id);
  return Buffer.concat([head, ...labels, Buffer.from("0000010001", "hex")]);
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Writes parts as segments of their own, and ends when `answers` bytes came. */
const CLIENT = `
  const socket = require("node:net").connect(${PORT}, "${SERVER}");
  const [answers, ...parts] = process.argv.slice(1);
  let left = Number(answers);
  socket.setNoDelay(true);
  socket.on("data", (bytes) => { left -= bytes.length; if (left <= 0) socket.end(() => process.exit(0)); });
  const next = () => {
    const part = parts.shift();
    if (part) socket.write(Buffer.from(part, "hex"), () => setTimeout(next, 30)); };
  socket.on("connect", next);`;

/** Answers every message with itself, marked as an answer of "no such name", cut into pieces. */
function answer(socket: Socket, cut: number): void {
  let rest = Buffer.alloc(0);
  socket.setNoDelay(true);
  const send = (parts: Buffer[]) => {
    const [first, ...others] = parts;
    if (first) socket.write(first, () => setTimeout(() => send(others), 30));
  };
  socket.on("error", () => undefined);
  socket.on("data", (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const parts: Buffer[] = [];
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE()) {
      const end = 2 + rest.readUInt16BE();
      const reply = Buffer.from(rest.subarray(0, end));
      reply[4] = 0x81;
      reply[5] = 0x80 | NO_SUCH_NAME;
      parts.push(reply.subarray(0, cut), reply.subarray(cut));
      rest = rest.subarray(end);
    }
    send(parts);
  });
}

describe("dns over TCP", { skip: why ?? false }, () => {
  let live: LiveEvents;
  const server = createServer((socket) => answer(socket, 1));

  before(async () => {
    await new Promise<void>((resolve, reject) => {
      server.on("error", reject);
      server.listen(PORT, SERVER, resolve);
    });
    live = await LiveEvents.start(
      ["dns", "failed_dns", "exit"],
      ['dns.question.name == "pool.example"', "dns.response.code == NXDOMAIN"],
    );
  });
  after(async () => {
    server.close();
    await live.stop();
  });

  async function ask(answers: number, parts: Buffer[]): Promise<SeenEvent[]> {
    const args = [String(answers), ...parts.map((part) => part.toString("hex"))];
    const child = spawn(process.execPath, ["-e", CLIENT, ...args], { stdio: "inherit" });
    assert.equal(await new Promise((resolve) => child.on("exit", resolve)), 0);
    return live.of(child.pid ?? 0, "dns");
  }

  /** Segments or records of dns that the sensor said it lost. */
  const lostDns = () => {
    const { id = 0 } = live.client.reader.preface?.layout.records["dns"] ?? {};
    return live.client.records
      .filter(({ type }) => type === "lost")
      .reduce((sum, { members }) => sum + ((members["counts"] as bigint[])[id] ?? 0n), 0n);
  };

  const names = (events: SeenEvent[]) =>
    events.map(({ fields }) => [
      fields["dns.network.network_direction"],
      fields["dns.question.name"],
    ]);

  test("one message a segment; every field", async () => {
    const bytes = withLength(message("Pool.Example"));
    const [question, reply, ...more] = await ask(bytes.length, [bytes]);
    assert.ok(question && reply);
    assert.deepEqual(more, []);
    const both = {
      "dns.id": 0xabcd,
      "dns.question.name": "Pool.Example",
      "dns.question.type": 1,
      "dns.question.class": 1,
      "dns.question.count": 1,
      "dns.question.length": bytes.length - 2,
      "dns.network.l3_protocol": 0x800,
      "dns.network.l4_protocol": 6,
      "dns.network.type": 0,
      "dns.network.device.ifname": "lo",
      "dns.network.source.is_public": false,
      "dns.network.destination.is_public": false,
      "process.ppid": process.pid,
    };
    for (const { fields } of [question, reply])
      for (const [name, value] of Object.entries(both)) assert.deepEqual(fields[name], value, name);
    assert.equal(question.fields["dns.response.code"], 0);
    assert.equal(question.fields["dns.network.network_direction"], 2);
    assert.equal(question.fields["dns.network.destination.ip"], SERVER);
    assert.equal(question.fields["dns.network.destination.port"], PORT);
    assert.equal(question.fields["dns.network.source.ip"], "127.0.0.1");
    const size = question.fields["dns.network.size"] as number;
    assert.ok(size >= IP_TCP_BYTES_MIN + bytes.length, `${size}`);
    assert.equal(reply.fields["dns.response.code"], NO_SUCH_NAME);
    assert.equal(reply.fields["dns.network.network_direction"], 1);
    assert.equal(reply.fields["dns.network.source.port"], PORT);
    assert.equal(reply.fields["dns.network.source.ip"], SERVER);
    assert.equal(
      reply.fields["dns.network.destination.port"],
      question.fields["dns.network.source.port"],
    );
    assert.ok(question.rules.includes('dns.question.name == "pool.example"'));
    assert.ok(reply.rules.includes("dns.response.code == NXDOMAIN"));
    const { dns, network } = question.json as Record<string, Record<string, unknown>>;
    assert.equal(
      (dns as Record<string, Record<string, unknown>>)["question"]?.["name"],
      "Pool.Example",
    );
    assert.deepEqual(network?.["device"], { ifname: "lo" });
  });

  test("several messages in one segment", async () => {
    const many = ["a.example", "bb.example", "ccc.example"].map((name) =>
      withLength(message(name)),
    );
    const all = Buffer.concat(many);
    const seen = await ask(all.length, [all]);
    assert.deepEqual(
      names(seen).filter(([direction]) => direction === 2),
      [
        [2, "a.example"],
        [2, "bb.example"],
        [2, "ccc.example"],
      ],
    );
    assert.equal(seen.filter(({ fields }) => fields["dns.response.code"] === 3).length, 3);
  });

  test("a length and a message cut over segments, byte by byte at first", async () => {
    const bytes = withLength(message("split.by.segments.example"));
    const cuts = [1, 2, 3, 9, 20];
    const parts = cuts.map((cut, index) => bytes.subarray(cuts[index - 1] ?? 0, cut));
    const seen = await ask(bytes.length, [...parts, bytes.subarray(20)]);
    assert.deepEqual(names(seen), [
      [2, "split.by.segments.example"],
      [1, "split.by.segments.example"],
    ]);
  });

  test("a message longer than what is kept is followed by the next", async () => {
    const mark = "only of the long message";
    const tail = Buffer.concat([Buffer.alloc(100), Buffer.from(mark), Buffer.alloc(2000)]);
    const long = withLength(Buffer.concat([message("long.example"), tail]));
    const next = withLength(message("next.example"));
    const parts: Buffer[] = [];
    live.client.socket.on("data", (part) => parts.push(part));
    const seen = await ask(long.length + next.length, [Buffer.concat([long, next])]);
    assert.deepEqual(
      names(seen).filter(([direction]) => direction === 2),
      [
        [2, "long.example"],
        [2, "next.example"],
      ],
    );
    assert.equal(seen[0]?.fields["dns.question.length"], 511);
    const marks = Buffer.concat(parts).toString("latin1").split(mark).length - 1;
    assert.equal(marks, 2, "the bytes of a message leave with its own record alone");
  });

  test("more messages than are looked at in one segment are counted as lost", async () => {
    const before = lostDns();
    const bytes = withLength(message("many.example"));
    const all = Buffer.concat(Array.from({ length: 40 }, () => bytes));
    const seen = await ask(1, [all]);
    const questions = seen.filter(({ fields }) => fields["dns.network.network_direction"] === 2);
    assert.ok(questions.length >= 10 && questions.length < 40, `${questions.length}`);
    await until("the loss of dns is told", () => lostDns() > before);
  });

  test("bytes that are no message are failed_dns", async () => {
    const bytes = withLength(Buffer.from("00010000000100000000000000ff61", "hex").subarray(0, 15));
    const child = spawn(process.execPath, ["-e", CLIENT, "1", bytes.toString("hex")]);
    await new Promise((resolve) => child.on("exit", resolve));
    const [failed] = await live.of(child.pid ?? 0, "failed_dns");
    assert.equal(failed?.fields["failed_dns.payload"], bytes.subarray(2).toString("base64"));
    assert.deepEqual(failed?.json["failed_dns"], {
      payload: bytes.subarray(2).toString("base64"),
    });
  });
});

describe("failed_dns over UDP", { skip: why ?? false }, () => {
  test("a label that runs out of the message", async () => {
    const live = await LiveEvents.start(["failed_dns", "dns", "exit"]);
    const socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(PORT, SERVER, resolve));
    const bytes = message("whole.example");
    bytes[12] = 60;
    const script = `const s = require("node:dgram").createSocket("udp4");
      s.send(Buffer.from("${bytes.toString("hex")}", "hex"), ${PORT}, "${SERVER}", () => s.close());`;
    const child = spawn(process.execPath, ["-e", script]);
    await new Promise((resolve) => child.on("exit", resolve));
    const [failed, ...more] = await live.of(child.pid ?? 0, "failed_dns");
    assert.equal(failed?.fields["failed_dns.payload"], bytes.toString("base64"));
    assert.deepEqual(more, []);
    assert.deepEqual(await live.of(child.pid ?? 0, "dns"), []);
    socket.close();
    await live.stop();
  });
});

describe("dns of the reader", { skip: why ?? false }, () => {
  for (const [options, isSeen] of [
    [["--ignore-client"], false],
    [[], true],
  ] as const)
    test(`${isSeen ? "is" : "is not"} told of with ${options.join() || "no option"}`, async (t) => {
      const sensor = await startSensor(...options);
      t.after(() => sensor.stop());
      const client = await sensor.connect();
      await client.filter(1, [{ event: "dns", acceptAll: true }]);
      const socket = createSocket("udp4");
      const question = message("reader.example");
      await new Promise((resolve) => socket.send(question, PORT, SERVER, resolve));
      socket.close();
      const script = `const s = require("node:dgram").createSocket("udp4");
        s.send(Buffer.from("${question.toString("hex")}", "hex"), ${PORT}, "${SERVER}", () => s.close());`;
      const other = spawn(process.execPath, ["-e", script]);
      const isOf = (pid: number | undefined) => (record: StreamRecord) =>
        record.type === "dns" && record.members["header.pid"] === BigInt(pid ?? 0);
      await client.find("what another process asks", isOf(other.pid));
      assert.equal(client.records.some(isOf(process.pid)), isSeen);
    });
});
