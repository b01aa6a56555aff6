import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { readResource } from "#server/restrictions";
import { keysOf, openTestApi, RULE_ID } from "./testing.ts";

const RULES = "/api/v2/security_monitoring/rules";
const SUPPRESSIONS = "/api/v2/security_monitoring/configuration/suppressions";
const POLICY = "/api/v2/restriction_policy";
const OWN_RULE = {
  ...{ name: "Doors", message: "", isEnabled: true, type: "log_detection", tags: [] },
  queries: [{ query: "source:door", aggregation: "count", groupByFields: [] }],
  cases: [{ name: "", status: "low", condition: "a > 0" }],
  options: { evaluationWindow: 300, keepAlive: 300, maxSignalDuration: 300 },
};
const editors = (...principals: string[]) => ({
  data: { attributes: { bindings: [{ relation: "editor", principals }] } },
});

async function open(context: TestContext) {
  const api = await openTestApi(context);
  const keys = {
    admin: await keysOf(api, "Admin"),
    ann: await keysOf(api, "Standard"),
    bob: await keysOf(api, "Standard"),
    reader: await keysOf(api, "Read Only"),
  };
  async function call(
    who: keyof typeof keys,
    method: "GET" | "POST" | "PUT",
    url: string,
    body?: unknown,
  ) {
    const headers = keys[who];
    const sent = body === undefined ? {} : { payload: body as object };
    const answer = await api.app.inject({ method, url, headers, ...sent });
    const json = answer.body === "" ? undefined : answer.json();
    return {
      status: answer.statusCode,
      json,
      code: json?.details?.[0]?.code as string | undefined,
    };
  }
  async function remove(who: keyof typeof keys, url: string, body?: object) {
    const sent = body === undefined ? {} : { payload: body };
    return api.app.inject({ method: "DELETE", url, headers: keys[who], ...sent });
  }
  const idOf = async (who: keyof typeof keys) =>
    (await call(who, "GET", "/api/v2/current_user")).json.data.id as string;
  return { call, remove, idOf };
}

test("a rule with a policy is changed by its editors alone, in every way there is", async (t) => {
  const { call, remove, idOf } = await open(t);
  const { json: rule } = await call("ann", "POST", RULES, OWN_RULE);
  const url = `${RULES}/${rule.id}`;
  const policy = `${POLICY}/security-rule:${rule.id}`;
  const free = await call("bob", "GET", policy);
  assert.deepEqual(free.json.data.attributes, { bindings: [], may_edit: true });
  const set = await call("ann", "POST", policy, editors(`user:${await idOf("ann")}`));
  assert.equal(set.status, 200);
  assert.equal(set.json.data.attributes.may_edit, true);
  assert.equal((await call("bob", "GET", policy)).json.data.attributes.may_edit, false);

  for (const who of ["bob", "admin"] as const) {
    const refused = await call(who, "PUT", url, { isEnabled: false });
    assert.deepEqual([refused.status, refused.code], [403, "RESOURCE_RESTRICTED"]);
    assert.equal((await call(who, "POST", `${url}/restore/1`)).code, "RESOURCE_RESTRICTED");
    assert.equal((await remove(who, url)).json().details[0].code, "RESOURCE_RESTRICTED");
    const body = { data: { type: "bulk_delete_rules", attributes: { ruleIds: [rule.id] } } };
    const bulk = (await remove(who, `${RULES}/bulk_delete`, body)).json().data.attributes;
    assert.deepEqual(bulk.deletedRules, []);
  }
  assert.equal((await call("bob", "GET", url)).json.isEnabled, true);
  assert.equal((await call("ann", "PUT", url, { isEnabled: false })).status, 200);

  // Others may neither widen it nor take it away; who looks after accounts may.
  assert.equal(
    (await call("bob", "POST", policy, editors("role:Standard"))).code,
    "RESOURCE_RESTRICTED",
  );
  assert.equal((await remove("bob", policy)).json().details[0].code, "RESOURCE_RESTRICTED");
  assert.equal((await call("admin", "POST", policy, editors("role:Admin"))).status, 200);
  assert.equal((await call("ann", "PUT", url, { isEnabled: true })).code, "RESOURCE_RESTRICTED");
  assert.equal((await call("admin", "PUT", url, { isEnabled: true })).status, 200);
  assert.equal((await remove("admin", policy)).statusCode, 204);
  assert.equal((await call("bob", "PUT", url, { name: "Gates" })).status, 200);
});

test("a default rule and a suppression can be restricted, and a policy goes with its rule", async (t) => {
  const { call, remove } = await open(t);
  const fixed = `${POLICY}/security-rule:${RULE_ID}`;
  assert.equal((await call("admin", "POST", fixed, editors("role:Admin"))).status, 200);
  assert.equal(
    (await call("ann", "PUT", `${RULES}/${RULE_ID}`, { isEnabled: false })).code,
    "RESOURCE_RESTRICTED",
  );

  const attributes = { name: "n", enabled: true, rule_query: "*", suppression_query: "host:a" };
  const made = await call("ann", "POST", SUPPRESSIONS, { data: { attributes } });
  const url = `${SUPPRESSIONS}/${made.json.data.id}`;
  const policy = `${POLICY}/security-suppression:${made.json.data.id}`;
  assert.equal((await call("admin", "POST", policy, editors("role:Admin"))).status, 200);
  assert.equal((await remove("ann", url)).json().details[0].code, "RESOURCE_RESTRICTED");
  assert.equal((await remove("admin", url)).statusCode, 204);
  assert.equal((await call("admin", "GET", policy)).code, "DOCUMENT_UNKNOWN");
});

test("a policy that would not do what it says is refused and changes nothing", async (t) => {
  const { call } = await open(t);
  const policy = `${POLICY}/security-rule:${RULE_ID}`;
  const viewer = { relation: "viewer", principals: ["role:Admin"] };
  const bindings = (...list: object[]) => ({ data: { attributes: { bindings: list } } });
  const everybody = { relation: "editor", principals: ["org:main"] };
  const WRONG: readonly [object, string][] = [
    [editors("role:Nobody"), "RESTRICTION_INVALID"],
    [editors("team:blue"), "RESTRICTION_INVALID"],
    [editors("user:somebody"), "RESTRICTION_INVALID"],
    [editors(), "RESTRICTION_INVALID"],
    [bindings({ relation: "owner", principals: ["role:Admin"] }), "RESTRICTION_INVALID"],
    [bindings(everybody, viewer), "RESTRICTION_INVALID"],
    [editors("role:Admin"), "RESTRICTION_LOCKOUT"],
    [
      { data: { id: "security-rule:other", attributes: { bindings: [everybody] } } },
      "API_BODY_INVALID",
    ],
  ];
  for (const [body, code] of WRONG)
    assert.equal((await call("ann", "POST", policy, body)).code, code, JSON.stringify(body));
  const { attributes } = (await call("ann", "GET", policy)).json.data;
  assert.deepEqual(attributes, { bindings: [], may_edit: true });
  assert.equal(
    (await call("reader", "POST", policy, bindings(everybody))).code,
    "ACCESS_FORBIDDEN",
  );
  assert.equal((await call("ann", "GET", `${POLICY}/security-rule:none`)).code, "RULE_UNKNOWN");
  assert.equal((await call("ann", "GET", `${POLICY}/dashboard:1`)).code, "API_QUERY_INVALID");
  const all = bindings(everybody, { relation: "viewer", principals: ["org:main"] });
  assert.equal((await call("ann", "POST", policy, all)).status, 200);
  const locked = await call(
    "ann",
    "POST",
    `${policy}?allow_self_lockout=true`,
    editors("role:Admin"),
  );
  assert.equal(locked.json.data.attributes.may_edit, false);
});

test("any text is read as a resource of a known kind, or not at all", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((id) => `security-rule:${id}`),
      ),
      (text) => {
        const found = readResource(text);
        if (found !== undefined) assert.equal(`${found.kind}:${found.id}`, text);
      },
    ),
  );
});
