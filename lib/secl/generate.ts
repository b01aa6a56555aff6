/**
 * Fifth stage: one JavaScript function for the rules of an event type, made with `new Function`
 * from whitelisted field names and quoted literals. A field is read at most once an event, when the
 * first condition needs it. The generated text never contains anything a rule's author wrote
 * outside of JSON quotes.
 */
import {
  cell,
  constant,
  createEmitter,
  type Emitter,
  helper,
  RUNTIME,
  type Scope,
} from "./emit.ts";
import { type FieldIndexes, indexFields } from "./field-index.ts";
import { alternativesOf, listCell, loop, type Side, sideOf } from "./generate-value.ts";
import { INDEXED_TESTS_MIN, ITERATOR_ELEMENTS_MAX } from "./limits.ts";
import { compileIndex, isIndexable, NONE_FOUND } from "./match-index.ts";
import type { Bucket, PlannedRule } from "./plan.ts";
import type {
  Age,
  EvaluationContext,
  Membership,
  Relation,
  SeclEvent,
  StringTest,
  Test,
  Value,
} from "./tree.ts";

/**
 * Evaluates all rules of one event type; `hit` gets the index of each that holds, in the order of
 * the rules.
 */
export type BucketFunction = (
  event: SeclEvent,
  context: EvaluationContext,
  hit: (index: number) => void,
) => void;

/** More alternatives than this are looked up in a set. */
const INLINE_VALUES_MAX = 3;

/**
 * The code of a bucket and the values it names `k0`, `k1`, …; kept apart for tests that read it.
 */
type GeneratedCode = { source: string; constants: readonly unknown[] };

/** Compiles a bucket; throws EvalError where generating code is forbidden. */
export function generateBucket(bucket: Bucket): BucketFunction {
  const { source, constants } = writeBucket(bucket);
  return new Function("k", source)(constants) as BucketFunction;
}

/** Writes the code of a bucket. */
export function writeBucket(bucket: Bucket): GeneratedCode {
  const indexes = indexFields(bucket);
  const shared = sharedCells(bucket, indexes);
  const emitter = createEmitter(shared, indexes);
  const functions = bucket.chunks.map((chunk) => writeChunk(emitter, chunk));
  const outer = [...emitter.cells].filter(([key]) => shared.has(key)).map(([, name]) => name);
  const calls = functions.map((_, index) => `b${index}(e, c, hit);`);
  const lines = [
    '"use strict";',
    ...emitter.constants.map((_, index) => `const k${index} = k[${index}];`),
    ...(outer.length > 0 ? [`let ${outer.join(", ")};`] : []),
    ...[...emitter.helpers].map(([text, name]) => `function ${name}${text}`),
    ...functions.map((body, index) => `function b${index}(e, c, hit) {\n${body}\n}`),
    "return function evaluate(e, c, hit) {",
    ...outer.map((name) => `${name} = undefined;`),
    ...calls,
    "};",
  ];
  return { source: lines.join("\n"), constants: emitter.constants };
}

/** What more than one function reads; found by writing each function once on its own. */
function sharedCells({ chunks }: Bucket, indexes: FieldIndexes): Set<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  const times = new Set<string>();
  if (chunks.length === 1) return shared;
  for (const chunk of chunks) {
    const emitter = createEmitter(shared, indexes);
    writeChunk(emitter, chunk);
    for (const key of emitter.locals) (seen.has(key) ? shared : seen).add(key);
    for (const key of emitter.times) times.add(key);
  }
  for (const key of times) shared.delete(key);
  return shared;
}

function writeChunk(emitter: Emitter, rules: readonly PlannedRule[]): string {
  const scope: Scope = new Set();
  emitter.locals = new Set();
  for (const [key] of emitter.cells) if (!emitter.shared.has(key)) emitter.cells.delete(key);
  const body = rules.map((rule) => writeRule(emitter, scope, rule));
  const own = [...emitter.locals].filter((key) => !emitter.shared.has(key));
  const names = own.map((key) => emitter.cells.get(key));
  return [...(names.length > 0 ? [`let ${names.join(", ")};`] : []), ...body].join("\n");
}

function writeRule(emitter: Emitter, scope: Scope, rule: PlannedRule): string {
  const { index, guard, root, iterator } = rule;
  if (iterator === "") return `if (${bool(emitter, scope, root)}) hit(${index});`;
  const start = guard === undefined ? "" : `if (${bool(emitter, scope, guard)}) `;
  const inner = guard === undefined ? scope : new Set(scope);
  const list = listCell(emitter, inner, iterator);
  const body = bool(emitter, new Set(inner), root);
  return [
    `${start}for (let l = ${list}, i = 0; i < l.length && i < ${ITERATOR_ELEMENTS_MAX}; i++) {`,
    "const el = l[i];",
    `if (${body}) { hit(${index}); break; }`,
    "}",
  ].join("\n");
}

/** Code of a condition. */
function bool(emitter: Emitter, scope: Scope, value: Value): string {
  switch (value.kind) {
    case "and":
    case "or":
      return logic(emitter, scope, value.terms, value.kind === "and" ? " && " : " || ");
    case "not":
      return `!${bool(emitter, scope, value.operand)}`;
    case "membership":
      return membership(emitter, scope, value);
    case "relation":
      return relation(emitter, scope, value);
    case "age":
      return age(emitter, scope, value);
    default: {
      const side = sideOf(emitter, scope, value, false, bool);
      if (side.shape === "scalar") return `(${side.item(side.argument)} === true)`;
      return anyOf(emitter, [side], ([item]) => `${item} === true`);
    }
  }
}

/**
 * A term runs only after those before it, so it may rely on their cells; what follows relies on the
 * first alone.
 */
function logic(emitter: Emitter, scope: Scope, [first, ...rest]: readonly Value[], joint: string) {
  const codes = [bool(emitter, scope, first as Value)];
  const inner = new Set(scope);
  for (const term of rest) codes.push(bool(emitter, inner, term));
  return `(${codes.join(joint)})`;
}

/**
 * A call that is true when any combination of the sides' items satisfies `condition`; with `all`,
 * when every does.
 */
function anyOf(
  emitter: Emitter,
  sides: readonly Side[],
  condition: (items: string[]) => string,
  all = false,
): string {
  const names = ["a", "b"].slice(0, sides.length);
  const items = names.map((name) => `x${name}`);
  const test = all
    ? `if (!(${condition(items)})) return false;`
    : `if (${condition(items)}) return true;`;
  const loops = sides.reduceRight(
    (body, side, at) => loop(side, names[at] as string, () => body),
    test,
  );
  const name = helper(emitter, names.join(", "), `${loops}\nreturn ${all};`);
  return `${name}(${sides.map(({ argument }) => argument).join(", ")})`;
}

function membership(emitter: Emitter, scope: Scope, value: Membership): string {
  const { left, test } = value;
  const fold = test.type === "string" && test.ignoreCase;
  const own =
    indexed(emitter, scope, value, fold) ??
    testOf(emitter, sideOf(emitter, scope, left, fold, bool), test);
  const others = alternativesOf(emitter, new Set(scope), left, fold);
  if (others === undefined) return own;
  return `(${own} || ${others.guard}${testOf(emitter, others.side, test)})`;
}

/**
 * Code that looks the membership up among the tests of its field that the value passes; the first
 * rule to ask has them found. Undefined when the field has no index.
 */
function indexed(
  emitter: Emitter,
  scope: Scope,
  value: Membership,
  fold: boolean,
): string | undefined {
  const found = emitter.indexes.get(value);
  if (found === undefined) return undefined;
  const { field, find, number } = found;
  const none = constant(emitter, RUNTIME.NONE_FOUND);
  const passed = cell(emitter, scope, `passed ${field}`, () => {
    const side = sideOf(emitter, new Set(scope), value.left, fold, bool);
    return `${constant(emitter, find)}(${side.item(side.argument)})`;
  });
  const again = /^\(?([sf]\d+)\b/.exec(passed)?.[1];
  return `(${passed} !== ${none} && ${again}.includes(${number}))`;
}

/** Code that tests the items of one side. */
function testOf(emitter: Emitter, side: Side, test: Test): string {
  const checks = checksOf(emitter, test);
  const all = test.type === "ip" && test.all;
  if (side.shape === "scalar") {
    const [first, ...rest] = checks;
    const whole = side.item(side.argument);
    if (rest.length === 0) return `(${first?.(whole) ?? "false"})`;
    const { again } = side;
    if (again !== undefined) {
      return `(${[first?.(whole), ...rest.map((check) => check(again))].join(" || ")})`;
    }
  }
  const condition = ([item = ""]: string[]) => checks.map((check) => check(item)).join(" || ");
  return anyOf(emitter, [side], condition, all);
}

type Check = (value: string) => string;

/** The pieces of a test, each code of one value; cheap ones first. */
function checksOf(emitter: Emitter, test: Test): Check[] {
  if (test.type === "int") return equalities(emitter, test.values);
  if (test.type === "ip") return [call(emitter, test.matches)];
  const equal = test.tests.filter(({ form }) => form === "equal").map(({ text }) => text);
  const others = test.tests.filter(({ form }) => form !== "equal");
  return [...equalities(emitter, equal), ...matchersOf(emitter, others)];
}

/** Many patterns are found by one walk along the value. */
function matchersOf(emitter: Emitter, tests: readonly StringTest[]): Check[] {
  const filed = tests.filter(isIndexable);
  if (filed.length < INDEXED_TESTS_MIN) return tests.map(({ matches }) => call(emitter, matches));
  const find = compileIndex(filed.map((test) => [test, 0]));
  const others = tests.filter((test) => !isIndexable(test));
  const matches = (value: string) => find(value) !== NONE_FOUND;
  return [call(emitter, matches), ...others.map((test) => call(emitter, test.matches))];
}

function call(emitter: Emitter, matches: (value: string) => boolean): Check {
  const name = constant(emitter, matches);
  return (value) => `${name}(${value})`;
}

function equalities(emitter: Emitter, values: readonly (string | number)[]): Check[] {
  if (values.length <= INLINE_VALUES_MAX) {
    return values.map((expected) => (value) => `${value} === ${JSON.stringify(expected)}`);
  }
  const name = constant(emitter, new Set(values));
  return [(value) => `${name}.has(${value})`];
}

function relation(emitter: Emitter, scope: Scope, value: Relation): string {
  const { left, right, operator, ignoreCase } = value;
  const sides = [left, right].map((side) => sideOf(emitter, scope, side, ignoreCase, bool));
  const holds = (a: string, b: string) => {
    if (left.type === "ip") return `${constant(emitter, RUNTIME.addressesMatch)}(${a}, ${b})`;
    return `${a} ${operator === "==" ? "===" : operator} ${b}`;
  };
  const compare = (pair: readonly Side[]) => {
    if (pair.some(({ shape }) => shape !== "scalar"))
      return anyOf(emitter, pair, ([a = "", b = ""]) => holds(a, b), operator === "all");
    const [a = "", b = ""] = pair.map((side) => side.item(side.argument));
    return `(${holds(a, b)})`;
  };
  const [first, second] = sides as [Side, Side];
  const inner = new Set(scope);
  const [others, otherRight] = [left, right].map((side) =>
    alternativesOf(emitter, inner, side, ignoreCase),
  );
  const codes = [compare([first, second])];
  if (others) codes.push(others.guard + compare([others.side, second]));
  if (otherRight) codes.push(otherRight.guard + compare([first, otherRight.side]));
  if (others && otherRight)
    codes.push(others.guard + otherRight.guard + compare([others.side, otherRight.side]));
  return codes.length === 1 ? codes.join("") : `(${codes.join(" || ")})`;
}

function age(emitter: Emitter, scope: Scope, { left, operator, duration }: Age): string {
  const now = cell(emitter, scope, "now", () => "c.now");
  const side = sideOf(emitter, scope, left, false, bool);
  emitter.times.add("now");
  if (left.kind === "read") emitter.times.add(`value ${left.key}`);
  const holds = (time: string, present: string) =>
    `${present} - ${time} ${operator === "==" ? "===" : operator} ${duration}`;
  if (side.shape === "scalar") return `(${holds(side.item(side.argument), now)})`;
  const clock: Side = {
    argument: now,
    again: undefined,
    shape: "scalar",
    key: "",
    item: (raw) => raw,
  };
  return anyOf(emitter, [clock, side], ([present = "", time = ""]) => holds(time, present));
}
