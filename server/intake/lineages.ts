/**
 * Agents tell of a process, its parent and its ancestors with each event, and again with the next
 * one. What was read before is known by its text and taken from memory, so that it is parsed once
 * and kept by the store once. No agent needs to know. A process that is met for the first time is
 * read as it stands: most of those that do one thing only never come again.
 */
import { crc32 } from "node:zlib";
import type { CounterSet } from "#lib/base";
import { shareLeaves } from "#server/store";

type Json = Record<string, unknown>;

/** How much text is remembered, twice over: as the young and as those that were young before. */
const YOUNG_CHARS_MAX = 16 * 1024 * 1024;
const YOUNG_MAX = 20_000;
/** Starts of processes that were met once; all are forgotten at this many. */
const MET_MAX = 100_000;
/** What is longer is read anew each time. */
const TEXT_CHARS_MAX = 32_768;
/** Texts are looked for by how they begin; of those that begin alike the latest are kept. */
const START_CHARS = 72;
const ALIKE_MAX = 4;
/** Objects and lists within each other, in what is remembered. */
const DEPTH_MAX = 8;

const PROCESS = '"process":';
const PARENT = ',"parent":';
const ANCESTORS = ',"ancestors":[';
const CAPABILITIES = ["cap_effective", "cap_permitted"];
/** Escapes of what not both databases take as text. */
export const UNSAFE_ESCAPE = /\\u(?:0000|[dD][89a-fA-F])/;
/** Stands for a value that was cut out; nobody else knows it. */
const CUT = `cut ${crypto.randomUUID()}`;
const CUT_JSON = JSON.stringify(CUT);

/** Kept less dropped is what is remembered now. */
export const LINEAGE_COUNTERS = [
  "lineage_texts_kept",
  "lineage_texts_found",
  "lineage_texts_dropped",
  /** Starts of processes that were forgotten before they came again. */
  "lineage_starts_dropped",
] as const;
type Counters = CounterSet<(typeof LINEAGE_COUNTERS)[number]>;

/** A value and where its text ends. */
type Found = { value: object; end: number };

/** Of an event's text: what is left when its process was cut out, both read. */
export type ReadEvent = { text: string; event: unknown; process: object | undefined };

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The quote that ends the text which begins with a quote at `at`; -1 when none does. */
function closingQuote(text: string, at: number): number {
  for (let quote = text.indexOf('"', at + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === 0x5c) slashes += 1;
    if (slashes % 2 === 0) return quote;
  }
  return -1;
}

/** Where the object or list that begins at `at` ends; -1 if nowhere, or it is too long or deep. */
function endOf(text: string, at: number): number {
  const last = Math.min(text.length, at + TEXT_CHARS_MAX);
  let depth = 0;
  for (let index = at; index < last; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x22) {
      index = closingQuote(text, index);
      if (index === -1) return -1;
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > DEPTH_MAX) return -1;
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return -1;
}

/** Values by their texts; what was not asked for longest goes first. */
function createMemory(counters: Counters) {
  type Kept = { text: string; value: object };
  type Generation = { byStart: Map<string, Kept[]>; texts: number; chars: number };
  const generation = (): Generation => ({ byStart: new Map(), texts: 0, chars: 0 });
  let young = generation();
  let old = generation();

  function put(kept: Kept): void {
    if (young.byStart.size >= YOUNG_MAX || young.chars >= YOUNG_CHARS_MAX) {
      counters.lineage_texts_dropped.add(old.texts);
      old = young;
      young = generation();
    }
    const start = kept.text.slice(0, START_CHARS);
    const alike = young.byStart.get(start) ?? [];
    alike.unshift(kept);
    young.byStart.set(start, alike);
    young.texts += 1;
    young.chars += kept.text.length;
    if (alike.length <= ALIKE_MAX) return;
    young.chars -= alike.pop()?.text.length ?? 0;
    young.texts -= 1;
    counters.lineage_texts_dropped.add();
  }

  /** Takes a text of the old generation into the young one. */
  function renew(kept: Kept, alike: Kept[]): void {
    alike.splice(alike.indexOf(kept), 1);
    old.texts -= 1;
    put(kept);
  }

  return {
    add(kept: Kept): void {
      counters.lineage_texts_kept.add();
      put(kept);
    },
    /** What is remembered of the text that begins at `at`. */
    find(text: string, at: number): Found | undefined {
      const start = text.slice(at, at + START_CHARS);
      const isHere = (kept: Kept) => text.startsWith(kept.text, at);
      const recent = young.byStart.get(start)?.find(isHere);
      const earlier = recent === undefined ? old.byStart.get(start) : undefined;
      const kept = recent ?? earlier?.find(isHere);
      if (kept === undefined) return undefined;
      if (earlier !== undefined) renew(kept, earlier);
      counters.lineage_texts_found.add();
      return { value: kept.value, end: at + kept.text.length };
    },
  };
}

/** Says of a number whether it was said before, or lately at least. */
function createMet(counters: Counters): (start: number) => boolean {
  const met = new Set<number>();
  return (start) => {
    if (met.has(start)) return true;
    if (met.size >= MET_MAX) {
      counters.lineage_starts_dropped.add(met.size);
      met.clear();
    }
    met.add(start);
    return false;
  };
}

type Read = (text: string) => object | undefined;

/** Makes a reader of events with a memory of its own. */
export function createEventReader(counters: Counters): (text: string) => ReadEvent {
  const memory = createMemory(counters);
  const wasMet = createMet(counters);

  /** The object or list whose text begins at `at`, unless it cannot be remembered. */
  function take(text: string, at: number, read: Read): Found | undefined {
    const known = memory.find(text, at);
    if (known !== undefined) return known;
    const end = endOf(text, at);
    if (end === -1 || end - at < START_CHARS) return undefined;
    // A copy, for a piece of a text would keep all of it in memory.
    const own = Buffer.from(text.slice(at, end)).toString();
    const value = UNSAFE_ESCAPE.test(own) ? undefined : read(own);
    if (value === undefined) return undefined;
    memory.add({ text: own, value });
    return { value, end };
  }

  function readList(text: string): object {
    const list = JSON.parse(text) as object;
    shareLeaves(list);
    return list;
  }

  /** Reads a process without parent and ancestors; its capabilities are lists that many have. */
  function readBody(text: string): object {
    let rest = text;
    const lists: [string, object][] = [];
    for (const name of CAPABILITIES) {
      const at = rest.indexOf(`"${name}":[`) + name.length + 3;
      const found = at < name.length + 3 ? undefined : take(rest, at, readList);
      if (found === undefined) continue;
      rest = rest.slice(0, at) + CUT_JSON + rest.slice(found.end);
      lists.push([name, found.value]);
    }
    let body = JSON.parse(rest) as Json;
    const { credentials } = body;
    if (lists.every(([name]) => isObject(credentials) && credentials[name] === CUT))
      for (const [name, list] of lists) (credentials as Json)[name] = list;
    else body = JSON.parse(text) as Json;
    shareLeaves(body);
    return body;
  }

  /** The ancestors whose list goes on at `at`. */
  function takeAncestors(text: string, at: number): Found | undefined {
    const value: object[] = [];
    let end = at;
    while (text[end] !== "]") {
      if (value.length > 0 && text[end++] !== ",") return undefined;
      const found = text[end] === "{" ? take(text, end, readBody) : undefined;
      if (found === undefined) return undefined;
      value.push(found.value);
      end = found.end;
    }
    return { value, end: end + 1 };
  }

  /**
   * Reads a process whose last members are its parent and its ancestors. What stands before them is
   * an object when a brace ends it; so they are members of the process and of nothing within it.
   */
  function readProcess(text: string): object | undefined {
    const [parentAt, ancestorsAt] = [text.indexOf(`${PARENT}{`), text.indexOf(ANCESTORS)];
    const bodyEnd = parentAt === -1 ? ancestorsAt : parentAt;
    if (bodyEnd === -1) return readBody(text);
    let end = bodyEnd;
    const more: { parent?: object; ancestors?: object } = {};
    if (parentAt !== -1) {
      const found = take(text, parentAt + PARENT.length, readBody);
      if (found === undefined) return undefined;
      more.parent = found.value;
      ({ end } = found);
    }
    if (text.startsWith(ANCESTORS, end)) {
      const found = takeAncestors(text, end + ANCESTORS.length);
      if (found === undefined) return undefined;
      more.ancestors = found.value;
      ({ end } = found);
    }
    const body = take(`${text.slice(0, bodyEnd)}}`, 0, readBody)?.value as Json | undefined;
    const isWhole = text[end] === "}" && end + 1 === text.length;
    if (!isWhole || body === undefined) return undefined;
    if (Object.keys(more).some((name) => Object.hasOwn(body, name))) return undefined;
    const process = { ...body, ...more };
    shareLeaves(process, body);
    return process;
  }

  /** Reads the event without its process, when that can be taken from it. */
  function readRest(text: string): ReadEvent | undefined {
    const name = text.indexOf(PROCESS);
    const at = name + PROCESS.length;
    if (name === -1 || text[at] !== "{") return undefined;
    // Two that begin alike by chance are remembered sooner, which does no harm.
    if (!wasMet(crc32(text.slice(at, at + START_CHARS)))) return undefined;
    const found = take(text, at, readProcess);
    if (found === undefined) return undefined;
    const rest = text.slice(0, at) + CUT_JSON + text.slice(found.end);
    const event: unknown = JSON.parse(rest);
    const isCut = isObject(event) && event["process"] === CUT;
    return isCut ? { text: rest, event, process: found.value } : undefined;
  }

  /** Reads an event; throws a SyntaxError when it is not JSON. */
  return function read(text) {
    let rest: ReadEvent | undefined;
    try {
      rest = readRest(text);
    } catch {
      // Not JSON, or its parts were not what they seemed: the whole text decides.
    }
    return rest ?? { text, event: JSON.parse(text) as unknown, process: undefined };
  };
}
