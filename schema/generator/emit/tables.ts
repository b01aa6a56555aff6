/** Tables as TypeScript: SECL fields and constants, layout, event store columns and UI facets. */
import { type Flat, type FlatEvent, type FlatField, type FlatMount, partsOf } from "../flatten.ts";
import type { Layout } from "../layout.ts";
import type { FlagSource } from "../load.ts";
import { layoutJson } from "./c-header.ts";
import { GENERATED } from "./text.ts";

/** A field without what its mount says, and without what is usual. */
function partLine(field: FlatField): string {
  const {
    name,
    type,
    array,
    operators,
    alternatives,
    constants,
    json,
    origin,
    reason,
    brief,
    example,
  } = field;
  const part = {
    name,
    type,
    origin,
    ...(array ? { array } : {}),
    ...(operators === "plain" ? {} : { operators }),
    ...(alternatives ? { alternatives } : {}),
    ...(constants === "" ? {} : { constants }),
    ...(json === "" ? {} : { json }),
    ...(reason === "" ? {} : { reason }),
    brief,
    example,
  };
  return `  ${JSON.stringify(part)},`;
}

function partsName(name: string): string {
  return `${name.toUpperCase()}_PARTS`;
}

function partsLines(name: string, parts: FlatField[]): string[] {
  return [`const ${name}: readonly FieldPart[] = [`, ...parts.map(partLine), "];", ""];
}

type Owner = { event: string; reason: string; own: FlatField[]; mounts: FlatMount[] };

function ownName({ event }: Owner): string {
  return partsName(`own_${event === "*" ? "all" : event}`);
}

/** The event's own fields are a mount at no prefix. */
function mountLines(owner: Owner): string[] {
  const { event, reason } = owner;
  const line = (
    { at, json, iterator }: Pick<FlatMount, "event" | "at" | "json" | "iterator">,
    parts: string,
  ) => {
    const head = JSON.stringify({ event, at, json, iterator, reason });
    return `  {${head.slice(1, -1)},"parts":${parts}},`;
  };
  const own = line({ event, at: "", json: "", iterator: false }, ownName(owner));
  const mounts = owner.mounts.map((mount) => line(mount, partsName(mount.fieldset)));
  return owner.own.length === 0 ? mounts : [own, ...mounts];
}

/** The event's reason is said by its mounts, not again by each field. */
function ownerOf({ source, own, mounts }: FlatEvent): Owner {
  const reason = source.undelivered ?? "";
  const parts = reason === "" ? own : own.map((field) => ({ ...field, reason: "" }));
  return { event: source.event, reason, own: parts, mounts };
}

function eventLine({ source }: FlatEvent): string {
  const { event: name, id, category, brief, undelivered: reason = "" } = source;
  return `  ${JSON.stringify({ name, id, category, brief, reason })},`;
}

/** lib/event/generated/fields.ts: every fieldset once, and where they are mounted. */
export function emitFields(flat: Flat): string {
  const events = flat.events.filter((event) => event.source.rules !== false);
  const delivered = events.filter((event) => flat.delivered.includes(event));
  const undelivered = events.filter((event) => !flat.delivered.includes(event));
  const owners = [{ event: "*", reason: "", ...flat.common }, ...events.map(ownerOf)];
  const mounts = owners.flatMap((owner) => owner.mounts);
  const fieldsets = [...new Set(mounts.map(({ fieldset }) => fieldset))].sort();
  const withOwn = owners.filter(({ own }) => own.length > 0);
  return [
    GENERATED,
    'import type { FieldMount, FieldPart } from "../field-mount.ts";',
    'import type { EventApprover } from "../field-table.ts";',
    "",
    ...fieldsets.flatMap((name) => partsLines(partsName(name), partsOf(flat, name))),
    ...withOwn.flatMap((owner) => partsLines(ownName(owner), owner.own)),
    "/** Where fields are: every event's own, then the fieldsets it mounts. */",
    "export const FIELD_MOUNTS: readonly FieldMount[] = [",
    ...owners.flatMap(mountLines),
    "];",
    "",
    "/** Events that rules may be about and that the sensor delivers. */",
    "export const RULE_EVENTS = [",
    ...delivered.map(eventLine),
    "] as const;",
    "",
    "/** Events that rules may be about and that nothing delivers yet, with the reason. */",
    "export const UNDELIVERED_EVENTS = [",
    ...undelivered.map(eventLine),
    "] as const;",
    "",
    "/** Numbers of events that the kernel filter knows; the first of an event is its approver 1. */",
    "export const EVENT_APPROVERS: Readonly<Record<string, readonly EventApprover[]>> = {",
    ...approverLines(flat),
    "};",
    "",
  ].join("\n");
}

/** What the kernel filter can approve events by beside names, numbered from 1 as in the sensor. */
function approverLines(flat: Flat): string[] {
  return flat.events
    .filter(({ source }) => source.approvers !== undefined)
    .map(({ source }) => `  ${source.event}: ${JSON.stringify(source.approvers)},`);
}

/** lib/event/generated/constants.ts */
export function emitConstants(flat: Flat): string {
  const groups = [...flat.sources.constants].map(
    ([name, group]) => `  ${name}: ${JSON.stringify(group.values)},`,
  );
  return [
    GENERATED,
    "/** Constants by group, then by name. */",
    "export const CONSTANT_GROUPS: Readonly<Record<string, Readonly<Record<string, number>>>> = {",
    ...groups,
    "};",
    "",
    "/** What the constants of a group are. */",
    "export const CONSTANT_GROUP_BRIEFS: Readonly<Record<string, string>> = {",
    ...[...flat.sources.constants].map(
      ([name, { brief }]) => `  ${name}: ${JSON.stringify(brief)},`,
    ),
    "};",
    "",
  ].join("\n");
}

/** lib/event/generated/layout.ts */
export function emitLayout(layout: Layout, flags: readonly FlagSource[]): string {
  const controls = layout.controls.map((record) => [
    record.name,
    {
      id: record.id,
      size: record.struct.size,
      members: Object.fromEntries(
        record.leaves.map((leaf) => [leaf.path, [leaf.offset, leaf.size, leaf.type]]),
      ),
    },
  ]);
  return [
    GENERATED,
    'import type { ControlLayouts, StreamLayout } from "../layout.ts";',
    "",
    "/** Where the members of this build's records are; a stream's preface carries the same of its own. */",
    `export const LAYOUT: StreamLayout = ${layoutJson(layout)};`,
    "",
    "/** Bits of header.flags. */",
    `export const RECORD_FLAGS = ${JSON.stringify(Object.fromEntries(flags.map((flag) => [flag.name, 1 << flag.bit])))} as const;`,
    "",
    "/** Where the members of control records are. */",
    `export const CONTROLS: ControlLayouts = ${JSON.stringify(Object.fromEntries(controls))};`,
    "",
  ].join("\n");
}

/** server/store/generated/columns.ts */
export function emitColumns(flat: Flat): string {
  return [
    GENERATED,
    "/** Columns of the events table that hold a field of the event JSON. */",
    "export const EVENT_COLUMNS = [",
    ...flat.sources.columns.map(({ json, type }) => {
      return `  ${JSON.stringify({ name: json.replaceAll(".", "_"), json, type })},`;
    }),
    "] as const;",
    "",
  ].join("\n");
}

/** lib/event/generated/facets.ts */
export function emitFacets(flat: Flat): string {
  return [
    GENERATED,
    "/** What the web offers to filter events and signals by. */",
    "export const FACETS = [",
    ...flat.sources.columns
      .filter((column) => column.facet !== undefined)
      .map(({ json, facet }) => `  ${JSON.stringify({ path: `@${json}`, name: facet })},`),
    "] as const;",
    "",
  ].join("\n");
}
