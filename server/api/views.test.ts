/** Saved views over the API: who sees and changes which, what is refused, and what is written down. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type SavedView, type SavedViewList, VIEWS_PATH } from "#lib/protocol";
import { VIEWS_OF_PERSON_MAX } from "#server/views";
import { keysOf, openTestApi, type TestApi } from "./testing.ts";

type Headers = Awaited<ReturnType<typeof keysOf>>;

async function ask(
  api: TestApi,
  headers: Headers,
  method: "POST" | "PATCH" | "DELETE" | "GET",
  path = "",
  attributes?: object,
) {
  const payload = attributes && { data: { type: "saved_views", attributes } };
  const answer = await api.app.inject({
    method,
    url: `${VIEWS_PATH}${path}`,
    headers,
    ...(payload && { payload }),
  });
  const body = answer.body === "" ? null : (JSON.parse(answer.body) as unknown);
  return { status: answer.statusCode, body: body as never };
}

const view = { name: "Open work", page: "signals", is_shared: false, state: { q: "status:high" } };
const names = ({ body }: { body: SavedViewList }) =>
  body.data.map(({ attributes }) => attributes.name);

test("a private view is its owner's, a shared one everybody's to see", async (context) => {
  const api = await openTestApi(context);
  const [one, other] = [await keysOf(api, "Standard"), await keysOf(api, "Standard")];
  const made = (await ask(api, one, "POST", "", view)).body as { data: SavedView };
  assert.deepEqual(made.data.attributes.state, { q: "status:high" });
  assert.equal(made.data.attributes.is_own, true);
  await ask(api, one, "POST", "", { ...view, name: "Logs", page: "logs", is_shared: true });
  assert.deepEqual(names(await ask(api, one, "GET")), ["Logs", "Open work"]);
  assert.deepEqual(names(await ask(api, one, "GET", "?filter[page]=logs")), ["Logs"]);
  const seen = await ask(api, other, "GET");
  assert.deepEqual(names(seen), ["Logs"]);
  const shared = (seen.body as SavedViewList).data[0];
  assert.equal(shared?.attributes.is_own, false);
  const path = `/${made.data.id}`;
  assert.equal((await ask(api, other, "DELETE", path)).status, 404, "it is not even named");
  const foreign = await ask(api, other, "PATCH", `/${shared?.id}`, { name: "Mine" });
  assert.equal(foreign.status, 403);
  assert.equal((foreign.body as { details: { code: string }[] }).details[0]?.code, "VIEW_FOREIGN");
  assert.deepEqual(names(await ask(api, one, "GET")), ["Logs", "Open work"], "nothing changed");
});

test("its owner changes it, from the newest version only, and deletes it", async (context) => {
  const api = await openTestApi(context);
  const keys = await keysOf(api, "Standard");
  const made = (await ask(api, keys, "POST", "", view)).body as { data: SavedView };
  const path = `/${made.data.id}`;
  const changed = await ask(api, keys, "PATCH", path, { is_shared: true, version: 1 });
  assert.equal((changed.body as { data: SavedView }).data.attributes.version, 2);
  assert.equal((await ask(api, keys, "PATCH", path, { name: "Old", version: 1 })).status, 409);
  assert.equal((await ask(api, keys, "DELETE", path)).status, 204);
  assert.deepEqual(names(await ask(api, keys, "GET")), []);
  assert.equal((await ask(api, keys, "DELETE", path)).status, 404);
});

test("who may only read sees views and saves none; what makes no sense is refused", async (context) => {
  const api = await openTestApi(context);
  const [reader, writer] = [await keysOf(api, "Read Only"), await keysOf(api, "Standard")];
  await ask(api, writer, "POST", "", { ...view, is_shared: true });
  assert.deepEqual(names(await ask(api, reader, "GET")), ["Open work"]);
  assert.equal((await ask(api, reader, "POST", "", view)).status, 403);
  const wrong = [
    { ...view, name: "  " },
    { ...view, page: "agents" },
    { ...view, state: { q: 1 } },
    { ...view, state: Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`k${at}`, ""])) },
  ];
  for (const each of wrong)
    assert.equal((await ask(api, writer, "POST", "", each)).status, 400, JSON.stringify(each));
});

test("one person's views have a maximum", async (context) => {
  const api = await openTestApi(context);
  const keys = await keysOf(api, "Standard");
  for (let at = 0; at < VIEWS_OF_PERSON_MAX; at++) await ask(api, keys, "POST", "", view);
  const refused = await ask(api, keys, "POST", "", view);
  assert.equal(
    (refused.body as { details: { code: string }[] }).details[0]?.code,
    "VIEWS_TOO_MANY",
  );
  assert.equal((await ask(api, await keysOf(api, "Standard"), "POST", "", view)).status, 200);
});
