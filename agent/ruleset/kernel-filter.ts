/**
 * What the kernel needs to deliver for a set of rules, and what it filters by for each, in words.
 */
import { type EventName, FIELD_TABLE, flagNames } from "#lib/event";
import { type FilterCapabilities, findApprovers, type RuleEntry } from "#lib/secl";

/** One event type that the kernel delivers. */
export type EventFilter = {
  event: EventName;
  acceptAll: boolean;
  flagsAny: number;
  basenames: readonly string[];
};

/** Names per event type; the sensor's map holds 8192 for all of them together. */
const BASENAMES_MAX = 1000;
/** The process tree is built from these, whatever the rules are about. */
const TREE_EVENTS: readonly EventName[] = ["exec", "fork", "exit"];
const FLAG_FIELDS = new Set(["open.flags", "open.syscall.flags"]);
const FILE_FIELD = /^(\w+)\.file\.(?:destination\.)?(?:path|name)$/;
/** Executables are fields of the process, which no event can be told by in the kernel. */
const UNFILTERED = new Set<string>(["exec", "exit", "connect", "dns"]);

const known = new Map<string, FilterCapabilities>();

/** Worked out once an event: there are thousands of fields and may be thousands of rules. */
function capabilitiesOf(event: string): FilterCapabilities {
  const found = known.get(event) ?? findCapabilities(event);
  known.set(event, found);
  return found;
}

function findCapabilities(event: string): FilterCapabilities {
  const none = { basenames: [], flags: [], basenamesMax: BASENAMES_MAX };
  if (UNFILTERED.has(event)) return none;
  const names = [...FIELD_TABLE.fields.values()]
    .filter((field) => field.event === event)
    .map(({ name }) => name);
  return {
    basenames: names.filter((name) => FILE_FIELD.exec(name)?.[1] === event),
    flags: names.filter((name) => FLAG_FIELDS.has(name)),
    basenamesMax: BASENAMES_MAX,
  };
}

/** The filter under which no event that a rule could match is held back. */
export function kernelFilterOf(rules: readonly RuleEntry[]): EventFilter[] {
  const byEvent = Map.groupBy(rules, ({ rule }) => rule.event as EventName);
  const filters = new Map<EventName, EventFilter>();
  const acceptAll = (event: EventName) =>
    filters.set(event, { event, acceptAll: true, flagsAny: 0, basenames: [] });
  for (const [event, entries] of byEvent) {
    const found = findApprovers(entries, capabilitiesOf(event));
    if (found.acceptAll) acceptAll(event);
    else filters.set(event, { event, ...found });
  }
  for (const event of TREE_EVENTS) acceptAll(event);
  /* The names of an address come from the answers that the host's processes got. */
  if (byEvent.has("connect")) acceptAll("dns");
  return [...filters.values()];
}

/** What the kernel filters by for one rule, or why it cannot. */
export function describeFilter({ id, rule }: RuleEntry): string {
  const found = findApprovers([{ id, rule }], capabilitiesOf(rule.event));
  if (found.acceptAll) return `every ${rule.event} is delivered: ${found.reason.text}`;
  const parts: string[] = [];
  if (found.basenames.length > 0) parts.push(`file name ${found.basenames.join(", ")}`);
  if (found.flagsAny !== 0)
    parts.push(`any of the flags ${flagNames("open_flags", found.flagsAny).join(", ")}`);
  return parts.length === 0 ? "the rule can never match" : parts.join(" or ");
}
