/** One value of a search → a condition in SQL over a text, true for what the predicate accepts. */
import { blockRanges, patternParts, type ValueMatch } from "#lib/query";
import { numeral, quoted } from "./sql-text.ts";

/** A text in SQL. Free text is looked for within it and regardless of case. */
type Test = { value: ValueMatch; free: boolean };

/** As the predicate reads numbers; RE2 bounds how often a part may repeat. */
const BLANK = "[ \\t\\r\\n\\f]";
const DIGITS = "([0-9]{1,250}([.][0-9]{0,250})?|[.][0-9]{1,250})([eE][-+]?[0-9]{1,3})?";
const NUMBER = `^${BLANK}*[-+]?${DIGITS}${BLANK}*$`;
const IPV4 = `^(0|[1-9][0-9]{0,2})([.](0|[1-9][0-9]{0,2})){3}$`;
const MAPPED = "toIPv6('::ffff:0.0.0.0') AND toIPv6('::ffff:255.255.255.255')";

function likePattern(source: string): string {
  const parts = patternParts(source).map((part) => {
    if (part.kind === "text") return part.text.replaceAll(/[\\%_]/g, "\\$&");
    return part.kind === "any" ? "%" : "_";
  });
  return parts.join("");
}

/** The number a text says, for one that matches NUMBER. */
function numberOf(text: string): string {
  return `toFloat64OrZero(replaceRegexpAll(${text}, ${quoted(BLANK)}, ''))`;
}

/** The numbers among texts, as a list. */
export function numbersOf(texts: string): string {
  const isNumber = `match(x, ${quoted(NUMBER)}) AND isFinite(${numberOf("x")})`;
  return `arrayMap(x -> ${numberOf("x")}, arrayFilter(x -> ${isNumber}, ${texts}))`;
}

function compare(text: string, operator: string, wanted: number | string): string {
  if (typeof wanted === "string") return `${text} ${operator} ${quoted(wanted)}`;
  const number = numberOf(text);
  const isNumber = `match(${text}, ${quoted(NUMBER)}) AND isFinite(${number})`;
  return `(${isNumber} AND ${number} ${operator} ${numeral(wanted)})`;
}

function inBlocks(text: string, blocks: readonly string[]): string {
  const isStrict = `(position(${text}, ':') > 0 OR match(${text}, ${quoted(IPV4)}))`;
  const address = `ifNull(toIPv6OrNull(${text}), toIPv6('::'))`;
  const inside = blockRanges(blocks).map(({ family, first, last }) => {
    const range = `${address} BETWEEN toIPv6(${quoted(first)}) AND toIPv6(${quoted(last)})`;
    return family === "ipv4" ? range : `(${range} AND NOT ${address} BETWEEN ${MAPPED})`;
  });
  return `(${isStrict} AND isNotNull(toIPv6OrNull(${text})) AND (${inside.join(" OR ")}))`;
}

/** Whether only a value that was written as a string can pass. */
export function wantsString(value: ValueMatch): boolean {
  if (value.kind === "compare") return typeof value.value === "string";
  return value.kind === "range" && [value.from, value.to].some((end) => typeof end === "string");
}

/** The condition over `text`, an SQL expression. */
export function testSql(text: string, { value, free }: Test): string {
  switch (value.kind) {
    case "exists":
      return "1";
    case "text":
      return free
        ? `position(lowerUTF8(${text}), ${quoted(value.text.toLowerCase())}) > 0`
        : `${text} = ${quoted(value.text)}`;
    case "pattern": {
      const source = likePattern(free ? value.source.toLowerCase() : value.source);
      return free
        ? `lowerUTF8(${text}) LIKE ${quoted(`%${source}%`)}`
        : `${text} LIKE ${quoted(source)}`;
    }
    case "cidr":
      return inBlocks(text, value.blocks);
    case "compare":
      return compare(text, value.operator, value.value);
    case "range": {
      const { from, to } = value;
      const least = from === null ? "1" : compare(text, ">=", from);
      const most = to === null ? "1" : compare(text, "<=", to);
      return `(${least} AND ${most})`;
    }
  }
}
