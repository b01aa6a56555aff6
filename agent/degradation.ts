/** What the steps of the watchdog leave out of the kernel's filter, and how they are told of. */
import type { SelfReport } from "#agent/output";
import type { Ruleset } from "#agent/ruleset";
import type { KernelFilter } from "#agent/sensor";
import type { AgentStatus } from "#lib/protocol";
import type { Budgets, Change, Cost, Program, Step, Watchdog } from "./watchdog.ts";

const FLOW_EVENTS = new Set(["network_flow_monitor", "packet"]);
/** Rules of policies have no severity; they are somebody's own and stay. */
const LOW = new Set(["low", "medium"]);

function isLow(severities: ReadonlySet<string>): boolean {
  return severities.size > 0 && [...severities].every((severity) => LOW.has(severity));
}

/** The filter of the rules without what is left out. */
export function filterOf(ruleset: Ruleset, leftOut: readonly Step[]): KernelFilter {
  if (leftOut.length === 0) return ruleset.kernelFilter;
  const isWithoutFlows = leftOut.includes("network_flows");
  const isWithoutLow = leftOut.includes("low_severity");
  return ruleset.filterWithout(
    (event, severities) =>
      (isWithoutFlows && FLOW_EVENTS.has(event)) || (isWithoutLow && isLow(severities)),
  );
}

const PERCENT = 100;

function asJson({ cpu, memoryBytes }: Cost) {
  return { cpu_percent: Math.round(cpu * PERCENT), memory_bytes: memoryBytes };
}

export function degradedReport(change: Change): SelfReport {
  const { step, state, over, costs } = change;
  const isLess = state === "left_out";
  const who = over.join(" and ");
  const title = isLess
    ? `${who} ${over.length === 1 ? "costs" : "cost"} more than allowed: ${step} is left out`
    : `${step} is taken up again`;
  const agent = asJson(costs.agent);
  return {
    ruleId: "agent_degraded",
    title,
    body: { budget: { step, state, over, agent, sensor: asJson(costs.sensor) } },
  };
}

/** A bound in the words of the protocol, where 0 is none. */
function boundOf(value: number, unit: number): number {
  return Number.isFinite(value) ? Math.round(value * unit) : 0;
}

/** What the two cost, and what they may. */
export function budgetStatus(
  { costs }: Watchdog,
  budgets: Budgets,
): NonNullable<AgentStatus["budgets"]> {
  const of = (program: Program) => ({
    ...asJson(costs[program]),
    cpu_percent_max: boundOf(budgets[program].cpu, PERCENT),
    memory_bytes_max: boundOf(budgets[program].memory, 1),
  });
  return { agent: of("agent"), sensor: of("sensor") };
}
