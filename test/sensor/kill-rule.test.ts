/** A rule with a kill, from the policy to the report on the event: agent and sensor, for real. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { until, whyNot } from "./harness.ts";
import { LiveAgent, type Told } from "./live-agent.ts";

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

describe("a rule that kills", { skip: whyNot() ?? false }, () => {
  const directory = LiveAgent.makeDirectory("kill");
  const children: ChildProcess[] = [];
  let live: LiveAgent;

  before(async () => {
    const sensor = ["--enforcement", "on", "--exclude-binary", `${directory}/kept/*`];
    live = await LiveAgent.start(directory, { policy: POLICY, sensor });
    assert.equal(live.agent.preface?.enforcement, "on");
  });
  after(async () => {
    for (const child of children) child.kill("SIGKILL");
    await live.stop();
  });

  const start = (command: string, ...args: string[]) => {
    const child = spawn(command, args, { stdio: "ignore" });
    children.push(child);
    const ended = new Promise<string | null>((resolve) =>
      child.once("exit", (_, signal) => resolve(signal)),
    );
    return { pid: child.pid ?? 0, ended };
  };

  const told = (rule: string, pid: number): Promise<Told> =>
    live.told(rule, (match) => match.process.pid === pid);

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
