/**
 * Mounts fieldsets into the flat form that every emitter takes: one entry a SECL field, in
 * declaration order.
 */
import type { Field } from "../../lib/event/field-table.ts";
import type { EventSource, FieldSource, MountSource, Sources } from "./load.ts";

/**
 * Where a value is read: from the process entry, from the record, or computed from other fields.
 */
export type Read =
  | { kind: "process"; via: "process" | "parent"; element: string }
  | { kind: "iterator" }
  | { kind: "member"; path: string }
  | { kind: "derive" | "resolve"; name: string; args: string[] }
  | { kind: "context"; name: string };

export type FlatField = Field & {
  read: Read;
  format: string;
  also: string;
  added: boolean;
  lineage: boolean;
};

export type FlatEvent = { source: EventSource; fields: FlatField[] };

export type Flat = {
  sources: Sources;
  /** Fields of every event. */
  common: FlatField[];
  /** Fields of one process entry, by element name. */
  process: FlatField[];
  events: FlatEvent[];
};

type Place = { event: string; at: string; json: string; member: string; iterator: string };

function join(...parts: string[]): string {
  return parts.filter((part) => part !== "").join(".");
}

function camel(name: string): string {
  return name.replace(/[._](\w)/g, (_, letter: string) => letter.toUpperCase());
}

function readOf(source: FieldSource, place: Place, siblings: Set<string>): Read {
  const prefix = place.at === "" ? "" : `${place.at}.`;
  const args = (source.args ?? []).map((arg) => {
    if (arg.startsWith("record."))
      return `record.${join(place.member, arg.slice("record.".length))}`;
    return siblings.has(arg) ? prefix + arg : arg;
  });
  if (source.derive) return { kind: "derive", name: source.derive, args };
  if (source.resolve) return { kind: "resolve", name: source.resolve, args };
  if (source.member) {
    const member = source.member;
    return {
      kind: "member",
      path: member.startsWith("header.") ? member : join(place.member, member),
    };
  }
  return { kind: "context", name: camel(prefix + source.name) };
}

function flattenField(source: FieldSource, place: Place, siblings: Set<string>): FlatField {
  const array = source.type.endsWith("[]");
  const name = join(place.at, source.name);
  return {
    name,
    type: source.type.replace("[]", "") as Field["type"],
    array,
    event: place.event,
    iterator: place.iterator,
    element: place.iterator ? name.slice(place.iterator.length + 1) : name,
    operators: source.ops ?? "plain",
    constants: source.constants ?? "",
    json: source.json === undefined ? "" : join(place.json, source.json),
    origin: source.from,
    brief: source.brief,
    example: String(source.example),
    read: readOf(source, place, siblings),
    format: source.format ?? "",
    also: source.also === undefined ? "" : join(place.json, source.also),
    added: source.added ?? false,
    lineage: source.lineage ?? true,
  };
}

/** Fields of a fieldset with everything mounted below it, at one place. */
function expand(sources: Sources, name: string, place: Place): FlatField[] {
  const fieldset = sources.fieldsets.get(name);
  if (!fieldset) throw new Error(`unknown fieldset ${name}`);
  const siblings = new Set(fieldset.fields.map((field) => field.name));
  const own = fieldset.fields.map((field) => flattenField(field, place, siblings));
  const below = (fieldset.mounts ?? []).flatMap((mount) =>
    expand(sources, mount.fieldset, {
      ...place,
      at: join(place.at, mount.at),
      json: join(place.json, mount.json ?? ""),
      member: join(place.member, mount.member ?? (place.event === "*" ? mount.at : "")),
      iterator: mount.iterator ? join(place.at, mount.at) : place.iterator,
    }),
  );
  return [...own, ...below];
}

const ROOT = { at: "", json: "", member: "", iterator: "" };

/** The fields of the process fieldset at one prefix, read from an entry of the process cache. */
function mountProcess(process: FlatField[], mount: MountSource, event: string): FlatField[] {
  const via = mount.at === "process.parent" ? "parent" : "process";
  return process.map((field) => ({
    ...field,
    name: `${mount.at}.${field.name}`,
    event,
    iterator: mount.iterator ? mount.at : "",
    element: mount.iterator ? field.name : `${mount.at}.${field.name}`,
    json: field.json === "" || mount.json === undefined ? "" : join(mount.json, field.json),
    also: "",
    read: mount.iterator ? { kind: "iterator" } : { kind: "process", via, element: field.name },
  }));
}

function flattenEvent(sources: Sources, event: EventSource, process: FlatField[]): FlatEvent {
  const place = { ...ROOT, event: event.event };
  const fields = (event.fields ?? []).map((field) => flattenField(field, place, new Set()));
  for (const mount of event.mounts ?? []) {
    if (mount.fieldset === "process") fields.push(...mountProcess(process, mount, event.event));
    else {
      const at = { at: mount.at, json: mount.json ?? "", member: mount.member ?? "" };
      fields.push(...expand(sources, mount.fieldset, { ...place, ...at }));
    }
  }
  return { source: event, fields };
}

/** Expands every mount of the contract. */
export function flatten(sources: Sources): Flat {
  const process = expand(sources, "process", { ...ROOT, event: "*" });
  const base = sources.fieldsets.get("event");
  if (!base) throw new Error("schema/fieldsets has no event fieldset");
  const place = { ...ROOT, event: "*" };
  const common = base.fields.map((field) => flattenField(field, place, new Set()));
  for (const mount of base.mounts ?? []) common.push(...mountProcess(process, mount, "*"));
  const events = sources.events.map((event) => flattenEvent(sources, event, process));
  return { sources, common, process, events };
}
