/**
 * All wording of the rule language: one function for each fault, giving what is wrong, why it
 * matters and what to do. Codes are stable; sentences may change, and every one has a golden.
 */
import type { Diagnostic, Span } from "#lib/base";
import {
  BPF_NAME_MAX,
  LIST_ITEMS_MAX,
  NESTING_MAX,
  PATH_DEPTH_MAX,
  PATH_SEGMENT_MAX,
  REGEXP_LENGTH_MAX,
  RULE_NODES_MAX,
  SOURCE_LENGTH_MAX,
} from "./limits.ts";
import { fault, quote } from "./wording.ts";

function perhaps(guess: string, otherwise: string): string {
  return guess === "" ? otherwise : `Did you mean ${quote(guess)}?`;
}

export function sourceTooLong(span: Span, length: number): Diagnostic {
  const what = `the rule has ${length} characters`;
  return fault(
    "TOO_LONG",
    span,
    what,
    `At most ${SOURCE_LENGTH_MAX} are read.`,
    "Move lists into macros, or split the rule.",
  );
}

export function unexpectedCharacter(span: Span, character: string): Diagnostic {
  const what = `${JSON.stringify(character)} means nothing here`;
  return fault(
    "CHARACTER",
    span,
    what,
    "No word, number or operator of the language begins with it.",
    "Remove it, or put the text in double quotes.",
  );
}

export function unterminatedString(span: Span): Diagnostic {
  return fault(
    "UNTERMINATED",
    span,
    "the quote is never closed",
    "The text would run to the end of the rule.",
    'Close it with `"`; a quote within the text is written `\\"`.',
    { span: { start: span.end, end: span.end }, text: '"' },
  );
}

export function invalidDuration(span: Span, text: string): Diagnostic {
  return fault(
    "DURATION",
    span,
    `${quote(text)} is no duration`,
    "Durations are whole numbers with `ms`, `s`, `m` or `h`.",
    "Write days as hours, such as `24h`.",
  );
}

export function intTooLarge(span: Span): Diagnostic {
  return fault(
    "INT_TOO_LARGE",
    span,
    "the number is too large",
    "Integers are exact up to 2^53 only.",
    "Use a smaller number.",
  );
}

export function emptyRule(span: Span): Diagnostic {
  return fault(
    "EMPTY",
    span,
    "there is no expression",
    "A rule without a condition would match nothing or everything.",
    'Write a condition, such as `exec.file.name == "nc"`.',
  );
}

export function unexpectedToken(span: Span, shown: string): Diagnostic {
  return fault(
    "UNEXPECTED",
    span,
    `${shown} cannot stand here`,
    "The expression before it is complete.",
    "Join conditions with `&&` or `||`, or remove what follows.",
  );
}

export function signNeedsSpace(span: Span, text: string): Diagnostic {
  const spaced = `${text.slice(0, 1)} ${text.slice(1)}`;
  return fault(
    "SIGN",
    span,
    `${quote(text)} is a number of its own`,
    "A sign directly before digits belongs to the number.",
    `Write ${quote(spaced)} to calculate.`,
    { span, text: spaced },
  );
}

export function singleEquals(span: Span): Diagnostic {
  return fault(
    "SINGLE_EQUALS",
    span,
    "`=` is no operator",
    "Nothing is assigned in a rule.",
    "Compare with `==`, or match a pattern with `=~`.",
    { span, text: "==" },
  );
}

export function expectedOperand(span: Span, shown: string): Diagnostic {
  return fault(
    "OPERAND",
    span,
    `a value is missing before ${shown}`,
    "An operator needs something on both sides.",
    "Add a field, a constant, or a group in parentheses.",
  );
}

export function expectedList(span: Span, shown: string): Diagnostic {
  return fault(
    "LIST",
    span,
    `a list is missing before ${shown}`,
    "`in`, `not in` and `allin` look something up in a list.",
    'Write a list such as `["a", "b"]`, or the name of one.',
  );
}

export function expectedClosing(span: Span, bracket: string, shown: string): Diagnostic {
  return fault(
    "CLOSING",
    span,
    `\`${bracket}\` is missing before ${shown}`,
    "What was opened has to be closed.",
    `Add \`${bracket}\`.`,
    { span: { start: span.start, end: span.start }, text: bracket },
  );
}

export function emptyList(span: Span): Diagnostic {
  return fault(
    "EMPTY_LIST",
    span,
    "the list is empty",
    "Nothing can be in it.",
    "Add a value, or remove the condition.",
  );
}

export function listTooLong(span: Span): Diagnostic {
  return fault(
    "LIST_TOO_LONG",
    span,
    "the list is too long",
    `At most ${LIST_ITEMS_MAX} values are kept.`,
    "Use patterns or networks that cover several values.",
  );
}

export function nestedTooDeep(span: Span): Diagnostic {
  return fault(
    "NESTED",
    span,
    "the expression is nested too deep",
    `At most ${NESTING_MAX} levels are read.`,
    "Join equal operators without parentheses, or use a list.",
  );
}

export function mixedLogic(span: Span): Diagnostic {
  return {
    ...fault(
      "MIXED_LOGIC",
      span,
      "`&&` and `||` alternate without parentheses",
      "Neither binds tighter: everything to the right of an operator is its right side.",
      "Set parentheses, so that readers see what belongs together.",
    ),
    severity: "warning",
  };
}

/** `fix` is the guess as the rule would write it, "" where it cannot take the name's place. */
export function unknownField(span: Span, name: string, guess: string, fix: string): Diagnostic {
  return fault(
    "UNKNOWN_NAME",
    span,
    `${quote(name)} is not known`,
    "It is no constant, macro or field.",
    perhaps(guess, "Look the name up in the field reference."),
    { span, text: fix },
  );
}

export function unknownVariable(span: Span, name: string, guess: string): Diagnostic {
  const isWhole = span.end - span.start === `\${${name}}`.length;
  return fault(
    "UNKNOWN_VARIABLE",
    span,
    `the variable ${quote(name)} is not known`,
    "A variable exists once the `set` action of a rule names it.",
    perhaps(guess, "Add the action that sets it, or load the policy that has it."),
    { span, text: isWhole && guess !== "" ? `\${${guess}}` : "" },
  );
}

export function secondEvent(span: Span, first: string, second: string): Diagnostic {
  return fault(
    "SECOND_EVENT",
    span,
    `the field belongs to ${quote(second)}, the rule is about ${quote(first)}`,
    "A rule sees one event at a time, so both could never hold.",
    "Make two rules, or carry a value from one to the other in a variable.",
  );
}

export function noEvent(span: Span): Diagnostic {
  return fault(
    "NO_EVENT",
    span,
    "the rule is about no event",
    "All its fields exist for every event, so it would run on each of them.",
    "Add a condition on a field of one event, such as `exec.file.name`.",
  );
}

export function networkField(
  span: Span,
  name: string,
  event: string,
  holders: readonly string[],
): Diagnostic {
  const what = `${quote(name)} does not exist for ${quote(event)}`;
  return fault(
    "NETWORK_FIELD",
    span,
    what,
    `Packet fields exist for ${holders.join(", ")} only.`,
    "Use the address fields of the event.",
  );
}

export function registerWithoutList(span: Span, name: string): Diagnostic {
  return fault(
    "REGISTER_LIST",
    span,
    `${quote(name)} is no list of objects`,
    "A register in brackets stands for one element of such a list.",
    "Remove the brackets, or write them after the list, as in `process.ancestors[A].pid`.",
  );
}

export function registerName(span: Span, name: string): Diagnostic {
  return fault(
    "REGISTER_NAME",
    span,
    `${quote(name)} cannot name a register`,
    "Registers are letters, digits and `_` after a letter; elements have no numbers.",
    "Use a letter, such as `[A]`.",
  );
}

export function secondRegister(span: Span): Diagnostic {
  return fault(
    "SECOND_REGISTER",
    span,
    "the rule has a second register",
    "One register a rule is walked; two would multiply the work.",
    "Use the same register, or make two rules.",
  );
}

export function registerOnTwoLists(span: Span, name: string): Diagnostic {
  return fault(
    "REGISTER_LISTS",
    span,
    `the register ${quote(name)} walks two lists`,
    "It can stand at one element of one list.",
    "Use one list in the rule.",
  );
}

export function macroCycle(span: Span, name: string): Diagnostic {
  return fault(
    "MACRO_CYCLE",
    span,
    `the macro ${quote(name)} contains itself`,
    "Putting it in place would never end.",
    "Break the circle.",
  );
}

export function ruleTooLarge(span: Span): Diagnostic {
  return fault(
    "TOO_LARGE",
    span,
    "the rule is too large with its macros in place",
    `At most ${RULE_NODES_MAX} parts are kept.`,
    "Use fewer macros within macros.",
  );
}

export function notBool(span: Span, shown: string): Diagnostic {
  return fault(
    "NOT_BOOL",
    span,
    `a condition is needed, this is ${shown}`,
    "Only conditions can be joined, negated, or be a rule.",
    "Compare it with something.",
  );
}

export function notInt(span: Span, operator: string, shown: string): Diagnostic {
  return fault(
    "NOT_INT",
    span,
    `\`${operator}\` needs an int, this is ${shown}`,
    "Only single integers can be calculated with.",
    "Use an int field or a number; of a list, one element by a register.",
  );
}

export function typeMismatch(
  span: Span,
  operator: string,
  left: string,
  right: string,
): Diagnostic {
  return fault(
    "TYPE",
    span,
    `\`${operator}\` cannot compare ${left} with ${right}`,
    "Both sides must be of one type that the operator knows.",
    "Change one side; texts stand in double quotes, addresses and numbers do not.",
  );
}

export function listWithoutIn(span: Span, operator: string): Diagnostic {
  return fault(
    "LIST_COMPARED",
    span,
    `\`${operator}\` does not take a list`,
    "A list holds several values, a comparison takes one.",
    "Use `in` or `not in`.",
  );
}

export function expectedArray(span: Span, shown: string): Diagnostic {
  return fault(
    "NOT_ARRAY",
    span,
    `a list is needed, this is ${shown}`,
    "`in` looks something up in a list.",
    "Use `==`, or put values in brackets.",
  );
}

export function mixedList(span: Span): Diagnostic {
  return fault(
    "MIXED_LIST",
    span,
    "the list mixes types",
    "A list holds texts, numbers or addresses, one kind of them.",
    "Make a list for each type and join the conditions with `||`.",
  );
}

export function listItem(span: Span, shown: string): Diagnostic {
  return fault(
    "LIST_ITEM",
    span,
    `${shown} cannot be in a list`,
    "Lists hold texts, patterns, numbers, constants and addresses.",
    "Write the value itself, or compare fields with `==`.",
  );
}

export function durationOnLeft(span: Span): Diagnostic {
  return fault(
    "DURATION_LEFT",
    span,
    "the duration stands on the left",
    "Only on the right does it mean the age of a time.",
    "Turn the comparison around, as in `process.created_at < 5s`.",
  );
}

export function durationNotEqual(span: Span): Diagnostic {
  return fault(
    "DURATION_NOT_EQUAL",
    span,
    "`!=` does not take a duration",
    "An age in nanoseconds is practically never equal.",
    "Use `<` or `>`.",
  );
}

export function dynamicBitmask(span: Span, operator: string): Diagnostic {
  return fault(
    "DYNAMIC_MASK",
    span,
    `both sides of \`${operator}\` change from event to event`,
    "A mask must be known when rules are loaded, so that the kernel can filter by it.",
    "Write one side as constants.",
  );
}

export function invalidAddress(span: Span, text: string): Diagnostic {
  return fault(
    "ADDRESS",
    span,
    `${quote(text)} is no address`,
    "Addresses are IPv4 or IPv6, networks end with `/` and the bits that count.",
    "Write it as in `192.0.2.0/24` or `2001:db8::1`.",
  );
}

export function unspecifiedAddress(span: Span, text: string): Diagnostic {
  const bits = text.includes(":") ? 128 : 32;
  return fault(
    "ADDRESS_ZERO",
    span,
    `${quote(text)} names no host`,
    "As an address it is unclear whether it means all hosts or none.",
    `Write ${quote(`${text}/${bits}`)} for the unspecified address, \`/0\` for all.`,
  );
}

export function patternNotStatic(span: Span): Diagnostic {
  return fault(
    "PATTERN_DYNAMIC",
    span,
    "the pattern is not fixed",
    "Patterns are compiled when rules are loaded; variables and fields are known later.",
    "Compare a text that contains the variable with `==`.",
  );
}

export function doubleStar(span: Span): Diagnostic {
  return fault(
    "DOUBLE_STAR",
    span,
    "`**` has no meaning here",
    "Outside of paths one `*` already stands for any text.",
    "Write `*`.",
  );
}

export function globTwice(span: Span): Diagnostic {
  return fault(
    "GLOB_TWICE",
    span,
    "`**` stands twice in the pattern",
    "It stands for any folders between a beginning and an end, so there can be one.",
    "Keep one, or write `*` for single folders.",
  );
}

export function invalidRegexp(span: Span, reason: string): Diagnostic {
  return fault(
    "REGEXP",
    span,
    `the regular expression is at fault: ${reason}`,
    "The syntax is that of RE2, without back references and look-around.",
    "Correct it, or use a pattern with `*`.",
  );
}

export function regexpTooLong(span: Span): Diagnostic {
  return fault(
    "REGEXP_TOO_LONG",
    span,
    "the regular expression is too long",
    `At most ${REGEXP_LENGTH_MAX} characters are compiled.`,
    "Use a list of patterns.",
  );
}

export function regexpOnPath(span: Span, field: string): Diagnostic {
  return fault(
    "REGEXP_PATH",
    span,
    `${quote(field)} takes no regular expression`,
    "The kernel filters by paths and can do so with patterns only.",
    'Use a pattern such as `~"/etc/*.conf"`.',
  );
}

export function pathNotAbsolute(span: Span, path: string): Diagnostic {
  return fault(
    "PATH_RELATIVE",
    span,
    `${quote(path)} is no absolute path`,
    "Paths of events begin at the root, so this would never match.",
    "Begin it with `/`, or with `*` for any first folder.",
  );
}

export function pathMatchesAll(span: Span): Diagnostic {
  return fault(
    "PATH_ALL",
    span,
    "`*` alone is no path",
    "On a path it stands for one folder, not for everything.",
    "Remove the condition, or write `/**` for every path.",
  );
}

export function pathNotClean(span: Span, path: string): Diagnostic {
  return fault(
    "PATH_UNCLEAN",
    span,
    `${quote(path)} is not in its shortest form`,
    "Paths of events have no `.`, `..`, doubled or last `/`, so this would never match.",
    "Write the path as the kernel would print it.",
  );
}

export function pathTooDeep(span: Span): Diagnostic {
  return fault(
    "PATH_DEPTH",
    span,
    "the path has too many segments",
    `At most ${PATH_DEPTH_MAX} are resolved.`,
    "Shorten it with `**`.",
  );
}

export function pathSegmentTooLong(span: Span): Diagnostic {
  return fault(
    "PATH_SEGMENT",
    span,
    "a segment of the path is too long",
    `File names have at most ${PATH_SEGMENT_MAX} bytes.`,
    "Shorten the name.",
  );
}

export function bpfNameTooLong(span: Span, field: string): Diagnostic {
  return fault(
    "BPF_NAME",
    span,
    `the name is too long for ${quote(field)}`,
    `The kernel keeps ${BPF_NAME_MAX} characters of it.`,
    "Shorten it, or end it with `*` in a pattern.",
  );
}
