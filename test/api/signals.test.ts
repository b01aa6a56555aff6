/**
 * Signals and what is set beside the rules, through the vendor's published client: a rule of one's
 * own makes signals of logs, people work them, a suppression and a critical asset change the next.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { v2 } from "@datadog/datadog-api-client";
import { startVigil, type Vigil, waitFor } from "../support/vigil.ts";
import { refusalOf, securityApi, usersApi } from "./client.ts";

let vigil: Vigil;
let api: ReturnType<typeof securityApi>;
let ruleId = "";

before(async () => {
  vigil = await startVigil(["--no-agent"]);
  api = securityApi(vigil);
  const body: v2.SecurityMonitoringStandardRuleCreatePayload = {
    name: "Door forced",
    message: "A door was forced by {{@usr.id}}",
    isEnabled: true,
    type: "log_detection",
    tags: ["source:door"],
    options: {
      detectionMethod: "threshold",
      evaluationWindow: 60,
      keepAlive: 60,
      maxSignalDuration: 3600,
    },
    queries: [{ query: "source:door", aggregation: "count", groupByFields: ["@usr.id"] }],
    cases: [{ name: "", status: "medium", condition: "a > 0" }],
  };
  const rule = (await api.createSecurityMonitoringRule({ body })) as { id?: string };
  ruleId = rule.id ?? "";
});
after(() => vigil.stop());

async function logs(...users: string[]): Promise<void> {
  const body = users.map((id) => ({
    ddsource: "door",
    hostname: "gate-1",
    message: JSON.stringify({ usr: { id }, text: "forced" }),
  }));
  const response = await fetch(new URL("/api/v2/logs", vigil.url), {
    method: "POST",
    headers: { "DD-API-KEY": vigil.keys["DD-API-KEY"], "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 202, await response.text());
}

/** Ids of the signals about these users, once there is one of each. */
async function signalsOf(...users: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const user of users)
    ids.push(
      await waitFor(`a signal of ${user}`, async () => {
        const body = { filter: { query: `@groupByValues:${user}` }, page: { limit: 10 } };
        const { data = [] } = await api.searchSecurityMonitoringSignals({ body });
        return data[0]?.id;
      }),
    );
  return ids;
}

test("signals of a rule of one's own are found and worked", async () => {
  await logs("ann", "bob", "cid");
  const [ann = "", bob = "", cid = ""] = await signalsOf("ann", "bob", "cid");
  const { data: users = [] } = await usersApi(vigil).listUsers({ pageSize: 100 });
  const admin = users.find(({ attributes }) => attributes?.handle === "admin");
  const uuid = admin?.id ?? "";
  const assigned = await api.editSecurityMonitoringSignalAssignee({
    signalId: ann,
    body: { data: { attributes: { assignee: { uuid } } } },
  });
  assert.equal(assigned.data.attributes?.assignee.handle, "admin");
  const reviewed = await api.editSecurityMonitoringSignalState({
    signalId: ann,
    body: { data: { attributes: { state: "under_review" } } },
  });
  assert.equal(reviewed.data.attributes?.state, "under_review");
  assert.equal(reviewed.data.attributes?.assignee.uuid, uuid);
  const incidents = await api.editSecurityMonitoringSignalIncidents({
    signalId: ann,
    body: { data: { attributes: { incidentIds: [7, 7, 9] } } },
  });
  assert.deepEqual(incidents.data.attributes?.incidentIds, [7, 9]);
  const stale = api.editSecurityMonitoringSignalState({
    signalId: ann,
    body: { data: { attributes: { state: "open", version: 1 } } },
  });
  assert.equal(await refusalOf(stale), 409);
  const nobody = api.editSecurityMonitoringSignalAssignee({
    signalId: ann,
    body: { data: { attributes: { assignee: { uuid: "0" } } } },
  });
  assert.equal(await refusalOf(nobody), 404);
  const bulk = await api.bulkEditSecurityMonitoringSignalsState({
    body: {
      data: [bob, cid, "not-there"].map((id) => ({
        id,
        attributes: { state: "archived" as const, archiveReason: "false_positive" as const },
      })),
    },
  });
  assert.equal(bulk.result.count, 2);
  assert.deepEqual(
    bulk.result.events.map(({ id }) => id),
    [bob, cid],
  );
  const { attributes } = await vigil.signal(bob);
  assert.ok((attributes.custom.workflow.time_to_resolve ?? -1) >= 0);
  assert.equal(attributes.custom.workflow.triage.state, "archived");
  const entities = await api.getSignalEntities({ signalId: ann });
  const risk = { score: 5, severity: "info", signals: 1 };
  assert.deepEqual(entities.data.attributes.identities[0], { type: "host", name: "gate-1", risk });
  const { data: queries } = await api.getInvestigationLogQueriesMatchingSignal({ signalId: ann });
  assert.equal(queries[0]?.attributes.queryFilter, 'source:door @usr.id:"ann"');
});

test("suppressions hide, critical assets raise, both with versions", async () => {
  const attributes = {
    name: "Dora has the key",
    enabled: true,
    ruleQuery: `ruleId:${ruleId}`,
    suppressionQuery: "@usr.id:dora",
  };
  const body = { data: { type: "suppressions" as const, attributes } };
  await api.validateSecurityMonitoringSuppression({ body });
  const { data } = await api.createSecurityMonitoringSuppression({ body });
  const suppressionId = data?.id ?? "";
  const asset = await api.createSecurityMonitoringCriticalAsset({
    body: {
      data: {
        type: "critical_assets",
        attributes: { query: "@usr.id:eve", ruleQuery: "source:door", severity: "increase" },
      },
    },
  });
  const assetId = asset.data?.id ?? "";
  await logs("dora", "eve");
  const [eve = ""] = await signalsOf("eve");
  assert.equal((await vigil.signal(eve)).attributes.custom.status, "high");
  assert.deepEqual(await vigil.signals("@groupByValues:dora"), []);

  const affecting = await api.getSuppressionsAffectingRule({ ruleId });
  assert.deepEqual(
    affecting.data?.map(({ id }) => id),
    [suppressionId],
  );
  const change = (version: number) => ({
    suppressionId,
    body: { data: { type: "suppressions" as const, attributes: { enabled: false, version } } },
  });
  const off = await api.updateSecurityMonitoringSuppression(change(1));
  assert.equal(off.data?.attributes?.version, 2);
  assert.equal(await refusalOf(api.updateSecurityMonitoringSuppression(change(1))), 409);
  const { data: history } = await api.getSuppressionVersionHistory({ suppressionId });
  assert.equal(history?.attributes?.count, 2);
  await logs("dora");
  await signalsOf("dora");

  const empty = { ...attributes, suppressionQuery: "" };
  const wrong = { body: { data: { type: "suppressions" as const, attributes: empty } } };
  assert.equal(await refusalOf(api.createSecurityMonitoringSuppression(wrong)), 400);
  await api.deleteSecurityMonitoringSuppression({ suppressionId });
  await api.deleteSecurityMonitoringCriticalAsset({ criticalAssetId: assetId });
  assert.equal(await refusalOf(api.getSecurityMonitoringSuppression({ suppressionId })), 404);
});

test("security filters decide which logs rules see", async () => {
  const { data: filters = [] } = await api.listSecurityFilters();
  const [builtin] = filters;
  assert.equal(builtin?.attributes?.isBuiltin, true);
  const securityFilterId = builtin?.id ?? "";
  const update = (version: number, exclusionFilters: { name: string; query: string }[]) =>
    api.updateSecurityFilter({
      securityFilterId,
      body: { data: { type: "security_filters", attributes: { version, exclusionFilters } } },
    });
  const changed = await update(1, [{ name: "fred", query: "@usr.id:fred" }]);
  assert.equal(changed.data?.attributes?.version, 2);
  assert.equal(await refusalOf(update(1, [])), 409);
  await logs("fred", "gil");
  await signalsOf("gil");
  assert.deepEqual(await vigil.signals("@groupByValues:fred"), []);
  assert.equal(await refusalOf(api.deleteSecurityFilter({ securityFilterId })), 400);
  const versions = await api.listSecurityFilterVersions();
  assert.equal(versions.data.length, 1);
  await update(2, []);
});
