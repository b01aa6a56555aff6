/**
 * Variables that actions declare: their types, worked out from all rules before any rule that
 * reads them is checked. The first action that names a variable decides what it is.
 */
import type { FieldTable, FieldType } from "#lib/event";
import { type CheckEnvironment, checkValue, type VariableValue } from "#lib/secl";
import { placeFault } from "./place.ts";
import * as faults from "./policy-diagnostics.ts";
import type { FileDiagnostic, SetAction, VariableScope } from "./types.ts";

export type VariableType = { type: FieldType; array: boolean };

/** What one variable is. `name` is how rules write it: with its scope, unless it is global. */
export type Variable = VariableType & {
  name: string;
  /** Its name within its scope, as events show it. */
  shortName: string;
  scope: VariableScope;
  defaultValue: VariableValue | undefined;
  size: number;
  ttlNs: number;
  isPrivate: boolean;
  isInherited: boolean;
};

/** Values an array keeps when its action does not say how many. */
export const VARIABLE_SIZE = 100;

/** Variables that are there without an action: the acting process, and a new id at each reading. */
export const BUILT_IN: ReadonlyMap<string, VariableType> = new Map([
  ["process.pid", { type: "int", array: false }],
  ["builtins.uuid4", { type: "string", array: false }],
]);

/** How rules write the variable that an action sets. */
export function variableName({ scope, name }: Pick<SetAction, "scope" | "name">): string {
  return scope === "global" ? name : `${scope}.${name}`;
}

type Owned = SetAction & { path: string; span: { start: number; end: number } };
type Report = (diagnostic: FileDiagnostic) => void;

/** Adds what an action sets to `variables`; false when it is at fault, which is reported. */
export function declareVariable(
  action: Owned,
  environment: CheckEnvironment,
  variables: Map<string, Variable>,
  onFault: Report,
): boolean {
  const { span, path } = action;
  const name = variableName(action);
  const fail = (diagnostic: ReturnType<typeof faults.setTaken>) => {
    onFault({ ...diagnostic, path });
    return false;
  };
  const taken = whatIs(name, environment.table);
  if (taken !== undefined) return fail(faults.setTaken(span, name, taken));
  const type = typeOfAction(action, name, environment, onFault);
  if (type === undefined) return false;
  const known = variables.get(name);
  if (known === undefined) {
    variables.set(name, { ...type, ...optionsOf(action, name) });
    return true;
  }
  /* A text grows and a number adds when another action has declared one value. */
  const grows = action.append && !known.array && known.type !== "bool";
  if (known.type !== type.type || (known.array !== type.array && !grows)) {
    return fail(faults.setTypes(span, name, describeType(known), describeType(type)));
  }
  if (known.isPrivate !== action.isPrivate) return fail(faults.setPrivate(span, name));
  return true;
}

function optionsOf(action: SetAction, name: string): Omit<Variable, "type" | "array"> {
  const { scope, defaultValue, size, ttlNs, isPrivate, isInherited } = action;
  const options = { scope, defaultValue, ttlNs, isPrivate, isInherited };
  return { name, shortName: action.name, size: size || VARIABLE_SIZE, ...options };
}

function whatIs(name: string, table: FieldTable): string | undefined {
  if (table.fields.has(name) || BUILT_IN.has(name)) return "field";
  return table.constants.has(name) ? "constant" : undefined;
}

export function describeType({ type, array }: VariableType): string {
  const names = { int: "number", string: "text", bool: "truth value", ip: "address" } as const;
  if (array) return `a list of ${names[type] === "address" ? "addresse" : names[type]}s`;
  return type === "ip" ? "an address" : `a ${names[type]}`;
}

function typeOfValue(value: VariableValue): VariableType {
  const array = typeof value === "object";
  const item = array ? value[0] : value;
  const type = typeof item === "number" ? "int" : typeof item === "boolean" ? "bool" : "string";
  return { type, array };
}

function typeOfAction(
  action: Owned,
  name: string,
  environment: CheckEnvironment,
  onFault: Report,
): VariableType | undefined {
  const { source, defaultValue, append, span, path } = action;
  const fail = (diagnostic: ReturnType<typeof faults.setTaken>) => {
    onFault({ ...diagnostic, path });
    return undefined;
  };
  const initial = defaultValue ?? (source.from === "value" ? source.value : undefined);
  const stated = initial === undefined ? undefined : typeOfValue(initial);
  const given =
    source.from === "value"
      ? typeOfValue(source.value)
      : source.from === "field"
        ? typeOfField(action, environment, onFault)
        : stated;
  if (given === undefined) return undefined;
  if (stated !== undefined && stated.type !== given.type) {
    return fail(faults.setTypes(span, name, describeType(stated), describeType(given)));
  }
  if (append && given.type === "bool") return fail(faults.setAppend(span, name));
  const array = append || given.array || (stated?.array ?? false);
  /* Addresses are kept as lists, as where these policies come from. */
  return { type: given.type, array: array || given.type === "ip" };
}

function typeOfField(
  { source, append, path }: Owned,
  environment: CheckEnvironment,
  onFault: Report,
): VariableType | undefined {
  if (source.from !== "field") return undefined;
  const { text, at } = source;
  const { value, diagnostics } = checkValue(text.text, environment);
  for (const fault of diagnostics) onFault(placeFault(text, fault, text.path));
  if (value === undefined) return undefined;
  const { root } = value;
  const end = Math.max(text.text.length, 1);
  const fail = (fault: ReturnType<typeof faults.setNoField>) => {
    onFault({ ...placeFault(text, fault, path) });
    return undefined;
  };
  if (root.kind !== "read") return fail(faults.setNoField({ start: 0, end }, text.text));
  if (at === undefined && root.array && !append) {
    return fail(faults.setFieldArray({ start: 0, end }, text.text));
  }
  return { type: root.type, array: root.array && at === undefined };
}
