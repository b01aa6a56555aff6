/**
 * What agents call: enrolment, status and batches, with everything that can be wrong with a batch.
 */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { constants, createZstdCompress, zstdCompressSync } from "node:zlib";
import {
  AGENT_STATUS_PATH,
  BATCH_BYTES_MAX,
  BATCH_CONTENT_TYPE,
  BATCH_PATH,
  BATCH_VERSION,
  type Batch,
  ENROLL_PATH,
  encodeBatch,
} from "#lib/protocol";
import { ENROLL_TOKEN } from "#server/access/testing";
import { until } from "#server/store/testing";
import { BATCH_BODY_BYTES_MAX } from "./batch-body.ts";
import { AGENT_ID, agentStatus, openTestApi } from "./testing.ts";
import { BATCHES_RUNNING_MAX, type BatchIntake } from "./wire-routes.ts";

const batch: Batch = {
  version: BATCH_VERSION,
  agent: AGENT_ID,
  boot: AGENT_ID,
  spool: AGENT_ID,
  first: 0,
  events: [Buffer.from("{}")],
};

/**
 * A small frame whose decoder would need 128 MiB: the size of its content is not announced, its
 * window is.
 */
async function wideFrame(): Promise<Buffer> {
  const stream = createZstdCompress({ params: { [constants.ZSTD_c_windowLog]: 27 } });
  stream.write(encodeBatch(batch));
  stream.flush(() => stream.end());
  return Buffer.concat(await stream.toArray());
}

async function enrolled(context: TestContext, intake?: Partial<BatchIntake>) {
  const seen: unknown[] = [];
  const api = await openTestApi(context, {
    intake: {
      async ingest(received) {
        seen.push(received);
        return { next: received.first + received.events.length };
      },
      ...intake,
    },
  });
  const payload = { token: ENROLL_TOKEN, agent_id: AGENT_ID, hostname: "web-1", version: "1" };
  const answer = await api.app.inject({ method: "POST", url: ENROLL_PATH, payload });
  assert.equal(answer.statusCode, 200);
  const authorization = `Bearer ${answer.json().key}`;
  const send = (body: Uint8Array, type = BATCH_CONTENT_TYPE) =>
    api.app.inject({
      method: "POST",
      url: BATCH_PATH,
      headers: { authorization, "content-type": type },
      payload: Buffer.from(body),
    });
  return { ...api, seen, authorization, send };
}

test("a batch reaches intake and is answered with what is wanted next", async (context) => {
  const { send, seen } = await enrolled(context);
  const answer = await send(zstdCompressSync(encodeBatch({ ...batch, first: 7 })));
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(answer.json(), { next: 8 });
  assert.equal(seen.length, 1);
});

test("a status is kept; one that speaks for another agent is not", async (context) => {
  const { app, access, authorization } = await enrolled(context);
  const send = (payload: object) =>
    app.inject({ method: "POST", url: AGENT_STATUS_PATH, headers: { authorization }, payload });
  const tagged = { ...agentStatus, tags: ["env:test"] };
  assert.equal((await send(tagged)).statusCode, 204);
  assert.deepEqual((await access.agents.get(AGENT_ID)).status, tagged);
  const other = await send({ ...agentStatus, agent_id: "f".repeat(32) });
  assert.equal(other.json().details[0].code, "API_AGENT_MISMATCH");
  assert.equal((await send({ ...agentStatus, cpu_ms: "1" })).statusCode, 400);
  assert.deepEqual((await access.agents.get(AGENT_ID)).status, tagged);
  const bearer = authorization.replace("Bearer ", "");
  const agent = await access.authenticate({ bearer });
  assert.deepEqual(agent.kind === "agent" && agent.tags, ["env:test"]);
});

test("a bad batch is refused whole", async (context) => {
  const { send, seen } = await enrolled(context);
  const good = zstdCompressSync(encodeBatch(batch));
  const bomb = zstdCompressSync(Buffer.alloc(BATCH_BYTES_MAX + 1));
  assert.ok(bomb.length < 10_000, "a small body asks for much");
  const wide = await wideFrame();
  const table = [
    ["not zstd", Buffer.from("hello"), 400, "API_COMPRESSION_INVALID"],
    ["cut short", good.subarray(0, good.length - 4), 400, "API_COMPRESSION_INVALID"],
    ["empty", Buffer.alloc(0), 400, "API_COMPRESSION_INVALID"],
    ["a bomb", bomb, 413, "API_BODY_TOO_LARGE"],
    ["a wide window", wide, 400, "API_COMPRESSION_INVALID"],
    ["too large", Buffer.alloc(BATCH_BODY_BYTES_MAX + 1), 413, "API_BODY_TOO_LARGE"],
    ["not msgpack", zstdCompressSync(Buffer.from([0xc1])), 400, "PROTOCOL_BATCH_MALFORMED"],
    [
      "no events",
      zstdCompressSync(encodeBatch({ ...batch, events: [] })),
      400,
      "PROTOCOL_BATCH_MALFORMED",
    ],
  ] as const;
  for (const [name, body, status, code] of table) {
    const answer = await send(body);
    assert.equal(answer.statusCode, status, name);
    assert.equal(answer.json().details[0].code, code, name);
  }
  const asJson = await send(Buffer.from("{}"), "application/json");
  assert.equal(asJson.statusCode, 415);
  assert.deepEqual(seen, []);
});

test("so many batches run at once; a place is free again when one is answered", async (context) => {
  const waiting: (() => void)[] = [];
  const { app, authorization } = await enrolled(context, {
    ingest: () => new Promise((resolve) => waiting.push(() => resolve({ next: 1 }))),
  });
  const address = await app.listen({ host: "127.0.0.1", port: 0 });
  const body = zstdCompressSync(encodeBatch(batch));
  const headers = { authorization, "content-type": BATCH_CONTENT_TYPE };
  const send = async () => fetch(`${address}${BATCH_PATH}`, { method: "POST", headers, body });
  const running = Array.from({ length: BATCHES_RUNNING_MAX }, () => send());
  await until("all places to be taken", () => waiting.length === BATCHES_RUNNING_MAX || undefined);
  const refused = await send();
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get("retry-after"), "2");
  for (const answer of waiting.splice(0)) answer();
  for (const answer of await Promise.all(running)) assert.equal(answer.status, 200);
  const again = send();
  await until("a place to be free", () => waiting.length === 1 || undefined);
  waiting[0]?.();
  assert.equal((await again).status, 200);
});
