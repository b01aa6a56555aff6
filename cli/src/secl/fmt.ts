/** `vigil secl fmt`: the one way to write an expression. */
import { writeFileSync } from "node:fs";
import type { Output } from "#cli/output";
import { printDiagnostic, type SourceText, showDiagnostic } from "#cli/source";
import { formatRule } from "#lib/secl";

export type FmtFlags = {
  /** Say whether it is in canonical form instead of printing it. */
  check: boolean;
  /** Put it back into its file. */
  write: boolean;
};

/**
 * Prints the canonical form; the exit status is 1 when the expression cannot be read, or `check`
 * finds it written otherwise.
 */
export function formatExpression(source: SourceText, flags: FmtFlags, output: Output): number {
  const { path, text } = source;
  const { text: formatted, diagnostics } = formatRule(text);
  if (formatted === undefined) {
    for (const diagnostic of diagnostics) printDiagnostic(output, diagnostic, text, path);
    const shown = diagnostics.map((diagnostic) => showDiagnostic(diagnostic, text, path));
    output.result({ formatted: null, changed: false, diagnostics: shown });
    return 1;
  }
  const changed = formatted !== text;
  if (flags.write && changed) writeFileSync(path, `${formatted}\n`);
  if (flags.check) output.line(`${path}: ${changed ? "not in" : "in"} canonical form`);
  else if (flags.write) output.line(`${path}: ${changed ? "rewritten" : "unchanged"}`);
  else output.line(formatted);
  output.result({ formatted, changed, diagnostics: [] });
  return flags.check && changed ? 1 : 0;
}
