/** The life of detection rules through the vendor's published client, against a whole Vigil. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { v2 } from "@datadog/datadog-api-client";
import { startVigil, type Vigil } from "../support/vigil.ts";
import { refusalOf, securityApi } from "./client.ts";

let vigil: Vigil;
let api: ReturnType<typeof securityApi>;

before(async () => {
  vigil = await startVigil(["--no-agent"]);
  api = securityApi(vigil);
});
after(() => vigil.stop());

const RULES = "/api/v2/security_monitoring/rules";

function send(method: string, path: string, body: unknown): Promise<Response> {
  const headers = { ...vigil.keys, "content-type": "application/json" };
  return fetch(new URL(path, vigil.url), { method, headers, body: JSON.stringify(body) });
}

type Create = v2.SecurityMonitoringStandardRuleCreatePayload;

function payload(over: Partial<Create> = {}): Create {
  return {
    name: "Many failed logins",
    message: "Somebody guesses the password of {{@usr.id}}",
    isEnabled: true,
    type: "log_detection",
    tags: ["source:auth", "tactic:TA0006-credential-access"],
    options: {
      detectionMethod: "threshold",
      evaluationWindow: 300,
      keepAlive: 3600,
      maxSignalDuration: 86400,
    },
    queries: [
      {
        name: "failed",
        query: "source:auth @evt.outcome:failure",
        aggregation: "count",
        groupByFields: ["@usr.id"],
        distinctFields: [],
      },
    ],
    cases: [{ name: "burst", status: "high", condition: "failed > 5", notifications: ["@ops"] }],
    ...over,
  };
}

type Rule = v2.SecurityMonitoringStandardRuleResponse;
type Search = Parameters<typeof api.listSecurityMonitoringRules>[0];

async function list(search: Search) {
  const { data = [], meta } = await api.listSecurityMonitoringRules(search);
  return { data: data as Rule[], meta };
}

const create = async (over: Partial<Create> = {}) =>
  (await api.createSecurityMonitoringRule({ body: payload(over) })) as Rule & { id: string };

test("a rule is created, read, changed in part, and deleted", async () => {
  const made = await create();
  assert.match(made.id, /^[a-z0-9]{3}(-[a-z0-9]{3}){2}$/);
  assert.equal(made.version, 1);
  assert.equal(made.isDefault, false);
  assert.deepEqual(made.cases?.[0]?.notifications, ["@ops"]);
  const read = (await api.getSecurityMonitoringRule({ ruleId: made.id })) as Rule;
  assert.deepEqual(read, made);
  const changed = (await api.updateSecurityMonitoringRule({
    ruleId: made.id,
    body: { isEnabled: false, version: 1 },
  })) as Rule;
  assert.equal(changed.version, 2);
  assert.equal(changed.isEnabled, false);
  assert.deepEqual(changed.queries, made.queries);
  const stale = { ruleId: made.id, body: { name: "x", version: 1 } };
  assert.equal(await refusalOf(api.updateSecurityMonitoringRule(stale)), 409);
  await api.deleteSecurityMonitoringRule({ ruleId: made.id });
  assert.equal(await refusalOf(api.getSecurityMonitoringRule({ ruleId: made.id })), 404);
  assert.equal(await refusalOf(api.deleteSecurityMonitoringRule({ ruleId: made.id })), 404);
});

test("rules are searched, sorted and paged", async () => {
  const made = await create({ name: "Aardvark seen", tags: ["source:zoo", "team:animals"] });
  const searches = [
    "source:zoo",
    "team:animals type:log_detection",
    `ruleId:${made.id}`,
    "aardvark enabled:true severity:high",
    "source:zoo -default:true",
  ];
  for (const query of searches) {
    const { data, meta } = await list({ query });
    assert.deepEqual(
      data.map(({ id }) => id),
      [made.id],
      query,
    );
    assert.equal(meta?.page?.totalFilteredCount, 1);
  }
  const names = async (sort: v2.SecurityMonitoringRuleSort) => {
    const { data } = await list({ sort, pageSize: 1000 });
    return data.map(({ name = "" }) => name);
  };
  const byName = await names("name");
  assert.ok(
    byName.indexOf("Aardvark seen") <
      byName.indexOf("Accounts were changed behind the back of their tools"),
  );
  assert.deepEqual(await names("-name"), byName.toReversed());
  assert.equal((await names("-creation_date"))[0], "Aardvark seen");
  const first = await list({ pageSize: 3, pageNumber: 0, sort: "name" });
  const second = await list({ pageSize: 3, pageNumber: 1, sort: "name" });
  assert.equal(new Set([...first.data, ...second.data].map(({ id }) => id)).size, 6);
  assert.equal(await refusalOf(api.listSecurityMonitoringRules({ query: "source:(" })), 400);
  await api.deleteSecurityMonitoringRule({ ruleId: made.id });
});

test("what is wrong with a rule is said, all at once", async () => {
  await api.validateSecurityMonitoringRule({ body: payload() });
  const wrong = payload({
    options: { ...payload().options, evaluationWindow: 3600, keepAlive: 300 },
    cases: [{ status: "high", condition: "nothing > 5" }],
  });
  assert.equal(await refusalOf(api.createSecurityMonitoringRule({ body: wrong })), 400);
  const response = await send("POST", `${RULES}/validation`, wrong);
  assert.equal(response.status, 400);
  type Detail = { code: string; path: string; hint: string };
  const { details } = (await response.json()) as { details: Detail[] };
  assert.deepEqual(details.map(({ path }) => path).sort(), [
    "cases[0].condition",
    "options.keepAlive",
  ]);
  for (const { code, hint } of details) assert.ok(code !== "" && hint !== "");
});

test("a scheduled rule with calculated fields is kept, and says when it runs", async () => {
  const calculatedFields = [{ name: "domain", expression: 'split_after(@usr.email, "@", 0)' }];
  const schedulingOptions = {
    ...{ rrule: "FREQ=HOURLY;INTERVAL=1;", start: "2025-07-14T12:00:00" },
    timezone: "Europe/Paris",
  };
  const queries = [{ ...payload().queries[0], query: "#domain:example.org" }];
  const rule = await create({ name: "Hourly", calculatedFields, schedulingOptions, queries });
  assert.deepEqual({ ...rule.schedulingOptions }, schedulingOptions);
  const shown = await send("GET", `${RULES}/${rule.id}/schedule`, undefined);
  type Shown = { data: { attributes: { nextRun: string; runs: unknown[] } } };
  const { attributes } = ((await shown.json()) as Shown).data;
  const next = Date.parse(attributes.nextRun);
  assert.ok(next > Date.now() && next - Date.now() <= 3_600_000 && next % 3_600_000 === 0);
  const wrong = { ...schedulingOptions, rrule: "FREQ=NEVER" };
  const body = payload({ schedulingOptions: wrong });
  assert.equal(await refusalOf(api.createSecurityMonitoringRule({ body })), 400);
  const status = await send("GET", "/api/v2/status", undefined);
  assert.ok(!(await status.text()).includes(rule.id));
  await api.deleteSecurityMonitoringRule({ ruleId: rule.id });
});

test("sample events test the queries of a rule", async () => {
  const rule = payload();
  const sample = (expectedResult: boolean, outcome: string, user?: string) => ({
    index: 0,
    expectedResult,
    payload: {
      ddsource: "auth",
      ddtags: "env:test",
      hostname: "web-1",
      message: JSON.stringify({ evt: { outcome }, ...(user ? { usr: { id: user } } : {}) }),
      service: "sshd",
    },
  });
  const ruleQueryPayloads = [
    sample(true, "failure", "root"),
    sample(true, "success", "root"),
    // Without the value of its group an event is not looked at.
    sample(false, "failure"),
  ];
  const body = { rule, ruleQueryPayloads } as v2.SecurityMonitoringRuleTestRequest;
  const { results } = await api.testSecurityMonitoringRule({ body });
  assert.deepEqual(results, [true, false, true]);
  const made = await create();
  const again = await api.testExistingSecurityMonitoringRule({ ruleId: made.id, body });
  assert.deepEqual(again.results, [true, false, true]);
  await api.deleteSecurityMonitoringRule({ ruleId: made.id });
});

test("versions are kept, told apart, and restored", async () => {
  const made = await create();
  await api.updateSecurityMonitoringRule({ ruleId: made.id, body: { name: "Renamed" } });
  const { data } = await api.getRuleVersionHistory({ ruleId: made.id });
  assert.equal(data?.attributes?.count, 2);
  const second = data?.attributes?.data?.["2"];
  assert.deepEqual(
    second?.changes?.map(({ field, type }) => [field, type]),
    [["name", "update"]],
  );
  const restored = (await api.restoreSecurityMonitoringRule({
    ruleId: made.id,
    version: 1,
  })) as Rule;
  assert.equal(restored.version, 3);
  assert.equal(restored.name, "Many failed logins");
  const none = api.restoreSecurityMonitoringRule({ ruleId: made.id, version: 99 });
  assert.equal(await refusalOf(none), 404);
  await api.deleteSecurityMonitoringRule({ ruleId: made.id });
});

test("a default rule takes overrides, and nothing else", async () => {
  const query = "default:true severity:high";
  const { data = [] } = await api.listSecurityMonitoringRules({ query });
  const rule = data[0] as Rule & { id: string };
  const { id: ruleId } = rule;
  assert.equal(rule.cases?.[0]?.status, "high");
  const cases = (rule.cases ?? []).map((each) => ({ ...each, customStatus: "low" as const }));
  const body = { customName: "Our own name", cases, isEnabled: false };
  const changed = (await api.updateSecurityMonitoringRule({ ruleId, body })) as Rule;
  assert.equal(changed.customName, "Our own name");
  assert.equal(changed.name, rule.name);
  assert.equal(changed.isEnabled, false);
  assert.equal(changed.cases?.[0]?.customStatus, "low");
  assert.equal(changed.version, (rule.version ?? 0) + 1);
  const logic = { queries: (rule.queries ?? []).map((query) => ({ ...query, query: "*" })) };
  assert.equal(await refusalOf(api.updateSecurityMonitoringRule({ ruleId, body: logic })), 400);
  assert.equal(await refusalOf(api.deleteSecurityMonitoringRule({ ruleId })), 400);
  assert.equal(await refusalOf(api.restoreSecurityMonitoringRule({ ruleId, version: 1 })), 400);
  // The typed body of the client leaves out what only an export has.
  const exported = await vigil.get<object>(`${RULES}/${ruleId}`);
  const clone = (await (await send("POST", RULES, exported)).json()) as Rule & { id: string };
  assert.notEqual(clone.id, ruleId);
  assert.equal(clone.isDefault, false);
  assert.equal(clone.name, "Our own name");
  assert.equal(clone.cases?.[0]?.status, "low");
  await api.deleteSecurityMonitoringRule({ ruleId: clone.id });
});

test("several are exported, converted and deleted at once", async () => {
  const one = await create({ name: "One" });
  const two = await create({ name: `Two $${"{x}"}` });
  const ids = [one.id, two.id];
  const zip = await api.bulkExportSecurityMonitoringRules({
    body: { data: { type: "security_monitoring_rules_bulk_export", attributes: { ruleIds: ids } } },
  });
  const bytes = Buffer.from(zip.data as unknown as Uint8Array);
  assert.equal(bytes.subarray(0, 2).toString(), "PK");
  for (const id of ids) assert.ok(bytes.includes(`${id}.json`));
  const { terraformContent = "" } = await api.convertExistingSecurityMonitoringRule({
    ruleId: two.id,
  });
  assert.match(terraformContent, /^resource "datadog_security_monitoring_rule" "two_x" \{/);
  assert.match(terraformContent, /name = "Two \$\$\{x\}"/);
  assert.match(terraformContent, / {2}query \{\n(.*\n)*? {4}group_by_fields = \["@usr\.id"\]/);
  const { data } = await api.bulkDeleteSecurityMonitoringRules({
    body: {
      data: { type: "bulk_delete_rules", attributes: { ruleIds: [...ids, "non-exi-ste"] } },
    },
  });
  assert.deepEqual(data?.attributes?.deletedRules, ids);
  assert.deepEqual(data?.attributes?.failedRules, ["non-exi-ste"]);
});

test("rules are files: pulled, changed and pushed by the command line", async () => {
  const made = await create({ name: "Kept in a file" });
  const folder = join(vigil.dir, "rules");
  const dry = await vigil.command("rule", "pull", folder);
  assert.match(dry.stdout, /1 would change/);
  await vigil.command("rule", "pull", folder, "--yes");
  const path = join(folder, `${made.id}.json`);
  assert.match((await vigil.command("rule", "push", folder)).stdout, /^0 would change.*1 as they/m);
  writeFileSync(path, readFileSync(path, "utf8").replace("failed > 5", "failed > 9"));
  assert.match((await vigil.command("rule", "push", folder, "--yes")).stdout, /1 changed/);
  const got = JSON.parse((await vigil.command("rule", "get", made.id)).stdout) as Rule;
  assert.equal(got.cases?.[0]?.condition, "failed > 9");
  assert.match((await vigil.command("rule", "list", "source:auth")).stdout, /Kept in a file/);
  await api.deleteSecurityMonitoringRule({ ruleId: made.id });
});
