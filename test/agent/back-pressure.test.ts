/**
 * A server that is down and a spool that is far too small: sensor and agent for real. What is lost
 * is counted and the least important, the host goes on, and the server hears of it when it is back.
 */
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { zstdDecompressSync } from "node:zlib";
import { AGENT_STATUS_PATH, type AgentStatus, decodeBatch, ENROLL_PATH } from "#lib/protocol";
import { type Sensor, startSensor, until, whyNot } from "../sensor/harness.ts";

const ROOT = join(import.meta.dirname, "../..");
const directory = mkdtempSync(join(tmpdir(), "vigil-pressure-"));
const OPENS = 2400;
const RUNS = 24;
const SPOOL_MIB = 1;
const RSS_MAX = 400 * 1024 * 1024;

/* Each path has a limit of its own, so that no rate takes part. */
const POLICY = `
rules:
  - id: opened
    expression: open.file.path =~ "${directory}/opened/*" && open.flags & O_CREAT > 0
    limiter_token: [open.file.path]
  - id: ran
    expression: exec.file.name == "vigil-pressed"
    limiter_token: [exec.args]
`;

type Match = { agent: { rule_id: string }; file?: { path: string }; process: { args?: string[] } };
type Loss = { state: string; total: Record<string, number> };

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

describe("a server that is down and a spool that is full", { skip: whyNot() ?? false }, () => {
  let sensor: Sensor;
  let agent: ChildProcess;
  let isUp = false;
  let next = 0;
  const matches: Match[] = [];
  const statuses: AgentStatus[] = [];
  const program = join(directory, "vigil-pressed");

  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const reply = (status: number, value: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    if (request.url === ENROLL_PATH) return reply(200, { key: "key" });
    if (request.url === AGENT_STATUS_PATH) {
      statuses.push(JSON.parse(body.toString()) as AgentStatus);
      return reply(204, undefined);
    }
    if (!isUp) return reply(503, {});
    const { first, events } = decodeBatch(zstdDecompressSync(body));
    for (const event of events.slice(Math.max(0, next - first)))
      matches.push(JSON.parse(Buffer.from(event).toString()) as Match);
    next = Math.max(next, first + events.length);
    return reply(200, { next });
  });

  before(async () => {
    for (const name of ["content/agent", "policies", "opened"])
      mkdirSync(join(directory, name), { recursive: true });
    writeFileSync(join(directory, "policies", "own.policy"), POLICY);
    writeFileSync(join(directory, "token"), "a-token-of-this-test");
    execFileSync("cp", ["/bin/true", program]);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    sensor = await startSensor();
    agent = spawn(
      process.execPath,
      [
        ...[join(ROOT, "agent/main.ts"), "--data", join(directory, "data")],
        ...["--sensor", sensor.socketPath, "--content", join(directory, "content")],
        ...["--policies", join(directory, "policies"), "--spool-mb", String(SPOOL_MIB)],
        ...["--server", `http://127.0.0.1:${port}`],
        ...["--enroll-token-file", join(directory, "token")],
      ],
      { cwd: ROOT, stdio: ["ignore", "pipe", "ignore"] },
    );
    let output = "";
    agent.stdout?.on("data", (part: Buffer) => {
      output += part.toString();
    });
    await until("the agent is ready", () => output.includes('"ready":true'));
  });
  after(async () => {
    agent?.kill("SIGKILL");
    server.closeAllConnections();
    server.close();
    await sensor?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const status = () => statuses.at(-1);
  const matched = () => status()?.counters["matches"] ?? 0;
  const touch = (name: string) => closeSync(openSync(join(directory, "opened", name), "w"));

  test("files make way for processes, all is counted, and the server is told", async () => {
    await until("the filter is in force", () => {
      touch("probe");
      return matched() > 0;
    });
    for (let count = 0; count < OPENS; count += 1) {
      touch(String(count));
      if (count % (OPENS / RUNS) === 0) execFileSync(program, [`run-${count / (OPENS / RUNS)}`]);
      if (count % 100 === 0) await sleep(1);
    }
    await until("a report of all matches", () => matched() >= OPENS + RUNS);
    const full = status() as AgentStatus;
    const { spool, counters } = full;
    assert.ok(spool.bytes <= spool.bytes_max, `${spool.bytes} of ${spool.bytes_max}`);
    assert.equal(spool.bytes_max, SPOOL_MIB * 2 ** 20);
    assert.ok(spool.dropped > 0);
    assert.equal(spool.lost?.urgent, 0);
    assert.equal(spool.lost?.files, spool.dropped);
    assert.ok(full.rss_bytes < RSS_MAX, `${full.rss_bytes}`);
    assert.equal(full.events["open"]?.lost, 0, "the kernel's rings were read all the time");
    const made = counters["matches"] ?? 0;
    isUp = true;
    await until("everything is sent", () => {
      const { entries } = status()?.spool ?? { entries: 1 };
      return entries === 0 && reported().length > 0;
    });
    const runs = of("ran").map((match) => match.process.args?.join(" "));
    const wanted = Array.from({ length: RUNS }, (_, run) => `run-${run}`);
    assert.deepEqual(runs, wanted, "every program that ran, once, in order");
    const opened = of("opened").length;
    const { lost } = (status() as AgentStatus).spool;
    assert.equal(opened + RUNS + (lost?.files ?? 0), made, "delivered and lost are what was made");
    const [first] = reported();
    assert.equal(first?.state, "losing");
    assert.ok((first?.total["files"] ?? 0) > 0);
  });

  const of = (rule: string) => matches.filter((match) => match.agent.rule_id === rule);
  const reported = () =>
    of("events_lost").map((match) => (match as unknown as { loss: Loss }).loss);
});
