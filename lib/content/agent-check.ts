/**
 * Agent rules against the rule language: what they evaluate to, and faults placed in their files.
 */
import type { Diagnostic } from "#lib/base";
import type { FieldTable } from "#lib/event";
import { type CheckEnvironment, type CheckedRule, checkRule, defineMacros } from "#lib/secl";
import { placeholders } from "./message.ts";
import { placeFault } from "./place.ts";
import type { AgentRule, FileDiagnostic, Macro, RuleExpression } from "./types.ts";

export type CheckedExpression = { expression: RuleExpression; rule: CheckedRule };

/** Reads the macros of content and policies; faults are placed in their files. */
export function defineContentMacros(macros: readonly Macro[]) {
  const result = defineMacros(macros);
  const diagnostics = result.faults.flatMap(({ index, diagnostic }) => {
    const macro = macros[index];
    return macro === undefined ? [] : [placeFault(macro, diagnostic, macro.path)];
  });
  return { macros: result.macros, diagnostics };
}

/**
 * Checks the expressions of a rule. When any has an error, `expressions` is empty: a rule loads
 * whole or not at all.
 */
export function checkAgentRule(
  rule: AgentRule,
  environment: CheckEnvironment,
): { expressions: CheckedExpression[]; diagnostics: FileDiagnostic[] } {
  const diagnostics: FileDiagnostic[] = [];
  const expressions: CheckedExpression[] = [];
  for (const expression of rule.expressions) {
    const checked = checkRule(expression.text, environment);
    for (const diagnostic of checked.diagnostics) {
      addOnce(diagnostics, placeFault(expression, diagnostic, rule.path));
    }
    if (checked.rule !== undefined) expressions.push({ expression, rule: checked.rule });
  }
  const isWhole = expressions.length === rule.expressions.length;
  return { expressions: isWhole ? expressions : [], diagnostics };
}

/** The expansions of one expression share its faults. */
function addOnce(diagnostics: FileDiagnostic[], added: FileDiagnostic): void {
  const isSame = (other: Diagnostic) =>
    other.code === added.code && other.span.start === added.span.start;
  if (!diagnostics.some(isSame)) diagnostics.push(added);
}

/** Calls `onUnknown` for each name in a rule's messages that no event has. */
export function checkMessage(
  rule: AgentRule,
  table: FieldTable,
  onUnknown: (name: string) => void,
): void {
  const names = rule.expressions.flatMap(({ message }) => placeholders(message));
  for (const name of new Set(names)) {
    if (!table.fields.has(name)) onUnknown(name);
  }
}
