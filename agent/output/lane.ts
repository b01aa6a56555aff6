/**
 * How important a match is, when there is no room for all. The lanes are those of the sensor's
 * rings (decision 013), but for files that credentials or the defence of a host are in.
 */
import { FIELD_TABLE } from "#lib/event";

/** From the most important on. The place is what stands in the spool: never change it. */
export const LANES = ["urgent", "files", "network"] as const;
export type Lane = (typeof LANES)[number];
/** Matches by lane, in the order of LANES. */
export type LaneCounts = [urgent: number, files: number, network: number];

/* What is mounted decides what every path means; mappings of memory are as many as opens. */
const URGENT_EVENTS = new Set(["mount", "pivot_root"]);
const FILE_EVENTS = new Set(["mmap", "mprotect"]);
/** Credential access, and defense impairment, of which what is done to the agent is a part. */
const URGENT_TACTICS = ["tactic:TA0006", "tactic:TA0112"];

function isUrgent(tag: string): boolean {
  return URGENT_TACTICS.some((tactic) => tag.startsWith(tactic));
}

/** The lane of a match: by its rule's tags, then by its event. */
export function laneOf(event: string, tags: readonly string[]): Lane {
  if (URGENT_EVENTS.has(event) || tags.some(isUrgent)) return "urgent";
  if (FILE_EVENTS.has(event)) return "files";
  const category = FIELD_TABLE.events.get(event)?.category;
  if (category === "file") return "files";
  return category === "network" ? "network" : "urgent";
}
