/** A rule with a kill, from the policy to the report on the event: agent and sensor, for real. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pino } from "pino";
import { Agent } from "../../agent/program.ts";
import { type Sensor, startSensor, until, whyNot } from "./harness.ts";

const POLICY = `
rules:
  - id: killer
    expression: exec.file.name == "victim"
    actions:
      - kill: {signal: SIGKILL}
      - hash: {}
  - id: watcher
    expression: exec.file.name == "victim"
  - id: container_killer
    expression: exec.file.name == "contained"
    actions: [{kill: {signal: SIGKILL, scope: container}}]
`;

type Report = Record<string, unknown>;
type Told = {
  agent: { rule_id: string; rule_actions?: Report[] };
  process: { pid: number };
};

describe("a rule that kills", { skip: whyNot() ?? false }, () => {
  const directory = mkdtempSync(join(tmpdir(), "vigil-kill-"));
  const children: ChildProcess[] = [];
  let sensor: Sensor;
  let agent: Agent;

  before(async () => {
    for (const name of ["content", "policies"]) mkdirSync(join(directory, name));
    writeFileSync(join(directory, "policies", "kill.policy"), POLICY);
    sensor = await startSensor("--enforcement", "on", "--exclude-binary", `${directory}/kept/*`);
    agent = await Agent.open(
      {
        data: join(directory, "data"),
        source: { kind: "sensor", socket: sensor.socketPath },
        server: undefined,
        content: join(directory, "content"),
        policies: join(directory, "policies"),
        tags: [],
        secretWords: [],
        logFiles: [],
        journal: false,
        hostname: "web-1",
        isHostnameGiven: true,
        budgets: { cpu: Infinity, memory: Infinity },
      },
      pino({ level: "silent" }),
      "0",
    );
    await agent.connect(sensor.socketPath);
    await until(
      "the filter is in force",
      () => agent.preface?.enforcement === "on" && agent.sensor?.state === "running",
    );
  });
  after(async () => {
    for (const child of children) child.kill("SIGKILL");
    await agent.stop();
    await sensor.stop();
    rmSync(directory, { recursive: true });
  });

  const start = (command: string, ...args: string[]) => {
    const child = spawn(command, args, { stdio: "ignore" });
    children.push(child);
    const ended = new Promise<string | null>((resolve) =>
      child.once("exit", (_, signal) => resolve(signal)),
    );
    return { pid: child.pid ?? 0, ended };
  };

  const told = async (rule: string, pid: number): Promise<Told> => {
    let found: Told | undefined;
    const look = async () => {
      const slice = await agent.spool.read(0, 1000, 2 ** 24);
      const events = (slice?.events ?? []).map(
        (bytes) => JSON.parse(Buffer.from(bytes).toString()) as Told,
      );
      found = events.find((event) => event.agent.rule_id === rule && event.process.pid === pid);
    };
    await until(`${rule} tells of ${pid}`, () => {
      void look();
      return found;
    });
    return found as Told;
  };

  const install = (...path: string[]) => {
    const file = join(directory, ...path);
    mkdirSync(join(file, ".."), { recursive: true });
    copyFileSync("/bin/sleep", file);
    return file;
  };

  test("kills, and its event alone says so", async () => {
    const { pid, ended } = start(install("victim"), "60");
    assert.equal(await ended, "SIGKILL");
    const { agent: said } = await told("killer", pid);
    const [kill, hash] = said.rule_actions ?? [];
    const { created_at, detected_at, killed_at, exited_at, ttr, ...rest } = kill ?? {};
    assert.deepEqual(rest, {
      type: "kill",
      signal: "SIGKILL",
      scope: "process",
      status: "performed",
      processes: 1,
    });
    const times = [created_at, detected_at, killed_at, exited_at].map((at) =>
      Date.parse(String(at)),
    );
    assert.ok(
      times.every((at) => at > Date.now() - 60_000),
      String(times),
    );
    assert.match(String(ttr), /^\d+(\.\d+)?ms$/);
    assert.deepEqual(hash, {
      type: "hash",
      field: "exec.file",
      status: "performed",
      state: "Done",
    });
    assert.equal((await told("watcher", pid)).agent.rule_actions, undefined);
  });

  test("leaves an excluded executable alone and says why", async () => {
    const { pid } = start(install("kept", "victim"), "60");
    const [kill] = (await told("killer", pid)).agent.rule_actions ?? [];
    assert.deepEqual(
      [kill?.["status"], kill?.["error"]],
      ["error", "an excluded executable is never killed"],
    );
    process.kill(pid, 0);
  });

  test("kills a container as a whole", async () => {
    const id = "ab".repeat(32);
    const mount = "/sys/fs/cgroup/unified";
    const group = join(mount, `docker-${id}.scope`);
    mkdirSync(group);
    try {
      const enter = `echo $$ >${group}/cgroup.procs`;
      const beside = start("sh", "-c", `${enter}; exec sleep 60`);
      const cause = start("sh", "-c", `${enter}; exec ${install("contained")} 60`);
      assert.deepEqual([await cause.ended, await beside.ended], ["SIGKILL", "SIGKILL"]);
      const [kill] = (await told("container_killer", cause.pid)).agent.rule_actions ?? [];
      assert.deepEqual([kill?.["status"], kill?.["scope"]], ["performed", "container"]);
      assert.ok(kill?.["exited_at"]);
    } finally {
      await until("the cgroup is empty", () => {
        try {
          rmdirSync(group);
          return true;
        } catch {
          return false;
        }
      });
    }
  });
});
