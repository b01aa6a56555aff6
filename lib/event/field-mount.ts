/**
 * The field table as it is generated: each fieldset once, and the prefixes it is mounted at. A
 * process has a hundred fields and sixteen places, so the whole list is written out at start only.
 */
import type { Field, FieldOperators, FieldOrigin, FieldType } from "./field-table.ts";

/** A field as named within its fieldset; what is absent is the usual: plain, scalar, delivered. */
export type FieldPart = {
  name: string;
  type: FieldType;
  origin: FieldOrigin;
  array?: boolean;
  operators?: FieldOperators;
  alternatives?: boolean;
  constants?: string;
  json?: string;
  reason?: string;
  brief: string;
  example: string;
};

/** Fields under a prefix, in one event or, with `*`, in all. */
export type FieldMount = {
  event: string;
  at: string;
  /** Prefix in the event JSON; without it nothing of the mount is sent. */
  json?: string;
  /** Whether `at` names a list of objects. */
  iterator: boolean;
  /** Why none of it is delivered, or "". */
  reason: string;
  parts: readonly FieldPart[];
};

function join(prefix: string, name: string): string {
  return prefix === "" || name === "" ? prefix + name : `${prefix}.${name}`;
}

function mountField(mount: FieldMount, part: FieldPart): Field {
  const { event, at, iterator } = mount;
  const name = join(at, part.name);
  const reason = mount.reason || (part.reason ?? "");
  const isSent = mount.json !== undefined && part.json !== undefined && reason === "";
  return {
    name,
    type: part.type,
    array: part.array ?? false,
    event,
    iterator: iterator ? at : "",
    element: iterator ? part.name : name,
    operators: part.operators ?? "plain",
    alternatives: part.alternatives ?? false,
    constants: part.constants ?? "",
    json: isSent ? join(mount.json ?? "", part.json ?? "") : "",
    origin: part.origin,
    brief: part.brief,
    example: part.example,
    delivered: reason === "",
    reason,
  };
}

/** Every field by its full name, in the order of the mounts. */
export function mountFields(mounts: readonly FieldMount[]): Field[] {
  return mounts.flatMap((mount) => mount.parts.map((part) => mountField(mount, part)));
}
