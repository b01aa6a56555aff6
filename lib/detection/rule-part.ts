/** What all checks of a rule share: how faults are given, labels, searches. */
import { parseQuery } from "#lib/query";
import type { RuleDiagnostic } from "./rule-diagnostics.ts";

/** Takes a fault. */
export type Report = (diagnostic: RuleDiagnostic) => void;

/** What cases call the queries: their names, or a, b, c by position. */
export function queryLabels(queries: readonly { name: string }[]): string[] {
  return queries.map(({ name }, at) => (name === "" ? String.fromCharCode(97 + at) : name));
}

/** Whether text at a path is a search; it may be about the calculated fields that are given. */
export function checkSearch(
  path: string,
  text: string,
  report: Report,
  calculated?: ReadonlySet<string>,
): void {
  for (const diagnostic of parseQuery(text, calculated).diagnostics)
    report({ ...diagnostic, path });
}
