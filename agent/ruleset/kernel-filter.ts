/** What the kernel needs to deliver for a set of rules. */
import { type EventName, FIELD_TABLE } from "#lib/event";
import { capabilitiesOf, findApprovers, type RuleEntry } from "#lib/secl";

/** One event type that the kernel delivers. */
export type EventFilter = {
  event: EventName;
  acceptAll: boolean;
  flagsAny: number;
  basenames: readonly string[];
};

/**
 * The process tree is built from these, whatever the rules are about. The changes of credentials
 * are rare, and a rule may ask for those of a parent that has done nothing since.
 */
const TREE_EVENTS: readonly EventName[] = ["exec", "fork", "exit", "setuid", "setgid", "capset"];

/** The filter under which no event that a rule could match is held back. */
export function kernelFilterOf(rules: readonly RuleEntry[]): EventFilter[] {
  const byEvent = Map.groupBy(rules, ({ rule }) => rule.event as EventName);
  const filters = new Map<EventName, EventFilter>();
  const acceptAll = (event: EventName) =>
    filters.set(event, { event, acceptAll: true, flagsAny: 0, basenames: [] });
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
