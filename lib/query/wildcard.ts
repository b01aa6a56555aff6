/**
 * Patterns of `*` and `?`. Matching never goes back further than the last `*` and looks for what
 * follows it as a whole, so that text alone costs its length; `?` after `*` at worst length².
 */

export type PatternPart = { kind: "text"; text: string } | { kind: "any" } | { kind: "one" };

/** The parts of a pattern's source, in which a backslash makes `*`, `?` and `\` literal. */
export function patternParts(source: string): PatternPart[] {
  const parts: PatternPart[] = [];
  for (let index = 0; index < source.length; index++) {
    const char = source[index]!;
    if (char === "*") parts.push({ kind: "any" });
    else if (char === "?") parts.push({ kind: "one" });
    else {
      const literal = char === "\\" ? (source[++index] ?? char) : char;
      const last = parts.at(-1);
      if (last?.kind === "text") last.text += literal;
      else parts.push({ kind: "text", text: literal });
    }
  }
  return parts;
}

/**
 * Makes the test for a whole text; `contained` makes it true for a text that has a match anywhere.
 */
export function compilePattern(source: string, contained = false): (text: string) => boolean {
  const parts = patternParts(source);
  if (contained) {
    parts.unshift({ kind: "any" });
    parts.push({ kind: "any" });
  }
  return simplest(parts) ?? ((text) => matches(parts, text));
}

/** The test for a pattern of one text with nothing but `*` beside it, which most are. */
function simplest(parts: readonly PatternPart[]): ((text: string) => boolean) | undefined {
  const [only, ...others] = parts.filter(({ kind }) => kind !== "any");
  if (only?.kind !== "text" || others.length > 0) return undefined;
  const { text: wanted } = only;
  const [isOpenBefore, isOpenBehind] = [parts[0] !== only, parts.at(-1) !== only];
  if (isOpenBefore && isOpenBehind) return (text) => text.includes(wanted);
  if (isOpenBehind) return (text) => text.startsWith(wanted);
  return isOpenBefore ? (text) => text.endsWith(wanted) : (text) => text === wanted;
}

/**
 * Greedy match: on a mismatch the text of the last `*` grows by one, which is enough because runs
 * are independent.
 */
function matches(parts: readonly PatternPart[], text: string): boolean {
  let part = 0;
  let at = 0;
  let retryPart = -1;
  let retryAt = 0;
  while (at < text.length || part < parts.length) {
    const current = parts[part];
    if (current?.kind === "any") {
      retryPart = ++part;
      retryAt = at;
      if (part === parts.length) return true;
      continue;
    }
    const next = current === undefined ? -1 : step(current, text, at);
    if (next !== -1) {
      part++;
      at = next;
    } else {
      if (retryPart === -1 || retryAt >= text.length) return false;
      retryAt = nextStart(parts[retryPart], text, retryAt + 1);
      if (retryAt === -1) return false;
      part = retryPart;
      at = retryAt;
    }
  }
  return true;
}

/** Where a part may begin at or after an offset; -1 when nowhere. */
function nextStart(part: PatternPart | undefined, text: string, from: number): number {
  return part?.kind === "text" ? text.indexOf(part.text, from) : from;
}

/** Offset after a part that is not `any`, or -1 when it does not match here. */
function step(part: PatternPart, text: string, at: number): number {
  if (part.kind === "text") return text.startsWith(part.text, at) ? at + part.text.length : -1;
  const code = text.codePointAt(at);
  if (code === undefined) return -1;
  return at + (code > 0xffff ? 2 : 1);
}
