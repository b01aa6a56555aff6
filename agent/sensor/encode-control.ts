/** A control record as the sensor reads it. */
import { assert } from "#lib/base";
import { CONTROLS } from "#lib/event";

const U64_BYTES = 8;
const encoder = new TextEncoder();

export type ControlMembers = Record<string, number | string | Uint8Array>;

/**
 * The first u64 holds the length in the low and the id in the high 32 bits. A text that does not
 * fit is cut, and ends with a NUL always.
 */
export function encodeControl(kind: string, members: ControlMembers): Uint8Array {
  const layout = CONTROLS[kind];
  assert(layout, "control kinds are those of the contract");
  const bytes = new Uint8Array(layout.size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, layout.size, true);
  view.setUint32(4, layout.id, true);
  for (const [name, value] of Object.entries(members)) {
    const place = layout.members[name];
    assert(place, "control members are those of the contract");
    const [offset, size] = place;
    if (typeof value === "string") bytes.set(encoder.encode(value).subarray(0, size - 1), offset);
    else if (typeof value === "object") bytes.set(value.subarray(0, size), offset);
    else if (size === U64_BYTES) view.setBigUint64(offset, BigInt(value), true);
    else view.setUint32(offset, value, true);
  }
  return bytes;
}
