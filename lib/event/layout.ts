/**
 * Where a stream's members are. A stream says so itself in its preface; when that is not this
 * build's layout, each record is reshaped member by member, so that a capture stays readable for
 * as long as names last.
 */
import { LAYOUT } from "./generated/layout.ts";

/**
 * Offset, size in bytes and contract type of a member, by its path such as `process.file.inode`.
 */
export type MemberPlaces = Readonly<Record<string, readonly [number, number, string]>>;
export type RecordLayout = { id: number; size: number; members: MemberPlaces };
export type StreamLayout = { hash: string; records: Readonly<Record<string, RecordLayout>> };
export type ControlLayouts = Readonly<Record<string, RecordLayout>>;

type Move = { from: number; to: number; size: number; isString: boolean };
type Plan = { fromSize: number; toSize: number; id: number; moves: Move[] };

function planOf(from: RecordLayout, to: RecordLayout): Plan {
  const moves: Move[] = [];
  for (const [path, [offset, size, type]] of Object.entries(to.members)) {
    const source = from.members[path];
    if (!source || source[2] !== type || path === "header.len" || path === "header.type") continue;
    const isString = type === "str" || type === "bytes";
    moves.push({ from: source[0], to: offset, size: Math.min(size, source[1]), isString });
  }
  return { fromSize: from.size, toSize: to.size, id: to.id, moves };
}

/**
 * Copies one record of a foreign layout into this build's; undefined for an event this build does
 * not know.
 */
export type Reshape = (record: Uint8Array) => Uint8Array | undefined;

/** Makes the copier for a stream of layout `from`. */
export function createReshape(from: StreamLayout): Reshape {
  const plans = new Map<number, Plan>();
  for (const [name, layout] of Object.entries(from.records)) {
    const to = LAYOUT.records[name];
    if (to) plans.set(layout.id, planOf(layout, to));
  }
  return (record) => {
    const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
    const plan = plans.get(view.getUint16(4, true));
    if (!plan || record.length < plan.fromSize) return undefined;
    const tail = record.length - plan.fromSize;
    const length = Math.ceil((plan.toSize + tail) / 8) * 8;
    const result = new Uint8Array(length);
    const out = new DataView(result.buffer);
    for (const { from: source, to, size, isString } of plan.moves) {
      result.set(record.subarray(source, source + size), to);
      const start = out.getUint16(to, true);
      if (isString && start !== 0) out.setUint16(to, start - plan.fromSize + plan.toSize, true);
    }
    result.set(record.subarray(plan.fromSize), plan.toSize);
    out.setUint32(0, length, true);
    out.setUint16(4, plan.id, true);
    return result;
  };
}
