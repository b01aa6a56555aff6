/**
 * The ruleset's kernel filter as control records, which the sensor stages and puts in force as a
 * whole.
 */

import { EVENT_NAMES, type EventName } from "#lib/event";
import { type Denial, denialControls } from "./denial-controls.ts";
import { encodeControl as control } from "./encode-control.ts";

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

const INSTRUCTION_BYTES = 8;
const EVENT_IDS = new Map([...EVENT_NAMES].map(([id, name]) => [name, id]));

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

/**
 * The bytes that make `filter` the one in force, with what the kernel refuses; stats records carry
 * `generation` from then on.
 */
export function encodeFilter(
  filter: KernelFilter,
  generation: number,
  denials: readonly Denial[] = [],
): Uint8Array {
  return Buffer.concat([
    control("filter_begin", { generation }),
    ...filter.flatMap(eventControls),
    ...denialControls(denials),
    control("filter_commit", { generation }),
  ]);
}
