/** How an agent is, and what its host has lost. */
import type { Agent } from "#lib/protocol";
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

export function rulesOf({ attributes }: Agent): { loaded: number; total: number; broken: number } {
  const rules = attributes.status?.rules ?? [];
  return {
    loaded: rules.filter((rule) => rule.status === "loaded").length,
    total: rules.length,
    broken: rules.filter((rule) => rule.status === "error").length,
  };
}
