/** Diagnostics as the tools show them: with a caret for people, with offsets for programs. */
import type { Output } from "#cli/output";
import { type Diagnostic, formatDiagnostic, locate } from "#lib/base";

/** A diagnostic in JSON: places count from 1, `offset` and `length` are UTF-16 units. */
export type ShownDiagnostic = {
  code: string;
  severity: Diagnostic["severity"];
  path: string;
  line: number;
  column: number;
  offset: number;
  length: number;
  what: string;
  why: string;
  do: string;
};

export function showDiagnostic(
  diagnostic: Diagnostic,
  source: string,
  path: string,
): ShownDiagnostic {
  const { code, severity, span, what, why } = diagnostic;
  const { line, column } = locate(source, span.start);
  const [offset, length] = [span.start, span.end - span.start];
  return { code, severity, path, line, column, offset, length, what, why, do: diagnostic.do };
}

/** Lines of a text longer than this are cut around the place that is pointed at. */
const LINE_SHOWN_MAX = 160;
const BEFORE_SHOWN = 40;

/** Prints a diagnostic with its line; of a long line, the part that matters. */
export function printDiagnostic(
  output: Output,
  diagnostic: Diagnostic,
  source: string,
  path: string,
): void {
  const [head = "", code = "", caret = "", ...rest] = formatDiagnostic(
    diagnostic,
    source,
    path,
  ).split("\n");
  const gutter = code.indexOf("| ") + 2;
  const at = caret.indexOf("^") - gutter;
  const from = at > LINE_SHOWN_MAX - BEFORE_SHOWN ? at - BEFORE_SHOWN : 0;
  const cut = (text: string) => {
    const part = text.slice(gutter + from, gutter + from + LINE_SHOWN_MAX);
    return `${text.slice(0, gutter)}${part}`;
  };
  for (const line of [head, cut(code), cut(caret), ...rest]) output.line(line);
}

/** "2 errors, 1 warning", or "" for none. */
export function countFaults(diagnostics: readonly Pick<Diagnostic, "severity">[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const plural = (count: number, word: string) =>
    count === 0 ? [] : [`${count} ${word}${count === 1 ? "" : "s"}`];
  return [...plural(errors, "error"), ...plural(diagnostics.length - errors, "warning")].join(", ");
}
