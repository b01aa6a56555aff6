/**
 * Wording for what an evaluation request can get wrong beside its expression; faults of the
 * expression itself are in diagnostics.ts.
 */
import type { Diagnostic } from "#lib/base";

const NOWHERE = { start: 0, end: 0 };
const SHOWN_LENGTH_MAX = 60;

function fault(code: string, what: string, why: string, todo: string): Diagnostic {
  return { code: `SECL_EVAL_${code}`, severity: "error", span: NOWHERE, what, why, do: todo };
}

function shown(value: unknown): string {
  if (typeof value === "object" && value !== null)
    return Array.isArray(value) ? "a list" : "an object";
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text;
}

function quote(name: string): string {
  return `\`${name.length > SHOWN_LENGTH_MAX ? `${name.slice(0, SHOWN_LENGTH_MAX)}…` : name}\``;
}

export function notJson(reason: string): Diagnostic {
  return fault(
    "JSON",
    `the line is not JSON: ${reason}`,
    "Every line is one request.",
    'Write an object on one line, such as {"expression": "…", "event": {}}.',
  );
}

export function lineTooLong(max: number): Diagnostic {
  return fault(
    "LINE_TOO_LONG",
    `the line has more than ${max} bytes`,
    "A line is held in memory whole, so its size is bounded.",
    "Move long lists into fewer requests.",
  );
}

export function notRequest(): Diagnostic {
  return fault(
    "REQUEST",
    "the request is no object with an `expression`",
    "There is nothing to evaluate.",
    'Give it "expression": a text in the rule language.',
  );
}

export function notObject(key: string): Diagnostic {
  return fault(
    "OBJECT",
    `${quote(key)} is no object`,
    "Its parts are found by their names.",
    `Write {"${key}": {"name": …}}.`,
  );
}

export function fieldType(name: string, type: unknown): Diagnostic {
  return fault(
    "FIELD_TYPE",
    `${shown(type)} is no type, for the field ${quote(name)}`,
    "Types are int, string, bool, ip, path and host, each with [] for an array, and iterator.",
    "Take the one that fits.",
  );
}

export function fieldValue(name: string, value: unknown, expected: string): Diagnostic {
  return fault(
    "VALUE",
    `${quote(name)} cannot be ${shown(value)}`,
    `It is of the type ${expected}.`,
    "Change the value, or the type in `fields`.",
  );
}

export function listValue(name: string): Diagnostic {
  return fault(
    "LIST",
    `${quote(name)} is no list of objects`,
    "Fields of its elements are read from objects.",
    'Write [{"file.name": "bash"}, …], one object an element.',
  );
}

export function eventTooDeep(max: number): Diagnostic {
  return fault(
    "EVENT_DEPTH",
    `the event has objects within each other more than ${max} deep`,
    "No field has so many parts.",
    "Write fields by their full names.",
  );
}

export function macroBody(name: string): Diagnostic {
  return fault(
    "MACRO",
    `the macro ${quote(name)} is neither an expression nor a list of values`,
    "One of them is what its name stands for.",
    "Write a text, or a list of texts or numbers.",
  );
}

export function variableValue(name: string): Diagnostic {
  return fault(
    "VARIABLE",
    `the variable ${quote(name)} has no usable value`,
    "Its type follows from its value.",
    'Give a number, text, truth value or a list of such, or {"type": "ip[]", "value": […]}.',
  );
}

export function constantValue(name: string): Diagnostic {
  return fault(
    "CONSTANT",
    `the constant ${quote(name)} is no whole number`,
    "Constants stand for numbers.",
    "Give a number, or make it a macro.",
  );
}

export function timeValue(): Diagnostic {
  return fault(
    "NOW",
    "`now` is no number",
    "Ages are measured from it, in nanoseconds since 1970.",
    "Leave it out to use the clock.",
  );
}
