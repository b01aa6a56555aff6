/** Faults of a detection rule as a value: each names the place in the rule by its path. */
import type { Diagnostic, Span } from "#lib/base";

/**
 * A fault of a rule. `path` is where, as `queries[0].query` or `options.keepAlive`; the span is
 * offsets into the text there, or 0 to 0 where there is none.
 */
export type RuleDiagnostic = Diagnostic & { path: string };

const NOWHERE: Span = { start: 0, end: 0 };

/** An error at a path. `why` and `todo` are sentences. */
function ruleFault(
  path: string,
  code: string,
  [what, why, todo]: readonly [what: string, why: string, todo: string],
): RuleDiagnostic {
  return { code, severity: "error", span: NOWHERE, what, why, do: todo, path };
}

export function typeWrong(path: string, expected: string): RuleDiagnostic {
  return ruleFault(path, "RULE_TYPE", [
    `${path || "The rule"} is not what it must be: ${expected}.`,
    "The rule could not be read, so nothing of it counts.",
    "Correct the value, or leave it out where there is a default.",
  ]);
}

export function missing(path: string, purpose: string): RuleDiagnostic {
  return ruleFault(path, "RULE_MISSING", [`${path} is missing.`, purpose, "Add it."]);
}

export function notOneOf(
  path: string,
  value: string | number,
  allowed: readonly (string | number)[],
): RuleDiagnostic {
  return ruleFault(path, "RULE_VALUE", [
    `${path} cannot be ${value || '""'}.`,
    "Its values are a closed list.",
    `Use one of ${allowed.join(", ")}.`,
  ]);
}

export function notBetween(path: string, value: number, min: number, max: number): RuleDiagnostic {
  return ruleFault(path, "RULE_RANGE", [
    `${path} is ${value}.`,
    "The value has bounds.",
    max === Number.POSITIVE_INFINITY
      ? `Use ${min} or more.`
      : `Use a number from ${min} to ${max}.`,
  ]);
}

export function countWrong(path: string, count: number, min: number, max: number): RuleDiagnostic {
  const wanted = min === max ? `exactly ${min}` : min === 0 ? `at most ${max}` : `${min} to ${max}`;
  return ruleFault(path, "RULE_COUNT", [
    `${path} has ${count} entries.`,
    "How many there may be is bounded, so that one rule cannot hold up the others.",
    `Give it ${wanted}.`,
  ]);
}

export function windowsDisagree(path: string, smaller: string, larger: string): RuleDiagnostic {
  return ruleFault(path, "RULE_WINDOWS", [
    `${smaller} is longer than ${larger}.`,
    "A signal must stay open at least as long as what it counts, and end after that.",
    "Order them as evaluationWindow, keepAlive, maxSignalDuration, from short to long.",
  ]);
}

export function aggregationUnfit(path: string, aggregation: string, method: string, todo: string) {
  return ruleFault(path, "RULE_AGGREGATION", [
    `The aggregation ${aggregation} does not go with the method ${method}.`,
    "Each method computes its own value over the events of a query.",
    todo,
  ]);
}

export function nameTwice(path: string, name: string): RuleDiagnostic {
  return ruleFault(path, "RULE_NAME_TWICE", [
    `${name} is the name of two.`,
    "Conditions could not tell them apart.",
    "Name each differently.",
  ]);
}

export function nameUnknown(
  path: string,
  name: string,
  what: string,
  known: readonly string[],
): RuleDiagnostic {
  return ruleFault(path, "RULE_NAME_UNKNOWN", [
    `${name || '""'} names no ${what}.`,
    "What it refers to must be in the rule.",
    known.length === 0 ? `Add the ${what}.` : `Use one of ${known.join(", ")}.`,
  ]);
}

export function groupsDiffer(path: string): RuleDiagnostic {
  return ruleFault(path, "RULE_GROUPS_DIFFER", [
    "The queries group by different numbers of fields.",
    "Queries are joined by the values of their groups, first with first, second with second.",
    "Give each query the same number of group-by fields.",
  ]);
}

export function thenTwice(path: string): RuleDiagnostic {
  return ruleFault(path, "RULE_THEN_TWICE", [
    "A second case uses THEN.",
    "Only one case of a rule may ask for an order.",
    "Make a rule of its own of it, or use && where the order does not matter.",
  ]);
}

export function notLinear(path: string, what: string): RuleDiagnostic {
  return ruleFault(path, "RULE_SEQUENCE", [
    what,
    "A sequence is one line of steps, each with one step after it, within a day.",
    "Give each step but the last one transition to the next.",
  ]);
}

export function scheduleWrong(path: string, what: string, todo: string): RuleDiagnostic {
  return ruleFault(path, "RULE_SCHEDULE", [what, "The rule would never know when to run.", todo]);
}

export function scheduleUnfit(path: string): RuleDiagnostic {
  return ruleFault(path, "RULE_SCHEDULE_UNFIT", [
    "A rule about signals cannot be scheduled.",
    "Scheduled rules look at stored events and logs, and signals are not among them.",
    "Take the schedule away: rules about signals see them as they are made.",
  ]);
}

export function calculatedName(path: string, name: string): RuleDiagnostic {
  return ruleFault(path, "RULE_CALCULATED_NAME", [
    `${name || '""'} cannot be the name of a calculated field.`,
    "Searches and formulas write it behind a #.",
    "Use letters, digits, _ and dots, a letter first, at most 128 characters.",
  ]);
}

export function calculatedRing(path: string): RuleDiagnostic {
  return ruleFault(path, "RULE_CALCULATED_RING", [
    "Calculated fields read each other in a ring.",
    "None of them could be worked out first.",
    "Let one of them read attributes alone.",
  ]);
}
