/**
 * First stage: source text to tokens. Never throws; a fault ends the token list with a diagnostic.
 */
import type { Diagnostic, Span } from "#lib/base";
import * as faults from "./diagnostics.ts";
import { SOURCE_LENGTH_MAX } from "./limits.ts";
import { type Lexeme, type LexemeKind, opensQuote, readLexeme } from "./scan.ts";

type TokenKind = Exclude<LexemeKind, "comment" | "fault"> | "end";

/** `text` is the content: without quotes, `${}` or `%{}`. */
export type Token = { kind: TokenKind; text: string; span: Span };
export type Comment = { text: string; span: Span };

type LexResult = { tokens: Token[]; comments: Comment[]; diagnostics: Diagnostic[] };

/** Cuts a rule into tokens; the last is always `end`. */
export function lex(source: string): LexResult {
  const result: LexResult = { tokens: [], comments: [], diagnostics: [] };
  const length = source.length;
  if (length > SOURCE_LENGTH_MAX) {
    result.diagnostics.push(faults.sourceTooLong({ start: 0, end: 0 }, length));
  }
  let at = 0;
  while (result.diagnostics.length === 0 && at < length) {
    const read = readLexeme(source, at);
    if (read === undefined) result.diagnostics.push(faultAt(source, at));
    else {
      at = read.end;
      keep(read.lexeme, result);
    }
  }
  result.tokens.push({ kind: "end", text: "", span: { start: length, end: length } });
  return result;
}

function keep(lexeme: Lexeme | undefined, { tokens, comments }: LexResult): void {
  if (lexeme === undefined) return;
  const { kind, text, span } = lexeme;
  if (kind === "comment") comments.push({ text, span });
  else if (kind !== "fault") tokens.push({ kind, text, span });
}

function faultAt(source: string, at: number): Diagnostic {
  if (opensQuote(source, at)) return faults.unterminatedString({ start: at, end: source.length });
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
  return faults.unexpectedCharacter({ start: at, end: at + character.length }, character);
}
