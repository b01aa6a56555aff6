/** `vigil secl check`: every fault and every trap of an expression. */
import type { Output } from "#cli/output";
import { countFaults, printDiagnostic, type SourceText, showDiagnostic } from "#cli/source";
import { type CheckEnvironment, checkRule, lintRule } from "#lib/secl";

/** Prints what is wrong with an expression; the exit status is 1 when it would not load. */
export function checkExpression(
  { path, text }: SourceText,
  environment: CheckEnvironment,
  output: Output,
): number {
  const { rule, diagnostics: faults } = checkRule(text, environment);
  const traps = rule === undefined ? [] : lintRule(rule, environment.table);
  const diagnostics = [...faults, ...traps];
  for (const diagnostic of diagnostics) {
    printDiagnostic(output, diagnostic, text, path);
    output.line();
  }
  const counted = countFaults(diagnostics);
  const loads = rule === undefined ? "does not load" : `loads, about ${rule.event} events`;
  output.line(`${path}: ${loads}${counted === "" ? "" : ` (${counted})`}`);
  output.result({
    ok: rule !== undefined,
    event: rule?.event ?? "",
    diagnostics: diagnostics.map((diagnostic) => showDiagnostic(diagnostic, text, path)),
  });
  return rule === undefined ? 1 : 0;
}
