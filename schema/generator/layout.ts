/**
 * Places record members: C's natural alignment with every padding byte named, so that the C
 * compiler and the views agree by construction and static asserts only confirm it.
 */
import { createHash } from "node:crypto";
import type { MemberSource, Sources } from "./load.ts";

/** A member of a struct with its place. `struct` names the type of a nested struct. */
export type Member = {
  name: string;
  type: string;
  offset: number;
  size: number;
  count: number;
  struct: string;
  brief: string;
};
export type Struct = {
  name: string;
  brief: string;
  size: number;
  align: number;
  members: Member[];
};

/** One scalar reached through nested structs: `process.file.inode`. */
export type Leaf = { path: string; type: string; offset: number; size: number; count: number };

export type RecordLayout = {
  name: string;
  id: number;
  brief: string;
  struct: Struct;
  leaves: Leaf[];
};
export type Layout = {
  structs: Struct[];
  records: RecordLayout[];
  controls: RecordLayout[];
  hash: string;
};

const SCALARS: Record<string, { size: number; align: number }> = {
  u8: { size: 1, align: 1 },
  char: { size: 1, align: 1 },
  u16: { size: 2, align: 2 },
  u32: { size: 4, align: 4 },
  u64: { size: 8, align: 8 },
  s64: { size: 8, align: 8 },
  str: { size: 4, align: 2 },
  bytes: { size: 4, align: 2 },
};

function parseType(type: string): { base: string; count: number } {
  const match = /^(\w+)\[(\d+)\]$/.exec(type);
  return match ? { base: match[1] as string, count: Number(match[2]) } : { base: type, count: 1 };
}

function place(name: string, brief: string, members: MemberSource[], done: Map<string, Struct>) {
  const placed: Member[] = [];
  let offset = 0;
  let align = 1;
  const pad = (to: number) => {
    const gap = (to - (offset % to)) % to;
    if (gap === 0) return;
    const padding = { name: `pad${placed.length}`, type: "u8", offset, size: gap, count: gap };
    placed.push({ ...padding, struct: "", brief: "" });
    offset += gap;
  };
  for (const source of members) {
    const { base, count } = parseType(source.type);
    const nested = done.get(base);
    const shape = nested ?? SCALARS[base];
    if (!shape) throw new Error(`${name}.${source.name}: unknown type ${source.type}`);
    pad(shape.align);
    const size = shape.size * count;
    const struct = nested ? base : "";
    placed.push({
      name: source.name,
      type: base,
      offset,
      size,
      count,
      struct,
      brief: source.brief ?? "",
    });
    offset += size;
    align = Math.max(align, shape.align);
  }
  pad(align);
  return { name, brief, size: offset, align, members: placed };
}

/** Every scalar of a struct, those of nested structs by their path. */
export function leavesOf(struct: Struct, done: Map<string, Struct>, prefix = "", base = 0): Leaf[] {
  return struct.members.flatMap((member) => {
    if (/^pad\d+$/.test(member.name)) return [];
    const path = prefix + member.name;
    const nested = done.get(member.struct);
    if (nested) return leavesOf(nested, done, `${path}.`, base + member.offset);
    const { type, size, count } = member;
    return [{ path, type, size, count, offset: base + member.offset }];
  });
}

/** Structs may use structs placed before them: this is their order. */
const STRUCT_ORDER = ["header", "addr", "network", "flow", "file", "process", "task"];

/** Computes every struct, record and control with offsets and a hash of them all. */
export function computeLayout(sources: Sources): Layout {
  const done = new Map<string, Struct>();
  for (const name of STRUCT_ORDER) {
    const source = sources.structs.get(name);
    if (!source) throw new Error(`schema/records has no struct ${name}`);
    done.set(name, place(name, source.brief, source.members, done));
  }
  const record = (
    name: string,
    id: number,
    brief: string,
    head: MemberSource,
    rest: MemberSource[],
  ) => {
    const struct = place(name, brief, [head, ...rest], done);
    const size = Math.ceil(struct.size / 8) * 8;
    if (size !== struct.size) throw new Error(`${name} is not a multiple of 8 bytes`);
    return { name, id, brief, struct, leaves: leavesOf(struct, done) };
  };
  const header = { name: "header", type: "header" };
  const records = sources.events.flatMap((event) =>
    event.record ? [record(event.event, event.id, event.brief, header, event.record)] : [],
  );
  const head = {
    name: "length_and_id",
    type: "u64",
    brief: "Low 32 bits: bytes of this control; high 32 bits: its id",
  };
  const controls = sources.controls.map((control) =>
    record(control.control, control.id, control.brief, head, control.members),
  );
  const structs = STRUCT_ORDER.map((name) => done.get(name) as Struct);
  const text = JSON.stringify({ records, controls });
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
  return { structs, records, controls, hash };
}
