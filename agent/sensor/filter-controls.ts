/**
 * The ruleset's kernel filter as control records, which the sensor stages and puts in force as a
 * whole.
 */

import { assert } from "#lib/base";
import { CONTROLS, EVENT_NAMES, type EventName } from "#lib/event";

/**
 * What of one event type the kernel delivers. An event type that is not listed is not delivered.
 */
export type EventFilter = {
  event: EventName;
  /** Every event of the type; otherwise only those that the rest approves. */
  acceptAll: boolean;
  /** Approves an open that has one of these flags. */
  flagsAny: number;
  /** Approves a file with one of these last path segments. */
  basenames: readonly string[];
};

export type KernelFilter = readonly EventFilter[];

const NAME_BYTES_MAX = 63;
const encoder = new TextEncoder();

const EVENT_IDS = new Map([...EVENT_NAMES].map(([id, name]) => [name, id]));

type Members = Record<string, number | string>;

/** One control record. The first u64 holds its length in the low and its id in the high 32 bits. */
function control(kind: string, members: Members): Uint8Array {
  const layout = CONTROLS[kind];
  assert(layout, "control kinds are those of the contract");
  const bytes = new Uint8Array(layout.size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, layout.size, true);
  view.setUint32(4, layout.id, true);
  for (const [name, value] of Object.entries(members)) {
    const place = layout.members[name];
    assert(place, "control members are those of the contract");
    if (typeof value === "number") view.setUint32(place[0], value, true);
    else bytes.set(encoder.encode(value).subarray(0, NAME_BYTES_MAX), place[0]);
  }
  return bytes;
}

function eventControls({ event, acceptAll, flagsAny, basenames }: EventFilter): Uint8Array[] {
  const id = EVENT_IDS.get(event) ?? 0;
  const members = { event: id, accept_all: acceptAll ? 1 : 0, flags_any: flagsAny };
  return [
    control("filter_event", members),
    ...basenames.map((name) => control("filter_basename", { event: id, name })),
  ];
}

/** The bytes that make `filter` the one in force; stats records carry `generation` from then on. */
export function encodeFilter(filter: KernelFilter, generation: number): Uint8Array {
  return Buffer.concat([
    control("filter_begin", { generation }),
    ...filter.flatMap(eventControls),
    control("filter_commit", { generation }),
  ]);
}
