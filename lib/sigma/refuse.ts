/** All wording of what an import refuses. */
import { SigmaRefused } from "./types.ts";

const SHOWN_MAX = 80;

function quote(text: string): string {
  return `"${text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text}"`;
}

function refuse(code: string, what: string, todo: string): never {
  throw new SigmaRefused({ code: `SIGMA_${code}`, what, do: todo });
}

export function notYaml(what: string): never {
  return refuse("YAML", what, "Correct the file; Sigma's own checker names the same fault.");
}

export function tooLong(max: number): never {
  return refuse("TOO_LONG", `it is longer than ${max} characters`, "Split it.");
}

export function keyMissing(key: string): never {
  return refuse("KEY_MISSING", `${quote(key)} is missing or of the wrong kind`, "Add it.");
}

export function retired(status: string): never {
  return refuse("RETIRED", `its status is ${status}`, "Take the rule that came in its place.");
}

export function globalAction(): never {
  return refuse(
    "GLOBAL_ACTION",
    "it uses `action: global`, which Sigma 2 no longer has",
    "Write the shared keys into each rule.",
  );
}

export function aggregation(condition: string): never {
  return refuse(
    "AGGREGATION",
    `its condition ${quote(condition)} counts with a pipe, which Sigma 2 no longer has`,
    "Write a correlation document that counts the rule's events.",
  );
}

export function conditionMalformed(condition: string, why: string): never {
  return refuse("CONDITION", `its condition ${quote(condition)}: ${why}`, "Correct it.");
}

export function unknownModifier(modifier: string): never {
  return refuse(
    "MODIFIER",
    `there is no modifier ${quote(modifier)} here`,
    "Express it with contains, startswith, endswith, re, cidr, exists or comparisons.",
  );
}

export function modifierMisused(modifier: string, why: string): never {
  return refuse("MODIFIER", `${quote(modifier)}: ${why}`, "Correct the field's modifiers.");
}

export function timeModifier(modifier: string): never {
  return refuse(
    "TIME_MODIFIER",
    `${quote(modifier)} compares a part of a time, which neither language can`,
    "Leave the test out and look at the time of the signal.",
  );
}

export function placeholder(): never {
  return refuse(
    "PLACEHOLDER",
    "it has placeholders whose values are the user's own",
    "Put the values into the rule in place of `expand`.",
  );
}

export function fieldReference(field: string): never {
  return refuse(
    "FIELD_REFERENCE",
    `${quote(field)} is compared with another field by more than equality`,
    "Use `fieldref` alone.",
  );
}

export function valueKind(field: string): never {
  return refuse("VALUE", `a value of ${quote(field)} is neither text nor number`, "Correct it.");
}

export function tooLarge(what: string, max: number): never {
  return refuse("TOO_LARGE", `it has more than ${max} ${what}`, "Split the rule.");
}

export function unknownSource(source: string): never {
  return refuse(
    "LOG_SOURCE",
    `there is no source of events for ${source}`,
    "Bring the events in as logs and name their source by `service`.",
  );
}

export function unknownField(field: string, source: string): never {
  return refuse(
    "FIELD",
    `no event of ${source} has the field ${quote(field)}`,
    "Leave the test out, or use the rule on logs that have the field.",
  );
}

export function keywordsInEvents(): never {
  return refuse(
    "KEYWORDS",
    "it searches whole events for words, which events of the kernel are not made of",
    "Name the field that holds the words.",
  );
}

export function testUnsupported(field: string, test: string): never {
  return refuse(
    "TEST",
    `${quote(field)} cannot be tested by ${test} here`,
    "Use another test that says the same.",
  );
}

export function regexpInLogs(field: string): never {
  return refuse(
    "REGEXP",
    `${quote(field)} has a regular expression, which searches of logs do not take`,
    "Use wildcards.",
  );
}

export function expressionRefused(why: string): never {
  return refuse("EXPRESSION", `what it becomes does not load: ${why}`, "Simplify the rule.");
}

export function neverFires(): never {
  return refuse(
    "NEVER_FIRES",
    "no event could be made that it matches",
    "See whether two of its tests exclude each other.",
  );
}

export function ruleUnknown(name: string): never {
  return refuse(
    "RULE_UNKNOWN",
    `it is about ${quote(name)}, which was not converted or is not among the files`,
    "Import that rule together with this one.",
  );
}

export function correlationUnsupported(what: string): never {
  return refuse("CORRELATION", what, "Count events or distinct values in its place.");
}
