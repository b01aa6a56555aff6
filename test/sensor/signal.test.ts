/** signal and ptrace: the real calls, and the process that they are about. */
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { until, whyNot, whyNot32 } from "./harness.ts";
import { LiveEvents } from "./live-events.ts";

const why = whyNot();
const why32 = why ?? whyNot32();
const SIGUSR2 = 12;
const EPERM = -1;
const PTRACE_TRACEME = 0;
const PTRACE_CONT = 7;
const PTRACE_ATTACH = 16;
const PTRACE_SEIZE = 0x4206;

const RULES = [
  'signal.type == SIGUSR2 && signal.target.file.name == "sleep" && signal.retval == 0',
  "signal.retval == EPERM",
  'signal.target.ancestors.file.name == "node" && signal.target.parent.file.name == "node"',
  'ptrace.request == PTRACE_ATTACH && ptrace.tracee.file.name == "sleep"',
  "ptrace.request == PTRACE_TRACEME && ptrace.tracee.pid == process.pid",
];

describe("signal and ptrace", { skip: why ?? false }, () => {
  let live: LiveEvents;
  let sleep: ChildProcess;
  let target: number;

  before(async () => {
    live = await LiveEvents.start(["signal", "ptrace"], RULES);
  });
  after(() => live.stop());

  async function startTarget(): Promise<void> {
    sleep = spawn("sh", ["-c", "trap : USR2; exec env -i sleep 1234"]);
    target = sleep.pid ?? 0;
    await until("sleep runs", () =>
      live.context.processes.current(target)?.["file.path"].endsWith("/sleep"),
    );
  }
  afterEach(() => sleep?.kill("SIGKILL"));

  function assertTarget(fields: Record<string, unknown>, at: string): void {
    assert.equal(fields[`${at}.pid`], target);
    assert.equal(fields[`${at}.ppid`], process.pid);
    assert.equal(fields[`${at}.file.name`], "sleep");
    assert.deepEqual(fields[`${at}.argv`], ["1234"]);
    assert.equal(fields[`${at}.parent.pid`], process.pid);
  }

  const KILLS: [string, () => (string | number)[]][] = [
    ["kill", () => [62, target, 0]],
    ["tkill", () => [200, target, 0]],
    ["tgkill", () => [234, target, target, 0]],
    ["rt_sigqueueinfo", () => [129, target, SIGUSR2, "words:12,0,-1,0,0,0"]],
    ["rt_tgsigqueueinfo", () => [297, target, target, SIGUSR2, "words:12,0,-1,0,0,0"]],
    ["pidfd_send_signal", () => [424, `pidfd:${target}`, 0, 0, 0]],
    ["32-bit kill", () => ["-32", 37, target, 0]],
    ["32-bit tkill", () => ["-32", 238, target, 0]],
    ["32-bit tgkill", () => ["-32", 270, target, target, 0]],
    ["32-bit rt_sigqueueinfo", () => ["-32", 178, target, SIGUSR2, "words:12,0,-1,0,0,0"]],
    ["32-bit pidfd_send_signal", () => ["-32", 424, `pidfd:${target}`, 0, 0, 0]],
  ];
  for (const [name, args] of KILLS) {
    const skip = name.startsWith("32") && (why32 ?? false);
    test(`${name} names the process in full`, { skip }, async () => {
      await startTarget();
      const { fields, json, rules } = await live.seen("signal", args());
      const number = name.includes("queue") ? SIGUSR2 : 0;
      assert.equal(fields["signal.pid"], target);
      assert.equal(fields["signal.type"], number);
      assert.equal(fields["signal.retval"], 0);
      assertTarget(fields, "signal.target");
      assert.deepEqual(rules, number === 0 ? [RULES[2]] : [RULES[0], RULES[2]]);
      const sent = json["signal"] as { target: Record<string, unknown> };
      assert.equal(sent.target["pid"], target);
      assert.equal((sent.target["parent"] as Record<string, unknown>)["pid"], process.pid);
      assert.equal((sent.target["ancestors"] as { pid: number }[])[0]?.pid, process.pid);
    });
  }

  test("a refused signal has its target and EPERM", async () => {
    await startTarget();
    const { fields, rules, json } = await live.seen("signal", [62, target, 9], { uid: 1234 });
    assert.equal(fields["signal.retval"], EPERM);
    assert.equal(fields["signal.type"], 9);
    assertTarget(fields, "signal.target");
    assert.deepEqual(rules, [RULES[1], RULES[2]]);
    assert.equal((json["evt"] as Record<string, unknown>)["outcome"], "Refused");
    assert.equal((json["signal"] as Record<string, unknown>)["type"], "SIGKILL");
  });

  test("a signal that ends its target finds it in the cache all the same", async () => {
    await startTarget();
    const { fields } = await live.seen("signal", [62, target, 9]);
    assertTarget(fields, "signal.target");
  });

  test("a group stands for its leader, everybody for nobody", async () => {
    const group = spawn("setsid", ["sh", "-c", "sleep 1234 & wait"], { stdio: "ignore" });
    sleep = group;
    const pid = group.pid ?? 0;
    await until("the group runs", () =>
      live.context.processes.current(pid)?.["file.path"].endsWith("sh"),
    );
    const { fields } = await live.seen("signal", [62, -pid, 0]);
    assert.equal(fields["signal.pid"], -pid);
    assert.equal(fields["signal.target.pid"], pid);
    const own = await live.seen("signal", [62, 0, 0]);
    assert.equal(own.fields["signal.pid"], 0);
    assert.ok(Number(own.fields["signal.target.pid"]) > 0);
    const all = await live.seen("signal", [62, -1, 0], { uid: 1234 });
    assert.equal(all.fields["signal.pid"], -1);
    assert.equal(all.fields["signal.target.pid"], 0);
    assert.equal((all.json["signal"] as Record<string, unknown>)["target"], undefined);
    await live.seen("signal", [62, -pid, 9]);
  });

  test("in another pid namespace the number is the caller's, the target the host's", async () => {
    const tool = join(live.directory, "act");
    const script = `sleep 1234 & ${tool} 62 $! 0; kill -9 $!`;
    const text = execFileSync("unshare", ["--pid", "--fork", "sh", "-c", script], {
      encoding: "utf8",
    });
    const inner = Number(text.split(" ")[0]);
    const event = await until("the signal of the inner process", () =>
      live.events.find(
        ({ name, fields }) =>
          name === "signal" &&
          Number(fields["signal.pid"]) < inner &&
          fields["process.file.path"] === tool,
      ),
    );
    assert.ok(Number(event.fields["signal.target.pid"]) > Number(event.fields["signal.pid"]));
    assert.equal(event.fields["signal.target.parent.pid"], event.fields["process.parent.pid"]);
  });

  test("what threads send to their own process is left out, kill of itself is not", async () => {
    const { pid } = live.call([200, "self", 0]);
    assert.deepEqual(await live.of(pid, "signal"), []);
    const event = await live.seen("signal", [62, "self", 0]);
    assert.equal(event.fields["signal.target.pid"], event.pid);
  });

  test("ptrace names the process that is traced, also when it is refused", async () => {
    await startTarget();
    for (const args of [
      [101, PTRACE_ATTACH, target, 0, 0],
      ...(why32 ? [] : [["-32", 26, PTRACE_ATTACH, target, 0, 0]]),
    ]) {
      const event = await live.seen("ptrace", args);
      assert.equal(event.fields["ptrace.request"], PTRACE_ATTACH);
      assert.equal(event.fields["ptrace.retval"], 0);
      assertTarget(event.fields, "ptrace.tracee");
      assert.deepEqual(event.rules, [RULES[3]]);
      const sent = event.json["ptrace"] as { request: string; tracee: { pid: number } };
      assert.equal(sent.request, "PTRACE_ATTACH");
      assert.equal(sent.tracee.pid, target);
    }
    const refused = await live.seen("ptrace", [101, PTRACE_SEIZE, target, 0, 0], { uid: 1234 });
    assert.equal(refused.fields["ptrace.retval"], EPERM);
    assertTarget(refused.fields, "ptrace.tracee");
  });

  test("PTRACE_TRACEME is about the caller; a failed PTRACE_CONT makes no event", async () => {
    const event = await live.seen("ptrace", [101, PTRACE_TRACEME, 0, 0, 0]);
    assert.equal(event.fields["ptrace.tracee.pid"], event.pid);
    assert.deepEqual(event.rules, [RULES[4]]);
    const { pid, result } = live.call([101, PTRACE_CONT, process.pid, 0, 0]);
    assert.equal(result, -3);
    assert.deepEqual(await live.of(pid, "ptrace"), []);
  });
});
