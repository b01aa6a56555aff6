/**
 * Sensor and agent as the units in deploy/systemd start them, under a real service manager, with
 * no more rights than the units give. Killed and restarted, they tell of each open once.
 */
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  copyFileSync,
  existsSync,
  globSync,
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
import { dataPaths, prepareData } from "../../cli/src/setup/data.ts";
import { until, whyNot } from "./harness.ts";

const ROOT = join(import.meta.dirname, "../..");
const UNITS = join(ROOT, "deploy/systemd");
const MANAGER = "/lib/systemd/systemd";
const RSS_MAX_KIB = 400 * 1024;

function whyNoManager(): string | undefined {
  if (!existsSync(MANAGER)) return "systemd is not installed";
  const missing = ["capsh", "ip", "nsenter"].find(
    (name) => spawnSync("which", [name]).status !== 0,
  );
  if (missing) return `${missing} is not installed`;
  if (!existsSync(join(ROOT, "build/agent.mjs"))) return "the agent is not built";
  const { status } = spawnSync("unshare", ["-mn", "true"]);
  return status === 0 ? undefined : "no namespaces can be made here";
}

/** Whether none is left of the cgroups of a name and those below, in any hierarchy. */
function removeGroups(name: string): boolean {
  const tops = globSync(`/sys/fs/cgroup/{,*/}${name}`);
  const inner = tops.flatMap((top) => globSync(`${top}/**/`));
  for (const path of [...inner, ...tops].sort((a, b) => b.length - a.length))
    spawnSync("rmdir", [path], { stdio: "ignore" });
  return tops.every((top) => !existsSync(top));
}

const obstacle = whyNot() ?? whyNoManager();

describe("the units", { skip: obstacle ?? false }, () => {
  const directory = mkdtempSync(join(tmpdir(), "vigil-units-"));
  const data = join(directory, "data");
  const opened = join(directory, "opened");
  const env = { ...process.env, XDG_RUNTIME_DIR: join(directory, "run") };
  const group = `vigil-units-${process.pid}`;
  let manager: ChildProcess;
  let made = 0;

  const systemctl = (...words: string[]) =>
    execFileSync("systemctl", ["--user", ...words], { env, encoding: "utf8" }).trim();
  const pidOf = (unit: string) => Number(systemctl("show", "-p", "MainPID", "--value", unit));
  const inside = (...words: string[]) =>
    execFileSync("nsenter", ["-t", String(manager.pid), "-m", ...words], { encoding: "utf8" });
  const open = () => closeSync(openSync(join(opened, String(made++)), "w"));
  const spooled = () =>
    globSync(join(data, "agent/spool/*.seg")).some((file) =>
      readFileSync(file).includes(`${opened}/${made - 1}"`),
    );

  before(async () => {
    for (const name of ["data", "run", "opened", "config/systemd/user"])
      mkdirSync(join(directory, name), { recursive: true, mode: 0o700 });
    prepareData(dataPaths(data));
    mkdirSync(join(data, "policies"));
    writeFileSync(
      join(data, "policies/own.policy"),
      `rules:
  - id: opened
    expression: open.file.path =~ "${opened}/*" && open.flags & O_CREAT > 0
    limiter_token: [open.file.path]
`,
    );
    for (const name of readdirSync(UNITS))
      copyFileSync(join(UNITS, name), join(directory, "config/systemd/user", name));
    const script = join(import.meta.dirname, "tools/units.sh");
    manager = spawn("unshare", ["-mn", script, directory, ROOT, group], { stdio: "ignore" });
    await until("the manager listens", () => existsSync(join(directory, "run/systemd/private")));
    systemctl("start", "vigil-sensor", "vigil-agent");
  });
  after(async () => {
    try {
      systemctl("stop", "vigil-agent", "vigil-sensor");
    } finally {
      const gone = new Promise((resolve) => manager.once("exit", resolve));
      manager.kill("SIGTERM");
      await Promise.race([gone, sleep(10_000).then(() => manager.kill("SIGKILL"))]);
      rmSync(directory, { recursive: true, force: true });
      await until("its cgroups are removed", () => removeGroups(group));
    }
  });

  test("systemd finds no fault in them", () => {
    const args = ["--user", "--man=no", "verify", ...globSync(join(UNITS, "vigil*"))];
    const { stderr } = spawnSync("systemd-analyze", args, { env, encoding: "utf8" });
    const faults = stderr.split("\n").filter((line) => !/^$|is not executable/.test(line));
    assert.deepEqual(faults, []);
  });

  test("have just the rights they name", () => {
    for (const unit of ["vigil-sensor", "vigil-agent"]) {
      const text = readFileSync(join(UNITS, `${unit}.service`), "utf8");
      const names = /^CapabilityBoundingSet=(.*)$/m.exec(text)?.[1]?.split(" ") ?? [];
      const status = readFileSync(`/proc/${pidOf(unit)}/status`, "utf8");
      const mask = /^CapEff:\s+(\w+)$/m.exec(status)?.[1] ?? "";
      const bits = execFileSync("capsh", [`--decode=${mask}`], { encoding: "utf8" });
      assert.deepEqual(
        bits.trim().split("=")[1]?.toUpperCase().split(",").sort(),
        names.toSorted(),
        unit,
      );
      assert.match(status, /^CapAmb:\s+0+$/m);
      assert.match(status, /^NoNewPrivs:\s+1$/m);
      assert.match(status, /^Seccomp:\s+2$/m);
    }
  });

  test("lose and double nothing when sensor and agent are killed and restarted", async () => {
    await until("an open is told of", () => {
      open();
      return spooled();
    });
    let isDone = false;
    const stream = (async () => {
      while (!isDone) {
        open();
        await sleep(5);
      }
    })();
    const ends: [string, () => void][] = [
      ["vigil-sensor", () => process.kill(pidOf("vigil-sensor"), "SIGKILL")],
      ["vigil-agent", () => process.kill(pidOf("vigil-agent"), "SIGKILL")],
      ["vigil-sensor", () => systemctl("restart", "vigil-sensor")],
      ["vigil-agent", () => systemctl("restart", "vigil-agent")],
    ];
    for (const [unit, end] of ends) {
      const before = pidOf(unit);
      const count = made;
      await until("some opens", () => made > count + 100);
      end();
      await until(`another ${unit}`, () => {
        const now = pidOf(unit);
        return now > 0 && now !== before;
      });
      await until("it tells of opens again", () => spooled());
    }
    isDone = true;
    await stream;
    open();
    await until("the last is told of", () => spooled());
    await until(
      "one generation is left",
      () => inside("ls", "/sys/fs/bpf/vigil").trim().split("\n").length === 1,
    );
    const rss = /^VmRSS:\s+(\d+) kB$/m.exec(
      readFileSync(`/proc/${pidOf("vigil-agent")}/status`, "utf8"),
    );
    assert.ok(Number(rss?.[1]) < RSS_MAX_KIB);
    systemctl("stop", "vigil-agent");
    const times = await told();
    const wrong = Array.from({ length: made }, (_, index) => String(index)).filter(
      (name) => Number(name) >= first(times) && times.get(name) !== 1,
    );
    assert.deepEqual(wrong.slice(0, 5), [], `${wrong.length} of ${made}`);
    systemctl("stop", "vigil-sensor");
    const sensor = "/opt/vigil/build/sensor/vigil-sensor";
    assert.match(inside(sensor, "--pins", "/sys/fs/bpf/vigil"), /, left$/m);
    assert.equal(inside(sensor, "--unpin", "/sys/fs/bpf/vigil"), "1\n");
    assert.throws(() => inside("ls", "/sys/fs/bpf/vigil"));
  });

  const first = (times: Map<string, number>) => Math.min(...[...times.keys()].map(Number));

  /** How often each file is told of. */
  async function told(): Promise<Map<string, number>> {
    const spool = await Spool.open({
      dir: join(data, "agent/spool"),
      counters: createSpoolCounters(),
      clock: Date.now,
      createId: () => "ab".repeat(16),
      changed: () => {},
    });
    const times = new Map<string, number>();
    for (let at = 0; ; ) {
      const slice = await spool.read(at, 1000, 2 ** 22);
      if (!slice) break;
      at = slice.first + slice.events.length;
      for (const event of slice.events) {
        const { agent, file } = JSON.parse(Buffer.from(event).toString()) as Match;
        if (agent.rule_id !== "opened") continue;
        const name = file?.path.slice(opened.length + 1) ?? "";
        times.set(name, (times.get(name) ?? 0) + 1);
      }
    }
    await spool.close();
    return times;
  }
});

type Match = { agent: { rule_id: string }; file?: { path: string } };
