/**
 * Reads the smallest pieces of a search: spaces, words with escapes, quoted text. Knows nothing of
 * their meaning.
 */

/**
 * A word as written, unescaped, and as a pattern source in which only literal wildcards stay
 * escaped.
 */
export type Word = { text: string; pattern: string; wild: boolean; start: number; end: number };

const SPACE = /\s/;

export function skipSpace(text: string, at: number): number {
  let index = at;
  while (index < text.length && SPACE.test(text[index]!)) index++;
  return index;
}

/** Whether a word cannot go on at `at`. */
export function isBoundary(text: string, at: number): boolean {
  return (
    at >= text.length ||
    SPACE.test(text[at]!) ||
    text[at] === ")" ||
    text.startsWith("&&", at) ||
    text.startsWith("||", at)
  );
}

/** Reads up to a boundary, a parenthesis, a quotation mark, or one of `stops`. */
export function scanWord(text: string, start: number, stops: string): Word {
  const word: Word = { text: "", pattern: "", wild: false, start, end: start };
  let at = start;
  while (!isBoundary(text, at)) {
    const char = text[at]!;
    if (char === "(" || char === '"' || stops.includes(char)) break;
    if (char === "*" || char === "?") {
      word.wild = true;
      word.text += char;
      if (char === "?" || !endsWithAny(word.pattern)) word.pattern += char;
      at++;
    } else {
      const isEscape = char === "\\" && at + 1 < text.length;
      const literal = isEscape ? text[at + 1]! : char;
      word.text += literal;
      word.pattern += /[*?\\]/.test(literal) ? `\\${literal}` : literal;
      at += isEscape ? 2 : 1;
    }
  }
  word.end = at;
  return word;
}

/** Whether a pattern source ends with an unescaped `*`: a second one would add nothing. */
function endsWithAny(pattern: string): boolean {
  if (!pattern.endsWith("*")) return false;
  const escapes = /\\*$/.exec(pattern.slice(0, -1))![0].length;
  return escapes % 2 === 0;
}

/** Reads quoted text from its opening mark; undefined when it is not closed. */
export function scanQuoted(text: string, start: number): { text: string; end: number } | undefined {
  let value = "";
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"') return { text: value, end: at + 1 };
    if (char === "\\" && at + 1 < text.length) value += text[++at]!;
    else value += char;
  }
  return undefined;
}
