/** Tables as TypeScript: SECL fields and constants, layout, event store columns and UI facets. */
import type { Flat, FlatField } from "../flatten.ts";
import type { Layout } from "../layout.ts";
import type { FlagSource } from "../load.ts";
import { layoutJson } from "./c-header.ts";
import { GENERATED } from "./text.ts";

function fieldLine(field: FlatField): string {
  const {
    name,
    type,
    array,
    event,
    iterator,
    element,
    operators,
    constants,
    json,
    origin,
    brief,
    example,
  } = field;
  return `  ${JSON.stringify({ name, type, array, event, iterator, element, operators, constants, json, origin, brief, example })},`;
}

/** lib/event/generated/fields.ts */
export function emitFields(flat: Flat): string {
  const events = flat.events.filter((event) => event.source.rules !== false);
  const fields = [...flat.common, ...events.flatMap((event) => event.fields)];
  return [
    GENERATED,
    'import type { Field } from "../field-table.ts";',
    "",
    "export const FIELDS: readonly Field[] = [",
    ...fields.map(fieldLine),
    "];",
    "",
    "export const RULE_EVENTS = [",
    ...events.map(({ source }) => {
      const { event, id, category, brief } = source;
      return `  ${JSON.stringify({ name: event, id, category, brief })},`;
    }),
    "] as const;",
    "",
  ].join("\n");
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
