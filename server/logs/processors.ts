/** The steps of a pipeline: each is data, compiled once, and changes a draft. */
import Type, { type Static } from "typebox";
import { compilePredicate, type Predicate, parseQuery } from "#lib/query";
import { type LogDraft, putAt, readDraft, removeAt, type Tree, writeDraft } from "./draft.ts";
import { compilePattern, type Pattern } from "./pattern.ts";

const path = Type.String({ minLength: 1, maxLength: 256 });
const scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);
const values = Type.Record(Type.String(), scalar);

export const Processor = Type.Object(
  {
    /** First pattern that matches the beginning of a text: its values, and constants. */
    parse: Type.Optional(
      Type.Object({
        from: path,
        patterns: Type.Array(Type.Object({ match: Type.String(), set: Type.Optional(values) })),
      }),
    ),
    /** `key=value` pairs of a text. */
    keyvalue: Type.Optional(Type.Object({ from: path, to: Type.Optional(Type.String()) })),
    /** First of several values that is there, under another path. */
    remap: Type.Optional(
      Type.Object({
        from: Type.Array(path),
        to: path,
        keep: Type.Optional(Type.Boolean()),
        override: Type.Optional(Type.Boolean()),
      }),
    ),
    /** First search that finds the log says what the value is. */
    category: Type.Optional(
      Type.Object({
        to: path,
        cases: Type.Array(Type.Object({ match: Type.String(), value: scalar })),
      }),
    ),
    /** A value translated by a table. */
    lookup: Type.Optional(
      Type.Object({ from: path, to: path, table: values, default: Type.Optional(scalar) }),
    ),
    /** Parts of an address: path, host, scheme, and its query. */
    url: Type.Optional(Type.Object({ from: path, to: path })),
    /** Hour (0 to 23) and weekday (1 Monday to 7) of the log's own time, in a zone. */
    clock: Type.Optional(Type.Object({ to: path, zone: Type.String({ maxLength: 64 }) })),
    set: Type.Optional(values),
  },
  { additionalProperties: false, minProperties: 1, maxProperties: 1 },
);
export type Processor = Static<typeof Processor>;

export type Step = (draft: LogDraft, flat: () => Tree) => void;

/** Pairs of one text that are read. */
const PAIRS_MAX = 200;
const PAIR = /([\w.@-]+)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s,;]*))/g;

class Fault extends Error {}

/** Compiles a processor, or says what is wrong with it. */
export function compileProcessor(processor: Processor): Step | { fault: string } {
  try {
    return compile(processor);
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message };
    throw error;
  }
}

function compile(one: Processor): Step {
  if (one.parse) return parse(one.parse);
  if (one.keyvalue) return keyvalue(one.keyvalue);
  if (one.remap) return remap(one.remap);
  if (one.category) return category(one.category);
  if (one.lookup) return lookup(one.lookup);
  if (one.url) return url(one.url);
  if (one.clock) return clock(one.clock);
  const constants = Object.entries(one.set ?? {});
  return (draft) => {
    for (const [at, value] of constants) writeDraft(draft, at, value);
  };
}

function usable<Compiled>(compiled: Compiled | { fault: string }, text: string): Compiled {
  if (typeof compiled === "object" && compiled !== null && "fault" in compiled)
    throw new Fault(`${JSON.stringify(text)}: ${compiled.fault}`);
  return compiled as Compiled;
}

function searchOf(text: string): Predicate {
  const { query, diagnostics } = parseQuery(text);
  if (query === undefined) throw new Fault(`${JSON.stringify(text)}: ${diagnostics[0]?.what}`);
  return compilePredicate(query);
}

function parse({ from, patterns }: NonNullable<Processor["parse"]>): Step {
  const compiled = patterns.map(({ match, set }) => ({
    pattern: usable<Pattern>(compilePattern(match), match),
    constants: Object.entries(set ?? {}),
  }));
  return (draft) => {
    const text = readDraft(draft, from);
    if (typeof text !== "string") return;
    const line = text.trimStart();
    for (const { pattern, constants } of compiled) {
      const found = pattern(line);
      if (found === undefined) continue;
      for (const [at, value] of found) writeDraft(draft, at, value);
      for (const [at, value] of constants) writeDraft(draft, at, value);
      return;
    }
  };
}

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function formatOf(zone: string): Intl.DateTimeFormat {
  try {
    const parts = { hour: "2-digit", hourCycle: "h23", weekday: "short" } as const;
    return new Intl.DateTimeFormat("en-US", { ...parts, timeZone: zone });
  } catch {
    // The only thing that can be wrong.
    throw new Fault(`${JSON.stringify(zone)}: there is no such time zone`);
  }
}

function clock({ to, zone }: NonNullable<Processor["clock"]>): Step {
  const format = formatOf(zone);
  return (draft) => {
    if (draft.ts === undefined) return;
    const parts = format.formatToParts(draft.ts);
    const partOf = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
    putAt(draft.attributes, `${to}.hour`, Number(partOf("hour")));
    putAt(draft.attributes, `${to}.weekday`, WEEKDAYS.indexOf(partOf("weekday")) + 1);
  };
}

function keyvalue({ from, to = "" }: NonNullable<Processor["keyvalue"]>): Step {
  return (draft) => {
    const text = readDraft(draft, from);
    if (typeof text !== "string") return;
    let pairs = 0;
    for (const [, key = "", double, single, bare] of text.matchAll(PAIR)) {
      if (++pairs > PAIRS_MAX) return;
      const quoted = double?.replace(/\\(.)/g, "$1") ?? single;
      const isNumber = quoted === undefined && /^-?\d{1,15}(\.\d{1,15})?$/.test(bare ?? "");
      const value = isNumber ? Number(bare) : (quoted ?? bare ?? "");
      const at = to === "" ? key : `${to}.${key}`;
      putAt(draft.attributes, at, value);
    }
  };
}

function remap({ from, to, keep, override }: NonNullable<Processor["remap"]>): Step {
  return (draft) => {
    if (override === false && readDraft(draft, to) !== undefined) return;
    for (const at of from) {
      const value = readDraft(draft, at);
      if (value === undefined || value === null || value === "") continue;
      if (keep === false) removeAt(draft.attributes, at);
      writeDraft(draft, to, value);
      return;
    }
  };
}

function category({ to, cases }: NonNullable<Processor["category"]>): Step {
  const compiled = cases.map(({ match, value }) => ({ test: searchOf(match), value }));
  return (draft, flat) => {
    const found = flat();
    const first = compiled.find(({ test }) => test(found));
    if (first !== undefined) writeDraft(draft, to, first.value);
  };
}

function lookup(table: NonNullable<Processor["lookup"]>): Step {
  const known = new Map(Object.entries(table.table));
  return (draft) => {
    const value = readDraft(draft, table.from);
    const found = value === undefined ? undefined : (known.get(String(value)) ?? table.default);
    if (found !== undefined) writeDraft(draft, table.to, found);
  };
}

function url({ from, to }: NonNullable<Processor["url"]>): Step {
  return (draft) => {
    const text = readDraft(draft, from);
    if (typeof text !== "string") return;
    const [, scheme, host, at = "", search = ""] =
      /^(?:([a-z][a-z0-9+.-]*):\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?/i.exec(text) ?? [];
    const query: Tree = Object.fromEntries(new URLSearchParams(search));
    const parts: Tree = { path: at };
    if (scheme !== undefined) Object.assign(parts, { scheme, host });
    if (search !== "") parts["queryString"] = query;
    writeDraft(draft, to, parts);
  };
}
