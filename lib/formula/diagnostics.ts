/** Faults of formulas, all wording in one place. */
import type { Diagnostic, Span } from "#lib/base";

function fault(code: string, span: Span, [what, why, todo]: readonly [string, string, string]) {
  return { code, severity: "error", span, what, why, do: todo } satisfies Diagnostic;
}

export function formulaTooLong(span: Span, max: number): Diagnostic {
  return fault("FORMULA_TOO_LONG", span, [
    `The formula has more than ${max} characters.`,
    "It is worked out for each event, so its size is bounded.",
    "Split it into several calculated fields.",
  ]);
}

export function formulaTooLarge(span: Span, what: string): Diagnostic {
  return fault("FORMULA_TOO_LARGE", span, [
    `The formula has too many ${what}.`,
    "It is worked out for each event, so its size is bounded.",
    "Split it into several calculated fields.",
  ]);
}

export function formulaUnexpected(span: Span, found: string): Diagnostic {
  return fault("FORMULA_UNEXPECTED", span, [
    `${found === "" ? "The end" : `"${found}"`} cannot stand here.`,
    "A formula is made of values, operators between them, and calls.",
    'Write it as concat(lower(@usr.id), "@", @domain) or @bytes / 1024 > 10.',
  ]);
}

export function formulaUnclosed(span: Span, mark: string): Diagnostic {
  return fault("FORMULA_UNCLOSED", span, [
    `This ${mark} is not closed.`,
    "What belongs to it cannot be told from the rest.",
    "Close it.",
  ]);
}

export function formulaFunctionUnknown(span: Span, name: string, known: string): Diagnostic {
  return fault("FORMULA_FUNCTION_UNKNOWN", span, [
    `There is no function ${name}.`,
    "Only functions of this list can be called.",
    `Use one of ${known}.`,
  ]);
}

export function formulaArguments(span: Span, name: string, wanted: string): Diagnostic {
  return fault("FORMULA_ARGUMENTS", span, [
    `${name} takes ${wanted}.`,
    "Without them it has no meaning.",
    "Give it as many values as it takes, with commas between them.",
  ]);
}
