/**
 * Where in a rule a cursor is: what may stand there, and what it would be compared with. Works on
 * tokens, not on the tree, because a rule that is being written rarely parses.
 */
import type { Span } from "#lib/base";
import type { Field, FieldType } from "#lib/event";
import { lookUp } from "./check-field.ts";
import { type CheckEnvironment, createChecker } from "./checker.ts";
import { type Lexeme, scan } from "./scan.ts";

export type FieldShape = { type: FieldType; array: boolean };

/**
 * The left side of a comparison. `group` names the constants it takes; `field` is absent for what
 * is none, such as a variable.
 */
export type Subject = FieldShape & { group: string; field: Field | undefined };

/**
 * What fits at a cursor: the start of a condition; a value beside `subject`; an operator after a
 * whole operand; a list after `in`; `in` after `not`; an item of a list, or what follows one; the
 * name within `${}` or `%{}`; the text within quotes.
 */
export type Expectation =
  | "condition"
  | "value"
  | "operator"
  | "list"
  | "in"
  | "item"
  | "comma"
  | "variable"
  | "reference"
  | "text"
  | "nothing";

export type Cursor = {
  expects: Expectation;
  /** What a completion takes the place of. */
  span: Span;
  /** What of it is before the cursor. */
  partial: string;
  subject: Subject | undefined;
  /** Comparison that the condition has already, or "". */
  comparison: string;
  /** Arithmetic operator directly before the value or within the condition's left side, or "". */
  arithmetic: string;
  /** Whether what is compared is more than a field: a mask of it, a sum. */
  isCalculated: boolean;
  /** Whether an operand before the cursor is a whole condition. */
  isCondition: boolean;
  /** Brackets that are open, outermost first. */
  open: string;
  /** Event type that the rest of the rule is about, or "". */
  event: string;
};

const COMPARISONS = new Set(["==", "!=", "=~", "!~", "<", "<=", ">", ">=", "="]);
const ARITHMETIC = new Set(["&", "|", "^", "+", "-"]);
/** What only begins an operator when it stands after an operand. */
const HALVES = new Set(["=", "!"]);
/** How far before the cursor an opened `${` or `%{` is looked for. */
const NAME_LENGTH_MAX = 120;

type Frame = {
  bracket: "(" | "[";
  subject: Subject | undefined;
  comparison: string;
  arithmetic: string;
  isCalculated: boolean;
  /** What the last token left open. */
  after: "start" | "operand" | "operator" | "in" | "not" | "item";
  isGroupOfConditions: boolean;
};

/** Reads the tokens before `offset` and says what fits there. */
export function cursorAt(source: string, offset: number, environment: CheckEnvironment): Cursor {
  const lexemes = scan(source);
  const touched = lexemes.find(({ span }) => span.start < offset && offset <= span.end);
  const hole = holeAt(source, offset);
  let part = hole ?? partialOf(touched, source, offset);
  const others = lexemes.filter(
    (lexeme) => lexeme !== touched || part.span.start >= lexeme.span.end,
  );
  const event = eventOf(others, environment);
  const before = others.filter(({ span }) => span.end <= part.span.start && span.end <= offset);
  const half = before.at(-1);
  let frames = walk(before, event, environment);
  if (half !== undefined && half.span.end === offset && HALVES.has(half.text)) {
    const without = walk(before.slice(0, -1), event, environment);
    if (without.at(-1)?.after === "operand") {
      frames = without;
      part = { span: half.span };
    }
  }
  const frame = frames.at(-1) as Frame;
  return {
    expects: part.expects ?? expectationOf(frame),
    span: part.span,
    partial: source.slice(part.span.start, offset),
    subject: frame.subject,
    comparison: frame.comparison,
    arithmetic: frame.arithmetic,
    isCalculated: frame.isCalculated,
    isCondition: isCondition(frame),
    open: frames
      .slice(1)
      .map(({ bracket }) => bracket)
      .join(""),
    event,
  };
}

type Part = { span: Span; expects?: Expectation };

/** The name within `${…` or `%{…`, closed or not, in the open or in quotes. */
function holeAt(source: string, offset: number): Part | undefined {
  const start = Math.max(0, offset - NAME_LENGTH_MAX);
  const found = /([$%])\{([\w.[\]]*)$/.exec(source.slice(start, offset));
  if (found === null) return undefined;
  const rest = /^[\w.[\]]*/.exec(source.slice(offset))?.[0] ?? "";
  const span = { start: offset - (found[2] ?? "").length, end: offset + rest.length };
  return { span, expects: found[1] === "$" ? "variable" : "reference" };
}

function partialOf(touched: Lexeme | undefined, source: string, offset: number): Part {
  const here = { span: { start: offset, end: offset } };
  if (touched === undefined) return here;
  const { kind, span } = touched;
  const isWord = /^[A-Za-z_]/.test(source.slice(span.start, span.end));
  if (kind === "comment") return { ...here, expects: "nothing" };
  const opening = /^[r~]?"/.exec(source.slice(span.start, span.end))?.[0];
  if (opening !== undefined) {
    const isClosed = kind !== "fault";
    if (isClosed && offset === span.end) return here;
    const inner = { start: span.start + opening.length, end: span.end - (isClosed ? 1 : 0) };
    if (offset < inner.start) return { ...here, expects: "nothing" };
    return { span: isClosed ? inner : { ...inner, end: offset }, expects: "text" };
  }
  if (isWord) return { span };
  if (["int", "duration", "ip", "cidr"].includes(kind)) return { ...here, expects: "nothing" };
  return here;
}

function eventOf(lexemes: readonly Lexeme[], { table }: CheckEnvironment): string {
  for (const { kind, text } of lexemes) {
    if (kind !== "name" && kind !== "reference") continue;
    const event = table.fields.get(text.replace(/\[[^\]]*\]/, ""))?.event ?? "*";
    if (event !== "*") return event;
  }
  return "";
}

const EMPTY = { subject: undefined, comparison: "", arithmetic: "", isCalculated: false };

function createFrame(bracket: Frame["bracket"], outer?: Frame): Frame {
  const isOperand = outer?.after === "operator";
  return {
    bracket,
    subject: bracket === "[" || isOperand ? outer?.subject : undefined,
    comparison: bracket === "[" || isOperand ? (outer?.comparison ?? "") : "",
    arithmetic: isOperand ? outer.arithmetic : "",
    isCalculated: isOperand && outer.isCalculated,
    after: "start",
    isGroupOfConditions: false,
  };
}

/** Frames open after the tokens: the rule itself and one a bracket. */
function walk(lexemes: readonly Lexeme[], event: string, environment: CheckEnvironment): Frame[] {
  const frames = [createFrame("(")];
  for (const lexeme of lexemes) {
    const frame = frames.at(-1) as Frame;
    const { text } = lexeme;
    if (lexeme.kind === "comment") continue;
    const isSign = lexeme.kind === "operator" || (lexeme.kind === "fault" && text === "=");
    if (!isSign) {
      frame.subject ??= subjectOf(lexeme, event, environment);
      frame.after = "operand";
    } else if (text === "(" || text === "[") frames.push(createFrame(text, frame));
    else if (text === ")" || text === "]") {
      if (frames.length > 1) close(frames);
    } else step(frame, text);
  }
  return frames;
}

function close(frames: Frame[]): void {
  const inner = frames.pop() as Frame;
  const outer = frames.at(-1) as Frame;
  if (inner.bracket === "(" && outer.after === "start") {
    outer.subject = inner.isGroupOfConditions ? undefined : inner.subject;
    outer.comparison = inner.comparison;
    outer.arithmetic = inner.arithmetic;
    outer.isCalculated = inner.isCalculated;
    outer.isGroupOfConditions ||= inner.isGroupOfConditions;
  }
  outer.after = "operand";
}

function step(frame: Frame, text: string): void {
  if (text === "&&" || text === "||") {
    Object.assign(frame, { ...EMPTY, after: "start" });
    frame.isGroupOfConditions = true;
  } else if (text === ",") frame.after = "item";
  else if (text === "not" && frame.after === "operand") frame.after = "not";
  else if (text === "in" || text === "allin") {
    frame.comparison = text;
    frame.after = "in";
  } else if (COMPARISONS.has(text)) {
    frame.comparison = text === "=" ? "==" : text;
    frame.isCalculated ||= frame.arithmetic !== "";
    frame.arithmetic = "";
    frame.after = "operator";
  } else if (ARITHMETIC.has(text) && frame.after === "operand") {
    frame.arithmetic = text;
    frame.after = "operator";
  }
}

/** What a token is as the left side of a comparison; undefined when its type is not known. */
export function subjectOf(
  { kind, text }: Pick<Lexeme, "kind" | "text">,
  event: string,
  environment: CheckEnvironment,
): Subject | undefined {
  if (kind === "int" || kind === "duration") return plain("int");
  if (kind === "string") return plain("string");
  if (kind === "variable") {
    const shape = environment.variables?.get(text);
    return shape && { ...shape, group: "", field: undefined };
  }
  if (kind !== "name" && kind !== "reference") return undefined;
  if (text === "true" || text === "false") return plain("bool");
  if (environment.table.constants.has(text)) return plain("int");
  const checker = createChecker(environment);
  checker.eventAhead = event;
  const isElement = text.includes("[");
  const found = lookUp(checker, text.replace(/\[[^\]]*\]/, ""));
  if (found === undefined) return undefined;
  const { field, measure } = found;
  const isList = field.array && measure !== "count";
  return {
    type: measure === "length" || measure === "count" ? "int" : field.type,
    array: isList || (field.iterator !== "" && !isElement),
    group: measure === "value" ? field.constants : "",
    field: measure === "value" ? field : undefined,
  };
}

function plain(type: FieldType): Subject {
  return { type, array: false, group: "", field: undefined };
}

function expectationOf({ bracket, after, subject, comparison, arithmetic }: Frame): Expectation {
  if (bracket === "[") return after === "operand" ? "comma" : "item";
  switch (after) {
    case "operand":
      return "operator";
    case "operator":
      return "value";
    case "in":
      return "list";
    case "not":
      return "in";
    default:
      return comparison !== "" || (subject !== undefined && arithmetic !== "")
        ? "value"
        : "condition";
  }
}

/** Whether the operand before the cursor can be joined by `&&`: it was compared, or is a bool. */
function isCondition({ after, subject, comparison, arithmetic }: Frame): boolean {
  if (after !== "operand") return false;
  if (comparison !== "" || subject === undefined) return true;
  return subject.type === "bool" && arithmetic === "";
}
