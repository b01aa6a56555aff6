/** Every program, what the server holds, and how each agent fares. */
import { setTimeout as sleep } from "node:timers/promises";
import { type LocalClient, openClient } from "#cli/client";
import { formatBytes, formatCount, formatTable, type Output } from "#cli/output";
import { dataPaths } from "#cli/setup";
import { isRunning, readState, type SupervisorState } from "#cli/supervisor";
import { isAppError } from "#lib/base";
import {
  AGENTS_PATH,
  type Agent,
  type AgentPage,
  type AgentStatus,
  SERVER_STATUS_PATH,
  type ServerStatus,
} from "#lib/protocol";

/** Two readings this far apart give the rates. */
const RATE_MS = 1000;

type Report = {
  running: boolean;
  url: string;
  programs: SupervisorState["programs"];
  server: ServerStatus | null;
  agents: Agent[];
  /** Events received by the server per second, over the last second. */
  events_per_second: number;
  reason: string;
};

function total(agents: readonly Agent[]): number {
  return agents.reduce((sum, agent) => sum + agent.attributes.events_received, 0);
}

async function ask(
  client: LocalClient,
): Promise<Pick<Report, "server" | "agents" | "events_per_second">> {
  const before = await client.get<AgentPage>(AGENTS_PATH);
  await sleep(RATE_MS);
  const after = await client.get<AgentPage>(AGENTS_PATH);
  const server = await client.get<ServerStatus>(SERVER_STATUS_PATH);
  const rate = ((total(after.data) - total(before.data)) * 1000) / RATE_MS;
  return { server, agents: after.data, events_per_second: rate };
}

async function gather(data: string): Promise<Report> {
  const state = readState(dataPaths(data).state);
  const running = state !== undefined && isRunning(state);
  const report: Report = {
    running,
    url: state?.url ?? "",
    programs: state?.programs ?? [],
    server: null,
    agents: [],
    events_per_second: 0,
    reason: "",
  };
  if (!running) return { ...report, programs: [], reason: "Vigil is not running" };
  try {
    return { ...report, ...(await ask(openClient(data))) };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { ...report, reason: error.message };
  }
}

/**
 * The tier in force: full when a hook sees what the kernel looks up (see `vigil doctor`), trace
 * when there is no eBPF.
 */
function tierOf(hooks: readonly { name: string; attached: boolean }[]): string {
  if (!hooks.some((hook) => hook.attached)) return "none";
  const traced = hooks.filter(({ name }) => name.startsWith("trace/"));
  if (traced.length > 0) {
    const seen = traced.filter(({ attached }) => attached).length;
    return `trace (weaker: no eBPF, one command, ${seen} event types)`;
  }
  return hooks.some(({ name, attached }) => attached && name.startsWith("fentry/"))
    ? "full"
    : "base";
}

/** Whether the kernel denies, and what it denied. */
function printDenial(
  { mode, deny_disarmed = [] }: NonNullable<AgentStatus["enforcement"]>,
  hooks: AgentStatus["sensor"]["hooks"],
  counters: AgentStatus["counters"],
  output: Output,
): void {
  const denying = hooks.filter(({ name }) => name.startsWith("lsm/"));
  if (mode === "off" || denying.length === 0) return;
  const count = (name: string) => formatCount(counters[name] ?? 0);
  const why = denying.some(({ attached }) => attached) ? "" : (denying[0]?.why ?? "");
  const observed = mode === "observe" ? `, ${count("denials_observed")} observed` : "";
  const done = `${count("denials_denied")} denied${observed}, ${count("denials_spared")} spared`;
  output.line(`  deny     ${why === "" ? done : `cannot be done here: ${why}`}`);
  for (const rule of deny_disarmed)
    output.line(`           ${rule}: rule_disarmed, too many executables`);
}

/** Whose packets are dropped, and how many were. */
function printDrops(
  { mode, network_filters: inForce = [] }: NonNullable<AgentStatus["enforcement"]>,
  counters: AgentStatus["counters"],
  output: Output,
): void {
  const asked = counters["network_filters_performed"] ?? 0;
  const observed = counters["network_filters_observed"] ?? 0;
  if (mode === "off" || asked + observed === 0) return;
  const dropped = `${formatCount(counters["packets_dropped"] ?? 0)} packets dropped`;
  const watched =
    mode === "observe" ? `, ${formatCount(counters["packets_drop_observed"] ?? 0)} observed` : "";
  output.line(`  network  ${inForce.length} filters in force, ${dropped}${watched}`);
  for (const { rule, scope, target, filter, until, packets } of inForce)
    output.line(
      `           ${rule}: ${scope} ${target}, ${filter}, ${formatCount(packets)} until ${until}`,
    );
}

/** Whether rules kill, and what they killed. */
function printEnforcement(status: AgentStatus, output: Output): void {
  const { enforcement, counters, sensor } = status;
  if (!enforcement) return;
  const count = (name: string) => formatCount(counters[name] ?? 0);
  const done = `${count("kills_performed")} kills, ${count("kills_refused")} refused`;
  const hint = enforcement.mode === "off" ? "  (./vigil up --enforcement on)" : `  ${done}`;
  output.line(`  enforce  ${enforcement.mode}${hint}`);
  for (const { rule, state, by } of enforcement.disarmed)
    output.line(`           ${rule}: ${state}, too many ${by}s`);
  printDenial(enforcement, sensor.hooks, counters, output);
  printDrops(enforcement, counters, output);
}

/** What agent and sensor cost, and what is left out because of it. */
function printBudgets({ budgets, left_out = [] }: AgentStatus, output: Output): void {
  const parts = Object.entries(budgets ?? {}).map(([program, cost]) => {
    const cpuMax = cost.cpu_percent_max > 0 ? ` of ${cost.cpu_percent_max}` : "";
    const memoryMax = cost.memory_bytes_max > 0 ? ` of ${formatBytes(cost.memory_bytes_max)}` : "";
    const memory = `${formatBytes(cost.memory_bytes)}${memoryMax}`;
    return `${program} ${cost.cpu_percent}${cpuMax} % of a core, ${memory}`;
  });
  if (parts.length > 0) output.line(`  cost     ${parts.join("; ")}`);
  if (left_out.length > 0) output.line(`  budget   EXCEEDED, left out: ${left_out.join(", ")}`);
}

/** What had to go for want of room. */
function lossOf({ dropped, lost }: AgentStatus["spool"]): string {
  if (dropped === 0 || !lost) return `${formatCount(dropped)} dropped`;
  const lanes = Object.entries(lost).map(([lane, count]) => `${formatCount(count)} ${lane}`);
  return `${formatCount(dropped)} DROPPED: ${lanes.join(", ")}`;
}

function printAgent(agent: Agent, output: Output): void {
  const { hostname, silent, stopped, status, events_received, events_missing } = agent.attributes;
  output.line();
  const silence = stopped ? "  SILENT, stopped in order" : "  SILENT";
  output.line(`Agent ${hostname}${silent ? silence : ""}`);
  if (!status) {
    output.line("  has not reported yet");
    return;
  }
  const { sensor, rules, spool, events } = status;
  output.line(`  sensor   ${sensor.state}${sensor.reason === "" ? "" : `: ${sensor.reason}`}`);
  printEnforcement(status, output);
  output.line(`  tier     ${tierOf(sensor.hooks)}`);
  if (sensor.pins) {
    const { dir, programs, version, former } = sensor.pins;
    const earlier = former > 0 ? `, ${former} earlier generations beside it` : "";
    output.line(`  pins     ${dir}: ${programs} programs of version ${version}${earlier}`);
  }
  const { canaries_missing = [], throttled_cgroups = 0 } = sensor;
  if (canaries_missing.length > 0)
    output.line(`  canaries MISSING: ${canaries_missing.join(", ")}`);
  const throttled = formatCount(status.counters["events_throttled"] ?? 0);
  output.line(
    `  throttle ${formatCount(throttled_cgroups)} cgroups now, ${throttled} events left out`,
  );
  printBudgets(status, output);
  const loaded = rules.filter((rule) => rule.status === "loaded").length;
  output.line(`  rules    ${loaded} of ${rules.length} loaded`);
  for (const rule of rules.filter((candidate) => candidate.status === "error"))
    output.line(`           ${rule.id}: ${rule.message}`);
  output.line(
    `  sent     ${formatCount(events_received)} matches, ${formatCount(events_missing)} missing`,
  );
  output.line(
    `  spool    ${formatBytes(spool.bytes)} of ${formatBytes(spool.bytes_max)}, ${lossOf(spool)}`,
  );
  const { dumps } = status;
  if (dumps && dumps.files > 0)
    output.line(
      `  dumps    ${dumps.files} files, ${formatBytes(dumps.bytes)}, last ${dumps.latest}`,
    );
  const rows = Object.entries(events)
    .filter(([, counts]) => counts.seen + counts.rejected + counts.lost > 0)
    .map(([name, counts]) => [
      `  ${name}`,
      ...[counts.seen, counts.rejected, counts.lost, counts.matched].map(formatCount),
    ]);
  output.line(
    formatTable([["  event", "delivered", "rejected in kernel", "lost", "matched"], ...rows]),
  );
}

/** Prints the state of everything; the exit status is 1 when something that should run does not. */
export async function status(data: string, output: Output): Promise<number> {
  const report = await gather(data);
  output.result(report);
  if (!report.running) {
    output.line("Vigil is not running. Start it with ./vigil up");
    return 1;
  }
  output.line(`Vigil at ${report.url}   ${report.events_per_second} matches/s`);
  const rows = report.programs.map((program) => {
    const pid = program.pid > 0 ? String(program.pid) : "-";
    return [program.name, program.state, pid, String(program.restarts), program.reason];
  });
  output.line(formatTable([["program", "state", "pid", "restarts", ""], ...rows]));
  if (report.server) {
    const { store, rules } = report.server;
    const kept = `${formatCount(store.events)} events, ${formatCount(store.logs)} logs`;
    const reach = store.reachable ? `${kept}, ${formatBytes(store.bytes)}` : store.reason;
    output.line();
    output.line(`Store    ${reach}, ${formatBytes(store.disk_free_bytes)} free`);
    output.line(`Detection rules  ${rules.loaded} loaded, ${rules.broken} broken`);
    for (const fault of rules.faults) output.line(`  ${fault}`);
  } else if (report.reason !== "") output.line(report.reason);
  for (const agent of report.agents) printAgent(agent, output);
  return report.programs.every((program) => program.state === "running") && report.server ? 0 : 1;
}
