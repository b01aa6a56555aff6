/** The product's own field table, built once from the generated lists. */
import { mountFields } from "./field-mount.ts";
import type { Field, FieldTable } from "./field-table.ts";
import { CONSTANT_GROUPS } from "./generated/constants.ts";
import {
  EVENT_APPROVERS,
  FIELD_MOUNTS,
  RULE_EVENTS,
  UNDELIVERED_EVENTS,
} from "./generated/fields.ts";

/** Every field that rules of this build may name, delivered or not. */
export const FIELDS: readonly Field[] = /* @__PURE__ */ mountFields(FIELD_MOUNTS);

function createTable(): FieldTable {
  const events = [...RULE_EVENTS, ...UNDELIVERED_EVENTS];
  return {
    fields: new Map(FIELDS.map((field) => [field.name, field])),
    constants: new Map(Object.values(CONSTANT_GROUPS).flatMap((group) => Object.entries(group))),
    events: new Map(events.map(({ name, ...event }) => [name, event])),
    approvers: new Map(Object.entries(EVENT_APPROVERS)),
  };
}

/** Every field, constant and event that rules of this build may name. */
export const FIELD_TABLE: FieldTable = /* @__PURE__ */ createTable();
