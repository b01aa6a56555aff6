/** What the steps of the watchdog leave out of the kernel's filter, and how they are told of. */
import type { SelfReport } from "#agent/output";
import type { Ruleset } from "#agent/ruleset";
import type { KernelFilter } from "#agent/sensor";
import type { Change, Step } from "./watchdog.ts";

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

export function degradedReport(change: Change): SelfReport {
  const { step, state, cpu, rssBytes } = change;
  const isLess = state === "left_out";
  const title = isLess
    ? `the agent costs more than it may and leaves out ${step}`
    : `the agent takes up ${step} again`;
  const percent = Math.round(cpu * PERCENT);
  return {
    ruleId: "agent_degraded",
    title,
    body: { budget: { step, state, cpu_percent: percent, rss_bytes: rssBytes } },
  };
}
