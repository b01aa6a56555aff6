/**
 * The plain back end: a checked tree as nested functions, with no reordering and no sharing. It is
 * the oracle that the generated functions are tested against, explains matches, and runs where
 * generating code is forbidden.
 */
import { alternativesOf } from "#lib/event";
import { addressesMatch } from "./address.ts";
import { calculate } from "./bits.ts";
import { ITERATOR_ELEMENTS_MAX } from "./limits.ts";
import { byteLength, foldCase, rootDomain } from "./pattern.ts";
import type {
  CheckedRule,
  EvaluationContext,
  Measure,
  Read,
  Relation,
  SeclEvent,
  Template,
  Test,
  Value,
  Variable,
} from "./tree.ts";

export type Scalar = number | string | boolean;

/** One evaluation: `element` is where the rule's register stands. */
export type Frame = { event: SeclEvent; context: EvaluationContext; element: object };

type Fields = Readonly<Record<string, unknown>>;
const ZERO: Readonly<Record<Value["type"], Scalar>> = { int: 0, string: "", bool: false, ip: "" };

/** Tells whether a rule holds for an event. */
export type RuleFunction = (event: SeclEvent, context: EvaluationContext) => boolean;

/** Compiles one rule to nested functions. */
export function compileClosures(rule: CheckedRule): RuleFunction {
  const holds = compileBool(rule.root);
  return (event, context) =>
    elementsOf(rule, event).some((element) => holds({ event, context, element }));
}

/** The elements a rule's register visits; a rule without one is evaluated once. */
export function elementsOf(rule: CheckedRule, event: SeclEvent): readonly object[] {
  return rule.iterator === "" ? [event] : listAt(event, rule.iterator);
}

function listAt(event: SeclEvent, name: string): readonly object[] {
  const list = (event as Fields)[name] as readonly object[] | undefined;
  return (list ?? []).slice(0, ITERATOR_ELEMENTS_MAX);
}

/** A condition as a function. */
export function compileBool(value: Value): (frame: Frame) => boolean {
  switch (value.kind) {
    case "and": {
      const terms = value.terms.map(compileBool);
      return (frame) => terms.every((term) => term(frame));
    }
    case "or": {
      const terms = value.terms.map(compileBool);
      return (frame) => terms.some((term) => term(frame));
    }
    case "not": {
      const operand = compileBool(value.operand);
      return (frame) => !operand(frame);
    }
    case "relation":
      return compileRelation(value);
    case "membership": {
      const left = compileValues(value.left);
      const passes = compileTest(value.test);
      const { test } = value;
      if (test.type === "ip" && test.all) return (frame) => left(frame).every(passes);
      return (frame) => left(frame).some(passes);
    }
    case "age": {
      const left = compileValues(value.left);
      const { operator, duration } = value;
      return (frame) =>
        left(frame).some((time) =>
          compareInts(operator, frame.context.now - Number(time), duration),
        );
    }
    default: {
      const values = compileValues(value);
      return (frame) => values(frame).includes(true);
    }
  }
}

function compileRelation({ left, right, operator, ignoreCase }: Relation) {
  const first = compileValues(left);
  const second = compileValues(right);
  if (operator === "all") {
    return (frame: Frame) =>
      first(frame).every((a) => second(frame).every((b) => addressesMatch(String(a), String(b))));
  }
  const holds = (a: Scalar, b: Scalar): boolean => {
    if (left.type === "int") return compareInts(operator, Number(a), Number(b));
    if (left.type === "ip") return addressesMatch(String(a), String(b));
    return ignoreCase ? foldCase(String(a)) === foldCase(String(b)) : a === b;
  };
  return (frame: Frame) => first(frame).some((a) => second(frame).some((b) => holds(a, b)));
}

function compareInts(operator: Relation["operator"], left: number, right: number): boolean {
  switch (operator) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    default:
      return left === right;
  }
}

/** A static right side as a function of one value. */
export function compileTest(test: Test): (value: Scalar) => boolean {
  switch (test.type) {
    case "int":
      return (value) => test.values.includes(Number(value));
    case "ip":
      return (value) => test.matches(String(value));
    case "string":
      return (value) => {
        const text = test.ignoreCase ? foldCase(String(value)) : String(value);
        return test.tests.some(({ matches }) => matches(text));
      };
  }
}

/** Every value an operand has for an event: one for a scalar, any number for an array. */
export function compileValues(value: Value): (frame: Frame) => readonly Scalar[] {
  switch (value.kind) {
    case "literal":
      return () => [value.value];
    case "read":
      return compileRead(value);
    case "variable":
      return compileVariable(value);
    case "template": {
      const text = compileTemplate(value);
      return (frame) => [text(frame)];
    }
    case "arithmetic": {
      const left = compileValues(value.left);
      const right = compileValues(value.right);
      return (frame) => [
        calculate(value.operator, Number(left(frame)[0]), Number(right(frame)[0])),
      ];
    }
    default: {
      const holds = compileBool(value);
      return (frame) => [holds(frame)];
    }
  }
}

function compileRead(read: Read): (frame: Frame) => readonly Scalar[] {
  const { source, iterator } = read;
  if (source === "iterator") {
    return ({ event }) => listAt(event, iterator).flatMap((element) => valuesAt(element, read));
  }
  return ({ event, element }) => valuesAt(source === "event" ? event : element, read);
}

/** The field's own values, then its alternatives. */
function valuesAt(owner: object, read: Read): readonly Scalar[] {
  const own = measured((owner as Fields)[read.key], read);
  if (!read.alternatives) return own;
  const others = (owner as Fields)[alternativesOf(read.key)] as readonly Scalar[] | undefined;
  return others === undefined || others.length === 0 ? own : [...own, ...others];
}

/** The value as it is shown and kept: alternatives are for comparing only. */
export function ownValue<Part extends Value>(value: Part): Part {
  return value.kind === "read" ? { ...value, alternatives: false } : value;
}

function measured(found: unknown, shape: Read | Variable): readonly Scalar[] {
  const { measure, isList, type } = shape;
  if (measure === "count") return [((found ?? []) as readonly unknown[]).length];
  const zero = measure === "length" ? "" : ZERO[type];
  const values = (isList ? (found ?? []) : [found ?? zero]) as readonly Scalar[];
  return measure === "value" ? values : values.map((value) => measureText(measure, String(value)));
}

function measureText(measure: Measure, text: string): Scalar {
  return measure === "length" ? byteLength(text) : rootDomain(text);
}

function compileVariable(variable: Variable): (frame: Frame) => readonly Scalar[] {
  return ({ event, context }) => measured(context.variables.read(variable.name, event), variable);
}

function compileTemplate({ parts }: Template): (frame: Frame) => string {
  const pieces = parts.map((part) => {
    if (typeof part === "string") return () => part;
    const values = compileValues(ownValue(part));
    return (frame: Frame) => values(frame).join(",");
  });
  return (frame) => pieces.map((piece) => piece(frame)).join("");
}
