/** Everything that is known of a rule as it is written, worked out in the browser. */
import type { Diagnostic } from "#lib/base";
import {
  type CheckEnvironment,
  checkRule,
  describeRule,
  lintRule,
  type RuleDescription,
} from "#lib/secl";

export type Analysis = {
  source: string;
  /** Faults first, then traps; empty for an empty rule. */
  diagnostics: Diagnostic[];
  /** There when the rule loads. */
  description: RuleDescription | undefined;
};

/** Checks, lints and describes a rule. */
export function analyseRule(source: string, environment: CheckEnvironment): Analysis {
  if (source.trim() === "") return { source, diagnostics: [], description: undefined };
  const { rule, diagnostics: faults } = checkRule(source, environment);
  const traps = rule === undefined ? [] : lintRule(rule, environment.table);
  const order = { error: 0, warning: 1 };
  const diagnostics = [...faults, ...traps].sort(
    (a, b) => order[a.severity] - order[b.severity] || a.span.start - b.span.start,
  );
  return { source, diagnostics, description: rule && describeRule(rule, environment) };
}
