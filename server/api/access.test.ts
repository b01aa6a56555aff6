/**
 * Who may call what: every route against every kind of caller, and what a browser must send to
 * change something.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { API_KEYS_PATH, CSRF_HEADER, SESSION_COOKIE, SESSION_PATH } from "#lib/protocol";
import { ENROLL_TOKEN, OPERATOR_TOKEN } from "#server/access/testing";
import type { RouteAccess } from "./route.ts";
import {
  AGENT_ID,
  cookieOf,
  keysOf,
  openTestApi,
  RULE_ID,
  SIGNAL_ID,
  type TestApi,
} from "./testing.ts";

/** The whole table of who may call what; a new route is added here by hand, on purpose. */
const EXPECTED: Record<string, RouteAccess> = {
  "GET /api/v2/reference-tables/tables": "security_monitoring_rules_read",
  "GET /api/v2/reference-tables/tables/:id": "security_monitoring_rules_read",
  "GET /api/v2/reference-tables/tables/:id/rows": "security_monitoring_rules_read",
  "GET /api/v2/reference-tables/tables/:id/rows/list": "security_monitoring_rules_read",
  "POST /api/v2/reference-tables/tables": "security_monitoring_rules_write",
  "PATCH /api/v2/reference-tables/tables/:id": "security_monitoring_rules_write",
  "DELETE /api/v2/reference-tables/tables/:id": "security_monitoring_rules_write",
  "POST /api/v2/reference-tables/tables/:id/rows": "security_monitoring_rules_write",
  "DELETE /api/v2/reference-tables/tables/:id/rows": "security_monitoring_rules_write",
  "POST /api/v2/reference-tables/uploads": "security_monitoring_rules_write",
  "PUT /api/v2/reference-tables/uploads/:id/parts/:part": "security_monitoring_rules_write",
  "GET /api/v2/saved_views": "signed-in",
  "POST /api/v2/saved_views": "saved_views_write",
  "PATCH /api/v2/saved_views/:view_id": "saved_views_write",
  "DELETE /api/v2/saved_views/:view_id": "saved_views_write",
  "GET /api/v2/siem-historical-detections/jobs": "security_monitoring_rules_read",
  "GET /api/v2/siem-historical-detections/jobs/:job_id": "security_monitoring_rules_read",
  "POST /api/v2/siem-historical-detections/jobs": "security_monitoring_rules_write",
  "PATCH /api/v2/siem-historical-detections/jobs/:job_id/cancel": "security_monitoring_rules_write",
  "DELETE /api/v2/siem-historical-detections/jobs/:job_id": "security_monitoring_rules_write",
  "GET /api/v2/siem-historical-detections/histsignals": "security_monitoring_signals_read",
  "POST /api/v2/siem-historical-detections/histsignals/search": "security_monitoring_signals_read",
  "GET /api/v2/siem-historical-detections/histsignals/:histsignal_id":
    "security_monitoring_signals_read",
  "GET /api/v2/siem-historical-detections/jobs/:job_id/histsignals":
    "security_monitoring_signals_read",
  "POST /api/v2/siem-historical-detections/jobs/signal_convert":
    "security_monitoring_signals_write",
  "GET /api/v2/security-entities/risk-scores": "security_monitoring_signals_read",
  "GET /api/v2/security-entities/risk-scores/:entity_id": "security_monitoring_signals_read",
  "GET /health": "public",
  "GET /*": "public",
  "HEAD /*": "public",
  "GET /api/v2/openapi.json": "public",
  "POST /api/v2/session": "public",
  "DELETE /api/v2/session": "signed-in",
  "GET /api/v2/current_user": "signed-in",
  "GET /api/v2/api_keys": "api_keys_write",
  "POST /api/v2/api_keys": "api_keys_write",
  "DELETE /api/v2/api_keys/:key_id": "api_keys_write",
  "GET /api/v2/current_user/application_keys": "signed-in",
  "POST /api/v2/current_user/application_keys": "signed-in",
  "DELETE /api/v2/current_user/application_keys/:key_id": "signed-in",
  "GET /api/v2/security_monitoring/signals": "security_monitoring_signals_read",
  "POST /api/v2/security_monitoring/signals/search": "security_monitoring_signals_read",
  "GET /api/v2/security_monitoring/signals/facets": "security_monitoring_signals_read",
  "GET /api/v2/security_monitoring/signals/response_times": "security_monitoring_signals_read",
  "GET /api/v2/security_monitoring/attack_map": "security_monitoring_rules_read",
  "GET /api/v2/restriction_policy/:resource_id": "signed-in",
  "POST /api/v2/restriction_policy/:resource_id": "signed-in",
  "DELETE /api/v2/restriction_policy/:resource_id": "signed-in",
  "GET /api/v2/security_monitoring/signals/:signal_id": "security_monitoring_signals_read",
  "GET /api/v2/security_monitoring/signals/:signal_id/history": "security_monitoring_signals_read",
  "PATCH /api/v2/security_monitoring/signals/:signal_id/state": "security_monitoring_signals_write",
  ...grantsOf("/api/v2/security_monitoring/signals", {
    security_monitoring_signals_write: [
      "PATCH /:signal_id/assignee",
      "PATCH /:signal_id/incidents",
      "PATCH /:signal_id/update",
      "PATCH /bulk/state",
      "PATCH /bulk/assignee",
      "PATCH /bulk/update",
    ],
    security_comments_write: ["POST /:signal_id/comments"],
    security_monitoring_signals_read: [
      "GET /:signal_id/related",
      "GET /:signal_id/suppression_keys",
      "GET /:signal_id/entities",
      "GET /:signal_id/investigation_queries",
      "GET /:signal_id/suggested_actions",
    ],
  }),
  "GET /api/v2/security_monitoring/rules": "security_monitoring_rules_read",
  ...grantsOf("/api/v2/security_monitoring/rules", {
    security_monitoring_rules_read: [
      "GET /:rule_id",
      "GET /:rule_id/version_history",
      "GET /:rule_id/schedule",
      "GET /:rule_id/baseline",
      "GET /:rule_id/convert",
      "POST /validation",
      "POST /test",
      "POST /:rule_id/test",
      "POST /bulk_export",
      "POST /convert",
      "POST /convert/bulk",
    ],
    security_monitoring_rules_write: [
      "POST ",
      "PUT /:rule_id",
      "DELETE /:rule_id",
      "DELETE /bulk_delete",
      "POST /:rule_id/restore/:version",
    ],
  }),
  ...grantsOf("/api/v2/security_monitoring/content_packs", {
    security_monitoring_rules_read: ["GET ", "GET /states", "GET /:content_pack_id"],
    security_monitoring_rules_write: [
      "PUT /:content_pack_id/activate",
      "PUT /:content_pack_id/deactivate",
    ],
  }),
  ...grantsOf("/api/v2/security_monitoring/configuration/suppressions", {
    security_monitoring_suppressions_read: [
      "GET ",
      "GET /:suppression_id",
      "GET /:suppression_id/version_history",
      "GET /rules/:rule_id",
      "POST /rules",
      "POST /validation",
    ],
    security_monitoring_signals_read: ["POST /preview"],
    security_monitoring_suppressions_write: [
      "POST ",
      "PATCH /:suppression_id",
      "DELETE /:suppression_id",
    ],
  }),
  ...grantsOf("/api/v2/security_monitoring/configuration/security_filters", {
    security_monitoring_filters_read: ["GET ", "GET /versions", "GET /:id"],
    security_monitoring_filters_write: ["POST ", "PATCH /:id", "DELETE /:id"],
  }),
  ...grantsOf("/api/v2/security_monitoring/configuration/critical_assets", {
    security_monitoring_rules_read: ["GET ", "GET /rules/:rule_id", "GET /:id"],
    security_monitoring_rules_write: ["POST ", "PATCH /:id", "DELETE /:id"],
  }),
  "GET /api/v2/users": "signed-in",
  "GET /api/v2/users/:user_id": "signed-in",
  "GET /api/v2/agents": "security_monitoring_cws_agent_rules_read",
  "GET /api/v2/agents/:agent_id": "security_monitoring_cws_agent_rules_read",
  "DELETE /api/v2/agents/:agent_id": "org_management",
  "GET /api/v2/status": "signed-in",
  "GET /api/v2/stream": "signed-in",
  "POST /api/agent/v1/enroll": "public",
  "POST /api/agent/v1/status": "agent",
  "POST /api/agent/v1/batch": "agent",
  "POST /api/v2/logs": "sender",
  "POST /v1/input": "sender",
  "POST /v1/logs": "sender",
  "GET /api/v2/logs/events/tail": "logs_live_tail",
  "GET /api/v2/events/tail": "security_monitoring_signals_read",
  "GET /api/v2/logs/events": "logs_read_data",
  "GET /api/v2/logs/events/search": "logs_read_data",
  "POST /api/v2/logs/events/search": "logs_read_data",
  "POST /api/v2/logs/analytics/aggregate": "logs_read_data",
  "GET /api/v2/logs/events/facets": "logs_read_data",
  "GET /api/v2/logs/events/export": "logs_read_data",
  "GET /api/v2/events": "security_monitoring_signals_read",
  "GET /api/v2/events/search": "security_monitoring_signals_read",
  "POST /api/v2/events/search": "security_monitoring_signals_read",
  "POST /api/v2/events/analytics/aggregate": "security_monitoring_signals_read",
  "GET /api/v2/events/facets": "security_monitoring_signals_read",
  "GET /api/v2/events/export": "security_monitoring_signals_read",
};

/** `GET /x` below a path, by who may call it. */
function grantsOf(
  path: string,
  routes: Partial<Record<RouteAccess, readonly string[]>>,
): Record<string, RouteAccess> {
  const entries = Object.entries(routes).flatMap(([access, names]) =>
    names.map((name) => {
      const [method = "", rest = ""] = name.split(" ");
      return [`${method} ${path}${rest}`, access as RouteAccess] as const;
    }),
  );
  return Object.fromEntries(entries);
}

type Method = "GET" | "POST" | "PATCH" | "DELETE";

async function statusOf({ app }: TestApi, route: string, headers: Record<string, string>) {
  const [method = "", path = ""] = route.split(" ");
  const url = path
    .replace(":signal_id", SIGNAL_ID)
    .replace(":rule_id", RULE_ID)
    .replace(":agent_id", AGENT_ID)
    .replace(":key_id", "0");
  const answer = await app.inject({ method: method as Method, url, headers });
  return answer.statusCode;
}

async function enroll({ access }: TestApi) {
  const request = { token: ENROLL_TOKEN, agent_id: AGENT_ID, hostname: "web-1", version: "1" };
  return { authorization: `Bearer ${await access.agents.enroll(request, "127.0.0.1")}` };
}

test("every route says who may call it", async (context) => {
  const { routes } = await openTestApi(context);
  const found = Object.fromEntries(routes.map((one) => [`${one.method} ${one.url}`, one.access]));
  assert.deepEqual(found, EXPECTED);
});

test("a route that does not say who may call it does not start", async (context) => {
  const { app } = await openTestApi(context);
  assert.throws(() => app.get("/api/v2/forgotten", async () => "x"));
});

test("every route lets in exactly those it should", async (context) => {
  const api = await openTestApi(context);
  const callers = {
    nothing: {},
    "wrong keys": { "dd-api-key": "0".repeat(32), "dd-application-key": "0".repeat(40) },
    "wrong token": { authorization: "Bearer 0123456789abcdef" },
    "no token": { authorization: "Basic YWRtaW46YWRtaW4=" },
    agent: await enroll(api),
    reader: await keysOf(api, "Read Only"),
    standard: await keysOf(api, "Standard"),
    admin: await keysOf(api, "Admin"),
    operator: { authorization: `Bearer ${OPERATOR_TOKEN}` },
  };
  const refusal: Record<keyof typeof callers, number> = {
    nothing: 401,
    "wrong keys": 403,
    "wrong token": 401,
    "no token": 401,
    agent: 403,
    reader: 403,
    standard: 403,
    admin: 401,
    operator: 401,
  };
  for (const [route, access] of Object.entries(EXPECTED)) {
    // An open stream never ends, and removing the agent would end its key; both have tests of their
    // own.
    if (
      access === "public" ||
      /\/(stream|tail)$/.test(route) ||
      route.startsWith("DELETE /api/v2/agents")
    )
      continue;
    for (const [caller, headers] of Object.entries(callers)) {
      const status = await statusOf(api, route, headers);
      const name = caller as keyof typeof callers;
      const isIn = mayCall(name, access);
      const wanted: string = isIn ? "let in" : String(refusalFor(name, access, refusal));
      const isRefused = status === 401 || status === 403;
      assert.equal(isRefused ? String(status) : "let in", wanted, `${caller} calls ${route}`);
    }
  }
});

function mayCall(caller: string, access: RouteAccess): boolean {
  if (access === "agent") return caller === "agent";
  // An API key is enough, whoever made it, or an agent's key; the operator shows none.
  if (access === "sender") return ["reader", "standard", "admin", "agent"].includes(caller);
  if (caller === "admin" || caller === "operator") return true;
  if (caller !== "reader" && caller !== "standard") return false;
  if (access === "signed-in" || access.endsWith("_read") || access === "logs_read_data")
    return true;
  return (
    caller === "standard" && (access.startsWith("security_") || access === "saved_views_write")
  );
}

function refusalFor(
  caller: string,
  access: RouteAccess,
  refusal: Record<string, number>,
): number | undefined {
  if (access === "sender") return caller === "wrong keys" ? 403 : 401;
  const isPerson = ["reader", "standard", "admin", "operator"].includes(caller);
  if (access === "agent" && isPerson) return 401;
  if (caller === "agent" && access === "signed-in") return 401;
  return refusal[caller];
}

test("an administrator removes an agent, whose key stops working", async (context) => {
  const api = await openTestApi(context);
  const agent = await enroll(api);
  const admin = await keysOf(api, "Admin");
  const url = `/api/v2/agents/${AGENT_ID}`;
  const reader = await keysOf(api, "Read Only");
  assert.equal((await api.app.inject({ method: "DELETE", url, headers: reader })).statusCode, 403);
  assert.equal((await api.app.inject({ method: "DELETE", url, headers: admin })).statusCode, 204);
  assert.equal(await statusOf(api, "POST /api/agent/v1/status", agent), 401);
});

test("sign-in sets a cookie that scripts cannot read, and sign-out ends it", async (context) => {
  const { app, firstAdmin } = await openTestApi(context);
  const signIn = await app.inject({ method: "POST", url: SESSION_PATH, payload: firstAdmin });
  assert.equal(signIn.statusCode, 200);
  assert.equal(signIn.json().data.attributes.handle, "admin");
  const [cookie] = signIn.cookies;
  assert.ok(cookie);
  assert.deepEqual(
    [cookie.name, cookie.httpOnly, cookie.sameSite, cookie.path],
    [SESSION_COOKIE, true, "Strict", "/"],
  );
  const cookies = { [SESSION_COOKIE]: cookie.value };
  const me = await app.inject({ url: "/api/v2/current_user", cookies });
  assert.equal(me.json().data.attributes.role, "Admin");
  const headers = { [CSRF_HEADER]: "1" };
  const out = await app.inject({ method: "DELETE", url: SESSION_PATH, cookies, headers });
  assert.equal(out.statusCode, 204);
  assert.equal((await app.inject({ url: "/api/v2/current_user", cookies })).statusCode, 401);
});

test("a change by cookie needs the header; by keys it does not", async (context) => {
  const api = await openTestApi(context);
  const { cookie } = await cookieOf(api);
  const payload = { data: { type: "api_keys", attributes: { name: "x" } } };
  const request = { method: "POST", url: API_KEYS_PATH, payload } as const;
  const forged = await api.app.inject({ ...request, headers: { cookie } });
  assert.equal(forged.statusCode, 403);
  assert.equal(forged.json().details[0].code, "ACCESS_CSRF");
  const headers = { cookie, [CSRF_HEADER]: "anything" };
  assert.equal((await api.app.inject({ ...request, headers })).statusCode, 201);
  const keys = await keysOf(api, "Admin");
  assert.equal((await api.app.inject({ ...request, headers: keys })).statusCode, 201);
});

test("a form of another site cannot sign in or change anything", async (context) => {
  const api = await openTestApi(context);
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
    const answer = await api.app.inject({
      method: "POST",
      url: SESSION_PATH,
      headers: { "content-type": type },
      payload: JSON.stringify(api.firstAdmin),
    });
    assert.equal(answer.statusCode, 415, type);
  }
});

test("a key is shown once, works, and is gone when deleted", async (context) => {
  const api = await openTestApi(context);
  const headers = await cookieOf(api);
  const made: Record<string, string> = {};
  const shapes = [
    ["api_keys", API_KEYS_PATH],
    ["application_keys", "/api/v2/current_user/application_keys"],
  ] as const;
  for (const [type, url] of shapes) {
    const payload = { data: { type, attributes: { name: "ci" } } };
    const answer = await api.app.inject({ method: "POST", url, headers, payload });
    assert.equal(answer.statusCode, 201);
    const { id, attributes } = answer.json().data;
    assert.equal(attributes.last4, attributes.key.slice(-4));
    made[type] = attributes.key;
    const list = (await api.app.inject({ url, headers })).json().data;
    assert.deepEqual(
      list.map((one: { id: string; attributes: object }) => [one.id, "key" in one.attributes]),
      [[id, false]],
    );
  }
  const keys = {
    "DD-API-KEY": made["api_keys"] ?? "",
    "DD-APPLICATION-KEY": made["application_keys"] ?? "",
  };
  const list = () => api.app.inject({ url: "/api/v2/security_monitoring/signals", headers: keys });
  assert.equal((await list()).statusCode, 200);
  const [, applicationUrl] = shapes[1];
  const [{ id }] = (await api.app.inject({ url: applicationUrl, headers })).json().data;
  const url = `${applicationUrl}/${id}`;
  assert.equal((await api.app.inject({ method: "DELETE", url, headers })).statusCode, 204);
  assert.equal((await api.app.inject({ method: "DELETE", url, headers })).statusCode, 404);
  assert.equal((await list()).statusCode, 403);
});

test("no secret reaches the log", async (context) => {
  const api = await openTestApi(context);
  const headers = { ...(await cookieOf(api)), ...(await keysOf(api, "Admin")) };
  const payload = { user: "admin", password: "hunter2-hunter2" };
  await api.app.inject({ method: "POST", url: SESSION_PATH, payload, headers });
  await api.app.inject({ url: "/api/v2/current_user", headers });
  await api.app.inject({ url: "/api/v2/nowhere", headers });
  const text = api.log.join("");
  for (const secret of [payload.password, ...Object.values(headers).filter((one) => one !== "1")])
    assert.ok(!text.includes(secret));
});
