/**
 * The server as a process, on a real event store: start, the way of a batch, a store that is away,
 * and the stop.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { zstdCompressSync } from "node:zlib";
import {
  AGENT_STATUS_PATH,
  AGENTS_PATH,
  BATCH_CONTENT_TYPE,
  BATCH_PATH,
  BATCH_VERSION,
  ENROLL_PATH,
  encodeBatch,
  SERVER_STATUS_PATH,
  type ServerStatus,
  SIGNALS_PATH,
  STREAM_PATH,
} from "#lib/protocol";
import { startStorageProcess, until } from "#server/store/testing";

const MAIN = join(import.meta.dirname, "main.ts");
const CONTENT = join(import.meta.dirname, "../content");
const AGENT_ID = "0123456789abcdef0123456789abcdef";
const ENROLL = "enrol-token-of-this-test";
const LOCAL = "operator-token-of-this-test";
const operator = { authorization: `Bearer ${LOCAL}` };

type Ready = { ready: boolean; url: string; code?: string; admin?: { password: string } };

function prepare(context: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), "vigil-server-"));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, "enroll"), `${ENROLL}\n`);
  writeFileSync(join(directory, "local"), `${LOCAL}\n`);
  return directory;
}

async function start(
  context: TestContext,
  directory: string,
  storage: { url: string; token: string },
  more: string[] = [],
) {
  writeFileSync(join(directory, "storage"), storage.token);
  const at = (name: string) => join(directory, name);
  const child: ChildProcess = spawn(
    process.execPath,
    [
      ...["--disable-warning=ExperimentalWarning", MAIN, "--data", at("data")],
      ...["--listen", "127.0.0.1:0", "--web", at("web"), "--content", CONTENT],
      ...["--storage", storage.url, "--storage-token-file", at("storage")],
      ...["--enroll-token-file", at("enroll"), "--local-token-file", at("local"), ...more],
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  context.after(() => child.kill("SIGKILL"));
  let log = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const [line] = (await once(lines, "line")) as [string];
  const ready = JSON.parse(line) as Ready;
  const end = async (signal: NodeJS.Signals) => {
    const gone = once(child, "exit");
    child.kill(signal);
    return (await gone) as [number | null, string | null];
  };
  const read = async <Answer>(path: string) =>
    (await (await fetch(new URL(path, ready.url), { headers: operator })).json()) as Answer;
  return { ready, read, end, child, log: () => log };
}

type Running = Awaited<ReturnType<typeof start>>;

async function enroll({ ready }: Running): Promise<Record<string, string>> {
  const body = { token: ENROLL, agent_id: AGENT_ID, hostname: "web-1", version: "1" };
  const answer = await fetch(new URL(ENROLL_PATH, ready.url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200);
  const { key } = (await answer.json()) as { key: string };
  return { authorization: `Bearer ${key}`, "content-type": BATCH_CONTENT_TYPE };
}

function minerBatch(first: number) {
  const event = {
    date: new Date().toISOString(),
    agent: { rule_id: "crypto_miner_arguments" },
    evt: { name: "exec" },
    process: { pid: 7, executable: { path: "/tmp/xmrig" }, user: "root" },
  };
  const events = [Buffer.from(JSON.stringify(event))];
  const ids = { agent: AGENT_ID, boot: AGENT_ID, spool: AGENT_ID };
  return zstdCompressSync(encodeBatch({ version: BATCH_VERSION, ...ids, first, events }));
}

async function hearFirst(url: string): Promise<{ first: Promise<string>; close: () => void }> {
  const stop = new AbortController();
  const answer = await fetch(url, { headers: operator, signal: stop.signal });
  const heard = async () => {
    let text = "";
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      const [, line] = /^event: signal\ndata: (.*)$/m.exec(text) ?? [];
      if (line !== undefined) return line;
    }
    throw new Error("the stream ended");
  };
  return { first: heard(), close: () => stop.abort() };
}

test("a batch becomes a signal that the stream tells of", async (context) => {
  const storage = await startStorageProcess();
  context.after(() => storage.stop());
  const directory = prepare(context);
  const server = await start(context, directory, storage);
  assert.ok((server.ready.admin?.password.length ?? 0) >= 24);
  const status = await server.read<ServerStatus>(SERVER_STATUS_PATH);
  assert.equal(status.store.reachable, true);
  assert.deepEqual(status.rules.faults, []);
  assert.ok(status.rules.loaded > 0);

  const stream = await hearFirst(new URL(STREAM_PATH, server.ready.url).href);
  const headers = await enroll(server);
  const send = (first: number) =>
    fetch(new URL(BATCH_PATH, server.ready.url), {
      method: "POST",
      headers,
      body: minerBatch(first),
    });
  const answer = await send(0);
  assert.deepEqual([answer.status, await answer.json()], [200, { next: 1 }]);
  const notice = JSON.parse(await stream.first);
  stream.close();
  assert.equal(notice.change, "created");
  const signal = await server.read<{ data: { attributes: { custom: object } } }>(
    `${SIGNALS_PATH}/${notice.id}`,
  );
  assert.partialDeepStrictEqual(signal.data.attributes.custom, {
    status: "high",
    host: "web-1",
    workflow: { events_matched: 1, rule: { id: "crypto_miner_run" } },
  });
  const agents = await server.read<{ data: { attributes: object }[] }>(AGENTS_PATH);
  assert.partialDeepStrictEqual(agents.data[0]?.attributes, {
    hostname: "web-1",
    silent: false,
    stopped: false,
    events_received: 1,
  });

  const [code] = await server.end("SIGTERM");
  assert.equal(code, 0, server.log());
  const again = await start(context, directory, storage);
  assert.equal(again.ready.admin, undefined);
  const kept = await again.read<{ data: unknown[] }>(SIGNALS_PATH);
  assert.equal(kept.data.length, 1);
  const log = server.log() + again.log();
  for (const secret of [ENROLL, LOCAL, storage.token, server.ready.admin?.password ?? ""])
    assert.ok(!log.includes(secret));
});

test("an agent that falls silent becomes a signal, which its return is added to", async (context) => {
  const storage = await startStorageProcess();
  context.after(() => storage.stop());
  const server = await start(context, prepare(context), storage, ["--agent-silent-s", "15"]);
  const headers = await enroll(server);
  const send = (first: number) =>
    fetch(new URL(BATCH_PATH, server.ready.url), {
      method: "POST",
      headers,
      body: minerBatch(first),
    });
  assert.equal((await send(0)).status, 200);
  type Found = {
    attributes: {
      custom: {
        status: string;
        host: string;
        workflow: { events_matched: number; rule: { id: string } };
      };
    };
  };
  const silence = async () => {
    const { data } = await server.read<{ data: Found[] }>(SIGNALS_PATH);
    return data
      .map(({ attributes }) => attributes.custom)
      .find(({ workflow }) => workflow.rule.id === "agent_silent");
  };
  /* Longer than `until` waits: the silence itself takes its time. */
  let found = await silence();
  for (let tries = 0; found === undefined && tries < 100; tries += 1) {
    await sleep(1000);
    found = await silence();
  }
  const { counters } = await server.read<{ counters: object }>(SERVER_STATUS_PATH);
  assert.ok(found, JSON.stringify(counters));
  assert.deepEqual([found.status, found.host], ["high", "web-1"]);
  assert.equal(found.workflow.events_matched, 1);
  assert.equal((await send(1)).status, 200);
  await until("its end in the signal", async () =>
    (await silence())?.workflow.events_matched === 2 ? true : undefined,
  );
});

test("without the event store it starts, refuses batches, and recovers", async (context) => {
  const storage = await startStorageProcess();
  context.after(() => storage.stop());
  await storage.kill();
  const server = await start(context, prepare(context), storage);
  assert.equal(server.ready.ready, true);
  const status = () => server.read<ServerStatus>(SERVER_STATUS_PATH);
  const { store } = await status();
  assert.equal(store.reachable, false);
  assert.notEqual(store.reason, "");
  const headers = await enroll(server);
  const send = () =>
    fetch(new URL(BATCH_PATH, server.ready.url), { method: "POST", headers, body: minerBatch(0) });
  const refused = await send();
  assert.equal(refused.status, 503);
  assert.ok(Number(refused.headers.get("retry-after")) > 0);
  const found = await fetch(new URL(SIGNALS_PATH, server.ready.url), { headers: operator });
  assert.equal(found.status, 200);
  await storage.restart();
  await until("the event store to be back", async () =>
    (await status()).store.reachable ? true : undefined,
  );
  assert.equal((await send()).status, 200);
});

test("a wrong command line or token file ends the start", async (context) => {
  const directory = prepare(context);
  const storage = { url: "http://127.0.0.1:9", token: "storage-token-of-this-test" };
  const table = [
    [["--listen", "nowhere"], "SERVER_OPTION_INVALID"],
    [["--retention-days", "0"], "SERVER_OPTION_INVALID"],
    [["--signal-retention-months", "121"], "SERVER_OPTION_INVALID"],
    [["--storage", "ftp://x"], "SERVER_OPTION_INVALID"],
    [["--agent-silent-s", "5"], "SERVER_OPTION_INVALID"],
    [["--unknown"], "SERVER_OPTION_INVALID"],
    [["--enroll-token-file", "/nowhere"], "SERVER_TOKEN_FILE_INVALID"],
    [["--control", "mysql://x"], "CONTROL_URL_INVALID"],
  ] as const;
  for (const [more, code] of table) {
    const { ready, child } = await start(context, directory, storage, [...more]);
    assert.deepEqual([ready.ready, ready.code], [false, code], more.join(" "));
    if (child.exitCode === null) await once(child, "exit");
    assert.equal(child.exitCode, 1);
  }
});

test("a rule with a mistake is named in the status and the others load", async (context) => {
  const directory = prepare(context);
  const rules = join(directory, "content/detections/runtime");
  mkdirSync(rules, { recursive: true });
  writeFileSync(join(rules, "broken.yaml"), "id: broken\nqueries: 7\n");
  const storage = { url: "http://127.0.0.1:9", token: "storage-token-of-this-test" };
  const more = ["--content", join(directory, "content")];
  const server = await start(context, directory, storage, more);
  const status = await server.read<ServerStatus>(SERVER_STATUS_PATH);
  assert.equal(status.rules.loaded, 0);
  assert.ok(status.rules.faults.some((fault) => /broken\.yaml:\d+:\d+/.test(fault)));
  const headers = { ...(await enroll(server)), "content-type": "application/json" };
  const url = new URL(AGENT_STATUS_PATH, server.ready.url);
  const answer = await fetch(url, { method: "POST", headers, body: "{}" });
  assert.equal(answer.status, 400);
});
