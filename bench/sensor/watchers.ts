/**
 * What may watch the machine while a workload runs: nothing, the kernel's audit with Debian's
 * auditd, or Vigil's sensor and agent with the rules they come with.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { createOutput } from "#cli/output";
import { AGENT_BUNDLE, AGENT_HEAP, buildAgent } from "#cli/setup";
import type { AgentStatus } from "#lib/protocol";
import { PlayedServer } from "../../test/agent/played.ts";
import { launchSensor, type Sensor, until } from "../../test/sensor/harness.ts";
import { pidsNamed } from "./machine.ts";

const ROOT = join(import.meta.dirname, "../..");
const OUTPUT = {
  stdout: (text: string) => process.stdout.write(text),
  stderr: (text: string) => process.stderr.write(text),
};

export type Watching = { pids: number[]; stop(): Promise<void> };

export const watchNothing = async (): Promise<Watching> => ({ pids: [], stop: async () => {} });

/** Each open of this file is a match. */
export const WANTED_FILE = "/tmp/vigil-bench-wanted";
/** Each open of this file is an event that a rule looks at and refuses. */
export const HEARD_FILE = "/tmp/vigil-bench-heard";
const POLICY = `version: 1.0.0
rules:
  - id: bench_wanted
    expression: open.file.path == "${WANTED_FILE}"
  - id: bench_heard
    expression: open.file.path == "${HEARD_FILE}" && process.uid == 4294967000
`;

export type VigilWatching = Watching & {
  sensor: Sensor;
  agent: ChildProcess;
  server: PlayedServer;
  /** Path of a policy that the agent reads again at SIGHUP. */
  policy: string;
  /** When both programs were started, in milliseconds since 1970. */
  begun: number;
  /** What the start came to, in milliseconds since both programs were started. */
  milestones: Map<string, number>;
  /** A status made after this call. */
  status(): Promise<AgentStatus>;
};

/** Lines of the agent's log that tell how far its start is, and what that is called here. */
const AGENT_MILESTONES: readonly [string, (line: Record<string, unknown>) => boolean][] = [
  ["the agent's modules loaded", ({ msg }) => msg === "the agent starts"],
  ["rules compiled", ({ msg }) => msg === "rules"],
  ["connected", ({ state }) => state === "running"],
  ["snapshot read", ({ snapshot }) => snapshot !== undefined],
  ["filter in force", ({ filter }) => filter !== undefined],
];

/** Notes the first line of each kind, by the log's own clock. */
function noteMilestones(agent: ChildProcess, begun: number, milestones: Map<string, number>): void {
  if (!agent.stderr) return;
  createInterface({ input: agent.stderr }).on("line", (text) => {
    const line = JSON.parse(text) as Record<string, unknown>;
    for (const [name, fits] of AGENT_MILESTONES)
      if (fits(line) && !milestones.has(name)) milestones.set(name, Number(line["time"]) - begun);
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null)
    await new Promise((resolve) => child.once("exit", resolve));
}

/**
 * A server is played within the bench; it takes batches and keeps statuses. The policy is loaded
 * beside the rules that Vigil comes with.
 */
export async function watchByVigil(
  policyText = POLICY,
  prepare: (server: PlayedServer) => void = () => {},
): Promise<VigilWatching> {
  await buildAgent(createOutput(false, OUTPUT, () => performance.now(), false));
  const dir = mkdtempSync(join(tmpdir(), "vigil-bench-"));
  const policy = join(dir, "policies/bench.policy");
  mkdirSync(join(dir, "policies"));
  writeFileSync(policy, policyText);
  writeFileSync(join(dir, "token"), "token-of-this-bench\n");
  for (const file of [WANTED_FILE, HEARD_FILE]) writeFileSync(file, "");
  const server = new PlayedServer();
  await server.start();
  prepare(server);
  const begun = Date.now();
  const milestones = new Map<string, number>();
  const { sensor, listening } = launchSensor("--ignore-client");
  const agent = spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      ...AGENT_HEAP,
      AGENT_BUNDLE,
      ...["--data", join(dir, "data"), "--sensor", sensor.socketPath],
      ...["--content", join(ROOT, "content"), "--policies", join(dir, "policies")],
      ...["--server", `http://127.0.0.1:${server.port}`],
      ...["--enroll-token-file", join(dir, "token")],
    ],
    {
      stdio: ["ignore", "pipe", "pipe"],
      /* As `vigil` and the units have it; what one start compiled is there for the next. */
      env: { ...process.env, NODE_COMPILE_CACHE: join(ROOT, "build/compile-cache") },
    },
  );
  noteMilestones(agent, begun, milestones);
  await Promise.all([
    listening.then(() => milestones.set("the sensor listens", Date.now() - begun)),
    new Promise((resolve) => agent.stdout?.once("data", resolve)),
    until("a filter is in force", () => milestones.has("filter in force")),
  ]);
  return {
    pids: [sensor.child.pid ?? 0, agent.pid ?? 0],
    sensor,
    agent,
    server,
    policy,
    milestones,
    begun,
    status: async () => {
      const before = server.statuses.length;
      // The first may have been gathered before the call.
      while (server.statuses.length < before + 2) await sleep(50);
      return server.statuses.at(-1) as AgentStatus;
    },
    stop: async () => {
      agent.kill("SIGTERM");
      await ended(agent);
      await sensor.stop();
      server.stop();
      rmSync(dir, { recursive: true, force: true });
      for (const file of [WANTED_FILE, HEARD_FILE]) rmSync(file, { force: true });
    },
  };
}

/** Why auditd cannot run here; "" when it can. */
export function auditObstacle(): string {
  try {
    execFileSync("auditctl", ["-s"], { stdio: "ignore" });
  } catch {
    return "auditd is not installed (Debian: apt-get install auditd), or the kernel has no audit";
  }
  return pidsNamed("auditd").length > 0 ? "an auditd runs already and is left alone" : "";
}

const AUDIT_CONFIGURATION = `log_format = ENRICHED
flush = INCREMENTAL_ASYNC
freq = 50
max_log_file = 8
num_logs = 5
max_log_file_action = ROTATE
space_left_action = IGNORE
admin_space_left_action = IGNORE
disk_full_action = IGNORE
disk_error_action = IGNORE
space_left = 75
admin_space_left = 50
`;
const AUDIT_RULES: readonly string[][] = [
  ["-a", "always,exit", "-F", "arch=b64", "-S", "execve,execveat", "-k", "bench"],
  ["-w", "/etc/passwd", "-p", "rwa", "-k", "bench"],
];
const AUDIT_BACKLOG = "8192";
const AUDIT_START_MS = 1000;

function auditctl(...args: string[]): void {
  execFileSync("auditctl", args, { stdio: "ignore" });
}

/** Rules of two kinds that most hosts have: executions, and one watched file. */
export async function watchByAudit(): Promise<Watching> {
  const dir = mkdtempSync(join(tmpdir(), "vigil-audit-"));
  mkdirSync(join(dir, "plugins.d"));
  writeFileSync(join(dir, "auditd.conf"), AUDIT_CONFIGURATION, { mode: 0o640 });
  appendFileSync(
    join(dir, "auditd.conf"),
    `log_file = ${join(dir, "audit.log")}\nplugin_dir = ${join(dir, "plugins.d")}\n`,
  );
  const daemon = spawn("auditd", ["-n", "-c", dir], { stdio: "ignore" });
  await sleep(AUDIT_START_MS);
  if (!existsSync(join(dir, "audit.log"))) throw new Error("auditd did not start");
  auditctl("-D");
  auditctl("-b", AUDIT_BACKLOG);
  for (const rule of AUDIT_RULES) auditctl(...rule);
  auditctl("-e", "1");
  return {
    pids: [daemon.pid ?? 0, ...pidsNamed("kauditd")],
    stop: async () => {
      auditctl("-e", "0");
      auditctl("-D");
      /* Once on, audit prepares for each system call of a new task until told never to. */
      auditctl("-a", "never,task");
      daemon.kill("SIGTERM");
      await ended(daemon);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
