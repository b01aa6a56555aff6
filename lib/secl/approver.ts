/**
 * From the rules of one event type, what the kernel may let through: names of files and bits of
 * flags, one of which every matching event has. Wrong in one direction only: an event it rejects
 * can match no rule; one it accepts may. The kernel compares a file's last name only, because the
 * same file has other paths in containers and overlays.
 */

import type { RuleEntry } from "./ruleset.ts";
import type { CheckedRule, Membership, Read, Relation, StringTest, Value } from "./tree.ts";

/** What the kernel can filter an event type by. */
export type FilterCapabilities = {
  /** Fields whose last name it knows: paths and file names. */
  basenames: readonly string[];
  /** Int fields whose bits it knows. */
  flags: readonly string[];
  /** How many names its map holds. */
  basenamesMax: number;
};

/**
 * What to load into the kernel: pass an event with one of the names or any of the flags, or pass
 * all.
 */
export type Approvers =
  | { acceptAll: true; reason: { ruleId: string; text: string } }
  | { acceptAll: false; basenames: string[]; flagsAny: number };

/**
 * One of these holds whenever the condition does; nothing in it means the condition never holds.
 */
type Requirement = { basenames: ReadonlySet<string>; flagsAny: number };

const NEVER: Requirement = { basenames: new Set(), flagsAny: 0 };
/** A flag lets far more events through than a name. */
const FLAGS_COST = 1000;
const FLAGS_LIMIT = 2 ** 32;

/**
 * Joins what each rule needs; the first rule that needs nothing in particular makes the kernel
 * accept all.
 */
export function findApprovers(
  rules: readonly RuleEntry[],
  capabilities: FilterCapabilities,
): Approvers {
  let joined = NEVER;
  for (const { id, rule } of rules) {
    const needed = requirementOf(rule, capabilities);
    if (needed === undefined) {
      const fields = [...capabilities.basenames, ...capabilities.flags].join(", ");
      const text =
        fields === ""
          ? "the kernel has no filter for this event"
          : `the rule can hold whatever the value of ${fields}`;
      return { acceptAll: true, reason: { ruleId: id, text } };
    }
    joined = union(joined, needed);
    if (joined.basenames.size > capabilities.basenamesMax) {
      const text = `the rules up to this one name more than ${capabilities.basenamesMax} files`;
      return { acceptAll: true, reason: { ruleId: id, text } };
    }
  }
  return { acceptAll: false, basenames: [...joined.basenames].sort(), flagsAny: joined.flagsAny };
}

function requirementOf(rule: CheckedRule, capabilities: FilterCapabilities) {
  return need(rule.root, true, capabilities);
}

/** What must be so for `value` to come out as `wanted`; undefined when nothing in particular. */
function need(
  value: Value,
  wanted: boolean,
  capabilities: FilterCapabilities,
): Requirement | undefined {
  switch (value.kind) {
    case "not":
      return need(value.operand, !wanted, capabilities);
    case "and":
    case "or": {
      const terms = value.terms.map((term) => need(term, wanted, capabilities));
      return (value.kind === "and") === wanted ? best(terms) : all(terms);
    }
    case "literal":
      return value.value === wanted ? undefined : NEVER;
    case "membership":
      return wanted ? needMembership(value, capabilities) : undefined;
    case "relation":
      return needRelation(value, wanted, capabilities);
    default:
      return undefined;
  }
}

function union(left: Requirement, right: Requirement): Requirement {
  return {
    basenames: new Set([...left.basenames, ...right.basenames]),
    flagsAny: (left.flagsAny | right.flagsAny) >>> 0,
  };
}

/** Every way needs something, so one of all those things is needed. */
function all(terms: readonly (Requirement | undefined)[]): Requirement | undefined {
  let joined = NEVER;
  for (const term of terms) {
    if (term === undefined) return undefined;
    joined = union(joined, term);
  }
  return joined;
}

/** All terms must hold, so the need of any one suffices: the one that lets least through. */
function best(terms: readonly (Requirement | undefined)[]): Requirement | undefined {
  const known = terms.filter((term) => term !== undefined);
  const cost = ({ basenames, flagsAny }: Requirement) =>
    basenames.size + (flagsAny === 0 ? 0 : FLAGS_COST);
  return known.toSorted((a, b) => cost(a) - cost(b))[0];
}

function needMembership(
  { left, test }: Membership,
  capabilities: FilterCapabilities,
): Requirement | undefined {
  if (left.kind !== "read" || !isPlain(left)) return undefined;
  if (test.type === "int" && capabilities.flags.includes(left.field)) {
    return all(test.values.map(needBits));
  }
  if (test.type !== "string" || test.ignoreCase) return undefined;
  if (!capabilities.basenames.includes(left.field)) return undefined;
  return all(test.tests.map((candidate) => needName(candidate, left.operators === "path")));
}

function isPlain({ source, array, measure }: Read): boolean {
  return source === "event" && !array && measure === "value";
}

function needName({ form, text }: StringTest, isPath: boolean): Requirement | undefined {
  const name = isPath ? text.slice(text.lastIndexOf("/") + 1) : text;
  const isFixed = form === "equal" || (form !== "regexp" && !name.includes("*"));
  if (!isFixed || name === "") return undefined;
  return { basenames: new Set([name]), flagsAny: 0 };
}

/** Any of the bits; a number that the kernel's 32 bits cannot hold is no filter. */
function needBits(bits: number): Requirement | undefined {
  return bits > 0 && bits < FLAGS_LIMIT
    ? { basenames: NEVER.basenames, flagsAny: bits }
    : undefined;
}

function needRelation(
  { left, right, operator }: Relation,
  wanted: boolean,
  { flags }: FilterCapabilities,
): Requirement | undefined {
  if (right.kind !== "literal" || typeof right.value !== "number") return undefined;
  const bound = right.value;
  const isFlags = (value: Value) =>
    value.kind === "read" && isPlain(value) && flags.includes(value.field);
  if (isFlags(left)) return operator === "==" && wanted ? needBits(bound) : undefined;
  if (left.kind !== "arithmetic" || left.operator !== "&") return undefined;
  const mask = isFlags(left.left) ? left.right : isFlags(left.right) ? left.left : undefined;
  if (mask?.kind !== "literal" || typeof mask.value !== "number") return undefined;
  return excludesZero(operator, wanted, bound) ? needBits(mask.value) : undefined;
}

/** Whether no bit of a mask set makes the comparison come out otherwise than wanted. */
function excludesZero(operator: Relation["operator"], wanted: boolean, bound: number): boolean {
  switch (operator) {
    case "==":
      return (bound === 0) !== wanted;
    case ">":
      return 0 > bound !== wanted;
    case ">=":
      return 0 >= bound !== wanted;
    case "<":
      return 0 < bound !== wanted;
    case "<=":
      return 0 <= bound !== wanted;
    case "all":
      return false;
  }
}
