/**
 * The tree the parser makes: what was written, with names not yet looked up. `&&` and `||` have no
 * precedence and lean right, so `A && B || C` is `and[A, or[B, C]]`; a run of one operator is a
 * single node with many terms, which keeps the tree shallow.
 */
import type { Span } from "#lib/base";

export type CompareOperator = "==" | "!=" | "=~" | "!~" | "<" | "<=" | ">" | ">=";
export type ListOperator = "in" | "not in" | "allin";
export type BinaryOperator = "+" | "-" | "&" | "|" | "^";
export type UnaryOperator = "!" | "-" | "^";

export type LogicAst = { kind: "and" | "or"; terms: Ast[]; span: Span };
type CompareAst = {
  kind: "compare";
  operator: CompareOperator;
  left: Ast;
  right: Ast;
  span: Span;
};
type InAst = { kind: "in"; operator: ListOperator; left: Ast; right: Ast; span: Span };
export type BinaryAst = {
  kind: "binary";
  operator: BinaryOperator;
  left: Ast;
  right: Ast;
  span: Span;
};
export type UnaryAst = { kind: "unary"; operator: UnaryOperator; operand: Ast; span: Span };
export type ListAst = { kind: "list"; items: Ast[]; span: Span };
/** A field, constant or macro; `variable` is `${x}`, `reference` is `%{field}`. */
type NameAst = { kind: "name" | "variable" | "reference"; name: string; span: Span };
/** Quoted text as written: escapes are not undone. */
type TextAst = { kind: "string" | "pattern" | "regexp"; text: string; span: Span };
type IntAst = { kind: "int"; value: number; span: Span };
/** `value` in nanoseconds; `text` as written. */
type DurationAst = { kind: "duration"; value: number; text: string; span: Span };
export type AddressAst = { kind: "ip" | "cidr"; text: string; span: Span };

export type Ast =
  | LogicAst
  | CompareAst
  | InAst
  | BinaryAst
  | UnaryAst
  | ListAst
  | NameAst
  | TextAst
  | IntAst
  | DurationAst
  | AddressAst;

/** The nodes directly beneath one. */
export function childrenOf(ast: Ast): readonly Ast[] {
  switch (ast.kind) {
    case "and":
    case "or":
      return ast.terms;
    case "compare":
    case "in":
    case "binary":
      return [ast.left, ast.right];
    case "unary":
      return [ast.operand];
    case "list":
      return ast.items;
    default:
      return [];
  }
}
