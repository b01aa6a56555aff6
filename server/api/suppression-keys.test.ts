/** Keys for a suppression, and what its preview counts and warns of, over HTTP. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { AppError } from "#lib/base";
import { SIGNALS_PATH, SUPPRESSIONS_PATH, type SuppressionKeys } from "#lib/protocol";
import { openSearch } from "#server/search";
import { keysOf, openTestApi, RULE_ID, SIGNAL_ID, type TestApi } from "./testing.ts";

test("a signal tells which keys it may be suppressed by", async (context) => {
  const api = await openTestApi(context);
  const headers = await keysOf(api, "Read Only");
  const get = (path: string) => api.app.inject({ url: `${SIGNALS_PATH}/${path}`, headers });
  const answer = await get(`${SIGNAL_ID}/suppression_keys`);
  assert.equal(answer.statusCode, 200, answer.body);
  const { id, attributes } = answer.json<SuppressionKeys>().data;
  assert.equal(id, SIGNAL_ID);
  assert.equal(attributes.rule_query, `ruleId:${RULE_ID}`);
  assert.deepEqual(attributes.sets[0]?.keys, ["@process.executable.path"]);
  assert.deepEqual(
    attributes.sets[0]?.warnings.map(({ code }) => code),
    ["SUPPRESSION_SINGLE_KEY", "SUPPRESSION_TEMPORARY_PATH"],
  );
  assert.equal((await get("nothing/suppression_keys")).statusCode, 404);
  assert.equal((await get(`${SIGNAL_ID}/suppression_keys?key=@a:b`)).statusCode, 400);
});

async function preview(api: TestApi, attributes: object) {
  const headers = await keysOf(api, "Read Only");
  const url = `${SUPPRESSIONS_PATH}/preview`;
  const own = { name: "x", enabled: true, rule_query: "*", ...attributes };
  const payload = { data: { type: "suppressions", attributes: own } };
  const answer = await api.app.inject({ method: "POST", url, headers, payload });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json().data.attributes;
}

test("a preview warns, and counts what is left out", async (context) => {
  const asked: string[] = [];
  const store = {
    searchRecords: async () => [],
    aggregateRecords: async ({ kind }: { kind: string }) => {
      asked.push(kind);
      return [{ by: [], values: [kind === "logs" ? 5 : 2] }];
    },
  };
  const api = await openTestApi(context, { search: openSearch(store, () => 1e12) });
  const codes = ({ warnings }: { warnings: { code: string }[] }) =>
    warnings.map(({ code }) => code);
  const plain = await preview(api, { suppression_query: "host:web-1 env:test" });
  assert.deepEqual([plain.events, codes(plain), asked], [undefined, [], []]);
  const broad = await preview(api, {
    suppression_query: "host:web-1",
    data_exclusion_query: "host:web-1 @file.path:/tmp/x",
  });
  assert.equal(broad.events, 7);
  assert.deepEqual(codes(broad), ["SUPPRESSION_SINGLE_KEY", "SUPPRESSION_TEMPORARY_PATH"]);
});

test("a preview answers while the event store is down", async (context) => {
  const down = async () => {
    throw new AppError("EVENTS_DOWN", { status: 503, message: "It is down.", hint: "" });
  };
  const store = { searchRecords: async () => [], aggregateRecords: down };
  const api = await openTestApi(context, { search: openSearch(store, () => 1e12) });
  const answer = await preview(api, { data_exclusion_query: "host:a env:b" });
  assert.equal("events" in answer, false);
});
