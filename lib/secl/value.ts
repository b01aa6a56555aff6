/**
 * Expressions beside rules: what an action sets, its condition, and the conditions of a policy
 * about its host. They are evaluated rarely, so by closures; they may have any type.
 */
import type { Diagnostic } from "#lib/base";
import { checkOperand } from "./check.ts";
import { durationLiteral } from "./check-compare.ts";
import { checkNetworkUse, firstEvent } from "./check-field.ts";
import { type CheckEnvironment, createChecker, describe, isValue, report } from "./checker.ts";
import { compileValues, ownValue } from "./closure.ts";
import { parseRule } from "./parse.ts";
import type { EvaluationContext, SeclEvent, Value } from "./tree.ts";
import * as faults from "./value-diagnostics.ts";

/** A checked expression of any type. `event` is "" when it is about any event. */
export type CheckedValue = { source: string; root: Value; event: string };

/** Every value that an expression has for an event: one, or any number when it is an array. */
export type ValueFunction = (
  event: SeclEvent,
  context: EvaluationContext,
) => readonly (number | string | boolean)[];

/**
 * Checks an expression that is evaluated where a rule about `event` held; with "", it may be about
 * any one event.
 */
export function checkValue(
  source: string,
  environment: CheckEnvironment,
  event = "",
): { value?: CheckedValue; diagnostics: Diagnostic[] } {
  const { ast, diagnostics } = parseRule(source);
  if (ast === undefined) return { diagnostics };
  const checker = createChecker(environment);
  checker.diagnostics = diagnostics;
  checker.event = event;
  checker.eventAhead = event || firstEvent(ast, environment.table);
  const operand = checkOperand(checker, ast);
  const root = operand?.kind === "duration" ? durationLiteral(operand) : operand;
  if (root !== undefined && !isValue(root)) {
    report(checker, faults.notValue(root.span, describe(root)));
  }
  if (checker.register !== undefined) report(checker, faults.registerInValue(ast.span));
  checkNetworkUse(checker);
  const failed = diagnostics.some(({ severity }) => severity === "error");
  if (failed || root === undefined || !isValue(root)) return { diagnostics };
  return { value: { source, root, event: checker.event }, diagnostics };
}

/** Compiles a checked expression to nested functions. */
export function compileValue({ root }: CheckedValue): ValueFunction {
  const values = compileValues(ownValue(root));
  return (event, context) => values({ event, context, element: event });
}
