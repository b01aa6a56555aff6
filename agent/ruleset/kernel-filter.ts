/** What the kernel needs to deliver for a set of rules. */
import { type EventName, FIELD_TABLE } from "#lib/event";
import { capabilitiesOf, findApprovers, type RuleEntry } from "#lib/secl";

/** One event type that the kernel delivers: all of it, or what has one of these. */
export type EventFilter = {
  event: EventName;
  acceptAll: boolean;
  /** Names of the file, of the directory that holds it, and of that or one above it. */
  basename: readonly string[];
  folder: readonly string[];
  above: readonly string[];
  ranges: readonly { approver: number; from: number; to: number }[];
  bits: readonly { approver: number; bits: number }[];
};

/**
 * The process tree is built from these, whatever the rules are about. The changes of credentials
 * are rare, and a rule may ask for those of a parent that has done nothing since.
 */
const TREE_EVENTS: readonly EventName[] = ["exec", "fork", "exit", "setuid", "setgid", "capset"];

const NOTHING = { basename: [], folder: [], above: [], ranges: [], bits: [] };

/** The filter under which no event that a rule could match is held back. */
export function kernelFilterOf(rules: readonly RuleEntry[]): EventFilter[] {
  const byEvent = Map.groupBy(rules, ({ rule }) => rule.event as EventName);
  const filters = new Map<EventName, EventFilter>();
  const acceptAll = (event: EventName) =>
    filters.set(event, { event, acceptAll: true, ...NOTHING });
  for (const [event, entries] of byEvent) {
    const found = findApprovers(entries, capabilitiesOf(event, FIELD_TABLE));
    if (found.acceptAll) acceptAll(event);
    else filters.set(event, { event, ...found });
  }
  for (const event of TREE_EVENTS) acceptAll(event);
  /* What a process did with its capabilities is summed up from their events. */
  if (rules.some(({ rule }) => rule.fields.some((name) => /\.caps_\w+$/.test(name))))
    acceptAll("capabilities");
  /* The names of an address come from the answers that the host's processes got. */
  if (byEvent.has("connect") || byEvent.has("accept")) acceptAll("dns");
  return [...filters.values()];
}
