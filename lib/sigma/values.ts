/** One field with its modifiers and values → tests of that field. */
import * as refuse from "./refuse.ts";
import type { Logic, NumberOperator, TextPart, ValueTest } from "./types.ts";

const VALUES_MAX = 2000;
const ANY: TextPart = { kind: "any" };

/** Text with Sigma's wildcards. A backslash makes `*`, `?` and itself plain, and is plain else. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let run = "";
  const flush = () => {
    if (run !== "") parts.push({ kind: "text", text: run });
    run = "";
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    const next = text[at + 1] ?? "";
    if (char === "\\" && next !== "" && "*?\\".includes(next)) {
      run += next;
      at += 1;
    } else if (char === "*" || char === "?") {
      flush();
      parts.push({ kind: char === "*" ? "any" : "one" });
    } else {
      run += char;
    }
  }
  flush();
  return parts.filter((part, at) => part.kind !== "any" || parts[at - 1]?.kind !== "any");
}

const COMPARISONS: Readonly<Record<string, NumberOperator>> = {
  lt: "<",
  lte: "<=",
  gt: ">",
  gte: ">=",
};
const TIME_MODIFIERS = ["minute", "hour", "day", "week", "month", "year"];
const REGEXP_FLAGS = ["i", "m", "s"];
const REGEXP_FLAG_NAMES: Readonly<Record<string, string>> = {
  ignorecase: "i",
  multiline: "m",
  dotall: "s",
};
/** Turn a value into other values before it is compared. */
const TRANSFORMS: Readonly<Record<string, (text: string) => string[]>> = {
  windash: dashes,
  base64: (bytes) => [btoa(bytes)],
  base64offset: shiftedBase64,
  wide: (text) => [utf16(text, true)],
  utf16le: (text) => [utf16(text, true)],
  utf16be: (text) => [utf16(text, false)],
  utf16: (text) => [`\u00ff\u00fe${utf16(text, true)}`],
};
const PLACES = ["contains", "startswith", "endswith"];

/** The tests of one entry `field|modifier|…: values`. Throws SigmaRefused. */
export function fieldLogic(entry: string, values: unknown): Logic {
  const [name = "", ...modifiers] = entry.split("|").map((part) => part.trim());
  const field = name === "" ? undefined : name;
  const list = Array.isArray(values) ? values : [values];
  if (list.length > VALUES_MAX) refuse.tooLarge(`values of ${name}`, VALUES_MAX);
  const plain = modifiers.map((modifier) => REGEXP_FLAG_NAMES[modifier] ?? modifier);
  const isAll = plain.includes("all");
  const isNegated = plain.includes("neq");
  const rest = plain.filter((modifier) => modifier !== "all" && modifier !== "neq");
  checkModifiers(rest);
  const items = list.map((value): Logic => valueLogic(field, rest, value));
  const joined: Logic =
    items.length === 1 ? (items[0] as Logic) : { kind: isAll ? "and" : "or", items };
  return isNegated ? { kind: "not", item: joined } : joined;
}

function checkModifiers(modifiers: readonly string[]): void {
  for (const modifier of modifiers) {
    if (TIME_MODIFIERS.includes(modifier)) refuse.timeModifier(modifier);
    if (modifier === "expand") refuse.placeholder();
    const isKnown =
      PLACES.includes(modifier) ||
      REGEXP_FLAGS.includes(modifier) ||
      ["exists", "cased", "re", "cidr", "fieldref", ...Object.keys(COMPARISONS)].includes(
        modifier,
      ) ||
      TRANSFORMS[modifier] !== undefined;
    if (!isKnown) refuse.unknownModifier(modifier);
  }
}

function valueLogic(
  field: string | undefined,
  modifiers: readonly string[],
  value: unknown,
): Logic {
  const test = (made: ValueTest): Logic => ({ kind: "test", field, test: made });
  const name = field ?? "a keyword";
  if (modifiers.includes("fieldref")) return refuse.fieldReference(name);
  if (modifiers.includes("exists")) {
    const found = test({ kind: "exists" });
    return isTrue(value) ? found : { kind: "not", item: found };
  }
  if (value === null || value === undefined) return test({ kind: "empty" });
  const comparison = modifiers.find((modifier) => COMPARISONS[modifier] !== undefined);
  if (comparison !== undefined) {
    const number = Number(value);
    if (!Number.isFinite(number)) refuse.modifierMisused(comparison, "its value is no number");
    return test({
      kind: "number",
      operator: COMPARISONS[comparison] as NumberOperator,
      value: number,
    });
  }
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
    return refuse.valueKind(name);
  }
  if (modifiers.includes("cidr")) return test({ kind: "cidr", block: String(value) });
  if (modifiers.includes("re")) {
    const flags = modifiers.filter((modifier) => REGEXP_FLAGS.includes(modifier)).join("");
    return test({ kind: "regexp", source: String(value), flags });
  }
  if (typeof value === "number" && modifiers.length === 0) {
    return test({ kind: "number", operator: "==", value });
  }
  return textLogic(field, modifiers, String(value));
}

function isTrue(value: unknown): boolean {
  return value === true || String(value).toLowerCase() === "true";
}

function textLogic(field: string | undefined, modifiers: readonly string[], value: string): Logic {
  let texts = [value];
  let isLiteral = false;
  for (const modifier of modifiers) {
    const transform = TRANSFORMS[modifier];
    if (transform === undefined) continue;
    // UTF-16 makes bytes of the text itself; base64 is of its UTF-8 bytes.
    const isOfBytes = modifier.startsWith("base64") && !isLiteral;
    texts = (isOfBytes ? texts.map(latin) : texts).flatMap(transform);
    isLiteral ||= modifier !== "windash";
  }
  const cased = modifiers.includes("cased") || isLiteral;
  const tests = texts.map((text): Logic => {
    if (text === "") return { kind: "test", field, test: { kind: "empty" } };
    const parts = isLiteral ? [{ kind: "text", text } as const] : textParts(text);
    return { kind: "test", field, test: { kind: "text", parts: placed(parts, modifiers), cased } };
  });
  return tests.length === 1 ? (tests[0] as Logic) : { kind: "or", items: tests };
}

function placed(parts: readonly TextPart[], modifiers: readonly string[]): TextPart[] {
  const opens = modifiers.includes("contains") || modifiers.includes("endswith");
  const closes = modifiers.includes("contains") || modifiers.includes("startswith");
  const result = [...parts];
  if (opens && result[0]?.kind !== "any") result.unshift(ANY);
  if (closes && result.at(-1)?.kind !== "any") result.push(ANY);
  return result;
}

const DASHES = ["-", "/", "–", "—", "―"];

/** Windows tools take a slash and typographic dashes for a dash before a flag. */
function dashes(text: string): string[] {
  const flags = /(^|\s)[-/](?=\w)/g;
  if (!flags.test(text)) return [text];
  return DASHES.map((dash) => text.replace(flags, (_, before: string) => `${before}${dash}`));
}

/** Each character is one byte. */
function latin(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

function utf16(text: string, isLittle: boolean): string {
  let bytes = "";
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const [low, high] = [String.fromCharCode(unit & 0xff), String.fromCharCode(unit >> 8)];
    bytes += isLittle ? low + high : high + low;
  }
  return bytes;
}

/** How the text looks in base64 when it begins at any of the three places in a group of bytes. */
function shiftedBase64(bytes: string): string[] {
  const skipped = [0, 2, 3];
  const kept = [undefined, -3, -2];
  return skipped.map((skip, offset) => {
    const encoded = btoa(" ".repeat(offset) + bytes);
    return encoded.slice(skip, kept[(bytes.length + offset) % 3]);
  });
}
