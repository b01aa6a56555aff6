/**
 * Faults in what people write (rules, queries, content): values with a place, gathered and never
 * thrown.
 */

/** Half-open range of UTF-16 offsets in a source text. */
export type Span = { start: number; end: number };

/** A change of a source text: `text` in place of what `span` holds. */
export type Edit = { span: Span; text: string };

/** One fault: what is wrong, why it matters, and what to do about it. */
export type Diagnostic = {
  code: string;
  severity: "error" | "warning";
  span: Span;
  what: string;
  why: string;
  do: string;
  /** What `do` proposes, ready to be made, where that is one sure change. */
  fix?: Edit;
};

/** A source with more faults than this is reported as far as this one. */
export const DIAGNOSTICS_MAX = 100;

/** 1-based line and column of an offset, and the text of that line. */
export function locate(source: string, offset: number) {
  const before = source.slice(0, offset);
  const line = before.split("\n").length;
  const lineStart = before.lastIndexOf("\n") + 1;
  const lineEnd = source.indexOf("\n", offset);
  const text = source.slice(lineStart, lineEnd === -1 ? source.length : lineEnd);
  return { line, column: offset - lineStart + 1, text };
}

/**
 * Prints a diagnostic for people: `name:line:column`, the line, a caret, and the three sentences.
 */
export function formatDiagnostic(diagnostic: Diagnostic, source: string, name: string): string {
  const { line, column, text } = locate(source, diagnostic.span.start);
  const width = Math.max(
    1,
    Math.min(diagnostic.span.end - diagnostic.span.start, text.length - column + 1),
  );
  const gutter = String(line);
  return [
    `${name}:${line}:${column}: ${diagnostic.severity} ${diagnostic.code}: ${diagnostic.what}`,
    `  ${gutter} | ${text}`,
    `  ${" ".repeat(gutter.length)} | ${" ".repeat(column - 1)}${"^".repeat(width)}`,
    `  ${diagnostic.why}`,
    `  ${diagnostic.do}`,
  ].join("\n");
}
