/** The HTTP doors of the logs: who may send, what shapes are taken, and what is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import type { LogOrigin } from "#server/logs";
import { keysOf, openTestApi } from "./testing.ts";

const PATH = "/api/v2/logs";

async function open(context: Parameters<typeof openTestApi>[0]) {
  const taken: { sent: readonly unknown[]; origin: LogOrigin }[] = [];
  const logs = {
    accept: async (sent: readonly unknown[], origin: LogOrigin) => {
      taken.push({ sent, origin });
      return sent.length;
    },
  };
  const api = await openTestApi(context, { logs });
  const { "dd-api-key": key } = await keysOf(api, "Read Only");
  const post = (payload: string | Buffer, headers: Record<string, string> = {}, url = PATH) =>
    api.app.inject({
      method: "POST",
      url,
      headers: { "dd-api-key": String(key), "content-type": "application/json", ...headers },
      payload,
    });
  return { api, taken, post, last: () => taken.at(-1) };
}

test("an API key alone may send, and nothing else may", async (context) => {
  const { api, post, taken } = await open(context);
  assert.equal((await post('{"message":"a"}')).statusCode, 202);
  const bare = await api.app.inject({ method: "POST", url: PATH, payload: "a" });
  assert.deepEqual(
    [bare.statusCode, bare.json().details[0].code],
    [401, "ACCESS_API_KEY_REQUIRED"],
  );
  const wrong = await post("{}", { "dd-api-key": "0".repeat(32) });
  assert.deepEqual([wrong.statusCode, wrong.json().details[0].code], [403, "ACCESS_KEYS_REFUSED"]);
  // The key that sends opens no other door.
  const read = await api.app.inject({ url: "/api/v2/agents", headers: { "dd-api-key": "x" } });
  assert.equal(read.statusCode, 403);
  assert.equal(taken.length, 1);
});

test("objects, lists, lines and every encoding are one to what is behind", async (context) => {
  const { post, last } = await open(context);
  const one = [{ message: "a" }];
  const two = [{ message: "a" }, { message: "b" }];
  const rows: [string | Buffer, Record<string, string>, unknown[]][] = [
    ['{"message":"a"}', {}, one],
    [JSON.stringify(two), {}, two],
    ["plain one\nplain two\r\n\n", { "content-type": "text/plain" }, ["plain one", "plain two"]],
    ['{"message":"a"}\n{"message":"b"}', {}, ['{"message":"a"}', '{"message":"b"}']],
    [gzipSync(JSON.stringify(two)), { "content-encoding": "gzip" }, two],
    [deflateSync(JSON.stringify(two)), { "content-encoding": "deflate" }, two],
    [zstdCompressSync(JSON.stringify(two)), { "content-encoding": "zstd" }, two],
    ["", {}, []],
  ];
  for (const [payload, headers, expected] of rows) {
    assert.equal((await post(payload, headers)).statusCode, 202);
    assert.deepEqual(last()?.sent, expected);
  }
  const query = "?ddsource=nginx&ddtags=env:prod,team:a&service=shop&hostname=web-1&unknown=1";
  await post("x", { "content-type": "text/plain", "idempotency-key": "k" }, PATH + query);
  const { defaults, key } = last()?.origin ?? {};
  assert.deepEqual(defaults, {
    ...{ tags: ["env:prod", "team:a"], source: "nginx", service: "shop", host: "web-1" },
  });
  assert.equal(key, "k");
  assert.equal((await post("[]", {}, "/v1/input")).statusCode, 200);
});

test("what is too much or not to be read is refused as a whole", async (context) => {
  const { post, taken } = await open(context);
  const bomb = zstdCompressSync(Buffer.alloc(32 * 1024 * 1024));
  const rows: [string | Buffer, Record<string, string>, number, string][] = [
    ["[1,", {}, 400, "LOGS_BODY_INVALID"],
    ["x", { "content-encoding": "gzip" }, 400, "LOGS_BODY_INVALID"],
    ["x", { "content-encoding": "br" }, 415, "LOGS_ENCODING_UNKNOWN"],
    [bomb, { "content-encoding": "zstd" }, 413, "LOGS_BODY_TOO_LARGE"],
    [`[${"1,".repeat(1000)}1]`, {}, 413, "LOGS_TOO_MANY"],
    ["x".repeat(5 * 1024 * 1024 + 1), {}, 413, "API_BODY_TOO_LARGE"],
    ["x", { "idempotency-key": "k".repeat(300) }, 400, "API_QUERY_INVALID"],
  ];
  for (const [payload, headers, status, code] of rows) {
    const answer = await post(payload, headers);
    assert.deepEqual([answer.statusCode, answer.json().details[0].code], [status, code]);
  }
  assert.equal(taken.length, 0);
});

test("no body breaks a door", async (context) => {
  const { post } = await open(context);
  const encodings = fc.constantFrom("", "gzip", "zstd", "deflate", "identity");
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.json().map((text) => Buffer.from(text)),
    fc.json().map((text) => gzipSync(text).subarray(0, -3)),
  );
  const types = fc.constantFrom("application/json", "text/plain", "application/x-protobuf", "a/b");
  const urls = fc.constantFrom(PATH, "/v1/logs", "/v1/input");
  await fc.assert(
    fc.asyncProperty(body, encodings, types, urls, async (payload, encoding, type, url) => {
      const headers = encoding === "" ? {} : { "content-encoding": encoding };
      const { statusCode } = await post(payload, { ...headers, "content-type": type }, url);
      assert.ok(statusCode < 500, `${statusCode}`);
    }),
    { numRuns: 300 },
  );
});
