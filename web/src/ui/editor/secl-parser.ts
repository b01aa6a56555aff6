/**
 * The rule language as the editor sees it: a tree of lib/secl's own tokens, with a node around
 * every pair of brackets. Rules are short, so each change reads the whole text again; what is wrong
 * becomes an error node and the rest keeps its colours.
 */
import {
  type Input,
  NodeSet,
  NodeType,
  Parser,
  type ParseWrapper,
  type PartialParse,
  Tree,
} from "@lezer/common";
import { styleTags, tags } from "@lezer/highlight";
import type { FieldTable } from "#lib/event";
import { type Lexeme, type MacroTable, scan } from "#lib/secl";

/** What names mean, which decides their colour. */
export type Names = { table: FieldTable; macros: MacroTable };

const NODES = [
  ...["Rule", "Group", "List", "Field", "Constant", "Macro", "Bool", "Name", "Variable"],
  ...["Reference", "String", "Pattern", "Regexp", "Int", "Duration", "Address", "Operator"],
  ...["Word", "Open", "Close", "Comma", "Comment", "Fault"],
] as const;
export type NodeName = (typeof NODES)[number];

const ID = Object.fromEntries(NODES.map((name, id) => [name, id])) as Record<NodeName, number>;

const nodeSet = new NodeSet(
  NODES.map((name, id) =>
    NodeType.define({ id, name, top: name === "Rule", error: name === "Fault" }),
  ),
).extend(
  styleTags({
    Field: tags.propertyName,
    Constant: tags.constant(tags.name),
    Macro: tags.macroName,
    Bool: tags.bool,
    Name: tags.name,
    "Variable Reference": tags.special(tags.variableName),
    String: tags.string,
    "Pattern Regexp": tags.special(tags.string),
    "Int Duration Address": tags.number,
    Operator: tags.operator,
    Word: tags.operatorKeyword,
    "Open Close Comma": tags.punctuation,
    Comment: tags.lineComment,
    Fault: tags.invalid,
  }),
);

const BY_KIND: Readonly<Partial<Record<Lexeme["kind"], NodeName>>> = {
  variable: "Variable",
  reference: "Reference",
  string: "String",
  pattern: "Pattern",
  regexp: "Regexp",
  int: "Int",
  duration: "Duration",
  ip: "Address",
  cidr: "Address",
  comment: "Comment",
  fault: "Fault",
};

/** The node of a token; groups and lists have none of their own. */
export function nodeOf({ kind, text, span }: Lexeme, { table, macros }: Names): NodeName {
  if (kind === "name") {
    if (text === "true" || text === "false") return "Bool";
    if (table.constants.has(text)) return "Constant";
    if (macros.has(text)) return "Macro";
    return text.includes(".") ? "Field" : "Name";
  }
  if (kind !== "operator") return BY_KIND[kind] ?? "Name";
  if (text === "(" || text === "[") return "Open";
  if (text === ")" || text === "]") return "Close";
  if (text === ",") return "Comma";
  const isWord = /^[a-z]/.test(text) || span.end - span.start > text.length;
  return isWord ? "Word" : "Operator";
}

/** The tree of a text; never fails. */
export function parseTree(source: string, names: Names): Tree {
  /* Lezer's flat form: type, start, end, and the size of the node with all that is below it. */
  const buffer: number[] = [];
  const open: { text: string; start: number; at: number }[] = [];
  for (const lexeme of scan(source)) {
    const { text, span } = lexeme;
    const node = nodeOf(lexeme, names);
    if (node === "Open") open.push({ text, start: span.start, at: buffer.length });
    buffer.push(ID[node], span.start, span.end, 4);
    const opener = open.at(-1);
    if (node !== "Close" || opener?.text !== (text === ")" ? "(" : "[")) continue;
    open.pop();
    const type = text === ")" ? ID.Group : ID.List;
    buffer.push(type, opener.start, span.end, buffer.length - opener.at + 4);
  }
  return Tree.build({ buffer, nodeSet, topID: ID.Rule, length: source.length });
}

/** The parser in the form that the editor calls. */
export class SeclParser extends Parser {
  readonly names: Names;
  readonly wrappers: readonly ParseWrapper[] = [];

  constructor(names: Names) {
    super();
    this.names = names;
  }

  override createParse(input: Input): PartialParse {
    const { names } = this;
    return {
      parsedPos: input.length,
      stoppedAt: null,
      stopAt() {},
      advance: () => parseTree(input.read(0, input.length), names),
    };
  }
}
