/** Wording for expressions that are no rules: values that actions set, and conditions of those. */
import type { Diagnostic, Span } from "#lib/base";
import { fault } from "./wording.ts";

export function notValue(span: Span, shown: string): Diagnostic {
  return fault(
    "NOT_VALUE",
    span,
    `a value is needed, this is ${shown}`,
    "Only numbers, texts, truth values, and fields and variables of these can be kept or compared.",
    "Write a field, a variable, a number, a quoted text or a condition.",
  );
}

export function registerInValue(span: Span): Diagnostic {
  return fault(
    "REGISTER_IN_VALUE",
    span,
    "a register has no meaning here",
    "It stands for the element at which a rule held, and this is evaluated after the rule.",
    "Remove the brackets: the value is then that of all elements.",
  );
}
