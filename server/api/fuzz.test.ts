/** Whatever is sent, the answer is never a failure inside, and every refusal has the same shape. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { AGENT_STATUS_PATH, BATCH_CONTENT_TYPE, BATCH_PATH, ENROLL_PATH } from "#lib/protocol";
import { ENROLL_TOKEN } from "#server/access/testing";
import { AGENT_ID, agentStatus, keysOf, openTestApi } from "./testing.ts";

const RUNS = 150;
type Answer = { statusCode: number; body: string; headers: Record<string, unknown> };

function assertAnswer(answer: Answer): void {
  assert.ok(answer.statusCode < 500, `${answer.statusCode}: ${answer.body}`);
  if (answer.statusCode < 400) return;
  const { errors, details } = JSON.parse(answer.body);
  assert.ok(errors.length > 0 && typeof details[0].code === "string");
}

const parameter = fc.oneof(
  fc.constantFrom(
    "filter[query]",
    "filter[from]",
    "page[limit]",
    "page[size]",
    "sort",
    "__proto__",
  ),
  fc.string({ maxLength: 12 }),
);
const path = fc.constantFrom(
  "/api/v2/security_monitoring/signals",
  "/api/v2/security_monitoring/signals/facets",
  "/api/v2/security_monitoring/signals/x",
  "/api/v2/security_monitoring/rules",
  "/api/v2/agents",
  "/api/v2/api_keys",
);

test("query strings", async (context) => {
  const { app, ...api } = await openTestApi(context);
  const headers = await keysOf({ app, ...api }, "Admin");
  const value = fc.oneof(fc.string({ unit: "binary" }), fc.integer().map(String));
  await fc.assert(
    fc.asyncProperty(path, fc.array(fc.tuple(parameter, value)), async (url, pairs) => {
      const query = pairs
        .map(([name, text]) => `${name}=${encodeURIComponent(text.toWellFormed())}`)
        .join("&")
        .replace(/[^\x21-\x7e]/g, "");
      assertAnswer(await app.inject({ url: `${url}?${query}`, headers }));
    }),
    { numRuns: RUNS },
  );
});

test("addresses", async (context) => {
  const { app, ...api } = await openTestApi(context);
  writeFileSync(join(api.webDirectory, "index.html"), "<!doctype html>");
  const headers = await keysOf({ app, ...api }, "Admin");
  const piece = fc.oneof(
    fc.constantFrom("api", "v2", "security_monitoring", "signals", "..", "%2e%2e", "%", "%00", ""),
    fc.string({ maxLength: 8 }).map((text) => text.replace(/[^\x21-\x7e]|[?#\\]/g, "")),
  );
  const method = fc.constantFrom("GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS");
  await fc.assert(
    fc.asyncProperty(method, fc.array(piece, { maxLength: 6 }), async (verb, pieces) => {
      const answer = await app.inject({
        method: verb as "GET",
        url: `/${pieces.join("/")}`,
        headers,
      });
      if (verb !== "HEAD") assertAnswer(answer);
    }),
    { numRuns: RUNS },
  );
});

test("JSON bodies", async (context) => {
  const { app, access, ...api } = await openTestApi(context);
  const headers = await keysOf({ app, access, ...api }, "Admin");
  const request = { token: ENROLL_TOKEN, agent_id: AGENT_ID, hostname: "h", version: "1" };
  const authorization = `Bearer ${await access.agents.enroll(request, "127.0.0.1")}`;
  const routes = fc.constantFrom(
    ["POST", "/api/v2/session", headers],
    ["POST", "/api/v2/security_monitoring/signals/search", headers],
    ["PATCH", "/api/v2/security_monitoring/signals/x/state", headers],
    ["POST", "/api/v2/api_keys", headers],
    ["POST", ENROLL_PATH, {}],
    ["POST", AGENT_STATUS_PATH, { authorization }],
  ) as fc.Arbitrary<["POST" | "PATCH", string, Record<string, string>]>;
  const key = fc.constantFrom(
    "data",
    "attributes",
    "state",
    "filter",
    "query",
    "page",
    "limit",
    "user",
  );
  const tree = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.integer(),
      fc.constantFrom(null, true, 1e308, "open", "api_keys"),
      fc.array(tie("any"), { maxLength: 3 }),
      fc.dictionary(key, tie("any"), { maxKeys: 3 }),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(routes, tree.any, async ([method, url, own], payload) => {
      const body = JSON.stringify(payload);
      const type = { "content-type": "application/json" };
      assertAnswer(await app.inject({ method, url, headers: { ...own, ...type }, payload: body }));
    }),
    { numRuns: RUNS * 2 },
  );
  const oneOff = fc.constantFrom(...Object.keys(agentStatus));
  await fc.assert(
    fc.asyncProperty(oneOff, tree.any, async (name, value) => {
      const payload = { ...agentStatus, [name]: value };
      const own = { headers: { authorization }, payload };
      assertAnswer(await app.inject({ method: "POST", url: AGENT_STATUS_PATH, ...own }));
    }),
    { numRuns: RUNS },
  );
});

test("bytes where JSON or a batch should be", async (context) => {
  const { app, access } = await openTestApi(context);
  const request = { token: ENROLL_TOKEN, agent_id: AGENT_ID, hostname: "h", version: "1" };
  const authorization = `Bearer ${await access.agents.enroll(request, "127.0.0.1")}`;
  const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
  await fc.assert(
    fc.asyncProperty(bytes, fc.boolean(), async (body, isCompressed) => {
      const payload = isCompressed ? zstdCompressSync(body) : body;
      const batch = { authorization, "content-type": BATCH_CONTENT_TYPE };
      assertAnswer(await app.inject({ method: "POST", url: BATCH_PATH, headers: batch, payload }));
      const json = { authorization, "content-type": "application/json" };
      const status = {
        method: "POST",
        url: AGENT_STATUS_PATH,
        headers: json,
        payload: body,
      } as const;
      assertAnswer(await app.inject(status));
    }),
    { numRuns: RUNS },
  );
});
