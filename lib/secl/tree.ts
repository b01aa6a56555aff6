/**
 * The checked tree: names resolved, types known, matchers compiled. Both back ends, explain and the
 * approvers read it; nothing after the checker knows of source text beyond the spans to point at.
 */

import type { Span } from "#lib/base";
import type { Field, FieldType } from "#lib/event";
import type { Net } from "./address.ts";

/**
 * A value of the event. `event`: `event[key]`. `iterator`: `key` of every element of
 * `event[iterator]`. `element`: `key` of the element that the register stands at. `isList` says
 * whether that one value is an array; `array` whether the whole is.
 */
export type Read = {
  kind: "read";
  type: FieldType;
  array: boolean;
  span: Span;
  field: string;
  source: "event" | "iterator" | "element";
  iterator: string;
  key: string;
  isList: boolean;
  measure: Measure;
  operators: Field["operators"];
  /** Whether the values at `alternativesOf(key)` of the owner are the field's as well. */
  alternatives: boolean;
  origin: Field["origin"];
};

/** `length` of each text in bytes, `count` of elements, `root` the registered domain. */
export type Measure = "value" | "length" | "count" | "root";

export type Literal = {
  kind: "literal";
  type: "int" | "string" | "bool";
  array: false;
  span: Span;
  value: number | string | boolean;
};
export type Variable = {
  kind: "variable";
  type: FieldType;
  array: boolean;
  span: Span;
  name: string;
  isList: boolean;
  measure: Measure;
};
/** Text around values: arrays are joined by commas, ints printed. */
export type Template = {
  kind: "template";
  type: "string";
  array: false;
  span: Span;
  parts: (string | Read | Variable)[];
};
export type Arithmetic = {
  kind: "arithmetic";
  type: "int";
  array: false;
  span: Span;
  operator: "+" | "-" | "&" | "|" | "^";
  left: Value;
  right: Value;
};

type Logic = Bool & { kind: "and" | "or"; terms: Value[] };
type Not = Bool & { kind: "not"; operand: Value };
/**
 * True when any value of the left side relates to any of the right; `all`: every one to every one,
 * for addresses.
 */
export type Relation = Bool & {
  kind: "relation";
  operator: RelationOperator | "all";
  left: Value;
  right: Value;
  ignoreCase: boolean;
};
/**
 * True when any value of `left` passes the test, whose right side was static; for `all` addresses
 * every one must.
 */
export type Membership = Bool & { kind: "membership"; left: Value; test: Test };
/** Now minus `left`, compared with `duration` nanoseconds. */
export type Age = Bool & {
  kind: "age";
  operator: RelationOperator;
  left: Value;
  duration: number;
};

type Bool = { type: "bool"; array: false; span: Span };
export type RelationOperator = "==" | "<" | "<=" | ">" | ">=";

/** One static text on the right side. `text` is lower-cased when the test ignores case. */
export type StringTest = {
  form: "equal" | "pattern" | "glob" | "regexp";
  text: string;
  matches: (value: string) => boolean;
};
export type Test =
  | { type: "string"; tests: StringTest[]; ignoreCase: boolean }
  | { type: "int"; values: number[] }
  | { type: "ip"; nets: Net[]; all: boolean; matches: (text: string) => boolean };

/** What has a value when an event is looked at. */
export type Value =
  | Read
  | Literal
  | Variable
  | Template
  | Arithmetic
  | Logic
  | Not
  | Relation
  | Membership
  | Age;

/** A rule that passed every check. */
export type CheckedRule = {
  source: string;
  root: Value;
  /** The one event type the rule is about. */
  event: string;
  /** Names of the fields it reads, sorted. */
  fields: readonly string[];
  /** The list that the rule's register walks, or "" for none. */
  iterator: string;
  /** Relative work of one evaluation when nothing is cut short. */
  cost: number;
};

export type VariableValue = number | string | boolean | readonly (number | string | boolean)[];

/**
 * Values of `${x}`; undefined counts as the type's zero. The event tells scoped variables whose
 * they are.
 */
export type Variables = { read(name: string, event: SeclEvent): VariableValue | undefined };

/** Anything whose properties are field names. */
export type SeclEvent = object;

/**
 * What an evaluation may know beside the event. `now` in nanoseconds since 1970, read at most once
 * an event.
 */
export type EvaluationContext = { readonly now: number; readonly variables: Variables };
