/**
 * An event that a rule should match, for its inline test. It is made from the tests that must hold,
 * and is only as good as its check: whoever uses it evaluates the rule on it.
 */
import { type EventField, type EventTarget, eventField } from "./fields.ts";
import { sampleOfRegexp } from "./regexp-sample.ts";
import type { Logic, LogSource, TextPart, ValueTest } from "./types.ts";

const ALTERNATIVES_MAX = 64;

type Wanted = ReadonlyMap<string, readonly ValueTest[]>;
type Event = Record<string, unknown>;

/** Candidates, the likeliest first: one for each choice among the rule's alternatives. */
export function* exampleEvents(
  logic: Logic,
  target: EventTarget,
  source: LogSource,
): Generator<Event> {
  let count = 0;
  for (const wanted of ways(logic, true)) {
    if (++count > ALTERNATIVES_MAX) return;
    yield { type: target.event, ...target.example, ...valuesOf(wanted, target, source) };
  }
}

/** Sets of tests each of which makes the logic come out as wanted. */
function* ways(logic: Logic, isWanted: boolean): Generator<Wanted> {
  switch (logic.kind) {
    case "not":
      return yield* ways(logic.item, !isWanted);
    case "test":
      // What must not hold does not, most likely, for an event that says nothing of it.
      if (!isWanted || logic.field === undefined) yield new Map();
      else yield new Map([[logic.field, [logic.test]]]);
      return;
    default:
      if ((logic.kind === "and") === isWanted) yield* together(logic.items, isWanted);
      else for (const item of logic.items) yield* ways(item, isWanted);
  }
}

function* together(items: readonly Logic[], isWanted: boolean): Generator<Wanted> {
  const [first, ...rest] = items;
  if (first === undefined) {
    yield new Map();
    return;
  }
  for (const one of ways(first, isWanted)) {
    for (const others of together(rest, isWanted)) {
      const joined = new Map(one);
      for (const [field, tests] of others)
        joined.set(field, [...(joined.get(field) ?? []), ...tests]);
      yield joined;
    }
  }
}

function valuesOf(wanted: Wanted, target: EventTarget, source: LogSource): Event {
  const event: Event = {};
  for (const [name, tests] of wanted) {
    const field = eventField(target, name, source);
    Object.assign(event, samplesOf(field, tests));
  }
  return event;
}

function samplesOf({ kind, name }: EventField, tests: readonly ValueTest[]): Event {
  switch (kind) {
    case "truth":
      return {};
    case "int":
      return { [name]: intSample(tests) };
    case "ip":
      return { [name]: addressSample(tests[0]) };
    case "text":
      return { [name]: textSample(tests, "") };
    case "file":
    case "path": {
      const path = textSample(tests, "/usr/bin/");
      return { [`${name}.path`]: path.startsWith("/") || path === "" ? path : `/${path}` };
    }
    case "command": {
      const text = textSample(tests, "run ");
      const blank = text.indexOf(" ");
      if (blank === -1) return { [`${name}.argv0`]: text };
      return { [`${name}.argv0`]: text.slice(0, blank), [`${name}.args`]: text.slice(blank + 1) };
    }
  }
}

function intSample(tests: readonly ValueTest[]): number {
  const [test] = tests;
  if (test?.kind === "text") return Number(plain(test.parts));
  if (test?.kind !== "number") return 1;
  const step = { "==": 0, "<": -1, "<=": 0, ">": 1, ">=": 0 }[test.operator];
  return test.value + step;
}

function addressSample(test: ValueTest | undefined): string {
  if (test?.kind === "cidr") return test.block.split("/")[0] ?? "";
  if (test?.kind !== "text") return "198.51.100.7";
  const isPrefix = test.parts.length > 1;
  const numbers = plain(test.parts).split(".").filter(Boolean);
  return isPrefix ? [...numbers, "0", "0", "1"].slice(0, 4).join(".") : plain(test.parts);
}

function plain(parts: readonly TextPart[]): string {
  return parts.map((part) => (part.kind === "text" ? part.text : "")).join("");
}

/** Text that meets all tests: how one begins, then what they hold, then how one ends. */
function textSample(tests: readonly ValueTest[], before: string): string {
  let begin = "";
  let end = "";
  const middle: string[] = [];
  for (const test of tests) {
    if (test.kind === "empty") return "";
    const parts = partsOf(test);
    const text = parts.map((part) =>
      part.kind === "text" ? part.text : part.kind === "one" ? "x" : " ",
    );
    const opens = parts[0]?.kind === "any";
    const closes = parts.at(-1)?.kind === "any";
    const inner = text.slice(opens ? 1 : 0, closes ? -1 : undefined).join("");
    if (!opens && !closes) return inner;
    if (!opens) begin = inner.length > begin.length ? inner : begin;
    else if (!closes) end = inner.length > end.length ? inner : end;
    else middle.push(inner);
  }
  const kept = middle.filter((text) => !begin.includes(text) && !end.includes(text));
  const start = begin === "" && !end.startsWith("/") ? before : begin;
  return `${start}${kept.join(" ")}${kept.length > 0 && end !== "" ? " " : ""}${end}`;
}

function partsOf(test: ValueTest): readonly TextPart[] {
  if (test.kind === "text") return test.parts;
  if (test.kind === "number") return [{ kind: "text", text: String(test.value) }];
  const text = test.kind === "regexp" ? sampleOfRegexp(test.source) : "x";
  const isAnchored = test.kind === "regexp" && test.source.startsWith("^");
  const any = { kind: "any" } as const;
  return [...(isAnchored ? [] : [any]), { kind: "text", text }, any];
}
