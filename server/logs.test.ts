/** Logs through a whole server process: sent, seen by the tail, found, and there after kill -9. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { API_KEYS_PATH, RECORD_PATHS } from "#lib/protocol";
import { startStorageProcess } from "#server/store/testing";

const LOCAL = "operator-token-of-this-test";
const operator = { authorization: `Bearer ${LOCAL}` };
const json = { "content-type": "application/json" };

async function start(context: TestContext, directory: string, storage: { url: string }) {
  const at = (name: string) => join(directory, name);
  const args = ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "main.ts")];
  args.push("--data", at("data"), "--listen", "127.0.0.1:0", "--web", at("web"));
  args.push("--content", join(import.meta.dirname, "../content"), "--storage", storage.url);
  for (const name of ["storage", "enroll", "local"]) args.push(`--${name}-token-file`, at(name));
  const child: ChildProcess = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
  });
  context.after(() => child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const [line] = (await once(lines, "line")) as [string];
  const { url } = JSON.parse(line) as { url: string };
  const call = async <Answer>(path: string, init: RequestInit = {}) => {
    const headers = { ...operator, ...(init.headers as object) };
    const answer = await fetch(new URL(path, url), { ...init, headers });
    return { status: answer.status, body: (await answer.json()) as Answer };
  };
  return { url, child, call };
}

async function firstOf(url: URL) {
  const stop = new AbortController();
  const answer = await fetch(url, { headers: operator, signal: stop.signal });
  assert.equal(answer.status, 200);
  const heard = async () => {
    let text = "";
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      const [, line] = /^event: record\ndata: (.*)$/m.exec(text) ?? [];
      if (line !== undefined) return JSON.parse(line);
    }
    throw new Error("the tail ended");
  };
  return { first: heard(), close: () => stop.abort() };
}

test("what was acknowledged is found, also after a kill, and counts once", async (context) => {
  const storage = await startStorageProcess();
  context.after(() => storage.stop());
  const directory = mkdtempSync(join(tmpdir(), "vigil-logs-"));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, "enroll"), "enrol-token-of-this-test");
  writeFileSync(join(directory, "local"), LOCAL);
  writeFileSync(join(directory, "storage"), storage.token);
  const server = await start(context, directory, storage);
  const made = await server.call<{ data: { attributes: { key: string } } }>(API_KEYS_PATH, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ data: { type: "api_keys", attributes: { name: "shipper" } } }),
  });
  const key = made.body.data.attributes.key;
  const tailUrl = new URL(RECORD_PATHS.logs.tail, server.url);
  tailUrl.searchParams.set("filter[query]", "@evt.outcome:failure");
  const tail = await firstOf(tailUrl);
  const failed = (at: number) => ({
    ddsource: "sshd",
    message: `Failed password for root from 203.0.113.9 port ${50_000 + at} ssh2`,
  });
  const logs = [{ ddsource: "sshd", message: "Server listening" }, failed(1), failed(2)];
  const send = (base: string) =>
    fetch(new URL("/api/v2/logs?ddtags=env:prod&hostname=web-1", base), {
      method: "POST",
      headers: { ...json, "dd-api-key": key, "idempotency-key": "batch-1" },
      body: JSON.stringify(logs),
    });
  assert.equal((await send(server.url)).status, 202);
  const { attributes } = await tail.first;
  tail.close();
  assert.partialDeepStrictEqual(attributes, {
    ...{ host: "web-1", source: "sshd", tags: ["env:prod"] },
    attributes: { usr: { name: "root" }, network: { client: { ip: "203.0.113.9" } } },
  });
  const gone = once(server.child, "exit");
  server.child.kill("SIGKILL");
  await gone;
  const again = await start(context, directory, storage);
  assert.equal((await send(again.url)).status, 202);
  const found = await again.call<{ data: unknown[] }>(RECORD_PATHS.logs.search, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ filter: { query: "@usr.name:root env:prod", from: "now-5m" } }),
  });
  assert.deepEqual([found.status, found.body.data.length], [200, 2]);
  const wrong = await again.call<{ details: { code: string; start: number }[] }>(
    `${RECORD_PATHS.logs.list}?${new URLSearchParams({ "filter[query]": "a AND (" })}`,
  );
  const [detail] = wrong.body.details;
  assert.deepEqual([wrong.status, detail?.code], [400, "SEARCH_QUERY_INVALID"]);
  assert.equal(typeof detail?.start, "number");
  const lines = await fetch(new URL(`${RECORD_PATHS.logs.export}?format=csv`, again.url), {
    headers: operator,
  });
  const csv = (await lines.text()).trimEnd().split("\r\n");
  assert.equal(csv[0], "timestamp,id,host,service,source,status,message");
  assert.equal(csv.length, 4);
});

test("what a threat list names becomes a signal, from a log", async (context) => {
  const storage = await startStorageProcess();
  context.after(() => storage.stop());
  const directory = mkdtempSync(join(tmpdir(), "vigil-threat-"));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, "enroll"), "enrol-token-of-this-test");
  writeFileSync(join(directory, "local"), LOCAL);
  writeFileSync(join(directory, "storage"), storage.token);
  const lists = join(directory, "data", "threat-intel");
  mkdirSync(lists, { recursive: true });
  writeFileSync(join(lists, "known.csv"), "203.0.113.66,c2,malicious\nbad.example,phishing\n");
  const server = await start(context, directory, storage);
  const made = await server.call<{ data: { attributes: { key: string } } }>(API_KEYS_PATH, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ data: { type: "api_keys", attributes: { name: "shipper" } } }),
  });
  const logs = ["203.0.113.66", "203.0.113.1"].map((ip) => ({
    ...{ ddsource: "proxy", message: "request", network: { client: { ip } } },
    http: { url_details: { host: "cdn.bad.example" } },
  }));
  const sent = await fetch(new URL("/api/v2/logs", server.url), {
    method: "POST",
    headers: { ...json, "dd-api-key": made.body.data.attributes.key },
    body: JSON.stringify(logs),
  });
  assert.equal(sent.status, 202);
  // Signals are there before a batch is acknowledged.
  type Found = { data: { attributes: { message: string; custom: { groupByValues: string[] } } }[] };
  const { body } = await server.call<Found>("/api/v2/security_monitoring/signals");
  const groups = body.data.map(({ attributes }) => attributes.custom.groupByValues[0]);
  assert.deepEqual(groups.sort(), ["203.0.113.66", "bad.example"]);
});
