/**
 * The one way to write a rule: one line, symbols for operators, parentheses wherever reading would
 * need knowledge of precedence. A rule with comments keeps them, each above the condition it stood
 * at, one condition a line.
 */
import type { Diagnostic } from "#lib/base";
import type { Ast, BinaryAst, ListAst, LogicAst, UnaryAst } from "./ast.ts";
import type { Comment } from "./lex.ts";
import { parseRule } from "./parse.ts";

/** `text` is there unless the rule could not be read; reading it again gives the same tree. */
export type FormatResult = { text?: string; diagnostics: Diagnostic[] };

/** Writes a rule in canonical form. */
export function formatRule(source: string): FormatResult {
  const { ast, comments, diagnostics } = parseRule(source);
  if (ast === undefined) return { diagnostics };
  return { text: comments.length === 0 ? print(ast) : printLines(ast, comments), diagnostics };
}

const JOINTS = { and: "&&", or: "||" } as const;

function printLines(ast: Ast, comments: readonly Comment[]): string {
  const terms = ast.kind === "and" || ast.kind === "or" ? ast.terms : [ast];
  const joint = ast.kind === "and" || ast.kind === "or" ? ` ${JOINTS[ast.kind]}` : "";
  const lines: string[] = [];
  let next = 0;
  terms.forEach((term, index) => {
    const isLast = index === terms.length - 1;
    for (; (comments[next]?.span.start ?? Infinity) < term.span.end; next++) {
      lines.push(comments[next]?.text.trimEnd() ?? "");
    }
    const code = terms.length === 1 ? print(term) : printTerm(term);
    lines.push(isLast ? code : `${code}${joint}`);
  });
  return [...lines, ...comments.slice(next).map(({ text }) => text.trimEnd())].join("\n");
}

/** An expression on one line, without comments; what binds together stands in parentheses. */
export function print(ast: Ast): string {
  switch (ast.kind) {
    case "and":
    case "or":
      return printLogic(ast);
    case "compare":
      return `${printSide(ast.left)} ${ast.operator} ${printSide(ast.right)}`;
    case "in":
      return `${printSide(ast.left)} ${ast.operator} ${print(ast.right)}`;
    case "binary":
      return printBinary(ast);
    case "unary":
      return printUnary(ast);
    case "list":
      return printList(ast);
    case "name":
      return ast.name;
    case "variable":
      return `\${${ast.name}}`;
    case "reference":
      return `%{${ast.name}}`;
    case "string":
      return `"${ast.text}"`;
    case "pattern":
      return `~"${ast.text}"`;
    case "regexp":
      return `r"${ast.text}"`;
    case "int":
      return String(ast.value);
    default:
      return ast.text;
  }
}

function printLogic({ kind, terms }: LogicAst): string {
  return terms.map(printTerm).join(` ${JOINTS[kind]} `);
}

function printTerm(term: Ast): string {
  return term.kind === "and" || term.kind === "or" ? `(${print(term)})` : print(term);
}

/** A side of a comparison: whatever binds no tighter gets parentheses. */
function printSide(ast: Ast): string {
  const isCondition = ["and", "or", "compare", "in"].includes(ast.kind);
  return isCondition ? `(${print(ast)})` : print(ast);
}

/** `+` and `-` lean left and take bit operations without parentheses; bit operations lean right. */
function printBinary({ operator, left, right }: BinaryAst): string {
  const isSum = (ast: Ast) =>
    ast.kind === "binary" && (ast.operator === "+" || ast.operator === "-");
  const isSame = (ast: Ast) => ast.kind === "binary" && ast.operator === operator;
  const isOne = (ast: Ast) => !["and", "or", "compare", "in", "binary"].includes(ast.kind);
  const wrap = (ast: Ast, bare: boolean) => (bare ? print(ast) : `(${print(ast)})`);
  const sum = operator === "+" || operator === "-";
  const first = wrap(left, isOne(left) || (sum && isSum(left)));
  const second = wrap(right, isOne(right) || (!sum && isSame(right)));
  return `${first} ${operator} ${second}`;
}

/** Digits after a sign would be read as one number, and `~"` after `!` as another operator. */
function printUnary({ operator, operand }: UnaryAst): string {
  const isBare =
    operand.kind === "name" ||
    operand.kind === "variable" ||
    operand.kind === "reference" ||
    (operand.kind === "unary" && operator === "!");
  return isBare ? `${operator}${print(operand)}` : `${operator}(${print(operand)})`;
}

/** `]` may belong to a name, so a list of names keeps its distance from the brackets. */
function printList({ items }: ListAst): string {
  const text = items.map(print).join(", ");
  return items.some(({ kind }) => kind === "name") ? `[ ${text} ]` : `[${text}]`;
}
