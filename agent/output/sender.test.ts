/** The sender against a real HTTP server on loopback that can refuse, forget and fail. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { zstdDecompressSync } from "node:zlib";
import {
  BATCH_CONTENT_TYPE,
  BATCH_PATH,
  type Batch,
  decodeBatch,
  ENROLL_PATH,
} from "#lib/protocol";
import { eventually } from "../../test/agent/deadline.ts";
import { openIdentity } from "./identity.ts";
import { createSenderCounters, type Sender, startSender } from "./sender.ts";
import { createServerLink } from "./server-link.ts";
import { createSpoolCounters, Spool } from "./spool.ts";

const root = mkdtempSync(join(tmpdir(), "vigil-sender-"));
after(() => rmSync(root, { recursive: true }));
const TOKEN = "a-token-of-this-test";
const BOOT = "6f1c2f9e-3f62-4f0e-9b57-2f6f4a3c1d20";
let setups = 0;

type FakeServer = {
  server: Server;
  url: string;
  port: number;
  key: string;
  enrolled: number;
  /** Texts by sequence number. */
  taken: Map<number, string>;
  /** Status for a batch instead of taking it; 0 takes it. */
  judge: (batch: Batch) => number;
  requests: number;
};

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

async function startServer(port = 0): Promise<FakeServer> {
  const fake = { key: "key-1", enrolled: 0, taken: new Map(), judge: () => 0, requests: 0 };
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const reply = (status: number, value: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    if (request.url === ENROLL_PATH) {
      const { token } = JSON.parse(body.toString()) as { token: string };
      if (token !== TOKEN) return reply(401, {});
      self.enrolled += 1;
      return reply(200, { key: self.key });
    }
    self.requests += 1;
    assert.equal(request.url, BATCH_PATH);
    assert.equal(request.headers["content-type"], BATCH_CONTENT_TYPE);
    if (request.headers.authorization !== `Bearer ${self.key}`) return reply(401, {});
    const batch = decodeBatch(zstdDecompressSync(body));
    const status = self.judge(batch);
    if (status !== 0) return reply(status, {});
    batch.events.forEach((event, index) => {
      const before = self.taken.get(batch.first + index);
      const text = Buffer.from(event).toString();
      assert.ok(before === undefined || before === text, "a number stands for one match");
      self.taken.set(batch.first + index, text);
    });
    reply(200, { next: batch.first + batch.events.length });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const bound = (server.address() as AddressInfo).port;
  const self: FakeServer = { ...fake, server, port: bound, url: `http://127.0.0.1:${bound}` };
  return self;
}

function stopServer({ server }: FakeServer): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function setUp(url: string, limits: { segmentBytesMax?: number; bytesMax?: number } = {}) {
  setups += 1;
  const dir = join(root, `agent-${setups}`);
  const identity = openIdentity(dir, () => "0123456789abcdef".repeat(2));
  const tokenFile = join(dir, "token");
  writeFileSync(tokenFile, `${TOKEN}\n`);
  const spool = await Spool.open({
    dir: join(dir, "spool"),
    counters: createSpoolCounters(),
    clock: () => 0,
    createId: () => "ab".repeat(16),
    changed: () => {},
    ...limits,
  });
  const link = createServerLink({
    url,
    tokenFile,
    identity,
    hostname: "web-1",
    version: "0",
    fetch,
  });
  const counters = createSenderCounters();
  const start = () =>
    startSender({
      spool,
      link,
      agent: identity.id,
      boot: () => BOOT,
      counters,
      random: () => 0,
      changed: () => {},
    });
  const close = async (sender: Sender) => {
    await sender.stop();
    await spool.close();
    identity.release();
  };
  return { dir, identity, spool, counters, start, close };
}

async function appendAll(spool: Spool, count: number, from = 0): Promise<void> {
  const all = Array.from({ length: count }, (_, index) => Buffer.from(`match ${from + index}`));
  await Promise.all(all.map((event) => spool.append(event)));
}

test("an agent enrols, keeps its key to itself, and sends what it keeps", async () => {
  const server = await startServer();
  const { dir, spool, counters, start, close } = await setUp(server.url);
  const sender = start();
  await appendAll(spool, 5000);
  await sender.drained();
  assert.equal(server.taken.size, 5000);
  assert.equal(server.taken.get(4999), "match 4999");
  assert.equal(server.enrolled, 1);
  assert.equal(counters.matches_sent.value, 5000);
  assert.equal(readFileSync(join(dir, "agent-key"), "utf8").trim(), "key-1");
  assert.equal(statSync(join(dir, "agent-key")).mode & 0o777, 0o600);
  await close(sender);
  await stopServer(server);
});

test("a server that fails or is not there gets everything once it is well, in order", async () => {
  const server = await startServer();
  let failures = 2;
  server.judge = () => (failures-- > 0 ? 503 : 0);
  const { spool, counters, start, close } = await setUp(server.url);
  const sender = start();
  await appendAll(spool, 10);
  await sender.drained();
  assert.equal(counters.batches_failed.value, 2);
  await stopServer(server);
  await appendAll(spool, 10, 10);
  const again = await startServer(server.port);
  again.key = server.key;
  await sender.drained();
  assert.deepEqual([...again.taken.keys()], [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  await close(sender);
  await stopServer(again);
});

test("a key that the server forgot is replaced by enrolling again", async () => {
  const server = await startServer();
  const { spool, identity, start, close } = await setUp(server.url);
  const sender = start();
  await appendAll(spool, 1);
  await sender.drained();
  server.key = "key-2";
  await appendAll(spool, 1, 1);
  await sender.drained();
  assert.equal(server.enrolled, 2);
  assert.equal(identity.key(), "key-2");
  assert.equal(server.taken.size, 2);
  await close(sender);
  await stopServer(server);
});

for (const status of [400, 413]) {
  test(`one match that the server answers ${status} to is dropped alone`, async () => {
    const server = await startServer();
    const isPoison = (event: Uint8Array) => Buffer.from(event).toString() === "match 77";
    server.judge = ({ events }) => (events.some(isPoison) ? status : 0);
    const { spool, counters, start, close } = await setUp(server.url);
    await appendAll(spool, 200);
    const sender = start();
    await sender.drained();
    assert.equal(counters.matches_poisoned.value, 1);
    assert.equal(server.taken.size, 199);
    assert.equal(server.taken.has(77), false);
    await close(sender);
    await stopServer(server);
  });
}

test("a server that refuses everything does not get the spool emptied into it", async () => {
  const server = await startServer();
  server.judge = () => 400;
  const { spool, counters, start, close } = await setUp(server.url);
  await appendAll(spool, 1000);
  const sender = start();
  await eventually(() => counters.matches_poisoned.value >= 4, "four are dropped");
  const { requests } = server;
  assert.ok(requests < 50, `${requests} requests`);
  assert.ok(spool.entries > 990);
  await close(sender);
  await stopServer(server);
});

test("matches that a full spool dropped are a gap in the numbers, not a stop", async () => {
  const server = await startServer();
  const limits = { segmentBytesMax: 1000, bytesMax: 3000 };
  const { spool, start, close } = await setUp(server.url, limits);
  await appendAll(spool, 500);
  for (let more = 500; more < 800; more += 1) await spool.append(Buffer.from(`match ${more}`));
  const sender = start();
  await sender.drained();
  const numbers = [...server.taken.keys()];
  assert.ok((numbers[0] ?? 0) > 0);
  assert.equal(numbers.at(-1), 799);
  await close(sender);
  await stopServer(server);
});

test("a wrong token is said, and nothing is lost by it", async () => {
  const server = await startServer();
  const { dir, spool, counters, start, close } = await setUp(server.url);
  writeFileSync(join(dir, "token"), "not-the-right-token");
  const sender = start();
  await appendAll(spool, 1);
  await eventually(() => counters.batches_failed.value > 0, "a batch fails");
  assert.match(sender.fault, /did not enrol this agent/);
  writeFileSync(join(dir, "token"), TOKEN);
  await sender.drained();
  assert.equal(server.taken.get(0), "match 0");
  await close(sender);
  await stopServer(server);
});

test("one agent a data directory", async () => {
  const { dir, identity, spool } = await setUp("http://127.0.0.1:9");
  assert.throws(() => openIdentity(dir, () => ""), { code: "OUTPUT_DATA_UNUSABLE" });
  identity.release();
  const again = openIdentity(dir, () => "");
  assert.equal(again.id, "0123456789abcdef".repeat(2));
  again.release();
  await spool.close();
});
