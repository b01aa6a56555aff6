/** What the API says around a signal, and how many it changes at once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BULK_SIGNALS_MAX, SIGNALS_PATH } from "#lib/protocol";
import { keysOf, oneSignal, openTestApi, SIGNAL_ID, signal } from "./testing.ts";

test("the next searches are those of its queries within its group, and of what it is about", async (t) => {
  const { custom } = signal.attributes;
  const query = { name: "a", query: "@evt.name:exec", aggregationDetails: { eventsCount: 2 } };
  const own = {
    ...custom,
    ...{ groupByPaths: ["host", "@usr.id", "env"], groupByValues: ["web-1", 'a"b', "N/A"] },
    ...{ queries: [query], entities: ["host:web-1", "@usr.id:root"] },
  };
  const shown = { ...signal, attributes: { ...signal.attributes, custom: own } };
  const signals = { ...oneSignal, getSignal: async () => shown };
  const api = await openTestApi(t, { signals });
  const headers = await keysOf(api, "Read Only");
  for (const name of ["suggested_actions", "investigation_queries"]) {
    const url = `${SIGNALS_PATH}/${SIGNAL_ID}/${name}`;
    const { data } = (await api.app.inject({ method: "GET", url, headers })).json();
    const found = data.map((each: { attributes: { query_filter: string } }) => each.attributes);
    assert.deepEqual(
      found.map((each: { query_filter: string }) => each.query_filter),
      ['@evt.name:exec host:"web-1" @usr.id:"a\\"b"', 'host:"web-1"', '@usr.id:"root"'],
    );
    assert.deepEqual(found[0].template_variables, { host: ["web-1"], "@usr.id": ['a"b'] });
    assert.equal(data[0].type, "investigation_log_queries");
  }
});

test("a bulk change takes 199 signals and refuses one more whole", async (t) => {
  let changes = 0;
  const signals: typeof oneSignal = {
    ...oneSignal,
    changeTriage: async (...change) => {
      changes += 1;
      return oneSignal.changeTriage(...change);
    },
  };
  const api = await openTestApi(t, { signals });
  const headers = await keysOf(api, "Standard");
  const send = (count: number, path: string, attributes: object) =>
    api.app.inject({
      ...{ method: "PATCH", url: `${SIGNALS_PATH}/bulk/${path}`, headers },
      payload: {
        data: Array.from({ length: count }, (_, at) => ({
          ...{ id: `s${at}`, type: "signal_metadata", attributes },
        })),
      },
    });
  const WAYS: readonly [string, object][] = [
    ["state", { state: "under_review" }],
    ["update", { state: "under_review" }],
    ["assignee", { assignee: "" }],
  ];
  for (const [path, attributes] of WAYS) {
    changes = 0;
    const refused = await send(BULK_SIGNALS_MAX + 1, path, attributes);
    assert.deepEqual([refused.statusCode, changes], [400, 0], path);
    const taken = await send(BULK_SIGNALS_MAX, path, attributes);
    assert.deepEqual(
      [taken.statusCode, changes],
      [200, BULK_SIGNALS_MAX],
      taken.body.slice(0, 300),
    );
    assert.equal(taken.json().result.count, BULK_SIGNALS_MAX);
  }
});
