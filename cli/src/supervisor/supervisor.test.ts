/** Programs that come up, do not, die, are killed and left behind: with real processes. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isAppError } from "#lib/base";
import {
  createSupervisor,
  endOrphans,
  isRunning,
  type ProgramSpec,
  readState,
  startTimeOf,
} from "./index.ts";
import { LOG_BYTES_MAX, openLog } from "./log-file.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "vigil-supervisor-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function options() {
  const url = "http://127.0.0.1:1";
  return { stateFile: join(dir, "state.json"), logs: dir, url, storageUrl: url, version: "0" };
}

function script(name: string, text: string): ProgramSpec {
  return { name, command: process.execPath, args: ["-e", text], cwd: dir, ready: "line" };
}

const SERVE = "console.log(JSON.stringify({ready:true,pid:process.pid}));setInterval(()=>{},1e6)";

async function until(claim: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!claim()) {
    assert.ok(performance.now() < deadline, "in time");
    await sleep(10);
  }
}

test("a program is ready when it says so, and its ready line is kept out of the log", async () => {
  const supervisor = createSupervisor(options());
  const ready = 'console.log(JSON.stringify({ready:true,secret:"s3cret"}))';
  const text = `${ready};console.log("hello");setInterval(()=>{},1e6)`;
  const outcome = await supervisor.start(script("a", text), true);
  assert.deepEqual(outcome, { ready: { ready: true, secret: "s3cret" } });
  await until(() => readFileSync(join(dir, "a.log"), "utf8").includes("hello"));
  assert.ok(!readFileSync(join(dir, "a.log"), "utf8").includes("s3cret"));
  await supervisor.stop();
  assert.ok(!existsSync(join(dir, "state.json")));
});

test("a needed program that fails says why; another is tried again", async () => {
  const supervisor = createSupervisor(options());
  const text = 'process.stderr.write(JSON.stringify({msg:"no disk"})+"\\n");process.exit(3)';
  await assert.rejects(supervisor.start(script("a", text), true), (error) => {
    assert.ok(isAppError(error) && error.code === "SUPERVISOR_PROGRAM_FAILED");
    assert.match(error.message, /ended with 3: no disk/);
    return true;
  });
  assert.ok("failed" in (await supervisor.start(script("b", text), false)));
  await until(() => (readState(join(dir, "state.json"))?.programs[1]?.restarts ?? 0) >= 2);
  await supervisor.stop();
});

test("a program that says it is not ready has failed, for the reason it gives", async () => {
  const supervisor = createSupervisor(options());
  const line = JSON.stringify({ ready: false, code: "X", message: "The option is wrong." });
  const text = `console.log(${JSON.stringify(line)});console.error("{");process.exitCode=1`;
  const outcome = await supervisor.start(script("a", text), false);
  assert.deepEqual(outcome, { failed: "ended with 1: The option is wrong." });
  assert.equal(readState(join(dir, "state.json"))?.programs[0]?.state, "waiting");
  await supervisor.stop();
});

test("a killed program comes back under a new pid", async () => {
  const supervisor = createSupervisor(options());
  await supervisor.start(script("a", SERVE), true);
  const state = () => readState(join(dir, "state.json"))?.programs[0];
  const first = state();
  assert.ok(first && isRunning(first));
  process.kill(first.pid, "SIGKILL");
  await until(() => state()?.state === "running" && state()?.pid !== first.pid);
  assert.equal(state()?.restarts, 1);
  await supervisor.stop();
});

test("what a killed supervisor left behind is ended by the next, and nothing else is", async () => {
  const left = spawn(process.execPath, ["-e", "setInterval(()=>{},1e6)"], { stdio: "ignore" });
  const other = spawn(process.execPath, ["-e", "setInterval(()=>{},1e6)"], { stdio: "ignore" });
  const program = { name: "a", state: "running", restarts: 0, reason: "" };
  const programs = [
    { ...program, pid: left.pid, started: startTimeOf(left.pid ?? 0) },
    { ...program, pid: other.pid, started: "1" },
  ];
  const gone = new Promise((done) => left.once("exit", (_, signal) => done(signal)));
  const state = {
    pid: 1,
    started: "0",
    url: "",
    storageUrl: "",
    version: "0",
    startedAt: "",
    programs,
  };
  writeFileSync(join(dir, "state.json"), JSON.stringify(state));
  await endOrphans(join(dir, "state.json"), async () => true);
  assert.equal(await gone, "SIGKILL");
  assert.equal(other.exitCode, null);
  assert.notEqual(startTimeOf(other.pid ?? 0), "");
  other.kill("SIGKILL");
});

test("a full log moves aside once", () => {
  const log = openLog(join(dir, "x.log"));
  const half = Buffer.alloc(LOG_BYTES_MAX / 2 + 1, 97);
  log.write(half);
  log.write(half);
  log.close();
  assert.equal(readFileSync(join(dir, "x.log")).length, half.length);
  assert.equal(readFileSync(join(dir, "x.log.1")).length, half.length);
});
