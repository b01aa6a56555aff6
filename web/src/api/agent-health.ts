/** How an agent is, and what its host has lost. */
import type { Agent, AgentStatus } from "#lib/protocol";
import { totalsOf } from "./agent-history.ts";

export type Health = "running" | "replay" | "connecting" | "unavailable" | "silent" | "unreported";

export function healthOf({ attributes }: Agent): Health {
  if (attributes.silent) return "silent";
  return attributes.status ? attributes.status.sensor.state : "unreported";
}

export const HEALTH_TONES: Readonly<Record<Health, "good" | "warn" | "bad" | "none">> = {
  running: "good",
  replay: "none",
  connecting: "warn",
  unavailable: "bad",
  silent: "bad",
  unreported: "none",
};

/** Events lost on the way, by the place they were lost at. */
type Losses = { sensor: number; spool: number; missing: number; total: number };

export function lossesOf({ attributes }: Agent): Losses {
  const sensor = attributes.status ? totalsOf(attributes.status).lost : 0;
  const spool = attributes.status?.spool.dropped ?? 0;
  const missing = attributes.events_missing;
  // What the spool dropped is what the server misses: count it once.
  return { sensor, spool, missing, total: sensor + Math.max(spool, missing) };
}

export type Tier = "trace" | "base" | "lookup";

/**
 * How much the sensor sees, by the hooks that are attached: it traces one command without eBPF, or
 * watches the host, or also knows what the kernel looked up. Undefined while nothing is attached.
 */
export function tierOf({ attributes }: Agent): Tier | undefined {
  const attached = (attributes.status?.sensor.hooks ?? []).filter((hook) => hook.attached);
  const has = (prefix: string) => attached.some(({ name }) => name.startsWith(prefix));
  if (has("trace/")) return "trace";
  if (has("fentry/") || has("lsm/")) return "lookup";
  return attached.length > 0 ? "base" : undefined;
}

type Rule = AgentStatus["rules"][number];

/** Whether a rule has no effect on its host; `message` says why, in the words of the agent. */
export function cannotFire({ status, message }: Rule): boolean {
  const says = message.split("\n").some((line) => /^(?:the rule )?cannot fire/.test(line));
  return status === "error" || (status === "loaded" && says);
}

export type PolicyRules = { policy: string; total: number; loaded: number; mute: number };

/** Policies in force, by name, with how many of their rules are loaded and how many cannot fire. */
export function policiesOf(rules: readonly Rule[]): PolicyRules[] {
  const groups = Map.groupBy(rules, ({ policy }) => policy);
  const count = (own: readonly Rule[], holds: (rule: Rule) => boolean) => own.filter(holds).length;
  return [...groups]
    .map(([policy, own]) => ({
      ...{ policy, total: own.length, mute: count(own, cannotFire) },
      loaded: count(own, ({ status }) => status === "loaded"),
    }))
    .sort((a, b) => a.policy.localeCompare(b.policy));
}

export function rulesOf({ attributes }: Agent): { loaded: number; total: number; broken: number } {
  const rules = attributes.status?.rules ?? [];
  return {
    loaded: rules.filter((rule) => rule.status === "loaded").length,
    total: rules.length,
    broken: rules.filter((rule) => rule.status === "error").length,
  };
}
