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
  /** Approves a file with one of these last path segments. */
  basename: readonly string[];
  /** Approves a file in a directory of one of these names. */
  folder: readonly string[];
  /** Approves a file below a directory of one of these names. */
  above: readonly string[];
  /** Approves by a number that lies in a range, both ends included, or has any of the bits. */
  ranges: readonly { approver: number; from: number; to: number }[];
  bits: readonly { approver: number; bits: number }[];
  /** Filters that select packets, as classic BPF; of the event packet alone. */
  packets?: readonly { text: string; code: Uint8Array }[];
};

export type KernelFilter = readonly EventFilter[];

const U64_BYTES = 8;
const INSTRUCTION_BYTES = 8;
const encoder = new TextEncoder();

const EVENT_IDS = new Map([...EVENT_NAMES].map(([id, name]) => [name, id]));

type Members = Record<string, number | string | Uint8Array>;

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
    if (typeof value === "number" && place[1] === U64_BYTES)
      view.setBigUint64(place[0], BigInt(value), true);
    else if (typeof value === "number") view.setUint32(place[0], value, true);
    else if (typeof value === "string")
      bytes.set(encoder.encode(value).subarray(0, place[1] - 1), place[0]);
    else bytes.set(value.subarray(0, place[1]), place[0]);
  }
  return bytes;
}

function eventControls(filter: EventFilter): Uint8Array[] {
  const event = EVENT_IDS.get(filter.event) ?? 0;
  const names = [filter.basename, filter.folder, filter.above];
  return [
    control("filter_event", { event, accept_all: filter.acceptAll ? 1 : 0 }),
    ...names.flatMap((own, place) =>
      own.map((name) => control("filter_name", { event, place, name })),
    ),
    ...filter.ranges.map(({ approver, from, to }) =>
      control("filter_range", { event, approver, from, to }),
    ),
    ...(filter.packets ?? []).map(({ text, code }) =>
      control("packet_filter", { text, count: code.length / INSTRUCTION_BYTES, code }),
    ),
    ...filter.bits.map(({ approver, bits }) => control("filter_bits", { event, approver, bits })),
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
