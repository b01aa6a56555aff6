/** Live updates over a real connection: who hears what, what ends a stream, and what bounds it. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type ClientRequest, get, type IncomingMessage } from "node:http";
import { type TestContext, test } from "node:test";
import { STREAM_PATH } from "#lib/protocol";
import { until } from "#server/store/testing";
import { STREAM_BACKLOG_BYTES_MAX, STREAM_CLIENTS_PER_PERSON_MAX } from "./stream-hub.ts";
import { cookieOf, keysOf, openTestApi } from "./testing.ts";

const notice = { kind: "signal", id: "s1", change: "created" } as const;

async function listening(context: TestContext) {
  const api = await openTestApi(context);
  const address = await api.app.listen({ host: "127.0.0.1", port: 0 });
  const requests: ClientRequest[] = [];
  context.after(() => {
    for (const request of requests) request.destroy();
  });
  const open = async (headers: Record<string, string>) => {
    const request = get(`${address}${STREAM_PATH}`, { headers, agent: false });
    requests.push(request);
    const [response] = (await once(request, "response")) as [IncomingMessage];
    let text = "";
    let isEnded = false;
    response.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    response.on("close", () => {
      isEnded = true;
    });
    response.on("error", () => undefined);
    return {
      response,
      heard: (part: string) => until(part, () => text.includes(part) || undefined),
      ended: () => until("the end of the stream", () => isEnded || undefined),
      text: () => text,
    };
  };
  return { api, open };
}

test("a stream delivers notices and heartbeats", async (context) => {
  const { api, open } = await listening(context);
  const stream = await open(await cookieOf(api));
  assert.equal(stream.response.statusCode, 200);
  assert.match(String(stream.response.headers["content-type"]), /^text\/event-stream/);
  assert.ok(stream.response.headers["content-security-policy"]);
  await stream.heard(": open");
  api.hub.publish(notice);
  await stream.heard(`event: signal\ndata: ${JSON.stringify(notice)}\n\n`);
  api.hub.publish({ kind: "agent", id: "a1" });
  await stream.heard("event: agent\n");
  api.beat();
  await stream.heard(": beat\n\n");
});

test("a stream needs a signed-in person", async (context) => {
  const { open } = await listening(context);
  assert.equal((await open({})).response.statusCode, 401);
});

test("a stream ends when its session is signed out or its key revoked", async (context) => {
  const { api, open } = await listening(context);
  const cookie = await cookieOf(api);
  const bySession = await open(cookie);
  const keys = await keysOf(api, "Standard");
  const byKeys = await open(keys);
  await api.app.inject({ method: "DELETE", url: "/api/v2/session", headers: cookie });
  await bySession.ended();
  const mine = "/api/v2/current_user/application_keys";
  const [{ id }] = (await api.app.inject({ url: mine, headers: keys })).json().data;
  await api.app.inject({ method: "DELETE", url: `${mine}/${id}`, headers: keys });
  await byKeys.ended();
  await until("no clients", () => api.hub.clientCount() === 0 || undefined);
});

test("a stream ends at a heartbeat when its session ran out", async (context) => {
  const { api, open } = await listening(context);
  const stream = await open(await cookieOf(api));
  api.advance(30 * 24 * 3_600_000);
  api.beat();
  await stream.ended();
});

test("a person has so many streams and no more", async (context) => {
  const { api, open } = await listening(context);
  const cookie = await cookieOf(api);
  for (let count = 0; count < STREAM_CLIENTS_PER_PERSON_MAX; count++)
    assert.equal((await open(cookie)).response.statusCode, 200);
  assert.equal((await open(cookie)).response.statusCode, 503);
  assert.equal((await open(await keysOf(api, "Read Only"))).response.statusCode, 200);
});

test("a client that does not read is cut off; the others go on", async (context) => {
  const { api, open } = await listening(context);
  const cookie = await cookieOf(api);
  const slow = await open(cookie);
  const quick = await open(cookie);
  slow.response.pause();
  const big = { ...notice, id: "x".repeat(STREAM_BACKLOG_BYTES_MAX / 4) };
  await until("the slow client to be cut off", async () => {
    api.hub.publish(big);
    await new Promise((resolve) => setImmediate(resolve));
    return api.hub.counters.stream_clients_cut.value > 0 || undefined;
  });
  const before = quick.text().length;
  api.hub.publish(notice);
  await until("the quick client to hear", () => quick.text().length > before || undefined);
});

test("closing the server ends its streams", async (context) => {
  const { api, open } = await listening(context);
  const stream = await open(await cookieOf(api));
  await api.app.close();
  await stream.ended();
});
