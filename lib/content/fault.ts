/** How diagnostics of content are made: errors leave something out, warnings do not. */
import type { Diagnostic, Span } from "#lib/base";

export function fault(
  code: string,
  span: Span,
  what: string,
  why: string,
  todo: string,
): Diagnostic {
  return { code, severity: "error", span, what, why, do: todo };
}

export function warning(
  code: string,
  span: Span,
  what: string,
  why: string,
  todo: string,
): Diagnostic {
  return { ...fault(code, span, what, why, todo), severity: "warning" };
}
