/** What the API answers: shapes of success and refusal, bounds, headers and its own description. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RULES_PATH, SIGNALS_PAGE_MAX, SIGNALS_PATH } from "#lib/protocol";
import type { SignalStateChange } from "#server/signals";
import { REQUESTS_PER_MINUTE_MAX } from "./app.ts";
import { keysOf, oneSignal, openTestApi, rule, SIGNAL_ID, signal, triage } from "./testing.ts";

const json = { "content-type": "application/json" };

test("signals are found by query string and by body alike", async (context) => {
  const seen: unknown[] = [];
  const signals = {
    ...oneSignal,
    async searchSignals(input: unknown) {
      seen.push(input);
      return { signals: [signal], next: "a b" };
    },
  };
  const api = await openTestApi(context, { signals });
  const headers = await keysOf(api, "Read Only");
  const query = new URLSearchParams({
    "filter[query]": "@workflow.triage.state:open",
    "filter[from]": "2026-01-01T00:00:00Z",
    "filter[to]": "2026-01-02",
    sort: "-timestamp",
    "page[cursor]": "c",
    "page[limit]": "5",
  });
  const listed = await api.app.inject({ url: `${SIGNALS_PATH}?${query}`, headers });
  assert.equal(listed.statusCode, 200);
  const body = listed.json();
  assert.equal(body.meta.page.after, "a b");
  const next = new URL(body.links.next, "http://host");
  assert.equal(next.searchParams.get("page[cursor]"), "a b");
  assert.equal(next.searchParams.get("page[limit]"), "5");
  assert.equal((await api.app.inject({ url: body.links.next, headers })).statusCode, 200);
  // What a signal carries beyond the named attributes reaches the reader.
  assert.equal(body.data[0].attributes.custom.process.executable.path, "/tmp/xmrig");
  await api.app.inject({
    method: "POST",
    url: `${SIGNALS_PATH}/search`,
    headers,
    payload: {
      filter: {
        query: "@workflow.triage.state:open",
        from: "2026-01-01T00:00:00Z",
        to: "2026-01-02",
      },
      page: { cursor: "c", limit: 5 },
      sort: "-timestamp",
    },
  });
  assert.deepEqual(seen[0], {
    query: "@workflow.triage.state:open",
    from: Date.UTC(2026, 0, 1),
    to: Date.UTC(2026, 0, 2),
    sort: "-timestamp",
    cursor: "c",
    limit: 5,
  });
  assert.deepEqual(seen.at(-1), seen[0]);
});

test("the state of a signal is changed, and the change is in the audit trail", async (context) => {
  const api = await openTestApi(context);
  const headers = await keysOf(api, "Standard");
  const url = `${SIGNALS_PATH}/${SIGNAL_ID}/state`;
  const attributes = { state: "archived", archive_reason: "testing_or_maintenance" };
  const payload = { data: { id: SIGNAL_ID, type: "signal_metadata", attributes } };
  const answer = await api.app.inject({ method: "PATCH", url, headers, payload });
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.json().data.attributes.state, "archived");
  const [row] = await api.access.listAudit(1);
  assert.equal(row?.action, "signal.state");
  assert.deepEqual(JSON.parse(row?.detail ?? ""), attributes);
  const other = { data: { ...payload.data, id: "signal-2" } };
  const refused = await api.app.inject({ method: "PATCH", url, headers, payload: other });
  assert.equal(refused.json().details[0].code, "API_BODY_INVALID");
});

test("rules are counted, filtered and paged", async (context) => {
  const all = Array.from({ length: 25 }, (_, index) => ({
    ...rule,
    id: `rule-${index}`,
    name: index < 12 ? "Shell" : "Miner",
  }));
  const api = await openTestApi(context, { defaults: all });
  const headers = await keysOf(api, "Read Only");
  const read = async (query: string) =>
    (await api.app.inject({ url: `${RULES_PATH}${query}`, headers })).json();
  const first = await read("");
  assert.equal(first.data.length, 10);
  assert.deepEqual(first.meta.page, { total_count: 25, total_filtered_count: 25 });
  const second = await read("?query=shell&page[size]=10&page[number]=1");
  assert.equal(second.data.length, 2);
  assert.equal(second.meta.page.total_filtered_count, 12);
  const unknown = await api.app.inject({ url: `${RULES_PATH}/nothing`, headers });
  assert.equal(unknown.statusCode, 404);
  assert.equal(unknown.json().details[0].code, "RULE_UNKNOWN");
});

test("every refusal has sentences, a code and a hint", async (context) => {
  const api = await openTestApi(context);
  const keys = await keysOf(api, "Admin");
  const search = `${SIGNALS_PATH}/search`;
  const post = (payload: string, type = "application/json") =>
    ({ method: "POST", url: search, headers: { "content-type": type }, payload }) as const;
  const table = [
    [post("{"), 400, "API_BODY_INVALID"],
    [post(""), 400, "API_BODY_INVALID"],
    [post("[]"), 400, "API_BODY_INVALID"],
    [post('{"page":{"limit":"5"}}'), 400, "API_BODY_INVALID"],
    [post(`{"page":{"limit":${SIGNALS_PAGE_MAX + 1}}}`), 400, "API_BODY_INVALID"],
    [post('{"filter":{"from":"yesterday"}}'), 400, "API_BODY_INVALID"],
    [post('{"filter":{"query":"a\\u0000b"}}'), 400, "API_BODY_INVALID"],
    [{ url: `${SIGNALS_PATH}?filter[query]=a%00b` }, 400, "API_QUERY_INVALID"],
    [post('{"__proto__":{"x":1}}'), 400, "API_BODY_INVALID"],
    [post(`"${"x".repeat(70_000)}"`), 413, "API_BODY_TOO_LARGE"],
    [post("x", "text/plain"), 415, "API_MEDIA_TYPE_UNSUPPORTED"],
    [{ url: `${SIGNALS_PATH}?page[limit]=0` }, 400, "API_QUERY_INVALID"],
    [{ url: `${SIGNALS_PATH}?page[limit]=x` }, 400, "API_QUERY_INVALID"],
    [{ url: `${SIGNALS_PATH}?filter[qurey]=x` }, 400, "API_QUERY_INVALID"],
    [{ url: `${SIGNALS_PATH}?filter[from]=1` }, 400, "API_QUERY_INVALID"],
    [{ url: `${SIGNALS_PATH}?sort=a&sort=b` }, 400, "API_QUERY_INVALID"],
    [{ url: `${SIGNALS_PATH}/${"x".repeat(200)}` }, 400, "API_QUERY_INVALID"],
    [{ url: "/api/v2/nowhere" }, 404, "API_PATH_UNKNOWN"],
    [{ url: "/api" }, 404, "API_PATH_UNKNOWN"],
    [{ url: "/nowhere.js" }, 404, "API_PATH_UNKNOWN"],
    [{ url: `${SIGNALS_PATH}/none` }, 404, "SIGNAL_NOT_FOUND"],
    [{ method: "PUT", url: SIGNALS_PATH }, 405, "API_METHOD_NOT_ALLOWED"],
    [{ method: "PATCH", url: `${RULES_PATH}/x` }, 405, "API_METHOD_NOT_ALLOWED"],
  ] as const;
  for (const [request, status, code] of table) {
    const { headers = {}, ...rest } = request as { headers?: object; url: string };
    const answer = await api.app.inject({ ...rest, headers: { ...headers, ...keys } });
    const name = JSON.stringify(request).slice(0, 120);
    assert.equal(answer.statusCode, status, name);
    assert.match(answer.headers["content-type"] ?? "", /^application\/json/, name);
    const { errors, details, ...more } = answer.json();
    assert.deepEqual(more, {}, name);
    assert.equal(details[0].code, code, name);
    assert.deepEqual(errors, [details[0].message], name);
    assert.ok(details[0].hint.length > 0, name);
  }
});

test("a refusal of a body says where", async (context) => {
  const api = await openTestApi(context);
  const headers = await keysOf(api, "Admin");
  const payload = { data: { attributes: { state: "shut" } } };
  const url = `${SIGNALS_PATH}/${SIGNAL_ID}/state`;
  const answer = await api.app.inject({ method: "PATCH", url, headers, payload });
  assert.match(answer.json().errors[0], /data\.attributes\.state/);
});

test("fields nobody knows are taken out of a body before a module sees it", async (context) => {
  const seen: unknown[] = [];
  const signals = {
    ...oneSignal,
    async setState(_id: string, change: SignalStateChange) {
      seen.push(change);
      return triage;
    },
    async searchSignals(input: unknown) {
      seen.push(input);
      return { signals: [] };
    },
  };
  const api = await openTestApi(context, { signals });
  const headers = { ...json, ...(await keysOf(api, "Admin")) };
  const payload = { filter: { query: "x", indexes: ["main"] }, extra: { deep: true } };
  const url = `${SIGNALS_PATH}/search`;
  const answer = await api.app.inject({ method: "POST", url, headers, payload });
  assert.equal(answer.statusCode, 200);
  const state = { data: { attributes: { state: "open", extra: 1 }, extra: 2 }, extra: 3 };
  const at = { url: `${SIGNALS_PATH}/${SIGNAL_ID}/state`, headers, payload: state };
  assert.equal((await api.app.inject({ method: "PATCH", ...at })).statusCode, 200);
  assert.deepEqual(seen, [{ query: "x" }, { state: "open" }]);
});

test("a wrong method tells which are right", async (context) => {
  const { app } = await openTestApi(context);
  const answer = await app.inject({ method: "PUT", url: "/api/v2/session" });
  assert.equal(answer.headers.allow, "DELETE, POST");
});

test("a bug inside says nothing outside, and the log has it under the same id", async (context) => {
  const signals = {
    ...oneSignal,
    async getSignal(): Promise<never> {
      throw new Error("password is swordfish");
    },
  };
  const api = await openTestApi(context, { signals });
  const headers = await keysOf(api, "Admin");
  const answer = await api.app.inject({ url: `${SIGNALS_PATH}/1`, headers });
  assert.equal(answer.statusCode, 500);
  assert.ok(!answer.body.includes("swordfish"));
  const [{ code, message }] = answer.json().details;
  assert.equal(code, "INTERNAL");
  const id = String(answer.headers["x-request-id"]);
  assert.ok(message.includes(id));
  assert.ok(api.log.some((line) => line.includes(id) && line.includes("swordfish")));
});

test("one caller is limited without limiting another", async (context) => {
  const api = await openTestApi(context);
  const headers = await keysOf(api, "Read Only");
  const call = (as: Record<string, string>) =>
    api.app.inject({ url: "/api/v2/current_user", headers: as });
  for (let count = 0; count < REQUESTS_PER_MINUTE_MAX; count++) await call(headers);
  const refused = await call(headers);
  assert.equal(refused.statusCode, 429);
  assert.equal(refused.json().details[0].code, "API_RATE_LIMITED");
  assert.ok(Number(refused.headers["retry-after"]) > 0);
  assert.equal((await call(await keysOf(api, "Read Only"))).statusCode, 200);
});

test("answers carry the headers that keep a browser safe", async (context) => {
  const { app } = await openTestApi(context);
  const { headers } = await app.inject({ url: "/health" });
  const policy = String(headers["content-security-policy"]);
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self'(;|$)/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.equal(headers["x-content-type-options"], "nosniff");
  const api = await app.inject({ url: "/api/v2/openapi.json" });
  assert.equal(api.headers["cache-control"], "no-store");
});

test("the description lists every route of the API", async (context) => {
  const { app, routes } = await openTestApi(context);
  const description = (await app.inject({ url: "/api/v2/openapi.json" })).json();
  assert.equal(description.openapi, "3.1.0");
  const described = Object.entries(description.paths as Record<string, object>).flatMap(
    ([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const wanted = routes
    .filter(({ url }) => url !== "/*")
    .map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, "{$1}")}`);
  assert.deepEqual(described.sort(), wanted.sort());
  const { patch } = description.paths[`${SIGNALS_PATH}/{signal_id}/state`];
  assert.equal(patch["x-permission"], "security_monitoring_signals_write");
  assert.deepEqual(Object.keys(patch.responses), ["200", "default"]);
});
