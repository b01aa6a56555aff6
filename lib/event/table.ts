/** The product's own field table, built once from the generated lists. */
import type { FieldTable } from "./field-table.ts";
import { CONSTANT_GROUPS } from "./generated/constants.ts";
import { FIELDS, RULE_EVENTS } from "./generated/fields.ts";

/** Every field, constant and event that rules of this build may name. */
export const FIELD_TABLE: FieldTable = {
  fields: new Map(FIELDS.map((field) => [field.name, field])),
  constants: new Map(Object.values(CONSTANT_GROUPS).flatMap((group) => Object.entries(group))),
  events: new Map(RULE_EVENTS.map(({ name, category, brief }) => [name, { category, brief }])),
};
