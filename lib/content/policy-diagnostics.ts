/** Every fault that policies can have beyond those of any content file. */
import type { Diagnostic, Span } from "#lib/base";
import { fault, warning } from "./fault.ts";

export function keyIgnored(span: Span, key: string): Diagnostic {
  return warning(
    "POLICY_KEY_IGNORED",
    span,
    `"${key}" has no effect here.`,
    "The rest is loaded without it.",
    "Check its spelling, or expect that all is as if it were not there.",
  );
}

export function policyEmpty(span: Span): Diagnostic {
  return fault(
    "POLICY_EMPTY",
    span,
    "The policy has neither rules nor macros.",
    "An empty policy is most often a file that was cut short.",
    'Add "rules:", or remove the file.',
  );
}

export function tooManyEntries(span: Span, key: string, max: number): Diagnostic {
  return fault(
    "POLICY_TOO_MANY_ENTRIES",
    span,
    `"${key}" has more than ${max} entries; those beyond were left out.`,
    "What one file can cost is bounded.",
    "Split the policy into several files.",
  );
}

export function versionConstraint(span: Span, text: string): Diagnostic {
  return fault(
    "POLICY_VERSION_CONSTRAINT",
    span,
    `"${text}" is not a version constraint.`,
    "It decides whether this is loaded.",
    'Write comparisons such as ">= 7.40, < 7.60", alternatives with ||.',
  );
}

export function durationInvalid(span: Span, key: string): Diagnostic {
  return fault(
    "POLICY_DURATION",
    span,
    `"${key}" is not a duration.`,
    "Durations are numbers with units, or whole nanoseconds, and not negative.",
    "Write 90s, 5m, 1h30m or 500ms.",
  );
}

export function idReserved(span: Span, id: string): Diagnostic {
  return fault(
    "POLICY_ID_RESERVED",
    span,
    `The id ${id} is what the agent calls reports of its own.`,
    "Its matches could not be told from those reports.",
    "Choose another id.",
  );
}

export function ruleTwice(span: Span, id: string, policy: string): Diagnostic {
  return warning(
    "POLICY_RULE_TWICE",
    span,
    `The policy ${policy} has a rule ${id} already, which stands.`,
    "Of two rules of one id that are for this host the first counts.",
    'Choose another id, or write "combine: override" to change the first.',
  );
}

export function overrideMissing(span: Span, id: string): Diagnostic {
  return fault(
    "POLICY_OVERRIDE_MISSING",
    span,
    `No policy before this has a rule ${id} to override.`,
    "Policies take effect by name, default.policy first.",
    "Correct the id, or name the file so that it comes later.",
  );
}

export function expressionKept(span: Span, id: string): Diagnostic {
  return warning(
    "POLICY_EXPRESSION_KEPT",
    span,
    `The expression of ${id} stays as it was.`,
    "An override changes actions, every, tags and product_tags, never what a rule matches.",
    "Disable the rule, and write one of another id.",
  );
}

export function eventDisabled(span: Span, event: string): Diagnostic {
  return fault(
    "POLICY_EVENT_DISABLED",
    span,
    `The event ${event} is not enabled on this host.`,
    "A rule about it would never match.",
    "Enable the event, or leave the rule to hosts that have it.",
  );
}

export function macroWrites(span: Span, id: string): Diagnostic {
  return fault(
    "POLICY_MACRO_WRITES",
    span,
    `The macro ${id} cannot stand for fim.write. fields.`,
    "They make several rules of one, which only a rule can be.",
    "Write the condition in the rule.",
  );
}

export function actionKind(span: Span, kinds: readonly string[]): Diagnostic {
  return fault(
    "POLICY_ACTION_KIND",
    span,
    "An action must be exactly one thing.",
    `Actions are ${kinds.join(", ")}, each with an optional "filter".`,
    "Write one of them in each entry of the list.",
  );
}

export function setName(span: Span, name: string): Diagnostic {
  return fault(
    "POLICY_SET_NAME",
    span,
    `"${name}" is not a name of a variable.`,
    "Rules read the variable by its name.",
    "Use letters, digits and underscores only.",
  );
}

export function setSource(span: Span): Diagnostic {
  return fault(
    "POLICY_SET_SOURCE",
    span,
    'The action needs exactly one of "value", "field" and "expression".',
    "One of them is what the variable is set to.",
    "Keep one of the three.",
  );
}

export function setValue(span: Span, key: string): Diagnostic {
  return fault(
    "POLICY_SET_VALUE",
    span,
    `"${key}" is not something that a variable can hold.`,
    "Variables hold whole numbers, texts, true or false, or lists of numbers or of texts.",
    "Write such a value; a list needs at least one, and all of one kind.",
  );
}

export function sizeInvalid(span: Span, max: number): Diagnostic {
  return fault(
    "POLICY_SET_SIZE",
    span,
    '"size" is not a number of values.',
    `An array keeps at most so many values, up to ${max}.`,
    "Write a whole number, or leave it out for 100.",
  );
}

export function setTypeUnknown(span: Span, name: string): Diagnostic {
  return fault(
    "POLICY_SET_TYPE_UNKNOWN",
    span,
    `The type of ${name} cannot be told from an expression.`,
    "Rules that read the variable are checked against its type.",
    'Add "default_value: 0", a text, or false.',
  );
}

export function setTypes(span: Span, name: string, one: string, other: string): Diagnostic {
  return fault(
    "POLICY_SET_TYPES",
    span,
    `${name} would be ${one} and ${other}.`,
    "A variable has one type everywhere.",
    "Make value, default_value and field of one type, or use another variable.",
  );
}

export function setPrivate(span: Span, name: string): Diagnostic {
  return fault(
    "POLICY_SET_PRIVATE",
    span,
    `Another action says otherwise whether ${name} is private.`,
    "A variable is either sent with events or it is not.",
    'Write the same "private" in both.',
  );
}

export function setTaken(span: Span, name: string, what: string): Diagnostic {
  return fault(
    "POLICY_SET_TAKEN",
    span,
    `${name} is the name of a ${what} already.`,
    "A name must mean one thing.",
    "Choose another name.",
  );
}

export function setProcessOnly(span: Span, key: string): Diagnostic {
  return fault(
    "POLICY_SET_PROCESS_ONLY",
    span,
    `"${key}" needs "scope: process".`,
    "Only processes have parents, and only they are found by a number.",
    `Add "scope: process", or remove "${key}".`,
  );
}

export function setFieldArray(span: Span, field: string): Diagnostic {
  return fault(
    "POLICY_SET_FIELD_ARRAY",
    span,
    `${field} has many values.`,
    "They are added to what the variable holds.",
    'Add "append: true", or name one of them as in field[0].',
  );
}

export function setAppend(span: Span, name: string): Diagnostic {
  return fault(
    "POLICY_SET_APPEND",
    span,
    `Nothing can be appended to ${name}.`,
    "A truth value cannot grow.",
    'Remove "append".',
  );
}

export function setNoField(span: Span, text: string): Diagnostic {
  return fault(
    "POLICY_SET_NO_FIELD",
    span,
    `"${text}" is not the name of a field.`,
    "The variable is set to the value that the event has there.",
    'Name a field, or write the rest as "expression".',
  );
}

export function setCapture(span: Span, reason: string): Diagnostic {
  return fault(
    "POLICY_SET_CAPTURE",
    span,
    `"capture" cannot be used: ${reason}.`,
    "Its first group says which part of a text field the variable is set to.",
    'Write a regular expression with one group, beside a "field" of text.',
  );
}

export function filterKind(span: Span): Diagnostic {
  return fault(
    "POLICY_ACTION_FILTER",
    span,
    "The filter of an action must be a condition.",
    "The action is done when it holds.",
    "Compare the value with something.",
  );
}

export function scopeField(span: Span, field: string): Diagnostic {
  return fault(
    "POLICY_SCOPE_FIELD",
    span,
    `${field} is not a number of a process.`,
    "It says to which process the variable belongs.",
    "Name one field with a process id, such as process.ppid.",
  );
}

export function killSignal(span: Span, signal: string): Diagnostic {
  return fault(
    "POLICY_KILL_SIGNAL",
    span,
    `"${signal}" is not a signal.`,
    "The signal is sent by its name.",
    "Write SIGKILL, SIGTERM or another name of signal(7).",
  );
}

export function coreDump(span: Span): Diagnostic {
  return fault(
    "POLICY_COREDUMP",
    span,
    "The dump would be empty.",
    'At least one of "process", "mount" and "dentry" must be true.',
    "Say what is to be dumped.",
  );
}

export function hashField(span: Span, event: string): Diagnostic {
  return fault(
    "POLICY_HASH_FIELD",
    span,
    `A rule about ${event} has no such file to hash.`,
    "Only open and exec have one file that is meant without naming it.",
    `Name a file of the event in "field", such as ${event}.file.`,
  );
}

export function networkFilter(span: Span, what: string, remedy: string): Diagnostic {
  return fault(
    "POLICY_NETWORK_FILTER",
    span,
    `The network filter cannot be put in force: ${what}.`,
    "It says which packets are dropped, and for how long.",
    remedy,
  );
}

export function denyUndecided(span: Span, why: string): Diagnostic {
  return fault(
    "POLICY_DENY_UNDECIDED",
    span,
    `The kernel cannot decide this before it happens: ${why}.`,
    "It denies exactly what the rule matches, or nothing. The rule stays, and detects.",
    "Leave that part out, or write a second rule for what can be denied.",
  );
}
