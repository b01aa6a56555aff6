/**
 * sensor/generated/record.h: the structs the BPF programs fill, with asserts that the compiler
 * agrees.
 */

import { APPROVERS_MAX } from "../check.ts";
import type { Layout, Member, RecordLayout, Struct } from "../layout.ts";
import type { EventSource, Sources } from "../load.ts";

const C_TYPES: Record<string, string> = {
  u8: "__u8",
  char: "char",
  u16: "__u16",
  u32: "__u32",
  u64: "__u64",
  s64: "__s64",
  str: "struct vigil_str",
  bytes: "struct vigil_str",
};

function memberLine(member: Member): string {
  const type = member.struct === "" ? C_TYPES[member.type] : `struct vigil_${member.struct}`;
  const count = member.count > 1 || /^pad\d+$/.test(member.name) ? `[${member.count}]` : "";
  const comment = member.brief === "" ? "" : ` /* ${member.brief} */`;
  return `\t${type} ${member.name}${count};${comment}`;
}

function structText(struct: Struct): string {
  const name = `vigil_${struct.name}`;
  const asserts = struct.members
    .filter((member) => !/^pad\d+$/.test(member.name))
    .map(
      (member) =>
        `_Static_assert(__builtin_offsetof(struct ${name}, ${member.name}) == ${member.offset}, "${name}.${member.name}");`,
    );
  return [
    `/* ${struct.brief}. */`,
    `struct ${name} {`,
    ...struct.members.map(memberLine),
    "};",
    ...asserts,
    `_Static_assert(sizeof(struct ${name}) == ${struct.size}, "${name}");`,
    "",
  ].join("\n");
}

function constantName(kind: string, record: RecordLayout): string {
  return `\tVIGIL_${kind}_${record.name.toUpperCase()} = ${record.id},`;
}

function idMask(records: readonly RecordLayout[]): bigint {
  return records.reduce((mask, { id }) => mask | (1n << BigInt(id)), 0n);
}

/**
 * The layout as it travels in the stream's preface, so that an old capture can be read for ever.
 */
export function layoutJson(layout: Layout): string {
  const records = layout.records.map((record) => [
    record.name,
    {
      id: record.id,
      size: record.struct.size,
      members: Object.fromEntries(
        record.leaves.map((leaf) => [leaf.path, [leaf.offset, leaf.size, leaf.type]]),
      ),
    },
  ]);
  return JSON.stringify({ hash: layout.hash, records: Object.fromEntries(records) });
}

/** Ids of the events of each category, a bit each. */
function categoryLines(records: readonly RecordLayout[], events: readonly EventSource[]): string[] {
  const categories = [...new Set(events.map(({ category }) => category))].toSorted();
  return categories.map((category) => {
    const names = new Set(
      events.filter((event) => event.category === category).map((e) => e.event),
    );
    const mask = idMask(records.filter(({ name }) => names.has(name)));
    return `#define VIGIL_CATEGORY_${category.toUpperCase()} 0x${mask.toString(16)}ull`;
  });
}

/** Numbers by which the filter names what it compares; 0 is the login uid of every event. */
function approverLines(events: readonly EventSource[]): string[] {
  return events.flatMap(({ event, approvers = [] }) =>
    approvers.map(
      ({ name }, at) =>
        `\tVIGIL_APPROVER_${event.toUpperCase()}_${name.toUpperCase()} = ${at + 1},`,
    ),
  );
}

export function emitCHeader(
  layout: Layout,
  { flags, events }: Pick<Sources, "flags" | "events">,
): string {
  return [
    "/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */",
    "/* Generated from schema/ by `npm run gen`. Do not edit. */",
    "#ifndef VIGIL_RECORD_H",
    "#define VIGIL_RECORD_H",
    "",
    "/* The stream's preface carries this hash and the layout itself. */",
    `#define VIGIL_LAYOUT_HASH "${layout.hash}"`,
    `#define VIGIL_LAYOUT_JSON ${JSON.stringify(layoutJson(layout))}`,
    "",
    "enum vigil_event {",
    ...layout.records.map((record) => constantName("EVENT", record)),
    "\tVIGIL_EVENT_MAX = 64, /* ids stay below this: filters are 64-bit masks */",
    "};",
    "",
    "/* Ids that have a record, a bit each. */",
    `#define VIGIL_EVENTS 0x${idMask(layout.records).toString(16)}ull`,
    ...categoryLines(layout.records, events),
    "",
    "enum vigil_control {",
    ...layout.controls.map((record) => constantName("CONTROL", record)),
    "};",
    "",
    "enum vigil_approver {",
    "\tVIGIL_APPROVER_AUID = 0,",
    ...approverLines(events),
    `\tVIGIL_APPROVER_MAX = ${APPROVERS_MAX + 1},`,
    "};",
    "",
    "enum vigil_flag {",
    ...flags.map(
      (flag) => `\tVIGIL_FLAG_${flag.name.toUpperCase()} = 1 << ${flag.bit}, /* ${flag.brief} */`,
    ),
    "};",
    "",
    "/* Bytes elsewhere in the same record: offset from the record's first byte, and length. */",
    "struct vigil_str {",
    "\t__u16 off;",
    "\t__u16 len;",
    "};",
    "",
    ...layout.structs.map(structText),
    ...layout.records.map((record) => structText(record.struct)),
    ...layout.controls.map((record) =>
      structText({ ...record.struct, name: `control_${record.name}` }),
    ),
    "#endif",
    "",
  ].join("\n");
}
