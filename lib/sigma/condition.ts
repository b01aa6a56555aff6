/** The condition of a detection: `or`, `and`, `not`, parentheses, `1 of x*`, `all of them`. */
import * as refuse from "./refuse.ts";
import type { Logic } from "./types.ts";

const CONDITION_LENGTH_MAX = 4096;
const DEPTH_MAX = 50;
const TOKEN = /\s*(?:([()|])|([^\s()|]+))/y;

function tokensOf(condition: string): string[] {
  if (condition.length > CONDITION_LENGTH_MAX) {
    refuse.tooLarge("characters in its condition", CONDITION_LENGTH_MAX);
  }
  const tokens: string[] = [];
  const text = condition.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (found === null) return refuse.conditionMalformed(condition, "it cannot be read");
    tokens.push(found[1] ?? found[2] ?? "");
  }
  return tokens;
}

/**
 * Reads one condition over the named searches. Names that begin with `_` are not among `them`.
 * Throws SigmaRefused.
 */
export function parseCondition(condition: string, searches: ReadonlyMap<string, Logic>): Logic {
  const tokens = tokensOf(condition);
  if (tokens.includes("|")) refuse.aggregation(condition);
  let at = 0;
  const peek = () => tokens[at]?.toLowerCase() ?? "";
  const fail = (why: string): never => refuse.conditionMalformed(condition, why);

  function either(depth: number): Logic {
    if (depth > DEPTH_MAX) fail("it is nested too deep");
    return joined("or", () => both(depth));
  }

  function both(depth: number): Logic {
    return joined("and", () => unary(depth));
  }

  function joined(kind: "and" | "or", next: () => Logic): Logic {
    const items = [next()];
    while (peek() === kind) {
      at += 1;
      items.push(next());
    }
    return items.length === 1 ? (items[0] as Logic) : { kind, items };
  }

  function unary(depth: number): Logic {
    if (peek() !== "not") return primary(depth);
    if (depth > DEPTH_MAX) fail("it is nested too deep");
    at += 1;
    return { kind: "not", item: unary(depth + 1) };
  }

  function primary(depth: number): Logic {
    const token = tokens[at++];
    if (token === undefined) return fail("it ends too early");
    if (token === "(") {
      const inner = either(depth + 1);
      if (tokens[at++] !== ")") fail("a parenthesis is not closed");
      return inner;
    }
    const quantity = token.toLowerCase();
    if ((quantity === "1" || quantity === "all" || quantity === "any") && peek() === "of") {
      at += 1;
      const items = chosen(tokens[at++] ?? "");
      return { kind: quantity === "all" ? "and" : "or", items };
    }
    return searches.get(token) ?? fail(`there is no search ${token}`);
  }

  function chosen(pattern: string): Logic[] {
    const isAll = pattern.toLowerCase() === "them";
    const names = [...searches.keys()].filter((name) =>
      isAll ? !name.startsWith("_") : matchesName(pattern, name),
    );
    if (names.length === 0) fail(`no search is called ${pattern}`);
    return names.map((name) => searches.get(name) as Logic);
  }

  const logic = either(0);
  if (at < tokens.length) fail(`${tokens[at]} is not expected`);
  return logic;
}

/** `*` stands for any run of characters; first occurrences suffice for names. */
function matchesName(pattern: string, name: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return name === pattern;
  if (!name.startsWith(first)) return false;
  let from = first.length;
  const last = rest.pop() ?? "";
  for (const part of rest) {
    const found = name.indexOf(part, from);
    if (found === -1) return false;
    from = found + part.length;
  }
  return name.length - last.length >= from && name.endsWith(last);
}
