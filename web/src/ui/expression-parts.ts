/**
 * Cuts a rule's expression into runs that are coloured by kind and marked where they held for an
 * event.
 */

import { type Lexeme, scan } from "#lib/secl";

export type MatchedPart = { offset: number; length: number; value: string; field: string };
type TokenKind = "text" | "string" | "field" | "operator" | "number";
export type Token = { kind: TokenKind; text: string };
export type Run = { at: number; tokens: Token[]; matched: MatchedPart | undefined };

const KINDS: Readonly<Partial<Record<Lexeme["kind"], TokenKind>>> = {
  ...{ string: "string", pattern: "string", regexp: "string" },
  ...{ variable: "field", reference: "field" },
  ...{ int: "number", duration: "number", ip: "number", cidr: "number" },
};

function kindOf({ kind, text }: Lexeme): TokenKind {
  if (kind === "operator") return /^[()[\],]$/.test(text) ? "text" : "operator";
  // Without tables: fields have dots, constants and macros are written in capitals.
  if (kind === "name") return text.includes(".") ? "field" : /[a-z]/.test(text) ? "text" : "number";
  return KINDS[kind] ?? "text";
}

export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const lexeme of scan(source)) {
    const { span } = lexeme;
    if (span.start > end) tokens.push({ kind: "text", text: source.slice(end, span.start) });
    tokens.push({ kind: kindOf(lexeme), text: source.slice(span.start, span.end) });
    end = span.end;
  }
  if (end < source.length) tokens.push({ kind: "text", text: source.slice(end) });
  return tokens;
}

/**
 * Runs of the expression in order. Parts outside of it, or inside of an earlier part, are left out.
 */
export function expressionRuns(expression: string, parts: readonly MatchedPart[]): Run[] {
  const runs: Run[] = [];
  let end = 0;
  const push = (from: number, to: number, matched: MatchedPart | undefined) => {
    if (to > from) runs.push({ at: from, tokens: tokenize(expression.slice(from, to)), matched });
  };
  for (const part of [...parts].sort((a, b) => a.offset - b.offset || b.length - a.length)) {
    const stop = part.offset + part.length;
    if (part.offset < end || part.length <= 0 || stop > expression.length) continue;
    push(end, part.offset, undefined);
    push(part.offset, stop, part);
    end = stop;
  }
  push(end, expression.length, undefined);
  return runs;
}

/** The matched parts of an event's `evt.rule_context`; anything malformed is no part. */
export function readMatchedParts(value: unknown): MatchedPart[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: Record<string, unknown>) => {
    const { offset, length, field, value: held } = item ?? {};
    if (typeof offset !== "number" || typeof length !== "number") return [];
    return [{ offset, length, field: String(field ?? ""), value: String(held ?? "") }];
  });
}
