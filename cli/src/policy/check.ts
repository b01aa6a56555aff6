/** `vigil policy check`: what would become of every rule of policies and content. */
import { formatTable, type Output } from "#cli/output";
import { countFaults, printDiagnostic, type SourceText, showDiagnostic } from "#cli/source";
import { type Inspection, inspectContent, type RuleReport } from "#lib/content";

/** Prints a line a rule, then what is wrong; the exit status is 1 when anything would not load. */
export function checkPolicies(files: readonly SourceText[], output: Output): number {
  const inspection = inspectContent(files);
  const { rules, diagnostics } = inspection;
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  if (rules.length > 0) output.line(ruleTable(rules));
  for (const diagnostic of diagnostics) {
    output.line();
    printDiagnostic(output, diagnostic, texts.get(diagnostic.path) ?? "", diagnostic.path);
  }
  if (rules.length + diagnostics.length > 0) output.line();
  output.line(summary(inspection, files.length));
  output.result({
    ...counts(inspection, files.length),
    rules: rules.map(({ kernelFilters, canFire, ...rule }) => ({
      ...rule,
      can_fire: canFire,
      kernel_filters: kernelFilters,
    })),
    diagnostics: diagnostics.map((diagnostic) =>
      showDiagnostic(diagnostic, texts.get(diagnostic.path) ?? "", diagnostic.path),
    ),
  });
  const hasErrors = diagnostics.some(({ severity }) => severity === "error");
  return hasErrors || rules.some(({ status }) => status === "error") ? 1 : 0;
}

/** A filter may name a thousand files; the table shows how it begins, JSON all of it. */
const FILTER_SHOWN_MAX = 100;

function ruleTable(rules: readonly RuleReport[]): string {
  const rows = rules.map(({ id, status, events, cost, canFire, undelivered, kernelFilters }) => [
    status === "loads" && !canFire ? "cannot fire" : status,
    id,
    events.join(", "),
    status === "error" ? "" : String(cost),
    [undelivered, shorten(kernelFilters.join("; "))].filter((text) => text !== "").join("; "),
  ]);
  return formatTable([["status", "rule", "event", "cost", "kernel filter"], ...rows]);
}

function shorten(text: string): string {
  return text.length > FILTER_SHOWN_MAX ? `${text.slice(0, FILTER_SHOWN_MAX - 1)}…` : text;
}

function counts({ rules, detections, macros, diagnostics }: Inspection, files: number) {
  const status = (wanted: RuleReport["status"]) =>
    rules.filter((rule) => rule.status === wanted).length;
  return {
    files,
    loads: status("loads"),
    disabled: status("disabled"),
    replaced: status("replaced"),
    filtered: status("filtered"),
    cannot_fire: rules.filter(({ status: is, canFire }) => is === "loads" && !canFire).length,
    failed: status("error"),
    detections,
    macros,
    errors: diagnostics.filter(({ severity }) => severity === "error").length,
    warnings: diagnostics.filter(({ severity }) => severity === "warning").length,
  };
}

function summary(inspection: Inspection, fileCount: number): string {
  const { loads, cannot_fire, disabled, replaced, filtered, detections, macros } = counts(
    inspection,
    fileCount,
  );
  const some = (count: number, word: string) =>
    count === 0 ? [] : [`${count} ${word}${count === 1 ? "" : "s"}`];
  const parts = [
    ...some(fileCount, "file"),
    `${loads} of ${inspection.rules.length} rules load`,
    ...(cannot_fire > 0 ? [`${cannot_fire} of them cannot fire`] : []),
    ...(disabled > 0 ? [`${disabled} disabled`] : []),
    ...(replaced > 0 ? [`${replaced} replaced`] : []),
    ...(filtered > 0 ? [`${filtered} for other versions`] : []),
    ...some(detections, "detection rule"),
    ...some(macros, "macro"),
    countFaults(inspection.diagnostics) || "no faults",
  ];
  return parts.join(", ");
}
