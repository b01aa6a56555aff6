/**
 * What rules may name. The full table is generated from schema/; tests of languages pass a small
 * one of their own.
 *
 * An event, to a rule, is any object whose properties are SECL field names:
 * `event["open.file.path"]`. Live events are generated views over kernel records with one getter
 * a field; a test's event is a plain object.
 */

/**
 * The type of a field's value. `ip` values are strings in canonical text form; `int` are JS
 * numbers.
 */
export type FieldType = "int" | "string" | "bool" | "ip";

/**
 * How a field compares beside plain equality: `path` as a glob by segment, `dns` ignoring letter
 * case.
 */
export type FieldOperators = "plain" | "path" | "basename" | "dns";

/**
 * Who knows the value: the kernel's record, the agent on first read, the server at intake, or the
 * rule that looks at the event.
 */
export type FieldOrigin = "kernel" | "agent" | "server" | "rule";

/** One field of the rule language. */
export type Field = {
  /** Full SECL name, such as `process.ancestors.file.path`. */
  name: string;
  type: FieldType;
  /** Whether the value is an array of `type`. */
  array: boolean;
  /** Event that has the field; `*` for every event. */
  event: string;
  /** Name of the list of objects the field is read from (`process.ancestors`), or "" for none. */
  iterator: string;
  /**
   * For an iterator field, its name within an element (`file.path`); otherwise the same as `name`.
   */
  element: string;
  operators: FieldOperators;
  /**
   * Whether events may give other values for it, which rules match as well: an array of texts at
   * the property `alternativesOf(name)`.
   */
  alternatives: boolean;
  /** Group of constants its values come from, or "". */
  constants: string;
  /** Path in the event JSON (`process.executable.path`), or "" when it is not sent or delivered. */
  json: string;
  origin: FieldOrigin;
  brief: string;
  example: string;
  /** Whether events carry it; a field that is not delivered type-checks and is never true. */
  delivered: boolean;
  /** Why it is not delivered; "" when it is. */
  reason: string;
};

/** Property of an event, or of a list's element, that holds a field's alternatives. */
export function alternativesOf(name: string): string {
  return `${name}.alternatives`;
}

/**
 * A number of an event that the kernel filter compares: `fields` show it to rules. `value`: it may
 * lie in one of several ranges; `bits`: it may have any bit of a mask.
 */
export type EventApprover = { name: string; fields: readonly string[]; by: "value" | "bits" };

/** Fields, constants and events of one rule language instance. */
export type FieldTable = {
  fields: ReadonlyMap<string, Field>;
  /** Constants by name; values are numbers. `true` and `false` are keywords and not listed. */
  constants: ReadonlyMap<string, number>;
  /** Events that rules may be about; `reason` says why one is not delivered, "" when it is. */
  events: ReadonlyMap<string, { category: string; brief: string; reason: string }>;
  /** Numbers by which the kernel filter can approve events, by event; none when absent. */
  approvers?: ReadonlyMap<string, readonly EventApprover[]>;
};
