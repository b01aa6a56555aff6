/** Faults of the conditions of cases. */
import type { Diagnostic, Span } from "#lib/base";

function fault(code: string, span: Span, what: string, why: string, todo: string): Diagnostic {
  return { code, severity: "error", span, what, why, do: todo };
}

export function conditionInvalid(span: Span): Diagnostic {
  return fault(
    "CONTENT_CONDITION_INVALID",
    span,
    "This is not a condition.",
    "A case compares how often queries were met with numbers.",
    'Write "a > 5 && (b > 0 || c >= 2)": label, operator, number.',
  );
}

export function labelUnknown(span: Span, label: string, known: readonly string[]): Diagnostic {
  return fault(
    "CONTENT_LABEL_UNKNOWN",
    span,
    `No query is labelled ${label}.`,
    "Queries are labelled by their name, or a, b, c by their position.",
    `Use one of ${known.join(", ")}.`,
  );
}
