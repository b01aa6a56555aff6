/**
 * Linter, conditions together: what `&&` joins and no value can meet, what `||` joins and every
 * value meets. Looks at single values only: of a list, different elements may meet different
 * conditions.
 */
import type { Diagnostic } from "#lib/base";
import { compileTest, type Scalar } from "./closure.ts";
import * as traps from "./lint-diagnostics.ts";
import type { Read, RelationOperator, Value } from "./tree.ts";

/** A condition and the outcome it must have. */
export type Wanted = { value: Value; wanted: boolean };

/** The conditions that must all come out as said for `value` to be `wanted`. */
export function conjuncts(value: Value, wanted: boolean): Wanted[] {
  if (value.kind === "not") return conjuncts(value.operand, !wanted);
  const isJoined = value.kind === (wanted ? "and" : "or");
  if (isJoined && "terms" in value) return value.terms.flatMap((term) => conjuncts(term, wanted));
  return [{ value, wanted }];
}

/** What one condition asks of a single value of a field. */
type Demand = {
  field: string;
  passes: (value: Scalar) => boolean;
  /** The only values that can pass, when they are few enough to list. */
  candidates: readonly Scalar[] | undefined;
  least: number;
  most: number;
};

/** Whether an `and` can never hold, or an `or` always does. */
export function lintLogic(value: Value): Diagnostic[] {
  if (value.kind !== "and" && value.kind !== "or") return [];
  const isAnd = value.kind === "and";
  const field = conflict(conjuncts(value, isAnd));
  if (field === undefined) return [];
  return [isAnd ? traps.neverHolds(value.span, field) : traps.alwaysHolds(value.span, field)];
}

/** The first field that cannot meet all conditions on it. */
function conflict(conditions: readonly Wanted[]): string | undefined {
  const byField = new Map<string, Demand[]>();
  for (const condition of conditions) {
    const [key, demand] = demandOf(condition) ?? [];
    if (key === undefined || demand === undefined) continue;
    const known = byField.get(key);
    if (known === undefined) byField.set(key, [demand]);
    else known.push(demand);
  }
  for (const demands of byField.values()) {
    if (demands.length > 1 && !areMeetable(demands)) return demands[0]?.field;
  }
  return undefined;
}

function areMeetable(demands: readonly Demand[]): boolean {
  const listed = demands.find(({ candidates }) => candidates !== undefined)?.candidates;
  if (listed !== undefined) {
    return listed.some((value) => demands.every(({ passes }) => passes(value)));
  }
  const least = Math.max(...demands.map((demand) => demand.least));
  return least <= Math.min(...demands.map((demand) => demand.most));
}

function demandOf({ value, wanted }: Wanted): [string, Demand] | undefined {
  const subject = "left" in value ? value.left : value;
  if (subject.kind !== "read" || subject.array || subject.source === "iterator") return undefined;
  /* Different alternatives of one field may meet different conditions. */
  if (subject.alternatives) return undefined;
  const key = `${subject.source} ${subject.field} ${subject.measure}`;
  const demand = demandOn(subject, value, wanted);
  return demand && [key, demand];
}

function demandOn({ field }: Read, value: Value, wanted: boolean): Demand | undefined {
  const anywhere = { field, least: -Infinity, most: Infinity };
  switch (value.kind) {
    case "read": {
      const passes = (truth: Scalar) => truth === wanted;
      return { ...anywhere, passes, candidates: [true, false] };
    }
    case "membership": {
      const { test } = value;
      if (test.type === "ip") return undefined;
      const matches = compileTest(test);
      const candidates = wanted ? valuesOf(test) : undefined;
      return { ...anywhere, passes: (one) => matches(one) === wanted, candidates };
    }
    case "relation": {
      const { right, operator } = value;
      if (right.kind !== "literal" || operator === "all") return undefined;
      if (typeof right.value === "string") return undefined;
      return demandOfBound(field, operator, Number(right.value), wanted);
    }
    default:
      return undefined;
  }
}

type Test = Extract<Value, { kind: "membership" }>["test"];

function valuesOf(test: Test): readonly Scalar[] | undefined {
  if (test.type === "int") return test.values;
  if (test.type === "ip" || test.tests.some(({ form }) => form !== "equal")) return undefined;
  return test.tests.map(({ text }) => text);
}

const HOLDS: Readonly<Record<RelationOperator, (left: number, right: number) => boolean>> = {
  "==": (left, right) => left === right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
};

const OPPOSITE: Readonly<Partial<Record<RelationOperator, RelationOperator>>> = {
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
};

/** Truth values count as 1 and 0. */
function demandOfBound(
  field: string,
  operator: RelationOperator,
  bound: number,
  wanted: boolean,
): Demand {
  const passes = (value: Scalar) => HOLDS[operator](Number(value), bound) === wanted;
  const effective = wanted ? operator : OPPOSITE[operator];
  const least = effective === ">" ? bound + 1 : effective === ">=" ? bound : -Infinity;
  const most = effective === "<" ? bound - 1 : effective === "<=" ? bound : Infinity;
  return { field, passes, candidates: effective === "==" ? [bound] : undefined, least, most };
}

/** The outcome of comparing `left` with `right`. */
export function compare(operator: RelationOperator, left: number, right: number): boolean {
  return HOLDS[operator](left, right);
}
