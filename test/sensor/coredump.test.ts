/** A rule with a coredump, from the policy to the file and the report: agent and sensor, for real. */
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { until, whyNot } from "./harness.ts";
import { LiveAgent } from "./live-agent.ts";

const POLICY = `
rules:
  - id: dumped
    expression: exec.file.name == "vigil-dumped"
    actions: [{coredump: {process: true, mount: true, dentry: true}}]
`;

describe("a rule that dumps", { skip: whyNot() ?? false }, () => {
  const directory = LiveAgent.makeDirectory("dump");
  const program = join(directory, "vigil-dumped");
  let child: ChildProcess | undefined;
  let live: LiveAgent;

  before(async () => {
    copyFileSync("/bin/sleep", program);
    live = await LiveAgent.start(directory, { policy: POLICY });
  });
  after(async () => {
    child?.kill("SIGKILL");
    await live.stop();
  });

  test("writes what is known of the process, once in a while, and says so", async () => {
    child = spawn("/bin/sh", ["-c", `exec ${program} 60`], {
      stdio: "ignore",
      env: { ...process.env, API_TOKEN: "not-to-be-dumped-1234" },
    });
    const pid = child.pid ?? 0;
    const match = await live.told("dumped");
    assert.equal(match.process.pid, pid);
    const [action] = match.agent.rule_actions ?? [];
    assert.deepEqual([action?.["type"], action?.["status"]], ["coredump", "performed"]);
    const path = String(action?.["path"]);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    const text = gunzipSync(readFileSync(path)).toString();
    assert.ok(!text.includes("not-to-be-dumped-1234"));
    const dump = JSON.parse(text);
    assert.equal(dump.process.process.pid, pid);
    assert.equal(dump.process.process.executable.path, program);
    assert.equal(dump.process.cache[0].has_executed, true);
    assert.ok(dump.process.cache.some((entry: { pid: number }) => entry.pid === process.pid));
    const mounts = readFileSync(`/proc/${pid}/mountinfo`, "utf8").trim().split("\n");
    assert.deepEqual(dump.mount.mountinfo.length, mounts.length);
    assert.equal(dump.dentry.exe, program);
    const files = dump.dentry.files as { resolved: { path: string; inode: number } }[];
    const own = files.find(({ resolved }) => resolved.path === program);
    assert.equal(own?.resolved.inode, statSync(program).ino);
    const report = await live.told("internal_core_dump");
    assert.equal((report["dump"] as { path: string }).path, path);
    assert.deepEqual(live.agent.status().dumps?.latest, path);

    execFileSync(program, ["0"]);
    const again = await live.told("dumped", (other) => other.process.pid !== pid);
    assert.equal(again.agent.rule_actions?.[0]?.["status"], "rate_limited");
    await until("it is counted", () => live.agent.counters.dump.dumps_limited.value === 1);
    assert.equal(readdirSync(join(path, "..")).length, 1);
  });
});
