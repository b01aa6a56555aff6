import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { ApiFailure, isSignedOut, readFailure, request } from "./client.ts";

/**
 * Runs `use` against a server that answers everything the same way, and returns the requests it
 * got.
 */
async function withServer(
  answer: { status: number; body: string },
  use: (url: string) => Promise<void>,
): Promise<IncomingMessage[]> {
  const requests: IncomingMessage[] = [];
  const server = createServer((incoming, response) => {
    requests.push(incoming);
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  return requests;
}

test("a refusal becomes a failure with the server's sentence", async () => {
  const details = [{ code: "QUERY_MALFORMED", message: "No.", hint: "Do.", start: 3, end: 4 }];
  await withServer(
    { status: 400, body: JSON.stringify({ errors: ["No."], details }) },
    async (url) => {
      const failure = await request("GET", `${url}/x`).catch((error: unknown) => error);
      assert.ok(failure instanceof ApiFailure);
      assert.equal(failure.status, 400);
      assert.equal(failure.code, "QUERY_MALFORMED");
      assert.deepEqual(failure.details, details);
    },
  );
});

test("what is not ours still has a status", async () => {
  await withServer({ status: 502, body: "<html>" }, async (url) => {
    await assert.rejects(request("GET", url), { name: "ApiFailure", status: 502 });
  });
  await withServer({ status: 200, body: "<html>" }, async (url) => {
    await assert.rejects(request("GET", url), { name: "ApiFailure", status: 502 });
  });
  assert.equal(readFailure(403, { errors: ["Forbidden"] }).message, "Forbidden");
  assert.equal(readFailure(500, null).details.length, 0);
});

test("a server that is not there has status 0", async () => {
  await assert.rejects(request("GET", "http://127.0.0.1:1/"), { name: "ApiFailure", status: 0 });
});

test("only changes carry the header against foreign pages", async () => {
  const requests = await withServer({ status: 200, body: "" }, async (url) => {
    assert.equal(
      await request("GET", `${url}/a`, { query: { x: "1 2", y: "", z: undefined } }),
      null,
    );
    await request("PATCH", `${url}/b`, { body: { a: 1 } });
  });
  assert.equal(requests[0]?.url, "/a?x=1+2");
  assert.equal(requests[0]?.headers["x-vigil-request"], undefined);
  assert.equal(requests[1]?.headers["x-vigil-request"], "1");
  assert.equal(isSignedOut(new ApiFailure(401, [])), true);
  assert.equal(isSignedOut(new Error("x")), false);
});
