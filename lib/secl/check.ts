/**
 * Third stage: gives every name and operator its meaning and every fault its place, or returns a
 * rule that cannot fail any more. Goes on after a fault, so that one look shows them all.
 */
import type { Diagnostic, Span } from "#lib/base";
import { type Net, parseNet } from "./address.ts";
import type { AddressAst, Ast, BinaryAst, ListAst, LogicAst, UnaryAst } from "./ast.ts";
import { calculate } from "./bits.ts";
import { checkCompare, checkIn, durationLiteral } from "./check-compare.ts";
import { checkField, checkNetworkUse, firstEvent } from "./check-field.ts";
import { checkString, checkVariable } from "./check-text.ts";
import {
  type CheckEnvironment,
  type Checker,
  createChecker,
  describe,
  isValue,
  type Operand,
  placeOf,
  report,
} from "./checker.ts";
import { costOf } from "./cost.ts";
import * as faults from "./diagnostics.ts";
import { NESTING_MAX, RULE_NODES_MAX } from "./limits.ts";
import { parseRule } from "./parse.ts";
import type { Arithmetic, CheckedRule, Literal, Value } from "./tree.ts";

export type CheckResult = { rule?: CheckedRule; diagnostics: Diagnostic[] };

/**
 * Parses and checks one rule. `rule` is there unless a diagnostic is an error; faults in macros
 * point at their use.
 */
export function checkRule(source: string, environment: CheckEnvironment): CheckResult {
  const { ast, diagnostics } = parseRule(source);
  if (ast === undefined) return { diagnostics };
  const checker = createChecker(environment);
  checker.diagnostics = diagnostics;
  checker.eventAhead = firstEvent(ast, environment.table);
  const operand = checkOperand(checker, ast);
  const root = operand && asBool(checker, operand);
  checkNetworkUse(checker);
  if (root !== undefined && checker.event === "" && environment.anyEvent !== true) {
    report(checker, faults.noEvent(ast.span));
  }
  const failed = diagnostics.some(({ severity }) => severity === "error");
  if (failed || root === undefined) return { diagnostics };
  const rule: CheckedRule = {
    source,
    root,
    event: checker.event,
    fields: [...checker.fields].sort(),
    iterator: checker.register?.iterator ?? "",
    cost: costOf(root),
  };
  return { rule, diagnostics };
}

/** Gives a node its meaning; faults are noted and the rest is looked at. */
export function checkOperand(checker: Checker, ast: Ast): Operand | undefined {
  checker.nodes++;
  if (checker.nodes === RULE_NODES_MAX) return report(checker, faults.ruleTooLarge(ast.span));
  if (checker.nodes > RULE_NODES_MAX) return undefined;
  if (checker.depth >= NESTING_MAX) return report(checker, faults.nestedTooDeep(ast.span));
  checker.depth++;
  const operand = checkNode(checker, ast);
  checker.depth--;
  return operand;
}

function checkNode(checker: Checker, ast: Ast): Operand | undefined {
  const span = placeOf(checker, ast);
  switch (ast.kind) {
    case "and":
    case "or":
      return checkLogic(checker, ast, span);
    case "compare":
    case "in": {
      const left = checkOperand(checker, ast.left);
      const right = checkOperand(checker, ast.right);
      if (left === undefined || right === undefined) return undefined;
      if (ast.kind === "in") return checkIn(checker, ast.operator, left, right, span);
      return checkCompare(checker, ast.operator, left, right, span);
    }
    case "binary":
      return checkArithmetic(checker, ast, span);
    case "unary":
      return checkUnary(checker, ast, span);
    case "list":
      return checkList(checker, ast, span);
    case "name":
      return checkName(checker, ast.name, ast.span);
    case "variable":
      return checkVariable(checker, ast.name, span);
    case "reference":
      return checkField(checker, ast.name, span);
    case "string":
      return checkString(checker, ast.text, span);
    case "pattern":
    case "regexp":
      return { kind: "matcher", form: ast.kind, text: ast.text, span };
    case "int":
      return int(ast.value, span);
    case "duration":
      return { kind: "duration", value: ast.value, span };
    case "ip":
    case "cidr":
      return checkAddress(checker, ast, span);
  }
}

function int(value: number, span: Span): Literal {
  return { kind: "literal", type: "int", array: false, span, value };
}

function checkLogic(checker: Checker, { kind, terms }: LogicAst, span: Span): Value | undefined {
  const checked = terms.map((term) => {
    const operand = checkOperand(checker, term);
    return operand && asBool(checker, operand);
  });
  const known = checked.filter((term) => term !== undefined);
  if (known.length < checked.length) return undefined;
  return { kind, type: "bool", array: false, span, terms: known };
}

/** Constants come first, then macros, then fields. */
function checkName(checker: Checker, name: string, span: Span): Operand | undefined {
  const place = checker.place ?? span;
  if (name === "true" || name === "false") {
    return { kind: "literal", type: "bool", array: false, span: place, value: name === "true" };
  }
  const constant = checker.table.constants.get(name);
  if (constant !== undefined) return int(constant, place);
  const macro = checker.macros.get(name);
  if (macro === undefined) return checkField(checker, name, place);
  if (checker.expanding.includes(name)) return report(checker, faults.macroCycle(span, name));
  const before = checker.place;
  checker.place = place;
  checker.expanding.push(name);
  const operand = checkOperand(checker, macro);
  checker.expanding.pop();
  checker.place = before;
  return operand;
}

function checkAddress(checker: Checker, { kind, text }: AddressAst, span: Span) {
  const net: Net | undefined = parseNet(text);
  if (net === undefined) return report(checker, faults.invalidAddress(span, text));
  const isUnspecified = kind === "ip" && net.words.every((word) => word === 0);
  if (isUnspecified) return report(checker, faults.unspecifiedAddress(span, text));
  return { kind: "nets" as const, nets: [net], span };
}

function checkList(checker: Checker, { items }: ListAst, span: Span): Operand | undefined {
  const checked = items.map((item) => checkListItem(checker, item));
  const known = checked.filter((item) => item !== undefined);
  if (known.length < checked.length) return undefined;
  return { kind: "list", items: known, span };
}

function checkListItem(checker: Checker, ast: Ast) {
  const item = checkOperand(checker, ast);
  if (item === undefined) return undefined;
  const isStatic = ["literal", "template", "matcher", "nets"].includes(item.kind);
  const isBool = item.kind === "literal" && item.type === "bool";
  if (!isStatic || isBool || item.kind === "list" || item.kind === "duration") {
    return report(checker, faults.listItem(item.span, describe(item)));
  }
  return item;
}

function checkUnary(checker: Checker, ast: UnaryAst, span: Span): Value | undefined {
  const operand = checkOperand(checker, ast.operand);
  if (operand === undefined) return undefined;
  if (ast.operator === "!") {
    const bool = asBool(checker, operand);
    return bool && { kind: "not", type: "bool", array: false, span, operand: bool };
  }
  const value = asInt(checker, operand, ast.operator);
  if (value === undefined) return undefined;
  const [operator, left] = ast.operator === "-" ? (["-", 0] as const) : (["^", -1] as const);
  return arithmetic(checker, operator, int(left, span), value, span);
}

function checkArithmetic(checker: Checker, ast: BinaryAst, span: Span): Value | undefined {
  const left = checkOperand(checker, ast.left);
  const right = checkOperand(checker, ast.right);
  if (left === undefined || right === undefined) return undefined;
  const first = asInt(checker, left, ast.operator);
  const second = asInt(checker, right, ast.operator);
  if (first === undefined || second === undefined) return undefined;
  const isBitwise = ast.operator !== "+" && ast.operator !== "-";
  if (isBitwise && first.kind !== "literal" && second.kind !== "literal") {
    return report(checker, faults.dynamicBitmask(span, ast.operator));
  }
  return arithmetic(checker, ast.operator, first, second, span);
}

/** Works constants out at once: a mask of names costs nothing per event. */
function arithmetic(
  checker: Checker,
  operator: Arithmetic["operator"],
  left: Value,
  right: Value,
  span: Span,
): Value | undefined {
  if (left.kind !== "literal" || right.kind !== "literal") {
    return { kind: "arithmetic", type: "int", array: false, span, operator, left, right };
  }
  const value = calculate(operator, Number(left.value), Number(right.value));
  if (!Number.isSafeInteger(value) && operator !== "+" && operator !== "-") {
    return report(checker, faults.intTooLarge(span));
  }
  return int(value === 0 ? 0 : value, span);
}

function asBool(checker: Checker, operand: Operand): Value | undefined {
  if (isValue(operand) && operand.type === "bool") return operand;
  return report(checker, faults.notBool(operand.span, describe(operand)));
}

function asInt(checker: Checker, operand: Operand, operator: string): Value | undefined {
  if (operand.kind === "duration") return durationLiteral(operand);
  if (isValue(operand) && operand.type === "int" && !operand.array) return operand;
  return report(checker, faults.notInt(operand.span, operator, describe(operand)));
}
