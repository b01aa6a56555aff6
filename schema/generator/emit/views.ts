/**
 * lib/event/generated/views.ts: one class an event, one getter a field; nothing is decoded until
 * asked.
 */
import { alternativesOf } from "../../../lib/event/field-table.ts";
import {
  type Flat,
  type FlatEvent,
  type FlatField,
  itemFieldsets,
  PROCESS,
  partsOf,
} from "../flatten.ts";
import { type Layout, type Leaf, leavesOf } from "../layout.ts";
import { GENERATED, pascal, tsType } from "./text.ts";

function leafType(leaf: Leaf): string {
  if (leaf.type === "str" || leaf.type === "char") return "string";
  if (leaf.type === "bytes" || leaf.type === "u8") return "Uint8Array";
  return leaf.count > 1 ? "number[]" : "number";
}

function leafRead(leaf: Leaf): string {
  if (leaf.type === "char") return `this.chars(${leaf.offset}, ${leaf.count})`;
  if (leaf.type === "u8") return `this.raw(${leaf.offset}, ${leaf.count})`;
  if (leaf.count > 1) return `this.${leaf.type}s(${leaf.offset}, ${leaf.count})`;
  return `this.${leaf.type}(${leaf.offset})`;
}

/** A field of an `addr` member reads the part that its own last segment names. */
function addressRead(field: FlatField, path: string, leaves: Map<string, Leaf>): string {
  const offset = (part: string) => (leaves.get(`${path}.${part}`) as Leaf).offset;
  if (field.type === "ip") return `this.address(${offset("ip")}, this.u16(${offset("family")}))`;
  const part = field.name.split(".").at(-1) as string;
  return `this.u16(${offset(part)})`;
}

function fieldRead(field: FlatField, leaves: Map<string, Leaf>): string {
  const read = field.read;
  if (read.kind === "iterator" || read.kind === "none")
    throw new Error(`${field.name} is read from no record`);
  if (read.kind === "process") {
    return `${entryOf(read)}[${JSON.stringify(read.element)}]`;
  }
  if (read.kind === "context") return `this.resolvers.${read.name}(this)`;
  if (read.kind === "member") {
    if (leaves.has(`${read.path}.family`)) return addressRead(field, read.path, leaves);
    const leaf = leaves.get(read.path);
    if (!leaf) throw new Error(`${field.name}: no record member ${read.path}`);
    return field.type === "bool" ? `${leafRead(leaf)} !== 0` : leafRead(leaf);
  }
  const args = read.args
    .map((arg) => (arg === PROCESS ? "this.process" : `this[${JSON.stringify(arg)}]`))
    .join(", ");
  return `${read.kind === "derive" ? "derive" : "this.resolvers"}.${read.name}(${args})`;
}

/** The process entry that a field is read from. */
function entryOf({ of, isParent }: { of: string; isParent: boolean }): string {
  const owner = of === "process" ? "this.process" : `this[${JSON.stringify(of)}]`;
  return isParent ? `${owner}.parent` : owner;
}

/** The other values of a field; the first argument tells cheaply that there are none. */
function alternativesRead(field: FlatField): string {
  const { read, alternativesRead: derived } = field;
  const name = alternativesOf(field.name);
  if (read.kind === "process") {
    return getter(name, LIST, `${entryOf(read)}[${JSON.stringify(alternativesOf(read.element))}]`);
  }
  if (derived === undefined) throw new Error(`${field.name} has no source of alternatives`);
  const [first = "", ...rest] = derived.args.map((arg) => `this[${JSON.stringify(arg)}]`);
  const call = `derive.${derived.name}(${[first, ...rest].join(", ")})`;
  return getter(name, LIST, `${first} === "" ? derive.NO_ALTERNATIVES : ${call}`);
}

const LIST = "readonly string[]";

function getter(name: string, type: string, body: string): string {
  return `  get ${JSON.stringify(name)}(): ${type} {\n    return ${body};\n  }`;
}

function hasGetter({ read }: FlatField): boolean {
  return read.kind !== "iterator" && read.kind !== "none";
}

function fieldGetter(field: FlatField, leaves: Map<string, Leaf>): string {
  const value = getter(field.name, tsType(field), fieldRead(field, leaves));
  return field.alternatives ? `${value}\n${alternativesRead(field)}` : value;
}

/** Lists of structs that the record holds: one object an item, made when the list is read. */
function listGetters(event: FlatEvent, layout: Layout, leaves: Map<string, Leaf>): string[] {
  if (event.source.undelivered !== undefined) return [];
  return event.mounts.flatMap(({ at, list, fieldset }) => {
    const struct = layout.structs.find(({ name }) => name === fieldset);
    const leaf = leaves.get(list);
    if (list === "" || !struct || !leaf) return [];
    const name = `${pascal(fieldset)}Item`;
    const body = `this.items(${leaf.offset}, ${struct.size}, () => new ${name}())`;
    return [getter(at, `readonly ${name}[]`, body)];
  });
}

/** What one item of such a list says. */
function itemClass(flat: Flat, layout: Layout, fieldset: string): string {
  const struct = layout.structs.find(({ name }) => name === fieldset);
  if (!struct) throw new Error(`the items of ${fieldset} have no struct`);
  const nested = new Map(layout.structs.map((each) => [each.name, each]));
  const leaves = new Map(leavesOf(struct, nested).map((leaf) => [leaf.path, leaf]));
  return [
    `/** ${struct.brief}. */`,
    `export class ${pascal(fieldset)}Item extends RecordView {`,
    ...partsOf(flat, fieldset).map((field) => fieldGetter(field, leaves)),
    "}",
    "",
  ].join("\n");
}

/** Processes other than the one that acted, looked up when a field of theirs is read. */
function taskGetters(event: FlatEvent, leaves: Map<string, Leaf>): string[] {
  const delivered = event.source.undelivered === undefined;
  return event.mounts.flatMap(({ at, task, list, iterator }) => {
    if (iterator && list === "" && delivered) {
      const owner = JSON.stringify(at.slice(0, at.lastIndexOf(".")));
      return [getter(at, "readonly ProcessFields[]", `this[${owner}].ancestors`)];
    }
    const [pid, start] = [leaves.get(`${task}.pid`), leaves.get(`${task}.start`)];
    if (task === "" || !pid || !start) return [];
    const body = `this.resolvers.processOf(${leafRead(pid)}, ${leafRead(start)})`;
    return [getter(at, "ProcessFields", body)];
  });
}

function eventClass(event: FlatEvent, layout: Layout): string {
  const record = layout.records.find((candidate) => candidate.name === event.source.event);
  const leaves = (record?.leaves ?? []).filter((leaf) => !leaf.path.startsWith("header."));
  const all = new Map((record?.leaves ?? []).map((leaf) => [leaf.path, leaf]));
  const fields = event.fields.filter(hasGetter);
  return [
    `/** ${event.source.brief}. */`,
    `export class ${pascal(event.source.event)}View extends EventView {`,
    `  override readonly type = ${JSON.stringify(event.source.event)};`,
    ...leaves.map((leaf) => getter(`record.${leaf.path}`, leafType(leaf), leafRead(leaf))),
    ...taskGetters(event, all),
    ...listGetters(event, layout, all),
    ...fields.map((field) => fieldGetter(field, all)),
    "}",
    "",
  ].join("\n");
}

/** Methods the agent implements: names by id, and what only the agent knows of an event. */
function resolverLines(flat: Flat): string[] {
  const lines = new Map<string, string>();
  const typeOf = new Map<string, string>();
  const events = flat.delivered.flatMap((event) => event.fields);
  const all = [...flat.process, ...flat.common.fields, ...events];
  for (const field of all) typeOf.set(field.name, tsType(field));
  for (const field of all) {
    const read = field.read;
    if (read.kind === "context" && !flat.process.includes(field))
      lines.set(read.name, `  ${read.name}(event: EventView): ${tsType(field)};`);
    if (read.kind !== "resolve") continue;
    const typeOfArg = (arg: string) =>
      arg === PROCESS
        ? "ProcessFields"
        : (typeOf.get(arg) ?? (/^record\./.test(arg) ? "Uint8Array" : "number"));
    const args = read.args.map((arg, index) => `${"abcdef"[index]}: ${typeOfArg(arg)}`);
    lines.set(read.name, `  ${read.name}(${args.join(", ")}): ${tsType(field)};`);
  }
  return [...lines.values()].sort();
}

export function emitViews(flat: Flat, layout: Layout): string {
  const header = layout.structs.find((struct) => struct.name === "header");
  const leaves = (header?.members ?? [])
    .filter((member) => !/^pad\d+$/.test(member.name))
    .map((member) => ({ ...member, path: `header.${member.name}` }));
  const byPath = new Map(leaves.map((leaf) => [leaf.path, leaf]));
  const common = flat.common.fields.filter(hasGetter);
  const iterators = [...new Set(flat.common.fields.map((field) => field.iterator).filter(Boolean))];
  const names = flat.delivered.map((event) => event.source.event);
  return [
    GENERATED,
    'import * as derive from "../derive.ts";',
    'import { RecordView } from "../record-view.ts";',
    'import type { ProcessFields } from "./process.ts";',
    "",
    "/** What the agent answers on first read of a field that the record does not hold. */",
    "export type Resolvers = {",
    "  /** A process by pid and boot-time start; an empty entry for pid 0. */",
    "  processOf(pid: number, start: number): ProcessFields;",
    ...resolverLines(flat),
    "};",
    "",
    "/** An event as rules see it: a record, the process entry behind it, and the agent's resolvers. */",
    "export abstract class EventView extends RecordView {",
    "  abstract readonly type: string;",
    "  process!: ProcessFields;",
    "  resolvers!: Resolvers;",
    ...leaves.map((leaf) => getter(leaf.path, leafType(leaf), leafRead(leaf))),
    ...common.map((field) => fieldGetter(field, byPath)),
    ...iterators.map((name) => getter(name, "readonly ProcessFields[]", `this.${name}`)),
    "}",
    "",
    ...itemFieldsets(flat).map((fieldset) => itemClass(flat, layout, fieldset)),
    ...flat.delivered.map((event) => eventClass(event, layout)),
    "/** View class by event name. */",
    `export const VIEWS = { ${names.map((name) => `${name}: ${pascal(name)}View`).join(", ")} };`,
    "",
    "/** Name of an event that the sensor delivers, also of those that rules cannot name. */",
    "export type EventName = keyof typeof VIEWS;",
    "",
    "/** Event name by the id in header.type. */",
    "export const EVENT_NAMES: ReadonlyMap<number, EventName> = new Map([",
    ...flat.delivered.map(({ source }) => `  [${source.id}, ${JSON.stringify(source.event)}],`),
    "]);",
    "",
  ].join("\n");
}
