/** Every fault a content file can have: one function each, so that all wording is in this file. */
import type { Diagnostic, Span } from "#lib/base";
import { fault } from "./fault.ts";

export function yamlMalformed(span: Span, message: string): Diagnostic {
  const what = `This is not YAML: ${message.replace(/\s+/g, " ").replace(/[.:]?$/, "")}.`;
  return fault(
    "CONTENT_YAML",
    span,
    what,
    "Nothing of the file can be used.",
    "Correct it; indentation, a missing quotation mark or a colon inside plain text are the usual causes.",
  );
}

export function fileTooLong(span: Span, max: number): Diagnostic {
  return fault(
    "CONTENT_FILE_TOO_LONG",
    span,
    `The file is longer than ${max} characters.`,
    "Content is read whole, so its size is bounded.",
    "Split it into several files.",
  );
}

export function yamlLimit(span: Span, what: string, max: number): Diagnostic {
  return fault(
    "CONTENT_YAML_LIMIT",
    span,
    `The file has more than ${max} ${what}.`,
    "What a small file can cost is bounded, and no rule needs so many.",
    "Split the file, or write repeated parts out.",
  );
}

export function keyTwice(span: Span, key: string): Diagnostic {
  return fault(
    "CONTENT_KEY_TWICE",
    span,
    `"${key}" is there twice.`,
    "Only one of the two can be meant.",
    "Remove one.",
  );
}

export function aliasUnknown(span: Span, name: string): Diagnostic {
  return fault(
    "CONTENT_ALIAS_UNKNOWN",
    span,
    `No value before this has the anchor ${name}.`,
    "An alias stands for a value that was written earlier with that anchor.",
    `Write "&${name}" before the value, or write the value out.`,
  );
}

export function expansionTooLarge(span: Span, key: string): Diagnostic {
  return fault(
    "CONTENT_EXPANSION",
    span,
    `"${key}" grows too large once its aliases are put in place.`,
    "Aliases within aliases multiply, so what a file can become is bounded.",
    "Write the values out.",
  );
}

export function tooManyFiles(span: Span, max: number): Diagnostic {
  return fault(
    "CONTENT_TOO_MANY_FILES",
    span,
    `There are more than ${max} files.`,
    "The number of rules is bounded.",
    "Remove files that are no rules from the folder.",
  );
}

export function notMapping(span: Span, what: string): Diagnostic {
  return fault(
    "CONTENT_NOT_MAPPING",
    span,
    `${what} must be keys with values.`,
    "Its parts are found by their keys.",
    "Write one `key: value` a line.",
  );
}

export function keyMissing(span: Span, key: string, purpose: string): Diagnostic {
  return fault(
    "CONTENT_KEY_MISSING",
    span,
    `"${key}" is missing.`,
    purpose,
    `Add a line "${key}: …".`,
  );
}

export function keyUnknown(span: Span, key: string, known: readonly string[]): Diagnostic {
  return fault(
    "CONTENT_KEY_UNKNOWN",
    span,
    `"${key}" means nothing here.`,
    "A key that is not read would be a silent mistake.",
    `Use one of ${known.join(", ")}, or remove it.`,
  );
}

export function valueKind(span: Span, key: string, expected: string): Diagnostic {
  return fault(
    "CONTENT_VALUE_KIND",
    span,
    `"${key}" must be ${expected}.`,
    "It was read as something else.",
    "Check the indentation and the quotation marks of the value.",
  );
}

export function valueUnknown(
  span: Span,
  key: string,
  value: string,
  known: readonly string[],
): Diagnostic {
  return fault(
    "CONTENT_VALUE_UNKNOWN",
    span,
    `"${value}" is not a ${key}.`,
    `Only these are: ${known.join(", ")}.`,
    "Take the one that fits.",
  );
}

export function idInvalid(span: Span, id: string): Diagnostic {
  return fault(
    "CONTENT_ID_INVALID",
    span,
    `"${id}" is not an id.`,
    "Ids are used in searches and file names.",
    "Use letters, digits and underscores only.",
  );
}

export function fileName(span: Span, id: string, expected: string): Diagnostic {
  return fault(
    "CONTENT_FILE_NAME",
    span,
    `The rule ${id} is in a file of another name.`,
    "A rule is found by its id, one rule a file.",
    `Name the file ${expected}, or change the id.`,
  );
}

export function idTwice(span: Span, id: string, path: string): Diagnostic {
  return fault(
    "CONTENT_ID_TWICE",
    span,
    `The id ${id} is taken by ${path}.`,
    "Matches and signals name their rule by id, so the first one stands and this one is left out.",
    "Choose another id.",
  );
}

export function attackUnknown(span: Span, id: string): Diagnostic {
  return fault(
    "CONTENT_ATTACK_UNKNOWN",
    span,
    `${id} is not an ATT&CK tactic or technique for Linux or containers.`,
    "Coverage is counted by these ids.",
    "Look it up on attack.mitre.org; ids are written TA0002, T1059 or T1059.004.",
  );
}

export function attackRevoked(span: Span, id: string, successor: string): Diagnostic {
  return fault(
    "CONTENT_ATTACK_REVOKED",
    span,
    `${id} was revoked.`,
    "Coverage is counted by ids that exist.",
    `Use ${successor}.`,
  );
}

export function durationInvalid(span: Span, key: string, allowed: readonly string[]): Diagnostic {
  return fault(
    "CONTENT_DURATION",
    span,
    `"${key}" is not one of the durations.`,
    "Windows are compared and aligned, so only some lengths exist.",
    `Use one of ${allowed.join(", ")}.`,
  );
}

export function offsetInvalid(span: Span): Diagnostic {
  return fault(
    "CONTENT_TEST_TIME",
    span,
    "This is not when the event happens.",
    "Events of a test happen at times after its start, in order, once or `times` times `every` so often.",
    'Write `at` and `every` as "90s" with ms, s, m, h or d, and `times` as a number from 1 to 10000.',
  );
}

export function windowsDisagree(span: Span): Diagnostic {
  return fault(
    "CONTENT_WINDOWS_DISAGREE",
    span,
    "A signal would close before its window has passed.",
    "`window` ≤ `keep_alive` ≤ `max_duration` must hold.",
    "Make keep_alive and max_duration longer, or the window shorter.",
  );
}

export function tooMany(span: Span, key: string, max: number): Diagnostic {
  return fault(
    "CONTENT_TOO_MANY",
    span,
    `"${key}" has more than ${max} entries.`,
    "Each costs time for every event.",
    "Split the rule.",
  );
}

export function placeholderUnknown(span: Span, name: string): Diagnostic {
  return fault(
    "CONTENT_PLACEHOLDER_UNKNOWN",
    span,
    `{{${name}}} names nothing that the event has.`,
    "It would stay empty in every message.",
    "Name a field of the rule's event.",
  );
}

export function macroBody(span: Span, id: string): Diagnostic {
  return fault(
    "CONTENT_MACRO_BODY",
    span,
    `The macro ${id} needs either "expression" or "values".`,
    "One of them is what the name stands for.",
    "Keep one of the two.",
  );
}
