/**
 * Linter, one condition at a time: texts that a field never has, numbers out of its range, masks
 * that leave nothing, regular expressions that a pattern would replace.
 */
import type { Diagnostic, Span } from "#lib/base";
import { bitAnd } from "./bits.ts";
import * as traps from "./lint-diagnostics.ts";
import { compare, type Wanted } from "./lint-logic.ts";
import { byteLength } from "./pattern.ts";
import type { Membership, Read, Relation, StringTest, Value } from "./tree.ts";

/** Bytes of a task's name without the end (TASK_COMM_LEN, linux/sched.h). */
const COMM_BYTES_MAX = 15;

/** Last parts of names whose values are counts, ids or times, and never negative. */
const NEVER_NEGATIVE: ReadonlySet<string> = new Set(
  [
    "uid gid euid egid fsuid fsgid auid pid ppid tid inode mode rights mount_id port size links",
    "created_at modification_time change_time timestamp cap_effective cap_permitted",
  ].flatMap((names) => names.split(" ")),
);

/** What a call was given for a process, where -1 stands for all of them. */
const GIVEN_PIDS: ReadonlySet<string> = new Set(["signal.pid", "perf_event_open.pid"]);

/** The traps of one condition; `wanted` is false where it is negated. */
export function lintCondition({ value, wanted }: Wanted): Diagnostic[] {
  switch (value.kind) {
    case "membership":
      return [...lintTexts(value), ...lintListRange(value, wanted)];
    case "relation":
      return [...lintRange(value, wanted), ...lintMask(value)];
    case "age":
      return value.operator === "==" ? [traps.ageExact(value.span)] : [];
    default:
      return [];
  }
}

function lintTexts({ left, test, span }: Membership): Diagnostic[] {
  if (test.type !== "string" || left.kind !== "read" || left.measure !== "value") return [];
  return test.tests.flatMap((one) => lintText(left, one, span) ?? []);
}

function lintText(read: Read, { form, text }: StringTest, span: Span): Diagnostic | undefined {
  const { field, operators } = read;
  if (form === "regexp") {
    const better = patternFor(text);
    return better === undefined ? undefined : traps.regexpAsPattern(span, better);
  }
  if (form === "equal" && text.includes("*") && text !== "*") return traps.starInText(span, text);
  const isLoose = text.startsWith("*");
  if (operators === "path" && form === "glob" && isLoose && !/^\*\*?(\/|$)/.test(text)) {
    return traps.globRelative(span, text.replace(/^\*+/, "*"));
  }
  if (operators === "basename" && text.includes("/")) return traps.nameWithSlash(span, field);
  if (field.endsWith(".extension") && text !== "" && !isLoose && !text.startsWith(".")) {
    return traps.extensionWithoutDot(span, text);
  }
  if (field.endsWith(".comm") && byteLength(text.replaceAll("*", "")) > COMM_BYTES_MAX) {
    return traps.commTooLong(span, COMM_BYTES_MAX);
  }
  return undefined;
}

const PLAIN = /^(?:[A-Za-z0-9 _/:;,@%&=<>~'!#-]|\\[.+?()[\]{}^$/-])*$/;

/**
 * The comparison that does the same as a regular expression of plain words and `.*`; undefined for
 * any other. One that is bound to the end after a gap has none: a pattern takes the first place
 * where a word stands, and may leave the end unmatched.
 */
export function patternFor(source: string): string | undefined {
  const [, start = "", body = "", end = ""] = /^(\^?)(.*?)(\$?)$/s.exec(source) ?? [];
  const pieces = body.split(".*");
  if (!pieces.every((piece) => PLAIN.test(piece)) || pieces.join("") === "") return undefined;
  const words = pieces.map((piece) => piece.replace(/\\(.)/g, "$1"));
  const isBoundEnd = end !== "" && words.at(-1) !== "";
  if (isBoundEnd && (start === "" || words.length > 1)) return undefined;
  if (isBoundEnd) return `== "${words[0]}"`;
  const text = `${start === "" ? "*" : ""}${words.join("*")}*`;
  return `~"${text.replace(/\*+/g, "*")}"`;
}

function isNeverNegative(value: Value): value is Read {
  if (value.kind !== "read" || value.type !== "int") return false;
  if (value.measure !== "value") return true;
  /* kill(2) takes -1 and process groups as negative numbers. */
  return NEVER_NEGATIVE.has(value.field.split(".").at(-1) ?? "") && !GIVEN_PIDS.has(value.field);
}

function lintRange({ left, right, operator, span }: Relation, wanted: boolean): Diagnostic[] {
  if (operator === "all" || right.kind !== "literal" || !isNeverNegative(left)) return [];
  const bound = Number(right.value);
  const isLow = operator === "<" || operator === "<=" || operator === "==";
  const isDecided = isLow
    ? bound < 0 || (operator === "<" && bound === 0)
    : bound < 0 || (operator === ">=" && bound === 0);
  if (!isDecided) return [];
  return [rangeTrap(span, left, isLow !== wanted)];
}

function lintListRange({ left, test, span }: Membership, wanted: boolean): Diagnostic[] {
  if (test.type !== "int" || !isNeverNegative(left)) return [];
  if (test.values.some((value) => value >= 0)) return [];
  return [rangeTrap(span, left, !wanted)];
}

function rangeTrap(span: Span, { field }: Read, always: boolean): Diagnostic {
  return always ? traps.alwaysInRange(span, field) : traps.neverInRange(span, field);
}

/** `x & mask` has only bits of the mask, so it is at most the mask. */
function lintMask({ left, right, operator, span }: Relation): Diagnostic[] {
  if (left.kind !== "arithmetic" || left.operator !== "&" || operator === "all") return [];
  const mask = [left.left, left.right].find(({ kind }) => kind === "literal");
  if (mask?.kind !== "literal" || right.kind !== "literal") return [];
  const [bits, bound] = [Number(mask.value), Number(right.value)];
  if (bits < 0) return [];
  const isNever =
    operator === "=="
      ? bitAnd(bits, bound) !== bound
      : !compare(operator, 0, bound) && !compare(operator, bits, bound);
  return isNever || bits === 0 ? [traps.maskNever(span)] : [];
}
