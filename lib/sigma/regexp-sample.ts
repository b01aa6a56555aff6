/**
 * A text that a regular expression should find: each choice taken first, each repetition as seldom
 * as it may be. For examples only; what it cannot read it leaves out.
 */

const DEPTH_MAX = 30;
const REPEAT_MAX = 32;
const CLASSES: Readonly<Record<string, string>> = {
  d: "1",
  w: "a",
  s: " ",
  D: "a",
  W: "-",
  S: "a",
};
const CONTROLS: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

export function sampleOfRegexp(source: string): string {
  let at = 0;

  function alternatives(depth: number): string {
    let first = sequence(depth);
    while (source[at] === "|") {
      at += 1;
      const other = sequence(depth);
      if (first === "") first = other;
    }
    return first;
  }

  function sequence(depth: number): string {
    let text = "";
    while (at < source.length && source[at] !== "|" && source[at] !== ")") {
      const one = atom(depth);
      text += one.repeat(Math.min(repetition(), REPEAT_MAX));
    }
    return text;
  }

  function atom(depth: number): string {
    const char = source[at++] as string;
    if (char === "^" || char === "$") return "";
    if (char === ".") return "x";
    if (char === "[") return oneOfClass();
    if (char === "\\") return escaped(source[at++] ?? "");
    if (char !== "(" || depth > DEPTH_MAX) return char;
    const head = /\?(?:[a-zA-Z-]*:|P?<\w+>|[a-zA-Z-]+(?=\)))/y;
    head.lastIndex = at;
    if (head.test(source)) at = head.lastIndex;
    const inner = alternatives(depth + 1);
    at += 1;
    return inner;
  }

  function escaped(char: string): string {
    if (char === "b" || char === "B" || char === "A" || char === "z") return "";
    if (char === "x") {
      const code = /^(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))/.exec(source.slice(at));
      at += code?.[0].length ?? 0;
      return String.fromCodePoint(Number.parseInt(code?.[1] ?? code?.[2] ?? "78", 16));
    }
    return CLASSES[char] ?? CONTROLS[char] ?? char;
  }

  function oneOfClass(): string {
    const isNegated = source[at] === "^";
    const end = source.indexOf("]", at + (isNegated ? 2 : 1));
    const body = source.slice(isNegated ? at + 1 : at, end === -1 ? source.length : end);
    at = end === -1 ? source.length : end + 1;
    if (isNegated) return ["a", "1", "-", " "].find((char) => !body.includes(char)) ?? "~";
    return body[0] === "\\" ? (CLASSES[body[1] ?? ""] ?? body[1] ?? "") : (body[0] ?? "");
  }

  function repetition(): number {
    const char = source[at];
    const counted = /^\{(\d+)(?:,\d*)?\}/.exec(source.slice(at, at + 16));
    if (counted !== null) at += counted[0].length;
    else if (char === "*" || char === "+" || char === "?") at += 1;
    else return 1;
    if (source[at] === "?") at += 1;
    return counted === null ? (char === "+" ? 1 : 0) : Number(counted[1]);
  }

  return alternatives(0);
}
