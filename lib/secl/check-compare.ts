/**
 * Third stage, comparisons: which pairs of types an operator takes, and what it then means. A
 * static right side becomes a test; anything else a relation. `!=`, `!~` and `not in` are the
 * negation of the whole, so that on an array they mean "none of them".
 */
import type { Span } from "#lib/base";
import { compileNets } from "./address.ts";
import type { CompareOperator, ListOperator } from "./ast.ts";
import { checkFixed, checkTexts } from "./check-text.ts";
import {
  type Checker,
  type Duration,
  describe,
  isValue,
  type List,
  type Matcher,
  type Nets,
  type Operand,
  report,
} from "./checker.ts";
import * as faults from "./diagnostics.ts";
import type { Literal, RelationOperator, Template, Test, Value } from "./tree.ts";

const FLIPPED: Readonly<Record<RelationOperator, RelationOperator>> = {
  "==": "==",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

/** `left operator right` for everything but lists. */
export function checkCompare(
  checker: Checker,
  operator: CompareOperator,
  left: Operand,
  right: Operand,
  span: Span,
): Value | undefined {
  const list = left.kind === "list" ? left : right.kind === "list" ? right : undefined;
  if (list !== undefined) return report(checker, faults.listWithoutIn(list.span, operator));
  switch (operator) {
    case "!=":
    case "!~":
      if (operator === "!=" && right.kind === "duration") {
        return report(checker, faults.durationNotEqual(span));
      }
      return not(checkCompare(checker, operator === "!=" ? "==" : "=~", left, right, span), span);
    case "=~":
      return checkMatch(checker, left, right, span);
    case "==":
      return checkEqual(checker, left, right, span);
    default:
      return checkOrder(checker, operator, left, right, span);
  }
}

function not(operand: Value | undefined, span: Span): Value | undefined {
  return operand && { kind: "not", type: "bool", array: false, span, operand };
}

function checkMatch(checker: Checker, left: Operand, right: Operand, span: Span) {
  if (right.kind === "template" || (isValue(right) && right.kind !== "literal")) {
    return report(checker, faults.patternNotStatic(right.span));
  }
  const isText = right.kind === "literal" && right.type === "string";
  if (!isText && right.kind !== "matcher") return mismatch(checker, "=~", left, right);
  if (!isValue(left) || left.type !== "string") return mismatch(checker, "=~", left, right);
  const matcher: Matcher = isText
    ? { kind: "matcher", form: "pattern", text: String(right.value), span: right.span }
    : (right as Matcher);
  return textMembership(checker, left, [matcher], span);
}

function checkEqual(checker: Checker, left: Operand, right: Operand, span: Span) {
  if (left.kind === "duration" || right.kind === "duration") {
    return checkAge(checker, "==", left, right, span);
  }
  if (!isStatic(right) && isStatic(left)) return membershipOfOne(checker, right, left, span);
  return membershipOfOne(checker, left, right, span);
}

/** Whether the operand is written out in the rule. */
function isStatic(operand: Operand): operand is Literal | Matcher | Nets {
  return operand.kind === "literal" || operand.kind === "matcher" || operand.kind === "nets";
}

function membershipOfOne(checker: Checker, left: Operand, right: Operand, span: Span) {
  if (!isValue(left)) return mismatch(checker, "==", left, right);
  if (right.kind === "matcher" || (right.kind === "literal" && right.type === "string")) {
    if (left.type !== "string") return mismatch(checker, "==", left, right);
    return textMembership(checker, left, [right], span);
  }
  if (right.kind === "nets") {
    if (left.type !== "ip") return mismatch(checker, "==", left, right);
    return netMembership(left, [right], false, span);
  }
  if (!isValue(right) || left.type !== right.type) return mismatch(checker, "==", left, right);
  return alike(checker, "==", left, right, span);
}

function checkOrder(
  checker: Checker,
  operator: RelationOperator,
  left: Operand,
  right: Operand,
  span: Span,
) {
  if (left.kind === "duration" || right.kind === "duration") {
    return checkAge(checker, operator, left, right, span);
  }
  const areInts = isValue(left) && isValue(right) && left.type === "int" && right.type === "int";
  if (!areInts) return mismatch(checker, operator, left, right);
  if (left.kind === "literal" && right.kind !== "literal") {
    return relation(FLIPPED[operator], right, left, span);
  }
  return relation(operator, left, right, span);
}

/**
 * A duration beside a time means its age. Beside arithmetic, and beside another duration, it is a
 * plain count of nanoseconds.
 */
function checkAge(
  checker: Checker,
  operator: RelationOperator,
  left: Operand,
  right: Operand,
  span: Span,
): Value | undefined {
  const isTime = (operand: Operand) => operand.kind === "read" || operand.kind === "variable";
  if (left.kind === "duration" && isTime(right)) {
    return report(checker, faults.durationOnLeft(left.span));
  }
  const [time, limit] = [asCount(left), asCount(right)];
  if (time?.type !== "int" || limit?.type !== "int")
    return mismatch(checker, operator, left, right);
  if (right.kind === "duration" && isTime(left)) {
    const { value: duration } = right;
    return { kind: "age", type: "bool", array: false, span, operator, left: time, duration };
  }
  return relation(operator, time, limit, span);
}

function asCount(operand: Operand): Value | undefined {
  if (operand.kind === "duration") return durationLiteral(operand);
  return isValue(operand) ? operand : undefined;
}

/** A duration that has lost its meaning: nanoseconds. */
export function durationLiteral({ value, span }: Duration): Literal {
  return { kind: "literal", type: "int", array: false, span, value };
}

/** `left in right` and its kin. */
export function checkIn(
  checker: Checker,
  operator: ListOperator,
  left: Operand,
  right: Operand,
  span: Span,
): Value | undefined {
  if (operator === "not in") return not(checkIn(checker, "in", left, right, span), span);
  const all = operator === "allin";
  if (right.kind === "list")
    return isValue(left) ? inList(checker, left, right, all, span) : unlike();
  if (right.kind === "nets") {
    if (!isValue(left) || left.type !== "ip") return mismatch(checker, operator, left, right);
    return netMembership(left, [right], all, span);
  }
  if (!isValue(right) || !right.array)
    return report(checker, faults.expectedArray(right.span, describe(right)));
  if (isStatic(left)) return membershipOfOne(checker, right, left, span);
  if (!isValue(left) || left.type !== right.type) return unlike();
  return alike(checker, all && left.type === "ip" ? "all" : "==", left, right, span);

  function unlike() {
    return mismatch(checker, operator, left, right);
  }
}

function inList(
  checker: Checker,
  left: Value,
  { items, span: listSpan }: List,
  all: boolean,
  span: Span,
): Value | undefined {
  const nets = items.filter((item) => item.kind === "nets");
  const texts = items.filter((item) => item.kind !== "nets" && isText(item));
  const ints = items.filter((item) => item.kind === "literal" && item.type === "int");
  const fits = { ip: nets, string: texts, int: ints, bool: [] }[left.type];
  const uniform = [nets, texts, ints].some((group) => group.length === items.length);
  if (!uniform) return report(checker, faults.mixedList(listSpan));
  if (fits.length !== items.length) {
    return report(
      checker,
      faults.typeMismatch(span, "in", describe(left), "a list of other types"),
    );
  }
  if (left.type === "ip") return netMembership(left, nets, all, span);
  if (left.type === "string") return inTexts(checker, left, texts, span);
  const values = ints.map((item) => Number((item as Literal).value));
  return membership(left, { type: "int", values }, span);
}

function isText(item: List["items"][number]): item is Literal | Matcher | Template {
  return item.kind === "matcher" || (item.kind !== "nets" && item.type === "string");
}

/** A template in a list is a relation of its own: its text is not known until an event is there. */
function inTexts(
  checker: Checker,
  left: Value,
  items: List["items"],
  span: Span,
): Value | undefined {
  const fixed = items.filter((item) => item.kind === "literal" || item.kind === "matcher");
  const terms: (Value | undefined)[] = [];
  if (fixed.length > 0) terms.push(textMembership(checker, left, fixed, span));
  for (const item of items)
    if (item.kind === "template") terms.push(alike(checker, "==", left, item, span));
  const known = terms.filter((term) => term !== undefined);
  if (known.length < terms.length || known.length <= 1) return known[0];
  return { kind: "or", type: "bool", array: false, span, terms: known };
}

function textMembership(
  checker: Checker,
  left: Value,
  texts: readonly (Literal | Matcher)[],
  span: Span,
) {
  const checked = checkTexts(checker, left, texts);
  return checked && membership(left, { type: "string", ...checked }, span);
}

function netMembership(left: Value, items: readonly Nets[], all: boolean, span: Span): Value {
  const nets = items.flatMap((item) => item.nets);
  return membership(left, { type: "ip", nets, all, matches: compileNets(nets, all) }, span);
}

function membership(left: Value, test: Test, span: Span): Value {
  return { kind: "membership", type: "bool", array: false, span, left, test };
}

/** Values that are both known with the event only. */
function alike(
  checker: Checker,
  operator: "==" | "all",
  left: Value,
  right: Value,
  span: Span,
): Value | undefined {
  if (!checkFixed(checker, left, []) || !checkFixed(checker, right, [])) return undefined;
  return relation(operator, left, right, span);
}

function relation(
  operator: RelationOperator | "all",
  left: Value,
  right: Value,
  span: Span,
): Value {
  const ignoreCase = [left, right].some((side) => side.kind === "read" && side.operators === "dns");
  return { kind: "relation", type: "bool", array: false, span, operator, left, right, ignoreCase };
}

function mismatch(checker: Checker, operator: string, left: Operand, right: Operand): undefined {
  // Operands come swapped where the left one is written out: `true == open.flags`.
  const span = {
    start: Math.min(left.span.start, right.span.start),
    end: Math.max(left.span.end, right.span.end),
  };
  return report(checker, faults.typeMismatch(span, operator, describe(left), describe(right)));
}
