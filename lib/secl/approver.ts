/**
 * From the rules of one event type, what the kernel may let through: names of files and directories
 * and numbers, one of which every matching event has. Wrong in one direction only: an event it
 * rejects can match no rule; one it accepts may. The kernel compares single names, because the same
 * file has other paths in containers and overlays.
 */

import {
  excludesZero,
  joinSpans,
  NUMBER_MAX,
  outsideOf,
  type Span,
  spansOf,
} from "./approver-number.ts";
import { type ApprovedName, type NamePlace, namesOf } from "./approver-path.ts";
import type { RuleEntry } from "./ruleset.ts";
import type { Membership, Read, Relation, Value } from "./tree.ts";

/** A number that the kernel knows: `approver` names it to the sensor. */
export type NumberCapability = { approver: number; by: "value" | "bits" };

/** What the kernel can filter an event type by. */
export type FilterCapabilities = {
  /** Fields of which it knows the segments of the path: paths and file names. */
  names: readonly string[];
  /** Number and bool fields that it compares. */
  numbers: ReadonlyMap<string, NumberCapability>;
  /** How many names and ranges of numbers its filter holds for the event. */
  namesMax: number;
  rangesMax: number;
};

/** Numbers that approve an event; `field` is the one that a rule named first. */
export type ApprovedRange = { field: string; approver: number; from: number; to: number };
export type ApprovedBits = { field: string; approver: number; bits: number };

/** What to load into the kernel: pass an event with one of these, or pass all. */
export type Approvers =
  | { acceptAll: true; reason: { ruleId: string; text: string } }
  | ({ acceptAll: false; ranges: ApprovedRange[]; bits: ApprovedBits[] } & Record<
      NamePlace,
      string[]
    >);

type NumberNeed = { field: string; approver: number } & ({ span: Span } | { bits: number });
type Need = ApprovedName | NumberNeed;

/**
 * By text that tells one from another; one of these holds whenever the condition does. Nothing in
 * it means that the condition never holds.
 */
type Requirement = ReadonlyMap<string, Need>;

const NEVER: Requirement = new Map();

/** Roughly how many events each lets through, against one file name. */
const COST = { basename: 1, folder: 4, above: 30, broad: 500, number: 300, bits: 1000 } as const;
/** Directories that much of what a host does lies in. */
const BROAD = new Set(
  "bin dev etc home lib lib64 opt proc root run share sys tmp usr var".split(" "),
);
const FLAGS_LIMIT = 2 ** 32;

/**
 * Joins what each rule needs; the first rule that needs nothing in particular makes the kernel
 * accept all.
 */
export function findApprovers(
  rules: readonly RuleEntry[],
  capabilities: FilterCapabilities,
): Approvers {
  const { namesMax, rangesMax } = capabilities;
  let joined = NEVER;
  for (const { id, rule } of rules) {
    const needed = need(rule.root, true, capabilities);
    const all = (text: string): Approvers => ({ acceptAll: true, reason: { ruleId: id, text } });
    if (needed === undefined) return all(whyNot(capabilities));
    joined = union(joined, needed);
    const names = [...joined.values()].filter((one) => "place" in one);
    if (names.length > namesMax)
      return all(`the rules up to this one name more than ${namesMax} files`);
    if (rangesOf(joined).length > rangesMax)
      return all(`the rules up to this one name more than ${rangesMax} ranges of numbers`);
  }
  const inPlace = (place: NamePlace) =>
    [...joined.values()]
      .flatMap((one) => ("place" in one && one.place === place ? [one.name] : []))
      .sort();
  return {
    acceptAll: false,
    basename: inPlace("basename"),
    folder: inPlace("folder"),
    above: inPlace("above"),
    ranges: rangesOf(joined),
    bits: bitsOf(joined),
  };
}

function whyNot({ names, numbers }: FilterCapabilities): string {
  const fields = [...names, ...numbers.keys()].join(", ");
  if (fields === "") return "the kernel has no filter for this event";
  return `the rule can hold whatever the value of ${fields}`;
}

function numbersOf(requirement: Requirement): [NumberNeed, ...NumberNeed[]][] {
  const numbers = [...requirement.values()].filter((one) => "approver" in one);
  return [...Map.groupBy(numbers, ({ approver }) => approver)].map(
    ([, own]) => own as [NumberNeed, ...NumberNeed[]],
  );
}

function rangesOf(requirement: Requirement): ApprovedRange[] {
  return numbersOf(requirement).flatMap((own) => {
    const [{ field, approver }] = own;
    const spans = own.flatMap((one) => ("span" in one ? [one.span] : []));
    return joinSpans(spans).map(([from, to]) => ({ field, approver, from, to }));
  });
}

function bitsOf(requirement: Requirement): ApprovedBits[] {
  return numbersOf(requirement).flatMap((own) => {
    const [{ field, approver }] = own;
    const bits = own.reduce((sum, one) => ("bits" in one ? (sum | one.bits) >>> 0 : sum), 0);
    return bits === 0 ? [] : [{ field, approver, bits }];
  });
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
    case "read":
      return value.type === "bool"
        ? needNumber(value, [flagSpan(wanted)], capabilities)
        : undefined;
    case "membership":
      return needMembership(value, wanted, capabilities);
    case "relation":
      return needRelation(value, wanted, capabilities);
    default:
      return undefined;
  }
}

function union(left: Requirement, right: Requirement): Requirement {
  return new Map([...left, ...right]);
}

/** Every way needs something, so one of all those things is needed. */
function all(terms: readonly (Requirement | undefined)[]): Requirement | undefined {
  const joined = new Map<string, Need>();
  for (const term of terms) {
    if (term === undefined) return undefined;
    for (const [key, one] of term) joined.set(key, one);
  }
  return joined;
}

/** All terms must hold, so the need of any one suffices: the one that lets least through. */
function best(terms: readonly (Requirement | undefined)[]): Requirement | undefined {
  const known = terms.filter((term) => term !== undefined);
  return known.toSorted((a, b) => costOf(a) - costOf(b))[0];
}

function costOf(requirement: Requirement): number {
  let cost = 0;
  for (const one of requirement.values()) {
    if ("bits" in one) cost += COST.bits;
    else if ("span" in one) cost += COST.number;
    else if (one.place !== "basename" && BROAD.has(one.name)) cost += COST.broad;
    else cost += COST[one.place];
  }
  return cost;
}

function requirementOf(one: Need): Requirement {
  const key =
    "place" in one ? `${one.place} ${one.name}` : `${one.approver} ${JSON.stringify(one)}`;
  return new Map([[key, one]]);
}

function needMembership(
  { left, test }: Membership,
  wanted: boolean,
  capabilities: FilterCapabilities,
): Requirement | undefined {
  if (left.kind !== "read" || !isPlain(left)) return undefined;
  if (test.type === "int") {
    const spans = test.values.flatMap((value) => spansOf("==", value));
    const isFlags = capabilities.numbers.get(left.field)?.by === "bits";
    if (isFlags && wanted)
      return all(test.values.map((bits) => needBits(left, bits, capabilities)));
    return needNumber(left, wanted ? spans : outsideOf(spans), capabilities);
  }
  if (!wanted || test.type !== "string" || test.ignoreCase) return undefined;
  if (!capabilities.names.includes(left.field)) return undefined;
  const isPath = left.operators === "path";
  return all(test.tests.map((one) => best(namesOf(one, isPath).map(requirementOf))));
}

function isPlain({ source, array, measure }: Read): boolean {
  return source === "event" && !array && measure === "value";
}

const flagSpan = (isSet: boolean): Span => [Number(isSet), Number(isSet)];

/** That the number lies in one of the spans; nothing when they are all there is. */
function needNumber(
  read: Read,
  spans: readonly Span[],
  { numbers }: FilterCapabilities,
): Requirement | undefined {
  const known = numbers.get(read.field);
  if (known?.by !== "value" || !isPlain(read)) return undefined;
  const joined = joinSpans(spans);
  const isAny = joined.some(([from, to]) => from === 0 && to === NUMBER_MAX);
  if (isAny) return undefined;
  const { field } = read;
  return all(joined.map((span) => requirementOf({ field, approver: known.approver, span })));
}

/** Any of the bits; a number that the kernel's 32 bits cannot hold is no filter. */
function needBits(
  { field }: Read,
  bits: number,
  { numbers }: FilterCapabilities,
): Requirement | undefined {
  const known = numbers.get(field);
  if (known?.by !== "bits" || bits <= 0 || bits >= FLAGS_LIMIT) return undefined;
  return requirementOf({ field, approver: known.approver, bits });
}

function needRelation(
  { left, right, operator }: Relation,
  wanted: boolean,
  capabilities: FilterCapabilities,
): Requirement | undefined {
  if (right.kind !== "literal" || typeof right.value === "string" || operator === "all")
    return undefined;
  const bound = Number(right.value);
  const masked = left.kind === "arithmetic" && left.operator === "&" ? left : undefined;
  if (masked !== undefined) {
    const [flags, mask] =
      masked.left.kind === "read" ? [masked.left, masked.right] : [masked.right, masked.left];
    if (flags.kind !== "read" || !isPlain(flags) || mask.kind !== "literal") return undefined;
    if (!excludesZero(operator, wanted, bound)) return undefined;
    return needBits(flags, Number(mask.value), capabilities);
  }
  if (left.kind !== "read" || !isPlain(left)) return undefined;
  if (capabilities.numbers.get(left.field)?.by === "bits")
    return operator === "==" && wanted ? needBits(left, bound, capabilities) : undefined;
  const spans = spansOf(operator, bound);
  return needNumber(left, wanted ? spans : outsideOf(spans), capabilities);
}
