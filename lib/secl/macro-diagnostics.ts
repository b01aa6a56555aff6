/** Wording for definitions of macros. */
import type { Diagnostic, Span } from "#lib/base";
import { fault, quote } from "./wording.ts";

export function macroName(span: Span, name: string): Diagnostic {
  return fault(
    "MACRO_NAME",
    span,
    `${quote(name)} cannot name a macro`,
    "Names are letters, digits, `_` and `.`, and begin with a letter or `_`.",
    "Choose another id.",
  );
}

export function macroEmpty(span: Span, name: string): Diagnostic {
  return fault(
    "MACRO_EMPTY",
    span,
    `the macro ${quote(name)} has no content`,
    "It needs an expression or values.",
    "Add `expression` or `values`.",
  );
}

export function macroTwice(span: Span, name: string): Diagnostic {
  return fault(
    "MACRO_TWICE",
    span,
    `the macro ${quote(name)} is defined twice`,
    "Which one a rule means would depend on the order of files.",
    "Say `combine: merge` or `combine: override`, or rename it.",
  );
}

export function macroNotList(span: Span, name: string): Diagnostic {
  return fault(
    "MACRO_MERGE",
    span,
    `the macro ${quote(name)} cannot be merged`,
    "Only lists can be joined.",
    "Make both definitions lists, or say `combine: override`.",
  );
}
