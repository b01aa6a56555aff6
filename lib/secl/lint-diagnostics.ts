/**
 * Wording of the linter: what is no error and still not what its author meant. In the form of
 * diagnostics.ts, and with goldens like it.
 */
import type { Diagnostic, Span } from "#lib/base";

const SHOWN_LENGTH_MAX = 80;

function trap(code: string, span: Span, what: string, why: string, todo: string): Diagnostic {
  return { code: `SECL_${code}`, severity: "warning", span, what, why, do: todo };
}

function quote(text: string): string {
  return text.length > SHOWN_LENGTH_MAX ? `\`${text.slice(0, SHOWN_LENGTH_MAX)}…\`` : `\`${text}\``;
}

export function neverHolds(span: Span, field: string): Diagnostic {
  return trap(
    "NEVER",
    span,
    `this can never hold: no ${quote(field)} meets all its conditions`,
    "What `&&` joins must hold for one and the same value.",
    "Join alternatives with `||`, or list them after `in`.",
  );
}

export function alwaysHolds(span: Span, field: string): Diagnostic {
  return trap(
    "ALWAYS",
    span,
    `this always holds: every ${quote(field)} meets one of its conditions`,
    "A value that is one thing is not the other.",
    "Join exclusions with `&&`, or list them after `not in`.",
  );
}

export function neverInRange(span: Span, field: string): Diagnostic {
  return trap(
    "NEVER_IN_RANGE",
    span,
    `${quote(field)} never has such a value`,
    "It is never negative.",
    "Remove the condition; the greatest value of 32 bits, which stands for none, is 4294967295.",
  );
}

export function alwaysInRange(span: Span, field: string): Diagnostic {
  return trap(
    "ALWAYS_IN_RANGE",
    span,
    `${quote(field)} always has such a value`,
    "It is never negative.",
    "Remove the condition, or compare with `> 0`.",
  );
}

export function maskNever(span: Span): Diagnostic {
  return trap(
    "MASK_NEVER",
    span,
    "the mask never leaves such a value",
    "After `&` only bits of the mask are left; a flag that is 0, such as `O_RDONLY`, has none.",
    "Compare with `> 0` or `== 0`, or with a value within the mask.",
  );
}

export function globRelative(span: Span, text: string): Diagnostic {
  return trap(
    "GLOB_RELATIVE",
    span,
    `${quote(text)} matches no path`,
    "Paths begin with `/`, and on a path `*` stays between two of them.",
    `Write ${quote(`/**/${text}`)} for any folder.`,
  );
}

export function nameWithSlash(span: Span, field: string): Diagnostic {
  return trap(
    "NAME_SLASH",
    span,
    `${quote(field)} never contains \`/\``,
    "It is the last part of the path only.",
    `Compare ${quote(field.replace(/name$/, "path"))}, or leave the folder out.`,
  );
}

export function extensionWithoutDot(span: Span, text: string): Diagnostic {
  return trap(
    "EXTENSION_DOT",
    span,
    `no extension is ${quote(text)}`,
    "An extension begins with its dot, or is empty.",
    `Write ${quote(`.${text}`)}.`,
  );
}

export function commTooLong(span: Span, max: number): Diagnostic {
  return trap(
    "COMM_LONG",
    span,
    "the task name is too long to occur",
    `The kernel keeps ${max} bytes of it.`,
    "Cut it there and end a pattern with `*`, or compare the name of the file.",
  );
}

export function starInText(span: Span, text: string): Diagnostic {
  return trap(
    "STAR_TEXT",
    span,
    `the \`*\` in ${quote(text)} is a plain character`,
    "Texts in plain quotes are compared as they are.",
    `Write \`~"…"\` for a pattern, or compare with \`=~\`.`,
  );
}

export function regexpAsPattern(span: Span, better: string): Diagnostic {
  return trap(
    "REGEXP_PLAIN",
    span,
    "a pattern does the same as this regular expression",
    "Patterns are faster, and easier to read.",
    `Write ${quote(better)}.`,
  );
}

export function allInAsIn(span: Span): Diagnostic {
  return trap(
    "ALLIN",
    span,
    "`allin` acts as `in` here",
    "Only of addresses every one must be in the list; of anything else one suffices.",
    "Write `in`, or exclude the others with `not in`.",
  );
}

export function notEqualOnArray(span: Span, field: string): Diagnostic {
  return trap(
    "ARRAY_NOT_EQUAL",
    span,
    `${quote(field)} has several values, and this means that none of them is equal`,
    "It does not mean that one of them differs, and an empty list meets it.",
    "Write `not in [\u2026]`, which reads as it is meant.",
  );
}

export function registerNegated(span: Span, register: string): Diagnostic {
  return trap(
    "REGISTER_NEGATED",
    span,
    `one element that differs is enough for every condition on ${quote(register)}`,
    "A register visits the elements one by one, and the rule holds if it holds for any of them.",
    "Leave the register out: without it the conditions mean that no element is equal.",
  );
}

export function elementsApart(span: Span, list: string): Diagnostic {
  return trap(
    "ELEMENTS_APART",
    span,
    `two conditions on ${quote(list)} may be met by different elements`,
    "Each looks through the whole list on its own.",
    `Write ${quote(`${list}[A]`)} in both, if one element is meant to meet them.`,
  );
}

export function ageExact(span: Span): Diagnostic {
  return trap(
    "AGE_EXACT",
    span,
    "the age is compared with `==`",
    "An age in nanoseconds is practically never equal.",
    "Use `<` or `>`.",
  );
}

export function unfiltered(span: Span, event: string, reason: string): Diagnostic {
  return trap(
    "UNFILTERED",
    span,
    `the kernel has to deliver every ${event} for this rule`,
    `Nothing in it can be filtered by: ${reason}.`,
    `Add a file name, a directory, a login uid or a flag that every match has.`,
  );
}
