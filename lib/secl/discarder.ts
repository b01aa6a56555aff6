/**
 * The opposite of an approver: values that tell, whatever the rest of an event is, that no rule of
 * its type can hold. Conditions on what is known are decided, all others are open; what comes out
 * false for every rule discards. Wrong in one direction only: an event it discards no rule matches.
 */
import { compileBool } from "./closure.ts";
import type { CheckedRule, Membership, Read, SeclEvent, StringTest, Value } from "./tree.ts";

/** What a condition comes out as; undefined when values that are not known decide. */
type Outcome = boolean | undefined;

/** Decides one condition that joins no others. */
type Decide = (leaf: Value) => Outcome;

const NOTHING_ELSE = { now: 0, variables: { read: () => undefined } };

/**
 * Whether no rule can hold for any event of its type that has the values of `known`: an object with
 * fields as properties, and with `alternativesOf` them where they have such.
 */
export function areDiscarded(rules: readonly CheckedRule[], known: SeclEvent): boolean {
  const decide: Decide = (leaf) => {
    const reads = readsOf(leaf);
    if (reads === undefined || !reads.every((read) => isKnown(read, known))) return undefined;
    return compileBool(leaf)({ event: known, context: NOTHING_ELSE, element: known });
  };
  return rules.every(({ root }) => outcomeOf(root, decide) === false);
}

/**
 * Whether no rule can hold for any event whose `field`, a path without alternatives, lies below a
 * directory at whatever depth.
 */
export function isFolderDiscarded(
  rules: readonly CheckedRule[],
  field: string,
  folder: string,
): boolean {
  const segments = folder.split("/");
  const decide: Decide = (leaf) => {
    if (leaf.kind !== "membership" || !isPathTest(leaf, field)) return undefined;
    const { tests } = leaf.test as { tests: readonly StringTest[] };
    return tests.some((test) => mayLieBelow(test, segments)) ? undefined : false;
  };
  return rules.every(({ root }) => outcomeOf(root, decide) === false);
}

function outcomeOf(value: Value, decide: Decide): Outcome {
  switch (value.kind) {
    case "literal":
      return typeof value.value === "boolean" ? value.value : undefined;
    case "not": {
      const operand = outcomeOf(value.operand, decide);
      return operand === undefined ? undefined : !operand;
    }
    case "and":
    case "or": {
      const ends = value.kind === "or";
      const outcomes = value.terms.map((term) => outcomeOf(term, decide));
      if (outcomes.includes(ends)) return ends;
      return outcomes.includes(undefined) ? undefined : !ends;
    }
    default:
      return decide(value);
  }
}

/** Everything a condition reads; undefined when it reads what no event holds, such as the time. */
function readsOf(value: Value): Read[] | undefined {
  switch (value.kind) {
    case "literal":
      return [];
    case "read":
      return [value];
    case "variable":
    case "age":
      return undefined;
    case "template":
      return joined(value.parts.filter((part) => typeof part !== "string"));
    case "not":
      return readsOf(value.operand);
    case "membership":
      return readsOf(value.left);
    case "and":
    case "or":
      return joined(value.terms);
    default:
      return joined([value.left, value.right]);
  }
}

function joined(values: readonly Value[]): Read[] | undefined {
  const all: Read[] = [];
  for (const value of values) {
    const reads = readsOf(value);
    if (reads === undefined) return undefined;
    all.push(...reads);
  }
  return all;
}

function isKnown({ source, key }: Read, known: SeclEvent): boolean {
  return source === "event" && key in known;
}

function isPathTest({ left, test }: Membership, field: string): boolean {
  if (left.kind !== "read" || left.source !== "event" || left.field !== field) return false;
  return left.operators === "path" && left.measure === "value" && test.type === "string";
}

/** Whether a test can match a path below the directory: its segments meet the directory's. */
function mayLieBelow({ form, text }: StringTest, folder: readonly string[]): boolean {
  const segments = text.split("/");
  if (form === "equal")
    return segments.length > folder.length && folder.every((one, at) => segments[at] === one);
  /* A star in place of the first segment stands for any number of characters and slashes. */
  if (form !== "glob" || text.startsWith("*")) return true;
  for (const [at, segment] of folder.entries()) {
    const own = segments[at];
    if (own === undefined) return false;
    if (own === "**") return true;
    if (!own.includes("*") && own !== segment) return false;
  }
  return segments.length > folder.length;
}
