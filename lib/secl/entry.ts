/**
 * What is to say about one name of the language: the type, the sentence, the example, and why
 * nothing delivers it. Completions and hovers show the same entry.
 */
import { CONSTANT_GROUP_BRIEFS, CONSTANT_GROUPS, type Field } from "#lib/event";
import type { CheckEnvironment } from "./checker.ts";
import type { FieldShape } from "./cursor.ts";
import { print } from "./format.ts";

export type EntryKind =
  | "field"
  | "iterator"
  | "constant"
  | "macro"
  | "variable"
  | "operator"
  | "keyword"
  | "value";

export type Entry = {
  name: string;
  kind: EntryKind;
  /** Type of a field or variable (`string[]`), value of a constant, else "". */
  detail: string;
  /** One sentence without its full stop, or "". */
  brief: string;
  /** A value such a field has, or "". */
  example: string;
  /** Why no event carries the field; "" when events do. */
  undelivered: string;
  /** What a macro stands for, or "". */
  definition: string;
};

/** Characters of a macro's text that are shown. */
const DEFINITION_LENGTH_MAX = 400;

function entry(kind: EntryKind, name: string, rest: Partial<Entry> = {}): Entry {
  return {
    name,
    kind,
    detail: "",
    brief: "",
    example: "",
    undelivered: "",
    definition: "",
    ...rest,
  };
}

function typeName(type: string, array: boolean): string {
  return array ? `${type}[]` : type;
}

/** A field, under the name that the rule gives it. */
export function fieldEntry(field: Field, name = field.name): Entry {
  const own = typeName(field.type, field.array);
  return entry("field", name, {
    detail: field.iterator === "" ? own : `${own} of each ${field.iterator}`,
    brief: field.brief,
    example: field.example,
    undelivered: field.reason,
  });
}

export function iteratorEntry(name: string, members: readonly Field[]): Entry {
  const isDelivered = members.some(({ delivered }) => delivered);
  return entry("iterator", name, {
    detail: "list of objects",
    brief:
      "A condition holds when it does for any element; with a register, as in " +
      `\`${name}[A]\`, all conditions are about the same one`,
    undelivered: isDelivered ? "" : (members[0]?.reason ?? ""),
  });
}

/** `.length` and `.root_domain`, which every field of the type has. */
export function measureEntry(name: string, measure: string, undelivered: string): Entry {
  const [detail, brief] =
    measure === "root"
      ? ["string", "The registered domain of the name, without its subdomains"]
      : measure === "count"
        ? ["int", "Number of elements"]
        : ["int", "Length in bytes"];
  return entry("field", name, { detail, brief, undelivered });
}

/** A constant of a group; the group is looked for when it is not given. */
export function constantEntry(name: string, value: number, group = groupOf(name)): Entry {
  return entry("constant", name, {
    detail: String(value),
    brief: CONSTANT_GROUP_BRIEFS[group] ?? "",
  });
}

function groupOf(name: string): string {
  const found = Object.entries(CONSTANT_GROUPS).find(([, values]) => Object.hasOwn(values, name));
  return found?.[0] ?? "";
}

export function macroEntry(name: string, { macros }: CheckEnvironment, brief = ""): Entry {
  const ast = macros?.get(name);
  const definition = ast === undefined ? "" : print(ast);
  const isLong = definition.length > DEFINITION_LENGTH_MAX;
  return entry("macro", name, {
    detail: ast?.kind === "list" ? "list" : "macro",
    brief,
    definition: isLong ? `${definition.slice(0, DEFINITION_LENGTH_MAX)}…` : definition,
  });
}

export function variableEntry(name: string, { type, array }: FieldShape): Entry {
  return entry("variable", name, { detail: typeName(type, array), brief: "A variable" });
}

export function valueEntry(text: string, brief: string): Entry {
  return entry("value", text, { brief });
}

/** Operators and words by the text that rules write, with what they do. */
const OPERATORS: Readonly<Record<string, string>> = {
  "==": 'Equal; on an array, when any element is; `~"…"` and `r"…"` match instead',
  "!=": "Not equal; on an array, when no element is",
  "=~": "Matches a pattern: `*` stands for any run of characters, on a path within one folder",
  "!~": "Does not match a pattern",
  "<": "Less; with a duration, younger than it",
  "<=": "Less or equal",
  ">": "Greater; with a duration, older than it",
  ">=": "Greater or equal",
  in: "Is one of a list; on an array, when any element is",
  "not in": "Is none of a list; on an array, when no element is",
  allin: "Every address is within every network of the list",
  "&": "Bits that both have: `flags & O_CREAT > 0`",
  "|": "Bits that either has",
  "^": "Bits that only one has; before a value, all bits turned",
  "+": "Sum",
  "-": "Difference; a blank on both sides, `-2` is a number",
  "&&": "Both sides hold; everything to its right is its right side",
  "||": "Either side holds; everything to its right is its right side",
  "!": "Does not hold",
  not: "Does not hold; before `in`, is none of a list",
  "[": "Begins a list of values",
  "]": "Ends the list",
  ",": "Next value of the list",
  "(": "Begins a group",
  ")": "Ends the group",
  true: "Truth value",
  false: "Truth value",
};

/** An operator or word; a text that is none has an entry without a sentence. */
export function operatorEntry(text: string): Entry {
  const kind = /^[a-z]/.test(text) ? "keyword" : "operator";
  return entry(kind, text, {
    brief: Object.hasOwn(OPERATORS, text) ? (OPERATORS[text] ?? "") : "",
  });
}
