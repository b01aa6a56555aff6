/**
 * Third stage, texts: what a quoted text means next to a field. On path fields patterns are globs,
 * and a path that no file can have is refused, because such a rule would be silent for ever.
 */
import type { Span } from "#lib/base";
import type { Field } from "#lib/event";
import { compilePacketFilter } from "#lib/pcap";
import { checkField } from "./check-field.ts";
import { type Checker, type Matcher, report } from "./checker.ts";
import * as faults from "./diagnostics.ts";
import { fixedOnly, packetFilter } from "./field-diagnostics.ts";
import { BPF_NAME_MAX, PATH_DEPTH_MAX, PATH_SEGMENT_MAX, REGEXP_LENGTH_MAX } from "./limits.ts";
import { nearestName } from "./nearest.ts";
import { PACKET_FILTER_FIELD } from "./packet-filters.ts";
import { byteLength, compileGlob, compilePattern, compileRegexp, foldCase } from "./pattern.ts";
import type { Literal, Measure, Read, StringTest, Template, Value, Variable } from "./tree.ts";

const HOLE = /\$\{([A-Za-z_][A-Za-z0-9_.]*)\}|%\{([A-Za-z_][A-Za-z0-9_.[\]]*)\}/g;

/** A quoted text: a literal, or a template when it holds `${variable}` or `%{field}`. */
export function checkString(
  checker: Checker,
  text: string,
  span: Span,
): Literal | Template | undefined {
  const parts: Template["parts"] = [];
  let at = 0;
  for (const hole of text.matchAll(HOLE)) {
    const [whole, variable, field] = hole;
    const part =
      variable === undefined
        ? checkField(checker, field ?? "", span)
        : checkVariable(checker, variable, span);
    if (part === undefined) return undefined;
    if (hole.index > at) parts.push(text.slice(at, hole.index));
    parts.push(part);
    at = hole.index + whole.length;
  }
  if (parts.length === 0)
    return { kind: "literal", type: "string", array: false, span, value: text };
  if (at < text.length) parts.push(text.slice(at));
  return { kind: "template", type: "string", array: false, span, parts };
}

/** `${x}`, `${x.length}`, and `${process.pid}`, which is there without being declared. */
export function checkVariable(
  checker: Checker,
  name: string,
  span: Span,
): Variable | Read | undefined {
  const exact = checker.variables.get(name);
  if (exact !== undefined) return toVariable(name, exact, "value", span);
  if (name.endsWith(".length")) {
    const base = name.slice(0, -".length".length);
    const shape = checker.variables.get(base);
    if (shape?.array) return toVariable(base, { type: "int", array: false }, "count", span);
    if (shape?.type === "string") {
      return toVariable(base, { type: "int", array: false }, "length", span);
    }
  }
  if (name === "process.pid") return checkField(checker, name, span);
  const guess = nearestName(name, checker.variables.keys());
  return report(checker, faults.unknownVariable(span, name, guess));
}

function toVariable(
  name: string,
  shape: { type: Variable["type"]; array: boolean },
  measure: Measure,
  span: Span,
): Variable {
  return { kind: "variable", ...shape, span, name, isList: shape.array, measure };
}

/** Fields that say what the kernel is to do rather than what happened. */
const FIXED: ReadonlySet<string> = new Set(["packet.filter", "ondemand.name"]);

/** Refuses anything but one fixed text beside a field that the kernel is told by. */
export function checkFixed(
  checker: Checker,
  left: Value,
  texts: readonly (Literal | Matcher)[],
): boolean {
  if (left.kind !== "read" || !FIXED.has(left.field) || left.measure !== "value") return true;
  const [only, second] = texts;
  if (second === undefined && only?.kind === "literal")
    return left.field !== PACKET_FILTER_FIELD || checkPacketFilter(checker, only);
  report(checker, fixedOnly(left.span, left.field));
  return false;
}

/** Faults are shown at their place in the text, which escapes in it would move. */
function checkPacketFilter(checker: Checker, { value, span }: Literal): boolean {
  const text = String(value);
  const compiled = compilePacketFilter(text);
  if (compiled.ok) return true;
  const start = span.start + 1;
  const isPlain = span.end - start - 1 === text.length;
  const { start: from, end: to } = compiled.span;
  const place = isPlain ? { start: start + from, end: start + Math.max(to, from + 1) } : span;
  report(checker, packetFilter(place, compiled.what, compiled.do));
  return false;
}

/** Turns the static texts beside `left` into tests; undefined when one is at fault. */
export function checkTexts(
  checker: Checker,
  left: Value,
  texts: readonly (Literal | Matcher)[],
): { tests: StringTest[]; ignoreCase: boolean } | undefined {
  const operators = left.kind === "read" ? left.operators : "plain";
  const field = left.kind === "read" ? left.field : "";
  const ignoreCase = operators === "dns";
  if (!checkFixed(checker, left, texts)) return undefined;
  const tests: StringTest[] = [];
  for (const text of texts) {
    const test =
      text.kind === "literal"
        ? equalTest(String(text.value), ignoreCase)
        : matcherTest(checker, text, operators, field);
    if (test === undefined) return undefined;
    if (operators === "path" && !checkPath(checker, test.text, text.span)) return undefined;
    if (!checkBpfName(checker, field, test.text, text.span)) return undefined;
    tests.push(test);
  }
  return { tests, ignoreCase };
}

function equalTest(written: string, ignoreCase: boolean): StringTest {
  const text = ignoreCase ? foldCase(written) : written;
  return { form: "equal", text, matches: (value) => value === text };
}

function matcherTest(
  checker: Checker,
  { form, text: written, span }: Matcher,
  operators: Field["operators"],
  field: string,
): StringTest | undefined {
  /* Not `test`: it would leave a place in the shared expression, where the next text begins. */
  if (written.search(HOLE) !== -1) return report(checker, faults.patternNotStatic(span));
  if (form === "regexp") return regexpTest(checker, written, span, operators, field);
  if (operators === "path") {
    const crossings = written.split("/").filter((segment) => segment === "**").length;
    if (crossings > 1) return report(checker, faults.globTwice(span));
    return { form: "glob", text: written, matches: compileGlob(written) };
  }
  if (written.includes("**")) return report(checker, faults.doubleStar(span));
  const text = operators === "dns" ? foldCase(written) : written;
  return { form: "pattern", text, matches: compilePattern(text) };
}

function regexpTest(
  checker: Checker,
  text: string,
  span: Span,
  operators: Field["operators"],
  field: string,
): StringTest | undefined {
  if (operators === "path") return report(checker, faults.regexpOnPath(span, field));
  if (text.length > REGEXP_LENGTH_MAX) return report(checker, faults.regexpTooLong(span));
  try {
    return { form: "regexp", text, matches: compileRegexp(text, operators === "dns") };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return report(checker, faults.invalidRegexp(span, reason));
  }
}

/** Whether a file could have the path; the empty path is one that was not resolved. */
function checkPath(checker: Checker, path: string, span: Span): boolean {
  if (path === "") return true;
  const segments = path.split("/");
  const isRooted = path.startsWith("/") || path.startsWith("*");
  const isClean = path === "/" || segments.every((segment, at) => segment !== "" || at === 0);
  const fault = !isRooted
    ? faults.pathNotAbsolute(span, path)
    : path === "*"
      ? faults.pathMatchesAll(span)
      : !isClean || segments.includes(".") || segments.includes("..")
        ? faults.pathNotClean(span, path)
        : segments.length > PATH_DEPTH_MAX
          ? faults.pathTooDeep(span)
          : segments.some((segment) => byteLength(segment) > PATH_SEGMENT_MAX)
            ? faults.pathSegmentTooLong(span)
            : undefined;
  if (fault !== undefined) report(checker, fault);
  return fault === undefined;
}

function checkBpfName(checker: Checker, field: string, text: string, span: Span): boolean {
  if (field !== "bpf.map.name" && field !== "bpf.prog.name") return true;
  if (text.length <= BPF_NAME_MAX) return true;
  report(checker, faults.bpfNameTooLong(span, field));
  return false;
}
