/**
 * Events in which the agent tells of itself, such as which rules it has loaded. They go the way of
 * matches, under ids that no rule can have, and are stored and searched like them.
 */
import type { Clock } from "#lib/base";
import { EVENT_BYTES_MAX } from "#lib/protocol";
import type { HostFacts } from "./match-json.ts";

/** A report; `body` is added to the event's top. */
export type SelfReport = {
  ruleId:
    | "ruleset_loaded"
    | "heartbeat"
    | "enforcement"
    | "cgroup_throttled"
    | "canary_missing"
    | "agent_degraded"
    | "events_lost"
    | "internal_core_dump";
  title: string;
  body: Readonly<Record<string, unknown>>;
};

/** Bytes of a report's rules; the rest of the event is far smaller than what is left. */
const RULES_BYTES_MAX = EVENT_BYTES_MAX - 32 * 1024;
/** Characters of a policy's message or a rule's expression or message in a report. */
const TEXT_LENGTH_MAX = 4096;
const encoder = new TextEncoder();

/** The event JSON of a report, as of the agent's own process. */
export function encodeReport(report: SelfReport, host: HostFacts, clock: Clock): Uint8Array {
  const { ruleId, title, body } = report;
  const json = {
    date: new Date(clock()).toISOString(),
    agent: {
      os: "linux",
      origin: "agent",
      rule_id: ruleId,
      version: host.version,
      arch: host.arch,
      kernel_version: host.kernel,
    },
    evt: { name: ruleId, category: "agent" },
    process: { pid: process.pid, executable: { path: process.execPath } },
    host: host.hostname,
    title,
    tags: [...host.tags, `rule_id:${ruleId}`],
    ...body,
  };
  return encoder.encode(JSON.stringify(json));
}

type PolicyState = { name: string; status: string; message?: string; rules: readonly object[] };

/**
 * Which policies and rules were loaded, in as many events as their size needs; each part names the
 * policies whose rules it has.
 */
export function rulesetReports(policies: readonly PolicyState[]): SelfReport[] {
  const parts: PolicyState[][] = [[]];
  let bytes = 0;
  for (const { rules, ...policy } of policies) {
    const head = { ...policy, ...cutTexts(policy) };
    let open: object[] | undefined;
    for (const rule of rules.map(cutTexts)) {
      const size = encoder.encode(JSON.stringify(rule)).length + 1;
      if (bytes + size > RULES_BYTES_MAX) {
        parts.push([]);
        bytes = 0;
        open = undefined;
      }
      if (open === undefined) {
        open = [];
        parts.at(-1)?.push({ ...head, rules: open });
        bytes += encoder.encode(JSON.stringify(head)).length;
      }
      open.push(rule);
      bytes += size;
    }
    if (rules.length === 0) parts.at(-1)?.push({ ...head, rules: [] });
  }
  const count = policies.reduce((sum, { rules }) => sum + rules.length, 0);
  const title = `${count} rules of ${policies.length} policies`;
  return parts.map((part, index) => ({
    ruleId: "ruleset_loaded",
    title: parts.length === 1 ? title : `${title}, part ${index + 1} of ${parts.length}`,
    body: { policies: part },
  }));
}

/** That a rule stopped killing, or resumed. */
export function disarmReport(rule: string, state: string, by: string): SelfReport {
  const title =
    state === "armed" ? `${rule} kills again` : `${rule} kills no more: too many ${by}s`;
  return {
    ruleId: "enforcement",
    title,
    body: { enforcement: { rule, state, disarmer_type: by } },
  };
}

/** That a rule denied too much, and denies no more. */
export function denyDisarmReport(rule: string): SelfReport {
  return {
    ruleId: "enforcement",
    title: `${rule} denies no more: too many executables`,
    body: {
      enforcement: { rule, state: "rule_disarmed", action: "deny", disarmer_type: "executable" },
    },
  };
}

/** That a network filter has ended, and what it did. */
export function networkFilterReport(drop: {
  rule: string;
  filter: string;
  why: string;
  packets: number;
}): SelfReport {
  const { rule, packets, filter, why } = drop;
  return {
    ruleId: "enforcement",
    title: `${rule} drops packets no more`,
    body: {
      enforcement: { rule, state: "ended", action: "network_filter", filter, reason: why, packets },
    },
  };
}

/** One report a policy, without its rules. */
export function heartbeatReports(policies: readonly PolicyState[]): SelfReport[] {
  return policies.map(({ rules: _, ...policy }) => ({
    ruleId: "heartbeat",
    title: `policy ${policy.name}: ${policy.status}`,
    body: { policy: { ...policy, ...cutTexts(policy) } },
  }));
}

function cutTexts(value: object): object {
  const cut = (item: unknown) =>
    typeof item === "string" && item.length > TEXT_LENGTH_MAX
      ? `${item.slice(0, TEXT_LENGTH_MAX)}…`
      : item;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cut(item)]));
}
