/**
 * Second stage: tokens to a tree. Stops at the first fault and never throws. Newcomers trip over
 * three things: `&&` and `||` have no precedence and lean right, a comparison's right side is again
 * a comparison, and `& | ^` lean right and bind tighter than `+ -`.
 */
import type { Diagnostic, Span } from "#lib/base";
import {
  type Ast,
  type BinaryOperator,
  type CompareOperator,
  childrenOf,
  type ListOperator,
  type LogicAst,
  type UnaryOperator,
} from "./ast.ts";
import * as faults from "./diagnostics.ts";
import { type Comment, lex, type Token } from "./lex.ts";
import { LIST_ITEMS_MAX, NESTING_MAX } from "./limits.ts";

export type ParseResult = { ast?: Ast; comments: Comment[]; diagnostics: Diagnostic[] };

const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "=~", "!~", "<", "<=", ">", ">="]);
const BIT_OPERATORS: ReadonlySet<string> = new Set(["&", "|", "^"]);
const DURATION_UNITS: ReadonlyMap<string, number> = new Map([
  ["ms", 1e6],
  ["s", 1e9],
  ["m", 60e9],
  ["h", 3600e9],
]);

/** Unwinds the descent at the first fault; caught in `run`, so that it never leaves this file. */
class Stop extends Error {}

type Parser = { tokens: Token[]; at: number; depth: number; diagnostics: Diagnostic[] };

/** Reads a rule. Without `ast` the diagnostics hold an error. */
export function parseRule(source: string): ParseResult {
  return run(source, expression);
}

/** Reads a macro: an expression, a list or a single value. */
export function parseMacro(source: string): ParseResult {
  return run(source, (parser) => {
    const isList = peek(parser).text === "[" && peek(parser).kind === "operator";
    return isList ? list(parser) : expression(parser);
  });
}

function run(source: string, start: (parser: Parser) => Ast): ParseResult {
  const { tokens, comments, diagnostics } = lex(source);
  if (diagnostics.length > 0) return { comments, diagnostics };
  const parser: Parser = { tokens, at: 0, depth: 0, diagnostics };
  try {
    if (peek(parser).kind === "end") return stop(parser, faults.emptyRule(peek(parser).span));
    const ast = start(parser);
    if (peek(parser).kind !== "end") stop(parser, unexpected(parser));
    const tooDeep = deepNode(ast);
    if (tooDeep !== undefined) stop(parser, faults.nestedTooDeep(tooDeep.span));
    return { ast, comments, diagnostics };
  } catch (error) {
    if (error instanceof Stop) return { comments, diagnostics };
    throw error;
  }
}

/**
 * A node deeper than the maximum, if there is one. The descent counts what it nests itself, but
 * chains of mixed `&&` and `||` are folded without descending and multiply with parentheses; later
 * stages walk the tree by recursion.
 */
function deepNode(root: Ast): Ast | undefined {
  const pending: [Ast, number][] = [[root, 1]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [node, depth] = next;
    if (depth > NESTING_MAX) return node;
    for (const child of childrenOf(node)) pending.push([child, depth + 1]);
  }
  return undefined;
}

function stop(parser: Parser, diagnostic: Diagnostic): never {
  parser.diagnostics.push(diagnostic);
  throw new Stop();
}

function peek(parser: Parser): Token {
  return parser.tokens[parser.at] as Token;
}

function isOperator(token: Token, text: string): boolean {
  return token.kind === "operator" && token.text === text;
}

function accept(parser: Parser, text: string): Token | undefined {
  const token = peek(parser);
  if (!isOperator(token, text)) return undefined;
  parser.at++;
  return token;
}

/** Says why the token that follows a whole operand cannot stand there. */
function unexpected(parser: Parser): Diagnostic {
  const token = peek(parser);
  if (token.kind === "int" && /^[-+]/.test(token.text)) {
    return faults.signNeedsSpace(token.span, token.text);
  }
  if (isOperator(token, "=")) return faults.singleEquals(token.span);
  return faults.unexpectedToken(token.span, shown(token));
}

function shown({ kind, text }: Token): string {
  if (kind === "end") return "the end";
  if (kind === "operator" || kind === "name") return `\`${text}\``;
  return kind === "int" || kind === "ip" ? `an ${kind}` : `a ${kind}`;
}

/** One level deeper, for everything that an author can nest without end. */
function nested(parser: Parser, descend: (parser: Parser) => Ast): Ast {
  if (++parser.depth > NESTING_MAX) stop(parser, faults.nestedTooDeep(peek(parser).span));
  const ast = descend(parser);
  parser.depth--;
  return ast;
}

function across(left: Ast, right: Ast): Span {
  return { start: left.span.start, end: right.span.end };
}

/** A chain of comparisons: folded from the right, with each run of one operator as one node. */
function expression(parser: Parser): Ast {
  const terms: Ast[] = [comparison(parser)];
  const operators: LogicAst["kind"][] = [];
  for (;;) {
    const kind = accept(parser, "&&") ? "and" : accept(parser, "||") ? "or" : undefined;
    if (kind === undefined) break;
    operators.push(kind);
    terms.push(comparison(parser));
  }
  return foldLogic(parser, terms, operators);
}

function foldLogic(parser: Parser, terms: Ast[], operators: LogicAst["kind"][]): Ast {
  let folded = terms.pop() as Ast;
  let run: LogicAst | undefined;
  let turns = 0;
  for (let index = operators.length - 1; index >= 0; index--) {
    const kind = operators[index] as LogicAst["kind"];
    const term = terms[index] as Ast;
    if (run?.kind === kind) {
      run.terms.push(term);
      run.span = across(term, run);
    } else {
      run?.terms.reverse();
      run = { kind, terms: [folded, term], span: across(term, folded) };
      folded = run;
      turns++;
    }
  }
  run?.terms.reverse();
  if (turns > 1) parser.diagnostics.push(faults.mixedLogic(folded.span));
  return folded;
}

function comparison(parser: Parser): Ast {
  const left = arithmetic(parser);
  const token = peek(parser);
  let result = left;
  if (token.kind === "operator" && COMPARISONS.has(token.text)) {
    parser.at++;
    const { span } = peek(parser);
    if (isOperator(peek(parser), "[")) stop(parser, faults.listWithoutIn(span, token.text));
    const right = nested(parser, comparison);
    const operator = token.text as CompareOperator;
    result = { kind: "compare", operator, left, right, span: across(left, right) };
  } else {
    const operator = listOperator(parser);
    if (operator !== undefined) {
      const right = listSide(parser);
      result = { kind: "in", operator, left, right, span: across(left, right) };
    }
  }
  return result;
}

function listOperator(parser: Parser): ListOperator | undefined {
  if (accept(parser, "in")) return "in";
  if (accept(parser, "allin")) return "allin";
  if (!accept(parser, "not")) return undefined;
  if (!accept(parser, "in")) stop(parser, faults.unexpectedToken(peek(parser).span, "`not`"));
  return "not in";
}

/** The right side of `in`: a list, or a name for one. */
function listSide(parser: Parser): Ast {
  const token = peek(parser);
  if (isOperator(token, "[")) return list(parser);
  const names = ["cidr", "ip", "variable", "reference", "name"];
  if (!names.includes(token.kind)) stop(parser, faults.expectedList(token.span, shown(token)));
  return primary(parser);
}

function list(parser: Parser): Ast {
  const open = accept(parser, "[") as Token;
  const items: Ast[] = [];
  do {
    const token = peek(parser);
    if (isOperator(token, "]") && items.length === 0) stop(parser, faults.emptyList(token.span));
    if (token.kind === "operator") stop(parser, faults.expectedOperand(token.span, shown(token)));
    if (items.length === LIST_ITEMS_MAX) stop(parser, faults.listTooLong(token.span));
    items.push(primary(parser));
  } while (accept(parser, ","));
  const close = accept(parser, "]");
  if (close === undefined) {
    stop(parser, faults.expectedClosing(peek(parser).span, "]", shown(peek(parser))));
  }
  return { kind: "list", items, span: { start: open.span.start, end: close.span.end } };
}

function arithmetic(parser: Parser): Ast {
  let left = bits(parser);
  for (;;) {
    const token = accept(parser, "+") ?? accept(parser, "-");
    if (token === undefined) break;
    const right = bits(parser);
    const operator = token.text as BinaryOperator;
    left = { kind: "binary", operator, left, right, span: across(left, right) };
  }
  return left;
}

function bits(parser: Parser): Ast {
  let result = unary(parser);
  const token = peek(parser);
  if (token.kind === "operator" && BIT_OPERATORS.has(token.text)) {
    parser.at++;
    const right = nested(parser, bits);
    const operator = token.text as BinaryOperator;
    result = { kind: "binary", operator, left: result, right, span: across(result, right) };
  }
  return result;
}

function unary(parser: Parser): Ast {
  const token =
    accept(parser, "!") ?? accept(parser, "not") ?? accept(parser, "-") ?? accept(parser, "^");
  if (token === undefined) return primary(parser);
  const operand = nested(parser, unary);
  const operator: UnaryOperator = token.text === "not" ? "!" : (token.text as UnaryOperator);
  const span = { start: token.span.start, end: operand.span.end };
  return { kind: "unary", operator, operand, span };
}

function primary(parser: Parser): Ast {
  const token = peek(parser);
  const { span, text } = token;
  parser.at++;
  switch (token.kind) {
    case "name":
    case "variable":
    case "reference":
      return { kind: token.kind, name: text, span };
    case "string":
    case "pattern":
    case "regexp":
    case "ip":
    case "cidr":
      return { kind: token.kind, text, span };
    case "int":
      return int(parser, token);
    case "duration":
      return duration(parser, token);
    case "operator":
      if (text === "(") return parenthesis(parser, token);
      return stop(parser, faults.expectedOperand(span, shown(token)));
    case "end":
      return stop(parser, faults.expectedOperand(span, shown(token)));
  }
}

/**
 * Parentheses leave no node behind, but a group's span includes them, so that a caret points at all
 * of it.
 */
function parenthesis(parser: Parser, open: Token): Ast {
  const inner = nested(parser, expression);
  const close = accept(parser, ")");
  if (close === undefined) {
    stop(parser, faults.expectedClosing(peek(parser).span, ")", shown(peek(parser))));
  }
  return { ...inner, span: { start: open.span.start, end: close.span.end } };
}

function int(parser: Parser, token: Token): Ast {
  const value = Number(token.text);
  if (!Number.isSafeInteger(value)) stop(parser, faults.intTooLarge(token.span));
  return { kind: "int", value: value === 0 ? 0 : value, span: token.span };
}

function duration(parser: Parser, token: Token): Ast {
  const { span, text } = token;
  const amount = Number.parseInt(text, 10);
  const unit = DURATION_UNITS.get(text.replace(/^\d+/, ""));
  if (unit === undefined) return stop(parser, faults.invalidDuration(span, text));
  const value = amount * unit;
  if (!Number.isFinite(value) || value > 2 ** 63) stop(parser, faults.intTooLarge(span));
  return { kind: "duration", value, text, span };
}
