/**
 * Mounts fieldsets into the flat form that every emitter takes: one entry a SECL field, in
 * declaration order.
 */
import type { Field } from "../../lib/event/field-table.ts";
import type { EventSource, FieldSource, FieldsetSource, MountSource, Sources } from "./load.ts";

/** Argument of `resolve` that is the whole process: the one that acted, or the entry itself. */
export const PROCESS = "process";

/**
 * Where a value is read: from a process entry, from the record, or computed from other fields; `of`
 * is "process", who acted, or the mount of another process that the event is about. `none`: from no
 * event, because the rule says it or nothing delivers it.
 */
export type Read =
  | { kind: "none" }
  | { kind: "process"; of: string; isParent: boolean; element: string }
  | { kind: "iterator" }
  | { kind: "member"; path: string }
  | { kind: "derive" | "resolve"; name: string; args: string[] }
  | { kind: "context"; name: string };

export type FlatField = Field & {
  read: Read;
  /** Where alternatives are derived from; undefined when the agent itself gives them. */
  alternativesRead: { name: string; args: string[] } | undefined;
  format: string;
  also: string;
  added: boolean;
  lineage: boolean;
};

/** `fields` are its own and those of its mounts. */
export type FlatEvent = {
  source: EventSource;
  own: FlatField[];
  mounts: FlatMount[];
  fields: FlatField[];
};

/** The fields of a fieldset under a prefix, in one event or, with `*`, in all. */
export type FlatMount = {
  fieldset: string;
  event: string;
  at: string;
  /** Prefix in the event JSON; undefined keeps all of it out. */
  json: string | undefined;
  /** Another prefix that has the same values in every event of this type, or "". */
  same: string;
  iterator: boolean;
  /** For a process other than the one that acted: the record's member that says which it is. */
  task: string;
  /** For a list of the record's own structs: the member that holds them, else "". */
  list: string;
  brief: string;
};

export type Flat = {
  sources: Sources;
  /** Fields of every event. */
  common: Omit<FlatEvent, "source">;
  /** Fields of one process entry, by element name. */
  process: FlatField[];
  /** Events that rules may be about and those of the stream alone. */
  events: FlatEvent[];
  /** Those that the sensor has a record for. */
  delivered: FlatEvent[];
};

/** `json` undefined: nothing of it is in the event JSON. `reason`: nothing of it is delivered. */
type Place = {
  event: string;
  at: string;
  json: string | undefined;
  member: string;
  iterator: string;
  reason: string;
};

function join(...parts: string[]): string {
  return parts.filter((part) => part !== "").join(".");
}

function camel(name: string): string {
  return name.replace(/[._](\w)/g, (_, letter: string) => letter.toUpperCase());
}

function argsOf(args: readonly string[], place: Place, siblings: Set<string>): string[] {
  return args.map((arg) => {
    if (arg.startsWith("record."))
      return `record.${join(place.member, arg.slice("record.".length))}`;
    return siblings.has(arg) ? join(place.at, arg) : arg;
  });
}

function readOf(source: FieldSource, place: Place, siblings: Set<string>): Read {
  if (place.reason || source.undelivered || source.from === "rule") return { kind: "none" };
  const prefix = place.at === "" ? "" : `${place.at}.`;
  const args = argsOf(source.args ?? [], place, siblings);
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
  const reason = place.reason || (source.undelivered ?? "");
  const jsonPath = (path: string | undefined) =>
    path === undefined || place.json === undefined || reason !== "" ? "" : join(place.json, path);
  return {
    name,
    type: source.type.replace("[]", "") as Field["type"],
    array,
    event: place.event,
    iterator: place.iterator,
    element: place.iterator ? name.slice(place.iterator.length + 1) : name,
    operators: source.ops ?? "plain",
    alternatives: source.alternatives !== undefined,
    constants: source.constants ?? "",
    json: jsonPath(source.json),
    origin: source.from,
    brief: source.brief,
    example: String(source.example),
    delivered: reason === "",
    reason,
    read: readOf(source, place, siblings),
    alternativesRead: source.alternatives && {
      name: source.alternatives.derive,
      args: argsOf(source.alternatives.args, place, siblings),
    },
    format: source.format ?? "",
    also: jsonPath(source.also),
    added: source.added ?? false,
    lineage: source.lineage ?? true,
  };
}

function fieldsetOf(sources: Sources, name: string): FieldsetSource {
  const fieldset = sources.fieldsets.get(name);
  if (!fieldset) throw new Error(`unknown fieldset ${name}`);
  return fieldset;
}

/** Fields of a fieldset with everything mounted below it, at one place. */
function expand(sources: Sources, name: string, place: Place): FlatField[] {
  const fieldset = fieldsetOf(sources, name);
  const siblings = new Set(fieldset.fields.map((field) => field.name));
  const own = fieldset.fields.map((field) => flattenField(field, place, siblings));
  const below = (fieldset.mounts ?? []).flatMap((mount) => {
    const at = join(place.at, mount.at);
    const given = new Set(mount.alternatives?.map((field) => join(at, field)));
    return expand(sources, mount.fieldset, {
      ...place,
      at,
      json: place.json === undefined ? undefined : join(place.json, mount.json ?? ""),
      member: join(place.member, mount.member ?? (place.event === "*" ? mount.at : "")),
    }).map((field) => (given.has(field.name) ? { ...field, alternatives: true } : field));
  });
  return [...own, ...below];
}

const ROOT = { at: "", json: "", member: "", iterator: "", reason: "" };

/** Fields of a fieldset as they are named within it. */
export function partsOf(flat: Flat, name: string): FlatField[] {
  if (name === "process") return flat.process;
  return expand(flat.sources, name, { ...ROOT, event: "*" });
}

/** Fields of a fieldset without those of what is mounted in it. */
export function ownPartsOf(flat: Flat, name: string): FlatField[] {
  if (name === "event") return flat.common.own;
  const own = new Set(fieldsetOf(flat.sources, name).fields.map((field) => field.name));
  return partsOf(flat, name).filter((field) => own.has(field.name));
}

/** Fieldsets of which delivered events have lists in their own records. */
export function itemFieldsets(flat: Flat): string[] {
  const mounts = flat.delivered.flatMap((event) => event.mounts);
  return [...new Set(mounts.filter(({ list }) => list !== "").map(({ fieldset }) => fieldset))];
}

/** Events that rules can be about. */
export function ruleEvents(flat: Flat): FlatEvent[] {
  return flat.events.filter(({ source }) => source.rules !== false);
}

/** Every place of a fieldset, in all events, in each, and within another fieldset. */
export function mountsOf(flat: Flat, name: string): FlatMount[] {
  const within = [...flat.sources.fieldsets.values()].flatMap(({ fieldset, mounts = [] }) => {
    const own = mounts.filter((mount) => fieldset !== "event" && mount.fieldset === name);
    if (own.length === 0) return [];
    const places = mountsOf(flat, fieldset);
    return own.flatMap((mount) => places.map((place) => mountWithin(place, mount)));
  });
  const direct = [...flat.common.mounts, ...ruleEvents(flat).flatMap(({ mounts }) => mounts)];
  return [...direct.filter(({ fieldset }) => fieldset === name), ...within];
}

function mountWithin(place: FlatMount, mount: MountSource): FlatMount {
  const json = place.json === undefined ? undefined : join(place.json, mount.json ?? "");
  return { ...place, ...mount, at: join(place.at, mount.at), json, iterator: place.iterator };
}

/** The fields of the process fieldset at one prefix, read from an entry of the process cache. */
function mountProcess(
  process: FlatField[],
  mount: FlatMount,
  eventReason: string,
  of = "process",
): FlatField[] {
  const { event } = mount;
  const isParent = mount.at.endsWith(".parent");
  const readOfEntry = (element: string, isDelivered: boolean): Read => {
    if (mount.iterator) return { kind: "iterator" };
    return isDelivered ? { kind: "process", of, isParent, element } : { kind: "none" };
  };
  return process.map((field) => {
    const name = `${mount.at}.${field.name}`;
    const reason = eventReason || field.reason;
    const isSent = field.json !== "" && mount.json !== undefined && reason === "";
    return {
      ...field,
      name,
      event,
      iterator: mount.iterator ? mount.at : "",
      element: mount.iterator ? field.name : name,
      json: isSent ? join(mount.json ?? "", field.json) : "",
      also: "",
      delivered: reason === "",
      reason,
      read: readOfEntry(field.name, reason === ""),
    };
  });
}

function flatMount(source: MountSource, event: string): FlatMount {
  const { fieldset, at, json, same = "", iterator = false, brief, member = "" } = source;
  const task = fieldset === "process" ? member : "";
  const list = iterator && fieldset !== "process" ? member : "";
  return { fieldset, event, at, json, same, iterator, task, list, brief };
}

/** The process mount that another one is part of: itself, or the one whose parent it is. */
function ownerOf({ at }: FlatMount, mounts: readonly FlatMount[]): string {
  const owner = mounts.find((each) => each.task !== "" && `${at}.`.startsWith(`${each.at}.`));
  return owner?.at ?? "process";
}

function flattenEvent(sources: Sources, event: EventSource, process: FlatField[]): FlatEvent {
  const reason = event.undelivered ?? "";
  const place = { ...ROOT, event: event.event, reason };
  const own = (event.fields ?? []).map((field) => flattenField(field, place, new Set()));
  const fields = [...own];
  const mounts = (event.mounts ?? []).map((mount) => flatMount(mount, event.event));
  for (const [index, mount] of mounts.entries()) {
    const { fieldset, at, json } = mount;
    if (fieldset === "process")
      fields.push(...mountProcess(process, mount, reason, ownerOf(mount, mounts)));
    else {
      const member = event.mounts?.[index]?.member ?? "";
      const iterator = mount.iterator ? at : "";
      const found = expand(sources, fieldset, { ...place, at, json, member, iterator });
      const isRead = (field: FlatField) => iterator !== "" && field.read.kind !== "none";
      fields.push(
        ...found.map((f) => (isRead(f) ? { ...f, read: { kind: "iterator" } as const } : f)),
      );
    }
  }
  return { source: event, own, mounts, fields };
}

/** Expands every mount of the contract. */
export function flatten(sources: Sources): Flat {
  const process = expand(sources, "process", { ...ROOT, event: "*" });
  const base = fieldsetOf(sources, "event");
  const place = { ...ROOT, event: "*" };
  const own = base.fields.map((field) => flattenField(field, place, new Set()));
  const mounts = (base.mounts ?? []).map((mount) => flatMount(mount, "*"));
  const fields = [...own, ...mounts.flatMap((mount) => mountProcess(process, mount, ""))];
  const events = sources.events.map((event) => flattenEvent(sources, event, process));
  const delivered = events.filter(({ source }) => source.undelivered === undefined);
  return { sources, common: { own, mounts, fields }, process, events, delivered };
}
