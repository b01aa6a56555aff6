/**
 * What an agent that is killed leaves undone, the next one does: the sensor sends again what was
 * not acknowledged, and the spool tells what is on disk already. Sensor and agent for real.
 */
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createSpoolCounters, Spool } from "#agent/output";
import { type Sensor, startSensor, until, whyNot } from "../sensor/harness.ts";

const ROOT = join(import.meta.dirname, "../..");
const directory = mkdtempSync(join(tmpdir(), "vigil-restart-"));
const KILLS = 2;

/* Each path has a limit of its own, so that no rate takes part. */
const POLICY = `
rules:
  - id: opened
    expression: open.file.path =~ "${directory}/opened/*" && open.flags & O_CREAT > 0
    limiter_token: [open.file.path]
  - id: touched
    expression: open.file.path =~ "${directory}/touched/*" && process.file.name in ["touch", "coreutils"]
    limiter_token: [open.file.path]
  - id: ran
    expression: exec.file.name in ["touch", "coreutils"] && exec.args =~ "*${directory}/touched/*"
    limiter_token: [exec.args]
`;

type Told = { agent: { rule_id: string }; title: string; file?: { path: string } };

describe("an agent that is killed", { skip: whyNot() ?? false }, () => {
  const data = join(directory, "data");
  let markers = 0;
  let sensor: Sensor;
  let agent: ChildProcess;

  async function start(): Promise<void> {
    agent = spawn(
      process.execPath,
      [
        ...[join(ROOT, "agent/main.ts"), "--data", data, "--sensor", sensor.socketPath],
        ...["--content", join(directory, "content"), "--policies", join(directory, "policies")],
        "--no-server",
      ],
      { cwd: ROOT, stdio: ["ignore", "pipe", "ignore"] },
    );
    let output = "";
    agent.stdout?.on("data", (part: Buffer) => {
      output += part.toString();
    });
    await until("the agent is ready", () => output.includes('"ready":true'));
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ended = new Promise((resolve) => agent.once("exit", resolve));
    agent.kill(signal);
    await ended;
  }

  before(async () => {
    for (const name of ["content/agent", "policies", "opened", "touched"])
      mkdirSync(join(directory, name), { recursive: true });
    writeFileSync(join(directory, "policies", "restart.policy"), POLICY);
    sensor = await startSensor();
    await start();
    /* Until the filter is in force, none is seen. */
    await until("the agent tells of an open", () => {
      closeSync(openSync(join(directory, "opened", "probe"), "w"));
      return spoolHas("opened/probe");
    });
  });
  after(async () => {
    agent?.kill("SIGKILL");
    await sensor?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  function spoolHas(text: string): boolean {
    const dir = join(data, "spool");
    return readdirSync(dir).some(
      (name) => name.endsWith(".seg") && readFileSync(join(dir, name)).includes(text),
    );
  }

  /** How often each file is told of by a rule. */
  async function told(ruleId: string): Promise<Map<string, number>> {
    const counters = createSpoolCounters();
    const createId = () => "ab".repeat(16);
    const dir = join(data, "spool");
    const spool = await Spool.open({ dir, counters, clock: () => 0, createId, changed: () => {} });
    const found = new Map<string, number>();
    for (let at = 0; ; ) {
      const slice = await spool.read(at, 1000, 2 ** 22);
      if (!slice) break;
      at = slice.first + slice.events.length;
      for (const event of slice.events) {
        const text = Buffer.from(event).toString();
        const { agent: of } = JSON.parse(text) as Told;
        const name = /(?:opened|touched)\/(\d+)/.exec(text)?.[1];
        if (of.rule_id === ruleId && name !== undefined)
          found.set(name, (found.get(name) ?? 0) + 1);
      }
    }
    await spool.close();
    return found;
  }

  function assertEachOnce(found: Map<string, number>, count: number): void {
    const names = Array.from({ length: count }, (_, index) => String(index));
    const wrong = names.filter((name) => found.get(name) !== 1);
    const some = wrong.slice(0, 5).map((name) => `${name}: ${found.get(name) ?? 0}`);
    assert.deepEqual([wrong.length, some, found.size], [0, [], count], "each once");
  }

  /** Looks seldom: all of the spool is read each time. */
  async function onDisk(text: string): Promise<void> {
    for (let tries = 0; !spoolHas(text); tries += 1) {
      assert.ok(tries < 200, `${text} is on disk`);
      await sleep(500);
    }
  }

  async function marker(): Promise<void> {
    const name = `marker-${markers++}`;
    closeSync(openSync(join(directory, "opened", name), "w"));
    await onDisk(`opened/${name}`);
  }

  test("its successor tells of every open once, through two kills in a stream", async () => {
    let isDone = false;
    let opened = 0;
    const stream = (async () => {
      while (!isDone) {
        closeSync(openSync(join(directory, "opened", String(opened++)), "w"));
        await sleep(20);
      }
    })();
    for (let kill = 0; kill < KILLS; kill += 1) {
      const from = opened;
      await onDisk(`opened/${from + 10}"`);
      await end("SIGKILL");
      await start();
    }
    isDone = true;
    await stream;
    await marker();
    await end("SIGTERM");
    assertEachOnce(await told("opened"), opened);
    await start();
  });

  test("also of programs that ended while no agent ran, with what they were", async () => {
    const COUNT = 60;
    const touch = (from: number, to: number) => {
      for (let at = from; at < to; at += 1)
        execFileSync("/usr/bin/touch", [join(directory, "touched", String(at))]);
    };
    touch(0, 20);
    await end("SIGKILL");
    touch(20, 40);
    await start();
    touch(40, COUNT);
    await marker();
    await end("SIGTERM");
    assertEachOnce(await told("touched"), COUNT);
    assertEachOnce(await told("ran"), COUNT);
  });
});
