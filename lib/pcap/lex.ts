/** A filter's text as tokens. */
import type { Span } from "#lib/base";
import { PcapFault } from "./fault.ts";

export type Token = {
  kind: "number" | "address" | "range" | "word" | "symbol" | "end";
  text: string;
  span: Span;
};

const SYMBOL = /^(?:&&|\|\||==|!=|>=|<=|<<|>>|[!=<>&|+\-*/%^()[\]:])/;
const RANGE = /^\d+-\d+(?![\w.:])/;
const IP6 = /^(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F.]*(?:\/\d+)?(?![\w.:])/;
const IP4 = /^\d+(?:\.\d+){1,3}(?:\/\d+)?(?![\w.:])/;
const NUMBER = /^(?:0[xX][0-9a-fA-F]+|\d+)(?![\w.])/;
const WORD = /^[A-Za-z][A-Za-z0-9_.]*(?:-[A-Za-z0-9_.]+)*/;

function readToken(rest: string, inBrackets: boolean, afterRange: boolean) {
  const tries: [Token["kind"], RegExp][] = [
    ...(afterRange ? ([["range", RANGE]] as [Token["kind"], RegExp][]) : []),
    ...(inBrackets ? [] : ([["address", IP6]] as [Token["kind"], RegExp][])),
    ["address", IP4],
    ["number", NUMBER],
    ["word", WORD],
    ["symbol", SYMBOL],
  ];
  for (const [kind, form] of tries) {
    const text = form.exec(rest)?.[0];
    if (text !== undefined) return { kind, text };
  }
  return undefined;
}

/** Tokens of a filter, the last of kind `end`. */
export function lex(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let depth = 0;
  while (at < source.length) {
    const space = /^\s+/.exec(source.slice(at))?.[0].length ?? 0;
    at += space;
    if (at >= source.length) break;
    const afterRange = tokens.at(-1)?.text === "portrange";
    const read = readToken(source.slice(at), depth > 0, afterRange);
    if (read === undefined) {
      const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
      const span = { start: at, end: at + character.length };
      throw new PcapFault(span, `\`${character}\` is no part of a packet filter`, "Remove it.");
    }
    if (read.text === "[") depth += 1;
    if (read.text === "]") depth -= 1;
    tokens.push({ ...read, span: { start: at, end: at + read.text.length } });
    at += read.text.length;
  }
  tokens.push({ kind: "end", text: "", span: { start: source.length, end: source.length } });
  return tokens;
}
