/** What the kernel needs to deliver for a set of rules. */
import { type EventName, FIELD_TABLE } from "#lib/event";
import { compilePacketFilter } from "#lib/pcap";
import { capabilitiesOf, findApprovers, packetFiltersOf, type RuleEntry } from "#lib/secl";

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
  /** Filters that select packets, as classic BPF; of the event packet alone. */
  packets?: readonly { text: string; code: Uint8Array }[];
};

/** Packet filters that the sensor runs at a time. */
export const PACKET_FILTERS_MAX = 32;

/**
 * The process tree is built from these, whatever the rules are about. The first need not come at
 * once when no rule is about them. The changes of credentials are rare, and a rule may ask for
 * those of a parent that has done nothing since.
 */
const LIFECYCLE_EVENTS: readonly EventName[] = ["exec", "fork", "exit"];
const CREDENTIAL_EVENTS: readonly EventName[] = ["setuid", "setgid", "capset"];

const NOTHING = { basename: [], folder: [], above: [], ranges: [], bits: [] };

/** No packet is selected, but whose a socket is gets noted. */
export const SOCKETS_ONLY: EventFilter = {
  event: "packet",
  acceptAll: true,
  ...NOTHING,
  packets: [],
};

/** Packet filters of the rules, each once, in the order of the rules. */
function packetFilters(rules: readonly RuleEntry[]): {
  used: { text: string; code: Uint8Array }[];
  leftOut: ReadonlySet<string>;
} {
  const texts = [...new Set(rules.flatMap(({ rule }) => packetFiltersOf(rule)))];
  const used = texts.slice(0, PACKET_FILTERS_MAX).flatMap((text) => {
    const compiled = compilePacketFilter(text);
    return compiled.ok ? [{ text, code: compiled.code }] : [];
  });
  return { used, leftOut: new Set(texts.slice(PACKET_FILTERS_MAX)) };
}

/**
 * The filter under which no event that a rule could match is held back, but for those of the packet
 * filters beyond what the sensor runs: their texts are in `packetsLeftOut`. With `dropsPackets` the
 * sensor notes whose each socket is, even if no rule is about packets.
 */
export function kernelFilterOf(
  rules: readonly RuleEntry[],
  dropsPackets: boolean,
): {
  events: EventFilter[];
  packetsLeftOut: ReadonlySet<string>;
} {
  const packets = packetFilters(rules);
  const byEvent = Map.groupBy(rules, ({ rule }) => rule.event as EventName);
  const filters = new Map<EventName, EventFilter>();
  const acceptAll = (event: EventName) =>
    filters.set(event, { event, acceptAll: true, ...NOTHING });
  for (const [event, entries] of byEvent) {
    const found = findApprovers(entries, capabilitiesOf(event, FIELD_TABLE));
    if (event === "packet")
      filters.set(event, { event, acceptAll: true, ...NOTHING, packets: packets.used });
    else if (found.acceptAll) acceptAll(event);
    else filters.set(event, { event, ...found });
  }
  if (dropsPackets && !byEvent.has("packet")) filters.set("packet", SOCKETS_ONLY);
  for (const event of LIFECYCLE_EVENTS)
    filters.set(event, { event, acceptAll: byEvent.has(event), ...NOTHING });
  for (const event of CREDENTIAL_EVENTS) acceptAll(event);
  /* What a process did with its capabilities is summed up from their events. */
  if (rules.some(({ rule }) => rule.fields.some((name) => /\.caps_\w+$/.test(name))))
    acceptAll("capabilities");
  /* The names of an address come from the answers that the host's processes got. */
  if (byEvent.has("connect") || byEvent.has("accept")) acceptAll("dns");
  return { events: [...filters.values()], packetsLeftOut: packets.leftOut };
}
