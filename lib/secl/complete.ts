/**
 * What may be written at a cursor, best first. Exact about the place: only what the checker would
 * take there, so that whoever accepts a proposal has not made a mistake by it.
 */

import type { Span } from "#lib/base";
import { CONSTANT_GROUPS, type Field, type FieldType } from "#lib/event";
import type { Ast } from "./ast.ts";
import type { CheckEnvironment } from "./checker.ts";
import { completeFields } from "./complete-field.ts";
import { type Cursor, cursorAt, type FieldShape, type Subject } from "./cursor.ts";
import {
  constantEntry,
  type Entry,
  macroEntry,
  operatorEntry,
  valueEntry,
  variableEntry,
} from "./entry.ts";

/** An entry with the text that takes the span's place, and its rank: higher comes first. */
export type Proposal = Entry & { insert: string; rank: number };

export type CompletionOptions = CheckEnvironment & {
  /** Values that a field was seen with, as a rule writes them without quotes. */
  seen?: (field: string) => readonly string[];
};

export type Completions = { span: Span; proposals: Proposal[] };

/** Proposals at `offset`; none within comments, numbers and free text. */
export function completeRule(
  source: string,
  offset: number,
  options: CompletionOptions,
): Completions {
  const cursor = cursorAt(source, offset, options);
  // Only fields have dots.
  const isOfField = cursor.partial.includes(".") && cursor.expects !== "text";
  const found = proposalsFor(cursor, options).filter(
    ({ kind }) => !isOfField || kind === "field" || kind === "iterator" || kind === "variable",
  );
  return { span: cursor.span, proposals: found.sort((a, b) => b.rank - a.rank) };
}

function proposalsFor(cursor: Cursor, options: CompletionOptions): Proposal[] {
  switch (cursor.expects) {
    case "condition":
      return [
        ...completeFields(cursor, options, () => true),
        ...macros(options, (ast) => !isValueList(ast), 20),
        ...words(["not"], 5),
        ...(cursor.partial === "" ? words(["("], 0) : []),
      ];
    case "value":
      return values(cursor, options);
    case "list":
      return lists(cursor, options);
    case "item":
      return items(cursor, options);
    case "operator":
      return operators(cursor);
    case "in":
      return words(["in"], 0);
    case "comma":
      return words([",", "]"], 0);
    case "variable":
      return [...(options.variables ?? [])].map(([name, shape]) =>
        propose(variableEntry(name, shape), 0),
      );
    case "reference":
      return completeFields(cursor, options, ({ iterator }) => iterator === "");
    case "text":
      return samples(cursor.subject, options, true);
    case "nothing":
      return [];
  }
}

function propose(entry: Entry, rank: number, insert = entry.name): Proposal {
  return { ...entry, insert, rank };
}

function words(texts: readonly string[], rank: number): Proposal[] {
  return texts.map((text, at) => propose(operatorEntry(text), rank - at));
}

/** Constants of the subject's group, in the order the group has them. */
function constants(subject: Subject | undefined, rank: number): Proposal[] {
  const group = subject?.group ?? "";
  const names = Object.entries(CONSTANT_GROUPS[group] ?? {});
  return names.map(([name, value], at) =>
    propose(constantEntry(name, value, group), rank - at / names.length),
  );
}

function macros(options: CheckEnvironment, fits: (ast: Ast) => boolean, rank: number): Proposal[] {
  const found = [...(options.macros ?? [])].filter(([, ast]) => fits(ast));
  return found.map(([name]) => propose(macroEntry(name, options), rank));
}

function isValueList(ast: Ast): boolean {
  return ast.kind === "list" || Object.values(KINDS).some((kinds) => kinds.includes(ast.kind));
}

/** Kinds of values by the type of the field they are compared with. */
const KINDS: Readonly<Record<FieldType, readonly Ast["kind"][]>> = {
  string: ["string", "pattern", "regexp"],
  int: ["int"],
  ip: ["ip", "cidr"],
  bool: [],
};

function isValueOf(subject: FieldShape | undefined, { kind }: Ast): boolean {
  return subject !== undefined && KINDS[subject.type].includes(kind);
}

function items({ subject }: Cursor, options: CompletionOptions): Proposal[] {
  return [
    ...constants(subject, 90),
    ...(subject?.group ? [] : samples(subject, options, false)),
    ...macros(options, (ast) => isValueOf(subject, ast), 10),
  ];
}

function fittingLists({ type }: FieldShape, ast: Ast): boolean {
  if (ast.kind !== "list") return false;
  const kinds = [...KINDS[type], ...(type === "int" ? ["name"] : [])];
  return ast.items.every(({ kind }) => kinds.includes(kind));
}

/** Values of the subject that are worth a proposal: seen ones, then the example. */
function samples(
  subject: Subject | undefined,
  { seen }: CompletionOptions,
  isQuoted: boolean,
): Proposal[] {
  const field = subject?.field;
  if (field === undefined || field.type === "bool" || (isQuoted && field.type !== "string")) {
    return [];
  }
  const values = new Map((seen?.(field.name) ?? []).map((value) => [value, "Seen in an event"]));
  if (field.example !== "" && !values.has(field.example)) values.set(field.example, "Example");
  return [...values].map(([value, brief], at) => {
    const text = field.type === "string" && !isQuoted ? JSON.stringify(value) : value;
    return propose(valueEntry(text, brief), 80 - at);
  });
}

/** Times are compared with ages as well. */
const TIME_NAME = /(?:_at|_time|\.timestamp)$/;
const AGES = ["30s", "5m", "1h", "24h"] as const;

function values(cursor: Cursor, options: CompletionOptions): Proposal[] {
  const { subject, comparison, arithmetic, isCalculated } = cursor;
  if (subject === undefined) {
    return [...completeFields(cursor, options, () => true), ...macros(options, () => true, 20)];
  }
  const isMask = comparison === "" && ["&", "|", "^"].includes(arithmetic);
  if (isMask && subject.group !== "") return constants(subject, 90);
  if (comparison === "=~" || comparison === "!~") return patterns(subject, options);
  const isAge = subject.field !== undefined && TIME_NAME.test(subject.field.name);
  return [
    ...(subject.type === "bool" ? words(["true", "false"], 90) : []),
    ...(subject.group !== ""
      ? [propose(valueEntry("0", "No flag, no error"), isCalculated ? 95 : 60)]
      : []),
    ...constants(subject, 90),
    ...(isAge && comparison !== "!=" && comparison !== "==" ? ages() : []),
    ...(isMask || isAge || subject.group !== "" ? [] : samples(subject, options, false)),
    ...macros(options, (ast) => isValueOf(subject, ast), 10),
    ...variables(subject, options),
    ...completeFields(
      cursor,
      options,
      (field) => field.type === subject.type && field.name !== subject.field?.name && !isMask,
    ),
  ];
}

function ages(): Proposal[] {
  return AGES.map((text, at) => propose(valueEntry(text, "Age, measured from now"), 88 - at));
}

/** A pattern is written out: for a path, the folder of the example. */
function patterns({ field }: Subject, { seen }: CompletionOptions): Proposal[] {
  if (field === undefined || field.type !== "string") return [];
  const known = [...(seen?.(field.name) ?? []), field.example].filter((value) => value !== "");
  const texts = known.map((value) => {
    if (field.operators === "path") return `${value.replace(/[^/]*$/, "")}**`;
    return `${value.split(/[^\w]/)[0]}*`;
  });
  return [...new Set(texts)].map((text, at) =>
    propose(valueEntry(JSON.stringify(text), "Pattern"), 80 - at),
  );
}

function variables(subject: FieldShape, { variables: known }: CheckEnvironment): Proposal[] {
  const fitting = [...(known ?? [])].filter(([, { type }]) => type === subject.type);
  return fitting.map(([name, shape]) => {
    const text = `\${${name}}`;
    return propose({ ...variableEntry(name, shape), name: text }, 30);
  });
}

function lists(cursor: Cursor, options: CompletionOptions): Proposal[] {
  const { subject } = cursor;
  const isFitting = (shape: FieldShape) => subject === undefined || shape.type === subject.type;
  const fits = (ast: Ast) =>
    subject === undefined ? ast.kind === "list" : fittingLists(subject, ast);
  const known = [...(options.variables ?? [])].filter(
    ([, shape]) => shape.array && isFitting(shape),
  );
  return [
    propose(operatorEntry("["), 95),
    ...macros(options, fits, 90),
    ...known.map(([name, shape]) => {
      const text = `\${${name}}`;
      return propose({ ...variableEntry(name, shape), name: text }, 50);
    }),
    ...completeFields(cursor, options, (field: Field) => field.array && isFitting(field)),
  ];
}

function operators({ subject, comparison, arithmetic, isCondition, open }: Cursor): Proposal[] {
  const closing = open.endsWith("(") ? words([")"], 50) : [];
  if (isCondition && (comparison !== "" || subject === undefined)) {
    return [...words(["&&", "||"], 90), ...closing];
  }
  if (subject?.type === "bool" && !subject.array) {
    return [...words(["&&", "||", "==", "!="], 90), ...closing];
  }
  const texts = subject === undefined ? [] : OPERATORS_OF[subject.type];
  if (subject?.type !== "int") return [...words(texts, 90), ...closing];
  const isFlags =
    subject.group !== "" && arithmetic === "" && /flags|mode|cap|prot|rights/.test(subject.group);
  const first = isFlags ? ["&"] : arithmetic === "" ? [] : [">"];
  const sums = subject.array ? [] : ["&", "|", "^", "+", "-"];
  return [...words([...new Set([...first, ...texts, ...sums])], 90), ...closing];
}

const OPERATORS_OF: Readonly<Record<Subject["type"], readonly string[]>> = {
  int: ["==", "!=", "<", "<=", ">", ">=", "in", "not in"],
  string: ["==", "!=", "=~", "!~", "in", "not in"],
  ip: ["==", "!=", "in", "not in", "allin"],
  bool: ["==", "!="],
};
