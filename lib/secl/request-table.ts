/**
 * What a request's names mean: a field table made of the fields it brings, or the product's own;
 * and its event in the form that rules read, a plain object with a property for each field.
 */
import { alternativesOf, type Field, type FieldOperators, type FieldTable } from "#lib/event";
import { legacyField, NETWORK_EVENTS } from "./check-field.ts";
import {
  type FieldShape,
  fitValue,
  flatten,
  isObject,
  isObjectList,
  Refused,
  type Request,
  type Shape,
} from "./request.ts";
import * as faults from "./request-diagnostics.ts";

/** Fields of a request exist for every event, so that an expression may mix them. */
const ANY_EVENT = "*";

/** The table of a request: its own fields when it has some, and its constants beside the known. */
export function tableOf({ fields, constants, event }: Request, known: FieldTable): FieldTable {
  if (fields === undefined && constants.size === 0) return known;
  return {
    fields:
      fields === undefined ? known.fields : customFields(fields, iteratorsOf(fields, event), known),
    constants: constants.size === 0 ? known.constants : new Map([...known.constants, ...constants]),
    events: known.events,
  };
}

/** Lists of objects: what `fields` calls so, and what the event shows to be one. */
export function iteratorsOf(
  fields: NonNullable<Request["fields"]>,
  event: Request["event"],
): string[] {
  const names = [...fields].flatMap(([name, shape]) => (shape === "iterator" ? [name] : []));
  for (const [name, value] of event) {
    if (isObjectList(value) && !fields.has(name)) names.push(name);
  }
  return names.sort((a, b) => b.length - a.length);
}

function customFields(
  shapes: NonNullable<Request["fields"]>,
  iterators: readonly string[],
  known: FieldTable,
): Map<string, Field> {
  const fields = new Map<string, Field>();
  for (const [name, shape] of shapes) {
    if (shape === "iterator") continue;
    const iterator = iterators.find((candidate) => name.startsWith(`${candidate}.`)) ?? "";
    fields.set(name, customField(name, shape, iterator, known));
  }
  return fields;
}

function customField(
  name: string,
  { type, array, operators }: FieldShape,
  iterator: string,
  known: FieldTable,
): Field {
  return {
    name,
    type,
    array,
    event: ANY_EVENT,
    iterator,
    element: iterator === "" ? name : name.slice(iterator.length + 1),
    operators: type === "string" ? (operators ?? operatorsOf(name, known)) : "plain",
    alternatives: type === "string" && !array,
    constants: "",
    json: "",
    origin: "kernel",
    brief: "",
    example: "",
    delivered: true,
    reason: "",
  };
}

/** A text compares as the product's field of the name does; an unknown `….file.path` is a path. */
function operatorsOf(name: string, known: FieldTable): FieldOperators {
  const same = known.fields.get(name) ?? legacyField(known, name);
  if (same !== undefined) return same.operators;
  if (/(^|\.)file\.path$/.test(name)) return "path";
  return /(^|\.)file\.name$/.test(name) ? "basename" : "plain";
}

/** An event as rules read it, and the names in it that no field has. */
export type BoundEvent = { event: Record<string, unknown>; ignored: string[] };

/** Finds the field of every value; throws `Refused` for a value that its field cannot have. */
export function bindEvent(
  given: Request["event"],
  table: FieldTable,
  eventType: string,
): BoundEvent {
  const event: Record<string, unknown> = Object.create(null);
  const ignored: string[] = [];
  for (const [name, value] of given) {
    if (isObjectList(value)) bindList(event, name, value, table, ignored);
    else {
      const field = fieldOf(name, table, eventType);
      const other = field ?? alternativesField(name, (of) => fieldOf(of, table, eventType));
      if (field !== undefined) bindValue(event, field, name, value);
      else if (other !== undefined) bindValue(event, other, name, value);
      else if (Array.isArray(value) && value.length === 0) event[name] = value;
      else if (name !== "type") ignored.push(name);
    }
  }
  return { event, ignored };
}

function fieldOf(name: string, table: FieldTable, eventType: string): Field | undefined {
  const exact = table.fields.get(name);
  if (exact !== undefined) return exact;
  if (name.startsWith("network.") && NETWORK_EVENTS.includes(eventType)) {
    return table.fields.get(`${eventType}.${name}`);
  }
  return legacyField(table, name);
}

const ALTERNATIVES = alternativesOf("");

/** `x.alternatives`: further values of a field that can have such, an array of texts. */
function alternativesField(
  name: string,
  find: (name: string) => Field | undefined,
): Field | undefined {
  if (!name.endsWith(ALTERNATIVES)) return undefined;
  const field = find(name.slice(0, -ALTERNATIVES.length));
  if (field?.alternatives !== true) return undefined;
  const { name: whole, element } = field;
  const own = { name: alternativesOf(whole), element: alternativesOf(element) };
  return { ...field, ...own, array: true, alternatives: false };
}

function bindValue(
  event: Record<string, unknown>,
  field: Field,
  name: string,
  value: unknown,
): void {
  if (field.iterator === "") {
    event[field.name] = fitted(field, name, value);
    return;
  }
  /* Without objects: one value an element. */
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  event[field.iterator] ??= [];
  const elements = event[field.iterator] as Record<string, unknown>[];
  values.forEach((one, at) => {
    elements[at] ??= Object.create(null) as Record<string, unknown>;
    elements[at][field.element] = fitted(field, name, one);
  });
}

function bindList(
  event: Record<string, unknown>,
  name: string,
  objects: readonly object[],
  table: FieldTable,
  ignored: string[],
): void {
  if (table.fields.has(name))
    throw new Refused(faults.fieldValue(name, objects, typeName(table.fields.get(name))));
  const unknown = new Set<string>();
  event[name] = objects.map((object) => {
    if (!isObject(object)) throw new Refused(faults.listValue(name));
    const element: Record<string, unknown> = Object.create(null);
    for (const [key, value] of flatten(object)) {
      const own = key.startsWith(`${name}.`) ? key : `${name}.${key}`;
      const field = table.fields.get(own) ?? alternativesField(own, (of) => table.fields.get(of));
      if (field?.iterator === name) element[field.element] = fitted(field, own, value);
      else unknown.add(own);
    }
    return element;
  });
  ignored.push(...unknown);
}

function fitted(field: Field, name: string, value: unknown): unknown {
  const fits = fitValue(field, value);
  if (fits === undefined) throw new Refused(faults.fieldValue(name, value, typeName(field)));
  return fits;
}

function typeName(shape: Shape | undefined): string {
  return shape === undefined ? "iterator" : `${shape.type}${shape.array ? "[]" : ""}`;
}
