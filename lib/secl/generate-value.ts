/**
 * Fifth stage, values: code that reads a field, and code that walks arrays. Every array test
 * becomes a small helper function with plain loops, so that rejecting an event allocates nothing.
 */
import { alternativesOf as alternativesProperty } from "#lib/event";
import { cell, constant, type Emitter, helper, RUNTIME, type Scope } from "./emit.ts";
import { ITERATOR_ELEMENTS_MAX } from "./limits.ts";
import type { Arithmetic, Measure, Read, Template, Value, Variable } from "./tree.ts";

/**
 * One side of a comparison: an argument evaluated where the rule stands, and how its items come out
 * of it.
 */
export type Side = {
  argument: string;
  /** The cell's name when the argument is one, so that it can be named again. */
  again: string | undefined;
  /**
   * `items`: an array of values. `elements`: objects with a value each. `lists`: objects with an
   * array each.
   */
  shape: "scalar" | "items" | "elements" | "lists";
  /** Property of the objects, quoted. */
  key: string;
  /** Code of one item from the code of its raw value. */
  item: (raw: string) => string;
};

/** Writes a condition; passed in, because values may contain conditions. */
type WriteBool = (emitter: Emitter, scope: Scope, value: Value) => string;

const ZERO: Readonly<Record<Value["type"], string>> = {
  int: "0",
  string: '""',
  bool: "false",
  ip: '""',
};
const MEASURED: Readonly<Record<Measure, string>> = {
  value: "",
  length: '""',
  count: "",
  root: '""',
};

function zeroOf(value: Read | Variable): string {
  return MEASURED[value.measure] || ZERO[value.type];
}

/** How one side of a comparison is read; with `fold`, in lower case. */
export function sideOf(
  emitter: Emitter,
  scope: Scope,
  value: Value,
  fold: boolean,
  bool: WriteBool,
): Side {
  if (value.kind === "read" && value.source === "iterator")
    return listSide(emitter, scope, value, fold);
  if (
    (value.kind === "read" || value.kind === "variable") &&
    value.isList &&
    value.measure !== "count"
  ) {
    const argument = rawValue(emitter, scope, value);
    return {
      argument,
      again: undefined,
      shape: "items",
      key: "",
      item: itemOf(emitter, value, fold),
    };
  }
  if (value.kind === "read" && value.source === "event")
    return cellSide(emitter, scope, value, fold);
  const argument = scalar(emitter, scope, value, bool);
  const item = fold ? folded(emitter) : (raw: string) => raw;
  return { argument, again: undefined, shape: "scalar", key: "", item };
}

function cellSide(emitter: Emitter, scope: Scope, read: Read, fold: boolean): Side {
  const argument = eventCell(emitter, scope, read, fold);
  const again = /^\(?([sf]\d+)\b/.exec(argument)?.[1];
  return { argument, again, shape: "scalar", key: "", item: (raw) => raw };
}

function listSide(emitter: Emitter, scope: Scope, read: Read, fold: boolean): Side {
  return {
    argument: listCell(emitter, scope, read.iterator),
    again: undefined,
    shape: read.isList && read.measure !== "count" ? "lists" : "elements",
    key: JSON.stringify(read.key),
    item: itemOf(emitter, read, fold),
  };
}

/**
 * The alternatives of a field as a side of their own, and code that skips them for nearly every
 * event; undefined for what has none.
 */
export function alternativesOf(
  emitter: Emitter,
  scope: Scope,
  value: Value,
  fold: boolean,
): { side: Side; guard: string } | undefined {
  if (value.kind !== "read" || !value.alternatives) return undefined;
  const { key, iterator, source } = value;
  const property = JSON.stringify(alternativesProperty(key));
  const empty = constant(emitter, RUNTIME.EMPTY);
  const item = fold ? folded(emitter) : (raw: string) => raw;
  const rest = { again: undefined, key: property, item };
  if (source === "iterator") {
    const list = listCell(emitter, scope, iterator);
    const some = constant(emitter, RUNTIME.someAlternatives);
    const found = cell(
      emitter,
      scope,
      `alternatives ${iterator} ${key}`,
      () => `${some}(${list}, ${property})`,
    );
    return { side: { argument: list, shape: "lists", ...rest }, guard: `${found} && ` };
  }
  if (source === "element") {
    const argument = `(el[${property}] ?? ${empty})`;
    return { side: { argument, shape: "items", ...rest }, guard: "" };
  }
  const found = cell(
    emitter,
    scope,
    `alternatives ${key}`,
    () => `${constant(emitter, RUNTIME.presentAlternatives)}(e[${property}])`,
  );
  return { side: { argument: found, shape: "items", ...rest }, guard: `${found} !== ${empty} && ` };
}

/** The list of objects with this name. */
export function listCell(emitter: Emitter, scope: Scope, iterator: string): string {
  const empty = constant(emitter, RUNTIME.EMPTY);
  return cell(
    emitter,
    scope,
    `list ${iterator}`,
    () => `e[${JSON.stringify(iterator)}] ?? ${empty}`,
  );
}

/** A scalar of the event in a cell of its own for each way of measuring it. */
function eventCell(emitter: Emitter, scope: Scope, read: Read, fold: boolean): string {
  const { key, measure } = read;
  if (measure === "value" && !fold) {
    return cell(emitter, scope, `value ${key}`, () => rawValue(emitter, scope, read));
  }
  const form = `${measure}${fold ? " folded" : ""} ${key}`;
  return cell(emitter, scope, form, () => {
    if (measure === "count") return itemOf(emitter, read, false)(`e[${JSON.stringify(key)}]`);
    const plain: Read = { ...read, type: "string", measure: "value" };
    return itemOf(emitter, read, fold)(eventCell(emitter, new Set(scope), plain, false));
  });
}

/** The value as it is, or what counts for it when it is missing. */
function rawValue(emitter: Emitter, scope: Scope, value: Read | Variable): string {
  const missing = value.isList || value.measure === "count";
  const zero = missing ? constant(emitter, RUNTIME.EMPTY) : zeroOf(value);
  if (value.kind === "variable") {
    return `(c.variables.read(${JSON.stringify(value.name)}, e) ?? ${zero})`;
  }
  const key = JSON.stringify(value.key);
  if (value.source === "element") return `(el[${key}] ?? ${zero})`;
  if (!value.isList) return `e[${key}] ?? ${zero}`;
  return cell(emitter, scope, `value ${value.key}`, () => `e[${key}] ?? ${zero}`);
}

/** Code of one item: missing values filled in, measured and folded. */
function itemOf(emitter: Emitter, value: Read | Variable, fold: boolean): (raw: string) => string {
  const { measure } = value;
  if (measure === "count") {
    const empty = constant(emitter, RUNTIME.EMPTY);
    return (raw) => `(${raw} ?? ${empty}).length`;
  }
  const filled = (raw: string) => `(${raw} ?? ${zeroOf(value)})`;
  const call = (name: string) => (raw: string) => `${name}(${filled(raw)})`;
  const measured =
    measure === "length"
      ? call(constant(emitter, RUNTIME.byteLength))
      : measure === "root"
        ? call(constant(emitter, RUNTIME.rootDomain))
        : filled;
  return fold ? (raw) => folded(emitter)(measured(raw)) : measured;
}

/** Code that sets letter case aside. */
function folded(emitter: Emitter): (raw: string) => string {
  const name = constant(emitter, RUNTIME.foldCase);
  return (raw) => `${name}(${raw})`;
}

/** Code of a value that is no array. */
export function scalar(emitter: Emitter, scope: Scope, value: Value, bool: WriteBool): string {
  switch (value.kind) {
    case "literal":
      return JSON.stringify(value.value);
    case "read":
      if (value.source === "event") return eventCell(emitter, scope, value, false);
      return itemOf(emitter, value, false)(`el[${JSON.stringify(value.key)}]`);
    case "variable": {
      const read = `c.variables.read(${JSON.stringify(value.name)}, e)`;
      return itemOf(emitter, value, false)(read);
    }
    case "template":
      return template(emitter, scope, value, bool);
    case "arithmetic":
      return arithmetic(emitter, scope, value, bool);
    default:
      return bool(emitter, scope, value);
  }
}

function template(emitter: Emitter, scope: Scope, { parts }: Template, bool: WriteBool): string {
  const pieces = parts.map((part) => {
    if (typeof part === "string") return JSON.stringify(part);
    const side = sideOf(emitter, scope, part, false, bool);
    if (side.shape === "scalar") return side.item(side.argument);
    const pushes = loop(side, "a", (item) => `found.push(${item});`);
    const body = `const found = [];\n${pushes}\nreturn found.join(",");`;
    return `${helper(emitter, "a", body)}(${side.argument})`;
  });
  return `("" + ${pieces.join(" + ")})`;
}

const BIT_FUNCTIONS = { "&": RUNTIME.bitAnd, "|": RUNTIME.bitOr, "^": RUNTIME.bitXor } as const;

function arithmetic(
  emitter: Emitter,
  scope: Scope,
  { operator, left, right }: Arithmetic,
  bool: WriteBool,
): string {
  const first = scalar(emitter, scope, left, bool);
  const second = scalar(emitter, scope, right, bool);
  if (operator === "+" || operator === "-") return `(${first} ${operator} (${second}))`;
  // A mask below 2^31 clears all bits that JavaScript's own operator would get wrong.
  if (operator === "&" && (isLowMask(left) || isLowMask(right))) return `(${first} & ${second})`;
  return `${constant(emitter, BIT_FUNCTIONS[operator])}(${first}, ${second})`;
}

function isLowMask(value: Value): boolean {
  return value.kind === "literal" && Number(value.value) >= 0 && Number(value.value) < 2 ** 31;
}

/** Code that runs `body` for every item of a side whose argument is the parameter `name`. */
export function loop(side: Side, name: string, body: (item: string) => string): string {
  const [index, inner, value] = [`i${name}`, `j${name}`, `x${name}`];
  if (side.shape === "scalar") return `const ${value} = ${side.item(name)};\n${body(value)}`;
  const count = side.shape === "items" ? "" : ` && ${index} < ${ITERATOR_ELEMENTS_MAX}`;
  const open = `for (let ${index} = 0; ${index} < ${name}.length${count}; ${index}++) {`;
  if (side.shape === "items") {
    return `${open}\nconst ${value} = ${side.item(`${name}[${index}]`)};\n${body(value)}\n}`;
  }
  const member = `${name}[${index}][${side.key}]`;
  if (side.shape === "elements")
    return `${open}\nconst ${value} = ${side.item(member)};\n${body(value)}\n}`;
  const list = `l${name}`;
  return [
    `${open}\nconst ${list} = ${member} ?? [];`,
    `for (let ${inner} = 0; ${inner} < ${list}.length; ${inner}++) {`,
    `const ${value} = ${side.item(`${list}[${inner}]`)};\n${body(value)}\n}\n}`,
  ].join("\n");
}
