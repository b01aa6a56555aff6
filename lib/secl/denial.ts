/**
 * From a rule what the kernel has to refuse so that exactly the events go that the rule matches:
 * files by whole path or by name, and numbers of the call and of who makes it. What cannot be told
 * from these when the call is made is no ground for a refusal, and the rule's author is told which
 * part of the rule that is.
 */
import type { Span } from "#lib/base";
import { NUMBER_MAX, outsideOf, type Span as Range, spansOf } from "./approver-number.ts";
import type { CheckedRule, Membership, Read, Relation, Value } from "./tree.ts";

/** A number that a way asks for; `bits` any of them, `no_bits` none of them. */
export type DenialTerm = {
  number: DenialNumber;
  test: "range" | "bits" | "no_bits";
  /** Or the bits. */
  from: number;
  to: number;
};

export const DENIAL_NUMBERS = ["uid", "gid", "auid", "euid", "egid", "own"] as const;
/** `own`: of the event; see OWN. */
export type DenialNumber = (typeof DENIAL_NUMBERS)[number];

/** One of the ways in which a rule can hold. */
export type DenialWay = {
  event: string;
  /** Which file of a rename or link. */
  side: "file" | "destination";
  place: "any" | "path" | "name";
  /** "" for any file. */
  path: string;
  terms: readonly DenialTerm[];
};

/** A part of the rule that the kernel cannot decide, and why. */
export type Undecided = { span: Span; why: string };

export type Denials = { ok: true; ways: DenialWay[] } | { ok: false; undecided: Undecided };

/** Ways of one rule. */
export const DENIAL_WAYS_MAX = 256;
/** Terms of one way, as many as the sensor holds. */
export const DENIAL_TERMS_MAX = 4;
export const DENIAL_PATH_BYTES_MAX = 511;
export const DENIAL_SEGMENT_BYTES_MAX = 63;

/** Events that a hook can refuse, with what tells the files of each. */
const EVENTS = new Set(
  "exec open unlink rename link mkdir rmdir chmod chown load_module ptrace".split(" "),
);
const FILE = /^(\w+)\.file\.(destination\.)?(path|name)$/;
const CREDENTIALS = new Map<string, DenialNumber>(
  (["uid", "gid", "auid", "euid", "egid"] as const).map((name) => [`process.${name}`, name]),
);
/** A program that is executed may change these, and is not yet when it is refused. */
const CHANGED_BY_EXEC = new Set<DenialNumber>(["euid", "egid"]);

const O_ACCMODE = 0o3;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_TRUNC = 0o1000;
const O_APPEND = 0o2000;
/** The kernel adds flags of its own to the others, or takes them off. */
const OPEN_FLAGS = O_ACCMODE | O_CREAT | O_EXCL | O_TRUNC | O_APPEND;
/** PTRACE_TRACEME, PTRACE_ATTACH, PTRACE_SEIZE: the others are not asked about. */
const PTRACE_REQUESTS = new Set([0, 16, 0x4206]);

/** The number that an event has beside its file. */
const OWN = new Map([
  ["open.flags", "flags"],
  ["open.syscall.flags", "flags"],
  ["ptrace.request", "request"],
  ["load_module.loaded_from_memory", "flag"],
]);

type Atom = { side: DenialWay["side"]; place: "path" | "name"; text: string } | DenialTerm;
/** All of them must hold. */
type Conjunction = readonly Atom[];

class NotDecided extends Error {
  readonly undecided: Undecided;

  constructor(span: Span, why: string) {
    super(why);
    this.undecided = { span, why };
  }
}

function refuse(span: Span, why: string): never {
  throw new NotDecided(span, why);
}

/**
 * What to refuse for a rule, of which `filter` must hold as well. No way at all means that the rule
 * never holds.
 */
export function denialsOf(rule: CheckedRule, filter?: Value): Denials {
  const { event, root } = rule;
  try {
    if (!EVENTS.has(event)) refuse(root.span, `it asks for no leave before an event ${event}`);
    let ways = waysOf(root, true, event);
    if (filter !== undefined) ways = both(ways, waysOf(filter, true, event), root.span);
    return { ok: true, ways: ways.flatMap((way) => shape(way, event, root.span)) };
  } catch (error) {
    if (!(error instanceof NotDecided)) throw error;
    return { ok: false, undecided: error.undecided };
  }
}

/** The ways in which `value` comes out as `wanted`. */
function waysOf(value: Value, wanted: boolean, event: string): Conjunction[] {
  switch (value.kind) {
    case "not":
      return waysOf(value.operand, !wanted, event);
    case "and":
    case "or": {
      const terms = value.terms.map((term) => waysOf(term, wanted, event));
      if ((value.kind === "and") !== wanted) return limited(terms.flat(), value.span);
      return terms.reduce((left, right) => both(left, right, value.span), [[]]);
    }
    case "literal":
      return value.value === wanted ? [[]] : [];
    case "read":
      return ofNumber(value, [[Number(wanted), Number(wanted)]], event);
    case "membership":
      return ofMembership(value, wanted, event);
    case "relation":
      return ofRelation(value, wanted, event);
    default:
      return refuse(value.span, "it compares only with what the rule has written out");
  }
}

function limited(ways: Conjunction[], span: Span): Conjunction[] {
  if (ways.length <= DENIAL_WAYS_MAX) return ways;
  return refuse(
    span,
    `it takes ${DENIAL_WAYS_MAX} files and combinations of a rule, and this has more`,
  );
}

function both(
  left: readonly Conjunction[],
  right: readonly Conjunction[],
  span: Span,
): Conjunction[] {
  const joined: Conjunction[] = [];
  for (const one of left) {
    for (const other of right) joined.push([...one, ...other]);
    limited(joined, span);
  }
  return joined;
}

function isPlain({ source, array, measure }: Read): boolean {
  return source === "event" && !array && measure === "value";
}

function ofMembership({ left, test, span }: Membership, wanted: boolean, event: string) {
  if (left.kind !== "read" || !isPlain(left)) return refuse(span, "it knows no such value");
  if (test.type === "int") {
    const ranges = test.values.flatMap((value) => spansOf("==", value));
    return ofNumber(left, wanted ? ranges : outsideOf(ranges), event);
  }
  const [, of, destination, what] = FILE.exec(left.field) ?? [];
  if (of !== event || test.type !== "string") return refuse(left.span, unknownField(event));
  if (!wanted) return refuse(span, "it can be told which files are meant, not which are not");
  if (test.ignoreCase) return refuse(span, "it does not compare without regard to case");
  const side = destination === undefined ? "file" : "destination";
  const ways = test.tests.map(({ form, text }): Conjunction => {
    const isWhole = form === "equal" || (form !== "regexp" && !/[*?[\\]/.test(text));
    if (!isWhole) return refuse(span, "it compares whole paths and names, not patterns");
    const place = what === "name" ? "name" : "path";
    const why = whyNoPath(text, place);
    return why === undefined ? [{ side, place, text }] : refuse(span, why);
  });
  return limited(ways, span);
}

function unknownField(event: string): string {
  const files = event === "ptrace" ? "" : `the path and name of ${event}.file, `;
  return `before the event it knows ${files}the user and group ids of the process and no more`;
}

function whyNoPath(text: string, place: "path" | "name"): string | undefined {
  const bytes = (part: string) => new TextEncoder().encode(part).length;
  if (bytes(text) > DENIAL_PATH_BYTES_MAX)
    return `it compares paths of at most ${DENIAL_PATH_BYTES_MAX} bytes`;
  if (place === "path" && !text.startsWith("/")) return "it compares absolute paths";
  const segments = place === "path" ? text.slice(1).split("/") : [text];
  if (segments.some((part) => part === "" || part === "." || part === ".." || part.includes("/")))
    return "no file has such a path";
  if (segments.some((part) => bytes(part) > DENIAL_SEGMENT_BYTES_MAX))
    return `it compares names of at most ${DENIAL_SEGMENT_BYTES_MAX} bytes`;
  return undefined;
}

/** That a number lies in one of the ranges. */
function ofNumber(read: Read, ranges: readonly Range[], event: string): Conjunction[] {
  if (!isPlain(read)) return refuse(read.span, "it knows no such value");
  const number = CREDENTIALS.get(read.field);
  if (number !== undefined && !(event === "exec" && CHANGED_BY_EXEC.has(number)))
    return ranges.map(([from, to]) => [{ number, test: "range", from, to }]);
  const own = read.field.startsWith(`${event}.`) ? OWN.get(read.field) : undefined;
  if (own === "flags")
    return refuse(read.span, "it adds flags of its own; compare `flags & (A | B) > 0`");
  if (own === undefined) return refuse(read.span, unknownField(event));
  const isAsked = ([from, to]: Range) => from === to && PTRACE_REQUESTS.has(from);
  if (own === "request" && !ranges.every(isAsked))
    return refuse(
      read.span,
      "it is asked about PTRACE_ATTACH, PTRACE_SEIZE and PTRACE_TRACEME only",
    );
  return ranges.map(([from, to]) => [{ number: "own", test: "range", from, to }]);
}

function ofRelation(relation: Relation, wanted: boolean, event: string): Conjunction[] {
  const { left, right, operator, span } = relation;
  if (right.kind !== "literal" || typeof right.value === "string" || operator === "all")
    return refuse(span, "it compares only with what the rule has written out");
  const bound = Number(right.value);
  if (left.kind === "arithmetic" && left.operator === "&")
    return ofMask(relation, bound, wanted, event);
  if (left.kind !== "read" || !isPlain(left)) return refuse(span, "it knows no such value");
  const ranges = spansOf(operator, bound);
  return ofNumber(left, wanted ? ranges : outsideOf(ranges), event);
}

function ofMask(
  { left, operator, span }: Relation,
  bound: number,
  wanted: boolean,
  event: string,
): Conjunction[] {
  if (left.kind !== "arithmetic") return refuse(span, "it knows no such value");
  const isFirst = left.left.kind === "read";
  const [flags, mask] = isFirst ? [left.left, left.right] : [left.right, left.left];
  if (flags.kind !== "read" || !isPlain(flags) || mask.kind !== "literal")
    return refuse(span, "it compares only with what the rule has written out");
  if (event !== "open" || OWN.get(flags.field) !== "flags")
    return refuse(flags.span, unknownField(event));
  const bits = Number(mask.value);
  if (bits <= 0 || (bits & ~OPEN_FLAGS) !== 0)
    return refuse(
      mask.span,
      "it keeps O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND as given",
    );
  const set = ifAny(operator, bound, bits);
  if (set === undefined)
    return refuse(span, "it can be told any of the flags or none, not how many");
  return [[{ number: "own", test: set === wanted ? "bits" : "no_bits", from: bits, to: 0 }]];
}

/** Whether the comparison means that any bit is set, or that none is; undefined when neither. */
function ifAny(operator: Relation["operator"], bound: number, bits: number): boolean | undefined {
  if (operator === "==" && bound === 0) return false;
  if ((operator === ">" && bound === 0) || (operator === ">=" && bound === 1)) return true;
  if ((operator === "<" && bound === 1) || (operator === "<=" && bound === 0)) return false;
  const isOne = (bits & (bits - 1)) === 0;
  return isOne && operator === "==" && bound === bits ? true : undefined;
}

/** A conjunction as the sensor takes it; nothing when it can never hold. */
function shape(atoms: Conjunction, event: string, span: Span): DenialWay[] {
  const files = atoms.filter((atom) => "place" in atom);
  const terms = joinTerms(atoms.filter((atom) => "number" in atom));
  if (terms === undefined) return [];
  if (terms.length > DENIAL_TERMS_MAX)
    return refuse(span, `it compares ${DENIAL_TERMS_MAX} numbers at a time, and this has more`);
  const sides = new Set(files.map(({ side }) => side));
  if (sides.size > 1) return refuse(span, "it looks at one file of the two at a time");
  const paths = new Set(files.filter(({ place }) => place === "path").map(({ text }) => text));
  const names = new Set(files.filter(({ place }) => place === "name").map(({ text }) => text));
  if (paths.size > 1 || names.size > 1) return [];
  const [path] = paths;
  const [name] = names;
  if (path !== undefined && name !== undefined && !path.endsWith(`/${name}`)) return [];
  const side = files[0]?.side ?? "file";
  if (path !== undefined) return [{ event, side, place: "path", path, terms }];
  if (name !== undefined) return [{ event, side, place: "name", path: name, terms }];
  if (terms.length === 0) return refuse(span, `that is every event ${event} of the host`);
  return [{ event, side, place: "any", path: "", terms }];
}

/** Ranges of one number as one; undefined when nothing lies in all of them. */
function joinTerms(terms: readonly DenialTerm[]): DenialTerm[] | undefined {
  const joined: DenialTerm[] = [];
  for (const term of terms) {
    const isEvery = term.test === "range" && term.from === 0 && term.to === NUMBER_MAX;
    if (isEvery) continue;
    const known = joined.find(
      ({ number, test }) => test === "range" && term.test === "range" && number === term.number,
    );
    if (known === undefined) {
      joined.push({ ...term });
      continue;
    }
    known.from = Math.max(known.from, term.from);
    known.to = Math.min(known.to, term.to);
    if (known.from > known.to) return undefined;
  }
  return joined;
}
