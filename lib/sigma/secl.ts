/** Logic → a SECL expression about one event type. */
import { type EventField, type EventTarget, eventField } from "./fields.ts";
import * as refuse from "./refuse.ts";
import type { Logic, LogSource, TextPart, ValueTest } from "./types.ts";

/** SECL of a condition that is decided already. */
const ALWAYS = "true";
const NEVER = "false";

/**
 * The expression, `false` when no event of the type can match. Throws SigmaRefused for what SECL
 * cannot say.
 */
export function toSecl(logic: Logic, target: EventTarget, source: LogSource): string {
  const text = expression(logic, target, source);
  if (text === NEVER) return text;
  const isAbout = text.includes(`${target.event}.`);
  const only = target.only === "" && !isAbout ? target.presence : target.only;
  if (only === "") return text;
  return text === ALWAYS ? only : `${only} && ${grouped(text)}`;
}

function expression(logic: Logic, target: EventTarget, source: LogSource): string {
  switch (logic.kind) {
    case "not": {
      const inner = expression(logic.item, target, source);
      if (inner === ALWAYS) return NEVER;
      return inner === NEVER ? ALWAYS : `!(${inner})`;
    }
    case "and":
    case "or":
      return join(logic.kind, collect(logic, target, source));
    case "test": {
      if (logic.field === undefined) return refuse.keywordsInEvents();
      const field = eventField(target, logic.field, source);
      return testOf(field, logic.field, [logic.test]);
    }
  }
}

/** Alternatives of text for one field become one list, which is shorter and faster. */
function collect(
  logic: Logic & { kind: "and" | "or" },
  target: EventTarget,
  source: LogSource,
): string[] {
  if (logic.kind === "and") return logic.items.map((item) => expression(item, target, source));
  const texts = new Map<string, ValueTest[]>();
  const others: string[] = [];
  for (const item of logic.items) {
    const isText =
      item.kind === "test" && (item.test.kind === "text" || item.test.kind === "regexp");
    if (!isText || item.field === undefined) others.push(expression(item, target, source));
    else texts.set(item.field, [...(texts.get(item.field) ?? []), item.test]);
  }
  const lists = [...texts].map(([name, tests]) =>
    testOf(eventField(target, name, source), name, tests),
  );
  return [...lists, ...others];
}

function join(kind: "and" | "or", items: readonly string[]): string {
  const [absorbing, neutral] = kind === "and" ? [NEVER, ALWAYS] : [ALWAYS, NEVER];
  if (items.includes(absorbing)) return absorbing;
  const left = [...new Set(items)].filter((item) => item !== neutral);
  if (left.length === 0) return neutral;
  if (left.length === 1) return left[0] as string;
  return left.map(grouped).join(kind === "and" ? " && " : " || ");
}

/** SECL gives neither `&&` nor `||` precedence, so what holds one of them gets parentheses. */
function grouped(text: string): string {
  return / (?:&&|\|\|) /.test(text) && !isEnclosed(text) ? `(${text})` : text;
}

function isEnclosed(text: string): boolean {
  return /^!?\([^()]*\)$/.test(text);
}

/** Any of the tests, which are all of text when there are several. */
function testOf(field: EventField, name: string, tests: readonly ValueTest[]): string {
  const [test] = tests;
  if (test === undefined) return NEVER;
  switch (field.kind) {
    case "truth":
      return tests.some((one) => holdsFor(field.name, one)) ? ALWAYS : NEVER;
    case "int":
      return join(
        "or",
        tests.map((one) => intTest(field.name, name, one)),
      );
    case "ip":
      return join(
        "or",
        tests.map((one) => ipTest(field.name, name, one)),
      );
    case "text":
      return textTest({ left: field.name, plain: field.name, end: "$" }, name, tests);
    case "file":
      return fileTest(field.name, name, tests);
    case "path": {
      const plain = `${field.name}.path`;
      return textTest({ left: `"%{${plain}}"`, plain, end: "$" }, name, tests);
    }
    case "command": {
      const left = `"%{${field.name}.argv0} %{${field.name}.args}"`;
      return textTest({ left, plain: `${field.name}.argv0`, end: COMMAND_END }, name, tests);
    }
  }
}

/** A command without arguments has the blank before them all the same. */
const COMMAND_END = " ?$";

/** How a text is read, which field tells that it is empty, and how its end looks. */
type TextSource = { left: string; plain: string; end: string };

/** Whether a value that all events of the source have is one of those asked for. */
function holdsFor(values: string, test: ValueTest): boolean {
  if (test.kind === "exists") return true;
  if (test.kind !== "text") return false;
  const pattern = new RegExp(`^${regexpOf(test.parts)}$`, "i");
  return values.split("|").some((value) => pattern.test(value));
}

function intTest(field: string, name: string, test: ValueTest): string {
  if (test.kind === "number") return `${field} ${test.operator} ${test.value}`;
  if (test.kind === "exists") return ALWAYS;
  const [part] = test.kind === "text" && test.parts.length === 1 ? test.parts : [];
  const value = part?.kind === "text" ? Number(part.text) : Number.NaN;
  if (!Number.isSafeInteger(value)) return refuse.testUnsupported(name, "text, being a number,");
  return `${field} == ${value}`;
}

function ipTest(field: string, name: string, test: ValueTest): string {
  if (test.kind === "cidr") return `${field} in [${test.block}]`;
  const [part, ...rest] = test.kind === "text" ? test.parts : [];
  if (part?.kind !== "text") return refuse.testUnsupported(name, "this, being an address,");
  if (rest.length === 0) return `${field} == ${part.text}`;
  const block = prefixBlock(part.text);
  if (block === undefined || rest.length > 1 || rest[0]?.kind !== "any")
    return refuse.testUnsupported(name, "parts of an address other than whole leading numbers");
  return `${field} in [${block}]`;
}

/** `10.` and `192.168.` as the block of addresses that begin so. */
function prefixBlock(prefix: string): string | undefined {
  const numbers = /^(?:\d{1,3}\.){1,3}$/.test(prefix) ? prefix.slice(0, -1).split(".") : undefined;
  if (numbers === undefined) return undefined;
  const bits = numbers.length * 8;
  return `${[...numbers, "0", "0", "0"].slice(0, 4).join(".")}/${bits}`;
}

function textTest({ left, plain, end }: TextSource, name: string, tests: readonly ValueTest[]) {
  const matchers: string[] = [];
  const others: string[] = [];
  for (const test of tests) {
    if (test.kind === "text") matchers.push(matcher(regexpSource(test.parts, test.cased, end)));
    else if (test.kind === "regexp") matchers.push(matcher(flagged(test)));
    else if (test.kind === "empty") others.push(`${plain} == ""`);
    else if (test.kind === "exists") others.push(`${plain} != ""`);
    else if (test.kind === "number" && test.operator === "==")
      matchers.push(matcher(`^${test.value}${end}`));
    else return refuse.testUnsupported(name, test.kind === "cidr" ? "cidr" : "a comparison");
  }
  const distinct = [...new Set(matchers)];
  if (distinct.length === 1) others.unshift(`${left} =~ ${distinct[0]}`);
  else if (distinct.length > 1) others.unshift(`${left} in [${distinct.join(", ")}]`);
  return join("or", others);
}

/** What a text of SECL may hold as it is: no quote, no wildcard, no hole for a variable. */
const PLAIN = /^[^"*\n\r]*$/;
const HOLE = /[$%]\{/;
/** No path of a file has these. */
const UNCLEAN = /\/\.{0,2}\/|\/\.{1,2}$/;

/**
 * Paths are compared with letter case and, where that says the same, as paths and names: those the
 * kernel can filter by.
 */
function fileTest(file: string, name: string, tests: readonly ValueTest[]): string {
  const paths: string[] = [];
  const names: string[] = [];
  const rest: ValueTest[] = [];
  for (const test of tests) {
    const known = test.kind === "text" ? knownPath(test.parts) : undefined;
    if (known === undefined) rest.push(test.kind === "text" ? { ...test, cased: true } : test);
    else (known.isName ? names : paths).push(known.text);
  }
  const plain = `${file}.path`;
  return join("or", [
    ...listTest(plain, paths),
    ...listTest(`${file}.name`, names),
    ...(rest.length === 0
      ? []
      : [textTest({ left: `"%{${plain}}"`, plain, end: "$" }, name, rest)]),
  ]);
}

function listTest(field: string, texts: readonly string[]): string[] {
  if (texts.length === 0) return [];
  if (texts.length > 1) return [`${field} in [${texts.join(", ")}]`];
  const [only = ""] = texts;
  return [`${field} ${only.startsWith("~") ? "=~" : "=="} ${only}`];
}

/** A whole path, all below a folder, or a last segment; undefined for anything else. */
function knownPath(parts: readonly TextPart[]): { isName: boolean; text: string } | undefined {
  const [first, second, third] = parts;
  const text = first?.kind === "text" ? first.text : second?.kind === "text" ? second.text : "";
  const isPlain = PLAIN.test(text) && !HOLE.test(text) && !UNCLEAN.test(text);
  if (third !== undefined || !isPlain) return undefined;
  if (first?.kind === "any") {
    const isName = second?.kind === "text" && /^\/[^/]+$/.test(text);
    return isName ? { isName, text: `"${text.slice(1)}"` } : undefined;
  }
  if (!text.startsWith("/")) return undefined;
  const isFolder = text.endsWith("/");
  if (second === undefined) return isFolder ? undefined : { isName: false, text: `"${text}"` };
  const isBelow = second.kind === "any" && isFolder && text.length > 1;
  return isBelow ? { isName: false, text: `~"${text}**"` } : undefined;
}

function flagged({ source, flags }: { source: string; flags: string }): string {
  return flags === "" ? source : `(?${flags})${source}`;
}

/** SECL takes no escape in a text, so a quote is written by its number. */
function matcher(source: string): string {
  return `r"${source.replaceAll('"', "\\x22").replaceAll("\n", "\\n").replaceAll("\r", "\\r")}"`;
}

/** Anchored where the text must begin or end there; `end` is what its end looks like. */
function regexpSource(parts: readonly TextPart[], cased: boolean, end: string): string {
  const opens = parts[0]?.kind === "any";
  const closes = parts.at(-1)?.kind === "any";
  const inner = parts.slice(opens ? 1 : 0, closes ? -1 : undefined);
  const dotAll = inner.some(({ kind }) => kind !== "text") ? "s" : "";
  const flags = `${cased ? "" : "i"}${dotAll}`;
  const begin = `${flags === "" ? "" : `(?${flags})`}${opens ? "" : "^"}`;
  return `${begin}${regexpOf(inner)}${closes ? "" : end}`;
}

function regexpOf(parts: readonly TextPart[]): string {
  return parts
    .map((part) => {
      if (part.kind === "text") return part.text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
      return part.kind === "any" ? ".*" : ".";
    })
    .join("");
}
