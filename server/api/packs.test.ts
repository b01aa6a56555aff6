/** Content packs over HTTP: listed, turned on and off, and what is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ContentPack, ContentPackState } from "#lib/protocol";
import { readWholeRule } from "#server/rules";
import { keysOf, openTestApi, RULE_ID, rule as shipped } from "./testing.ts";

const PACKS = "/api/v2/security_monitoring/content_packs";

test("a pack is turned off and on, and says what it keeps", async (context) => {
  const queries = [{ query: "@agent.rule_id:miner" }];
  const cases = [{ status: "high", condition: "a > 0" }];
  const whole = readWholeRule({ name: shipped.name, message: "", isEnabled: true, queries, cases });
  const defaults = [{ ...whole, id: RULE_ID, isDefault: true }];
  const api = await openTestApi(context, { defaults });
  const headers = await keysOf(api, "Standard");
  const get = async <T>(url: string) => {
    const answer = await api.app.inject({ url, headers });
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json<T>();
  };
  const put = (verb: string, id = "mining") =>
    api.app.inject({ method: "PUT", url: `${PACKS}/${id}/${verb}`, headers });
  const [listed] = (await get<{ data: ContentPack[] }>(PACKS)).data;
  assert.deepEqual(listed, (await get<{ data: ContentPack }>(`${PACKS}/mining`)).data);
  const shown = listed?.attributes;
  assert.deepEqual(
    [shown?.active, shown?.active_by_default, shown?.status, shown?.version, shown?.history],
    [true, true, "active", 0, []],
  );
  const rule = { id: RULE_ID, name: "Miner started", is_enabled: true, kept_by: [] };
  assert.deepEqual(shown?.detections, [rule]);
  assert.deepEqual(
    shown?.needs.map(({ kind, last_seen }) => [kind, last_seen !== undefined]),
    [
      ["agent", true],
      ["logs", false],
    ],
  );
  const off = await put("deactivate");
  assert.equal(off.statusCode, 202);
  const after = (await get<{ data: ContentPack }>(`${PACKS}/mining`)).data.attributes;
  assert.deepEqual([after.active, after.version, after.status], [false, 1, "activate"]);
  assert.deepEqual(after.detections, [{ ...rule, is_enabled: false }]);
  assert.equal(after.history[0]?.active, false);
  const url = `/api/v2/security_monitoring/rules/${RULE_ID}`;
  const on = await api.app.inject({ method: "PUT", url, headers, payload: { isEnabled: true } });
  assert.equal(on.statusCode, 200, on.body);
  const kept = (await get<{ data: ContentPack }>(`${PACKS}/mining`)).data.attributes;
  assert.deepEqual(kept.detections, [{ ...rule, kept_by: ["override"] }]);
  const { data, meta } = await get<{ data: ContentPackState[]; meta: object }>(`${PACKS}/states`);
  assert.deepEqual(meta, { cloud_siem_index_incorrect: false, sku: "per_gb_analyzed" });
  assert.deepEqual(data[0]?.attributes, {
    status: "activate",
    details: {
      ...{ type: "logs", cp_activation: "deactivated", data_last_seen: "within_24_hours" },
      ...{ integration_installed_status: "partially_installed", filters_configured: true },
      ...{ logs_seen_from_any_index: true, siem_index_incorrect: false },
    },
  });
  assert.equal((await put("activate")).statusCode, 202);
  const unknown = await put("activate", "nothing");
  assert.equal(unknown.statusCode, 404);
  assert.equal(unknown.json().details[0].code, "PACK_UNKNOWN");
});

test("whoever may only read cannot turn a pack off", async (context) => {
  const api = await openTestApi(context);
  const headers = await keysOf(api, "Read Only");
  const url = `${PACKS}/mining/deactivate`;
  assert.equal((await api.app.inject({ method: "PUT", url, headers })).statusCode, 403);
  const [pack] = (await api.app.inject({ url: PACKS, headers })).json().data;
  assert.equal(pack.attributes.active, true);
});
