/**
 * Which events the kernel can tell apart by name or flags, and what it filters by for one rule, in
 * words. The agent loads the same into the kernel; tools show it to who writes the rule.
 */
import { type FieldTable, flagNames } from "#lib/event";
import { type FilterCapabilities, findApprovers } from "./approver.ts";
import type { RuleEntry } from "./ruleset.ts";

/** Names per event type; the sensor's map holds 8192 for all of them together. */
const BASENAMES_MAX = 1000;
const FLAG_FIELDS = new Set(["open.flags", "open.syscall.flags"]);
const FILE_FIELD = /^(\w+)\.file\.(?:destination\.)?(?:path|name)$/;
/** Executables are fields of the process, which no event can be told by in the kernel. */
const UNFILTERED = new Set<string>(["exec", "exit", "connect", "dns"]);

const known = new WeakMap<FieldTable, Map<string, FilterCapabilities>>();

/**
 * What the kernel knows of an event type before it sends it. Worked out once an event: there are
 * thousands of fields and may be thousands of rules.
 */
export function capabilitiesOf(event: string, table: FieldTable): FilterCapabilities {
  const byEvent = known.get(table) ?? new Map<string, FilterCapabilities>();
  known.set(table, byEvent);
  const found = byEvent.get(event) ?? findCapabilities(event, table);
  byEvent.set(event, found);
  return found;
}

function findCapabilities(event: string, table: FieldTable): FilterCapabilities {
  const none = { basenames: [], flags: [], basenamesMax: BASENAMES_MAX };
  if (UNFILTERED.has(event)) return none;
  const names = [...table.fields.values()]
    .filter((field) => field.event === event)
    .map(({ name }) => name);
  return {
    basenames: names.filter((name) => FILE_FIELD.exec(name)?.[1] === event),
    flags: names.filter((name) => FLAG_FIELDS.has(name)),
    basenamesMax: BASENAMES_MAX,
  };
}

/** What the kernel filters by for one rule, or why it cannot. */
export function describeFilter({ id, rule }: RuleEntry, table: FieldTable): string {
  const found = findApprovers([{ id, rule }], capabilitiesOf(rule.event, table));
  if (found.acceptAll) return `every ${rule.event} is delivered: ${found.reason.text}`;
  const parts: string[] = [];
  if (found.basenames.length > 0) parts.push(`file name ${found.basenames.join(", ")}`);
  if (found.flagsAny !== 0)
    parts.push(`any of the flags ${flagNames("open_flags", found.flagsAny).join(", ")}`);
  return parts.length === 0 ? "the rule can never match" : parts.join(" or ");
}
