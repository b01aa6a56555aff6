/** Real files and a real process that is killed: every line arrives once. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { readEntry } from "./journal.ts";
import { readLogSource } from "./sources.ts";

const FIXTURE = join(import.meta.dirname, "shipper.fixture.ts");
const DEADLINE_MS = 60_000;

/** Keeps named batches once, as the server does. */
async function startReceiver(context: TestContext) {
  const batches = new Map<string, Record<string, unknown>[]>();
  const state = { isDown: false, repeated: 0 };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const name = String(request.headers["idempotency-key"]);
    if (state.isDown) {
      response.writeHead(503).end();
      return;
    }
    if (batches.has(name)) state.repeated++;
    batches.set(name, JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>[]);
    // A while in which the sender may die without the answer.
    await sleep(30);
    response.writeHead(202).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => server.close());
  const { port } = server.address() as { port: number };
  const logs = () => [...batches.values()].flat();
  return { url: `http://127.0.0.1:${port}`, state, logs };
}

function setUp(context: TestContext) {
  const dir = mkdtempSync(join(tmpdir(), "vigil-logs-"));
  let child: ChildProcess | undefined;
  context.after(() => {
    child?.kill("SIGKILL");
    rmSync(dir, { recursive: true, force: true });
  });
  return {
    dir,
    start(url: string, pattern: string, journal = "-") {
      const args = [FIXTURE, join(dir, "state/state.json"), url, journal];
      if (pattern !== "") args.push(pattern);
      child = spawn(process.execPath, args, { stdio: "ignore" });
    },
    async kill() {
      if (!child) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let waited = 0; waited < DEADLINE_MS; waited += 25) {
    if (holds()) return;
    await sleep(25);
  }
  assert.fail(`waited for ${what}`);
}

const messages = (logs: readonly Record<string, unknown>[]) =>
  logs.map(({ message }) => String(message)).sort();

test("lines arrive once through rotation of both kinds, kills and a server that is away", async (t) => {
  const receiver = await startReceiver(t);
  const { dir, start, kill } = setUp(t);
  const path = join(dir, "app.log");
  const wanted: string[] = [];
  let next = 10_000;
  const write = (count: number) => {
    for (let at = 0; at < count; at++) {
      const line = `line ${++next} ünï 😀`;
      wanted.push(line);
      appendFileSync(path, `${line}\n`);
    }
  };
  const arrived = () =>
    until(`${wanted.length} lines`, () => receiver.logs().length >= wanted.length);
  writeFileSync(path, "written before the first start\n");
  start(receiver.url, `${path}:app`);
  await sleep(2000);
  write(100);
  await arrived();
  for (let round = 0; round < 4; round++) {
    write(300);
    await sleep(40 * round);
    await kill();
    write(50);
    if (round % 2 === 0) {
      renameSync(path, `${path}.1`);
      writeFileSync(path, "");
    } else {
      copyFileSync(path, `${path}.1`);
      truncateSync(path);
    }
    write(50);
    start(receiver.url, `${path}:app`);
    await arrived();
  }
  receiver.state.isDown = true;
  write(200);
  renameSync(path, `${path}.1`);
  writeFileSync(path, "");
  await sleep(600);
  // The writer has not heard of the new file yet.
  const late = `line ${++next} late`;
  wanted.push(late);
  appendFileSync(`${path}.1`, `${late}\n`);
  receiver.state.isDown = false;
  await arrived();
  write(1);
  appendFileSync(path, "a line that is ");
  await arrived();
  await sleep(600);
  appendFileSync(path, "ended later\n");
  wanted.push("a line that is ended later");
  await arrived();
  await sleep(600);
  assert.deepEqual(messages(receiver.logs()), [...wanted].sort());
  assert.partialDeepStrictEqual(receiver.logs()[0], { ddsource: "app", file: { path } });
  t.diagnostic(`${receiver.state.repeated} batches came twice`);
});

test("the journal is followed from where it was left", async (t) => {
  const receiver = await startReceiver(t);
  const { dir, start, kill } = setUp(t);
  // A program that gives entries as journalctl does: from the cursor on, and then waits.
  // It ends with the shipper, also one that is killed.
  const entries = join(dir, "entries");
  const program = join(dir, "journalctl");
  const script = `#!/bin/sh
from=0
for argument in "$@"; do case $argument in --after-cursor=*) from=\${argument#*=};; esac; done
exec tail --pid=$PPID -n +$((from + 1)) -f ${entries}
`;
  writeFileSync(program, script, { mode: 0o755 });
  const entry = (at: number) =>
    `${JSON.stringify({
      ...{ __CURSOR: String(at), __REALTIME_TIMESTAMP: "1772366400000000", PRIORITY: "4" },
      ...{ MESSAGE: `entry ${at}`, SYSLOG_IDENTIFIER: "sshd", _SYSTEMD_UNIT: "ssh.service" },
    })}\n`;
  let written = 0;
  const write = (count: number) => {
    for (let at = 0; at < count; at++) appendFileSync(entries, entry(++written));
  };
  writeFileSync(entries, "");
  write(20);
  start(receiver.url, "", program);
  for (let round = 0; round < 3; round++) {
    await until("entries", () => receiver.logs().length >= written);
    write(100);
    await sleep(100 * round);
    await kill();
    write(30);
    start(receiver.url, "", program);
  }
  await until("entries", () => receiver.logs().length >= written);
  await sleep(600);
  const wanted = Array.from({ length: written }, (_, at) => `entry ${at + 1}`).sort();
  assert.deepEqual(messages(receiver.logs()), wanted);
  assert.partialDeepStrictEqual(receiver.logs()[0], {
    ...{ ddsource: "sshd", service: "ssh", status: "warning", timestamp: 1_772_366_400_000 },
  });
});

test("an entry of the journal may be bytes, nothing, or no entry", () => {
  const base = { __CURSOR: "c", __REALTIME_TIMESTAMP: "1000" };
  const read = (more: object) => readEntry(JSON.stringify({ ...base, ...more }))?.log["message"];
  assert.equal(read({ MESSAGE: [0x68, 0x69] }), "hi");
  assert.equal(read({ MESSAGE: null }), "");
  for (const line of ["", "{", "null", "7", '{"MESSAGE":"x"}'])
    assert.equal(readEntry(line), undefined);
});

test("a source is an absolute path with a bound, and its name", () => {
  assert.deepEqual(readLogSource("/var/log/auth.log:sshd"), {
    ...{ pattern: "/var/log/auth.log", source: "sshd" },
  });
  assert.equal(readLogSource("/var/log/nginx/*.log").source, "file");
  assert.equal(readLogSource("/var/log/app.log").source, "app");
  for (const wrong of ["app.log", "/var/log/", "/var/**/x.log", "/var/log/x:1 2", "/var/{a,b}"])
    assert.throws(() => readLogSource(wrong), { code: "LOGS_SOURCE_INVALID" }, wrong);
});
