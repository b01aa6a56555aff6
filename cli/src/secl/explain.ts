/** `vigil secl explain`: what an expression says, name by name. */
import { formatTable, type Output } from "#cli/output";
import { printDiagnostic, type SourceText, showDiagnostic } from "#cli/source";
import {
  type CheckEnvironment,
  checkRule,
  describeRule,
  lintRule,
  type RuleDescription,
} from "#lib/secl";

/** Prints a description; the exit status is 1 when the expression would not load. */
export function explainExpression(
  { path, text }: SourceText,
  environment: CheckEnvironment,
  output: Output,
): number {
  const { rule, diagnostics: faults } = checkRule(text, environment);
  const traps = rule === undefined ? [] : lintRule(rule, environment.table);
  const diagnostics = [...faults, ...traps];
  const described = rule && describeRule(rule, environment);
  if (described !== undefined) printDescription(described, environment, output);
  if (described !== undefined && diagnostics.length > 0) output.line("traps");
  for (const diagnostic of diagnostics) printDiagnostic(output, diagnostic, text, path);
  const shown = diagnostics.map((diagnostic) => showDiagnostic(diagnostic, text, path));
  output.result({ ...(described && toJson(described)), diagnostics: shown });
  return rule === undefined ? 1 : 0;
}

function typeOf({ type, array, iterator }: RuleDescription["fields"][number]): string {
  const own = `${type}${array ? "[]" : ""}`;
  return iterator === "" ? own : `${own} of each ${iterator}`;
}

function printDescription(
  described: RuleDescription,
  { table }: CheckEnvironment,
  output: Output,
): void {
  const { event, grouped, fields, constants, macros, variables, iterator } = described;
  const section = (title: string, rows: string[][]) => {
    if (rows.length === 0) return;
    output.line(title);
    output.line(
      formatTable(rows.map((row) => row.map((cell, at) => (at === 0 ? `  ${cell}` : cell)))),
    );
  };
  const brief = table.events.get(event)?.brief ?? "";
  section("event", [[event, brief]]);
  section("read as", [[grouped]]);
  section(
    "fields",
    fields.map((field) => [field.name, typeOf(field), field.brief]),
  );
  section(
    "constants",
    constants.map(({ name, value }) => [name, String(value)]),
  );
  section(
    "macros",
    macros.map(({ name, expression }) => [name, expression]),
  );
  section(
    "variables",
    variables.map((name) => [name]),
  );
  if (iterator !== "") {
    section("register", [[`the rule is tried for each of ${iterator}, until it holds`]]);
  }
  if (described.undelivered !== "") section("not delivered", [[described.undelivered]]);
  if (described.kernelFilter !== "") section("kernel filter", [[described.kernelFilter]]);
  section("cost", [[`${described.cost}, where one comparison of a number is 1`]]);
}

function toJson({ kernelFilter, fields, ...rest }: RuleDescription) {
  const shown = fields.map((field) => ({
    name: field.name,
    type: `${field.type}${field.array ? "[]" : ""}`,
    iterator: field.iterator,
    origin: field.origin,
    brief: field.brief,
  }));
  return { ...rest, fields: shown, kernel_filter: kernelFilter };
}
