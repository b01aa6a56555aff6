/**
 * Rules of the contract itself, beyond its shape: unique ids, briefs, known constants, evolution.
 */
import { type Flat, type FlatField, ruleEvents } from "./flatten.ts";
import type { EventSource } from "./load.ts";

/** What must never change once released: ids of events, and name, type and event of fields. */
export type FlatForm = {
  events: Record<string, number>;
  fields: Record<string, string>;
};

export function flatForm(flat: Flat): FlatForm {
  const events = Object.fromEntries(flat.events.map(({ source }) => [source.event, source.id]));
  const all = [...flat.common.fields, ...flat.events.flatMap((event) => event.fields)];
  const typed = all.map((field) => [field.name, field.type + (field.array ? "[]" : "")] as const);
  const fields = Object.fromEntries(typed.sort(([a], [b]) => (a < b ? -1 : 1)));
  return { events, fields };
}

function checkField(flat: Flat, field: FlatField): string[] {
  const faults: string[] = [];
  if (field.brief === "" || field.brief.endsWith("."))
    faults.push("needs a brief without a final stop");
  if (field.constants !== "" && !flat.sources.constants.has(field.constants))
    faults.push(`names no group of constants: ${field.constants}`);
  if (field.example === "undefined") faults.push("needs an example");
  if (field.reason.endsWith(".")) faults.push("needs a reason without a final stop");
  return faults.map((fault) => `${field.name} ${fault}`);
}

/** Event ids index arrays of 64 in the records of the sensor's counters. */
const EVENT_ID_MAX = 63;

function checkEvent({ event, id, record, undelivered }: EventSource): string[] {
  const faults: string[] = [];
  if ((record === undefined) === (undelivered === undefined))
    faults.push(`${event} needs either a record or the reason why it is undelivered`);
  if (id < 1 || id > EVENT_ID_MAX) faults.push(`${event} needs an id from 1 to ${EVENT_ID_MAX}`);
  return faults;
}

/** Every event that rules can be about has an example, and no other. */
function checkExamples(flat: Flat): string[] {
  const events = new Set(ruleEvents(flat).map(({ source }) => source.event));
  const { examples } = flat.sources;
  return [
    ...[...events].filter((event) => !examples.get(event)?.length),
    ...[...examples.keys()].filter((event) => !events.has(event)),
  ].map((event) => `examples.yaml: ${event} needs an event that rules can be about, and a rule`);
}

/** Faults of the contract; `before` is the flat form committed last, which only grows. */
export function checkContract(flat: Flat, before: FlatForm | undefined): string[] {
  const faults = [...flat.common.fields, ...flat.events.flatMap((event) => event.fields)].flatMap(
    (field) => checkField(flat, field),
  );
  faults.push(...flat.events.flatMap(({ source }) => checkEvent(source)));
  faults.push(...checkExamples(flat));
  const ids = new Map<number, string>();
  for (const { source } of flat.events) {
    const other = ids.get(source.id);
    if (other) faults.push(`${source.event} and ${other} share id ${source.id}`);
    ids.set(source.id, source.event);
  }
  const now = flatForm(flat);
  for (const [name, id] of Object.entries(before?.events ?? {}))
    if (now.events[name] !== id) faults.push(`event ${name} had id ${id}: ids are for ever`);
  for (const [name, type] of Object.entries(before?.fields ?? {}))
    if (now.fields[name] !== type)
      faults.push(`field ${name} was ${type}: a field is never retyped or removed`);
  const paths = new Set(
    [...flat.common.fields, ...flat.events.flatMap((e) => e.fields)].map((f) => f.json),
  );
  for (const column of flat.sources.columns)
    if (!paths.has(column.json) && !ENVELOPE.has(column.json))
      faults.push(`columns.yaml: no field has JSON path ${column.json}`);
  return faults;
}

/** JSON paths that the agent's output adds to every match, not fields of the contract's events. */
const ENVELOPE = new Set(["agent.rule_id", "evt.name", "evt.category", "evt.outcome"]);
