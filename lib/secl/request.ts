/**
 * An evaluation request as JSON has it, read once: names become shapes, objects within the event
 * become dotted names. Whatever is wrong ends in `Refused`, which the evaluator turns into an
 * answer; it never leaves this folder.
 */
import type { Diagnostic } from "#lib/base";
import type { FieldOperators, FieldType } from "#lib/event";
import { parseNet } from "./address.ts";
import type { MacroDefinition } from "./macro.ts";
import * as faults from "./request-diagnostics.ts";
import type { VariableValue } from "./tree.ts";

/** Objects within each other in an event; no field name has more parts. */
const EVENT_DEPTH_MAX = 16;

/** Carries a fault of a request up to where its answer is made. */
export class Refused extends Error {
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.what);
    this.diagnostic = diagnostic;
  }
}

/** What a value may be: `int[]` is `{ type: "int", array: true }`. */
export type Shape = { type: FieldType; array: boolean };

/** A field of a request. Without `operators`, a text compares as a field of its name does. */
export type FieldShape = Shape & { operators: FieldOperators | undefined };

export type Request = {
  expression: string;
  /** Fields by name, "iterator" for a list of objects; undefined for the product's own fields. */
  fields: ReadonlyMap<string, FieldShape | "iterator"> | undefined;
  /** Values by name; lists of objects are kept as they are. */
  event: ReadonlyMap<string, unknown>;
  macros: readonly MacroDefinition[];
  variables: ReadonlyMap<string, { shape: Shape; value: VariableValue }>;
  constants: ReadonlyMap<string, number>;
  now: number | undefined;
};

type Json = Readonly<Record<string, unknown>>;

/** Reads a request; throws `Refused`. Keys that it does not know are the sender's own. */
export function readRequest(json: unknown): Request {
  if (!isObject(json) || typeof json["expression"] !== "string") {
    throw new Refused(faults.notRequest());
  }
  const { now } = json;
  if (now !== undefined && now !== null && typeof now !== "number") {
    throw new Refused(faults.timeValue());
  }
  const fields = objectAt(json, "fields");
  return {
    expression: json["expression"],
    fields:
      fields && new Map(Object.entries(fields).map(([name, type]) => [name, shapeOf(name, type)])),
    event: flatten(objectAt(json, "event") ?? {}),
    macros: readMacros(json["macros"]),
    variables: readVariables(objectAt(json, "variables") ?? {}),
    constants: readConstants(objectAt(json, "constants") ?? {}),
    now: now ?? undefined,
  };
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list of objects, which is what an iterator's value looks like. */
export function isObjectList(value: unknown): value is readonly Json[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}

function objectAt(json: Json, key: string): Json | undefined {
  const value = json[key];
  if (value === undefined || value === null) return undefined;
  if (isObject(value)) return value;
  throw new Refused(faults.notObject(key));
}

const TYPES: ReadonlyMap<string, Omit<FieldShape, "array">> = new Map([
  ["int", { type: "int", operators: undefined }],
  ["string", { type: "string", operators: undefined }],
  ["bool", { type: "bool", operators: undefined }],
  ["ip", { type: "ip", operators: undefined }],
  ["path", { type: "string", operators: "path" }],
  ["host", { type: "string", operators: "dns" }],
  ["integer", { type: "int", operators: undefined }],
  ["boolean", { type: "bool", operators: undefined }],
  ["cidr", { type: "ip", operators: undefined }],
]);

function shapeOf(name: string, type: unknown): FieldShape | "iterator" {
  if (type === "iterator") return "iterator";
  const [, before, word = "", after] = /^(\[\])?(\w+)(\[\])?$/.exec(String(type)) ?? [];
  const found = typeof type === "string" ? TYPES.get(word) : undefined;
  if (found === undefined) throw new Refused(faults.fieldType(name, type));
  return { ...found, array: before !== undefined || after !== undefined };
}

/** Objects in an event are another way to write dotted names. */
export function flatten(json: Json): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  const add = (part: Json, prefix: string, depth: number) => {
    if (depth > EVENT_DEPTH_MAX) throw new Refused(faults.eventTooDeep(EVENT_DEPTH_MAX));
    for (const [name, value] of Object.entries(part)) {
      if (isObject(value)) add(value, `${prefix}${name}.`, depth + 1);
      else if (value !== null) flat.set(prefix + name, value);
    }
  };
  add(json, "", 1);
  return flat;
}

function readMacros(json: unknown): MacroDefinition[] {
  if (json === undefined || json === null) return [];
  if (Array.isArray(json)) return json.map((entry) => readMacro(macroName(entry), entry));
  if (!isObject(json)) throw new Refused(faults.notObject("macros"));
  return Object.entries(json).map(([id, body]) => readMacro(id, body));
}

function macroName(entry: unknown): string {
  if (isObject(entry) && typeof entry["id"] === "string") return entry["id"];
  throw new Refused(faults.notObject("macros"));
}

/** A macro is its expression, its values, or an object with either. */
function readMacro(id: string, body: unknown): MacroDefinition {
  const { expression, values, combine } = isObject(body)
    ? body
    : Array.isArray(body)
      ? { values: body as unknown }
      : { expression: body };
  const rule = combine === "merge" || combine === "override" ? ({ combine } as const) : {};
  if (typeof expression === "string") return { id, expression, ...rule };
  if (isValues(values)) return { id, values, ...rule };
  throw new Refused(faults.macroBody(id));
}

function isValues(values: unknown): values is (string | number)[] {
  const isValue = (value: unknown) => typeof value === "string" || Number.isSafeInteger(value);
  return Array.isArray(values) && values.every(isValue);
}

function readVariables(json: Json): Request["variables"] {
  return new Map(Object.entries(json).map(([name, value]) => [name, readVariable(name, value)]));
}

/** Types of variables, told from values; what has none that a variable can have is left out. */
export function variablesOf(json: Json): Map<string, Shape> {
  return new Map(
    Object.entries(json).flatMap(([name, value]) => {
      const shape = inferShape(value);
      if (shape === undefined || fitValue(shape, value) === undefined) return [];
      return [[name, { type: shape.type, array: shape.array }]];
    }),
  );
}

function readVariable(name: string, json: unknown): { shape: Shape; value: VariableValue } {
  const isTyped = isObject(json);
  const value = isTyped ? json["value"] : json;
  const shape = isTyped ? shapeOf(name, json["type"]) : inferShape(value);
  if (shape === "iterator" || shape === undefined) throw new Refused(faults.variableValue(name));
  const fitted = fitValue(shape, value);
  if (fitted === undefined) throw new Refused(faults.variableValue(name));
  return { shape: { type: shape.type, array: shape.array }, value: fitted };
}

function inferShape(value: unknown): FieldShape | undefined {
  const first: unknown = Array.isArray(value) ? (value[0] ?? "") : value;
  const types: Readonly<Record<string, FieldType>> = {
    number: "int",
    string: "string",
    boolean: "bool",
  };
  const type = types[typeof first];
  return type && { type, array: Array.isArray(value), operators: undefined };
}

function readConstants(json: Json): Map<string, number> {
  const constants = new Map<string, number>();
  for (const [name, value] of Object.entries(json)) {
    if (typeof value !== "number" || !Number.isSafeInteger(value)) {
      throw new Refused(faults.constantValue(name));
    }
    constants.set(name, value);
  }
  return constants;
}

/** A value as its shape wants it; undefined when it does not fit. One value is a list of one. */
export function fitValue({ type, array }: Shape, value: unknown): VariableValue | undefined {
  if (!array) return isScalar(type, value) ? value : undefined;
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.every((one) => isScalar(type, one)) ? values : undefined;
}

function isScalar(type: FieldType, value: unknown): value is number | string | boolean {
  switch (type) {
    case "int":
      return typeof value === "number" && Number.isInteger(value);
    case "ip":
      return typeof value === "string" && (value === "" || parseNet(value) !== undefined);
    case "string":
      return typeof value === "string";
    case "bool":
      return typeof value === "boolean";
  }
}
