/**
 * Agents tell of a process, its parent and its ancestors with each event, and again with the next
 * one. What was read before is known by its text and taken from memory, so that it is parsed once
 * and kept by the store once. No agent needs to know. A process that is met for the first time is
 * read as it stands: most of those that do one thing only never come again.
 */
import { crc32 } from "node:zlib";
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
function createMemory() {
  type Kept = { text: string; value: object };
  let young = new Map<string, Kept[]>();
  let old = new Map<string, Kept[]>();
  let chars = 0;

  function add(kept: Kept): void {
    if (young.size >= YOUNG_MAX || chars >= YOUNG_CHARS_MAX) {
      old = young;
      young = new Map();
      chars = 0;
    }
    const start = kept.text.slice(0, START_CHARS);
    const alike = young.get(start) ?? [];
    alike.unshift(kept);
    chars += kept.text.length;
    if (alike.length > ALIKE_MAX) chars -= alike.pop()?.text.length ?? 0;
    young.set(start, alike);
  }

  return {
    add,
    /** What is remembered of the text that begins at `at`. */
    find(text: string, at: number): Found | undefined {
      const start = text.slice(at, at + START_CHARS);
      const isHere = (kept: Kept) => text.startsWith(kept.text, at);
      const recent = young.get(start)?.find(isHere);
      const kept = recent ?? old.get(start)?.find(isHere);
      if (kept === undefined) return undefined;
      if (recent === undefined) add(kept);
      return { value: kept.value, end: at + kept.text.length };
    },
  };
}

/** Says of a number whether it was said before, or lately at least. */
function createMet(): (start: number) => boolean {
  const met = new Set<number>();
  return (start) => {
    if (met.has(start)) return true;
    if (met.size >= MET_MAX) met.clear();
    met.add(start);
    return false;
  };
}

type Read = (text: string) => object | undefined;

/** Makes a reader of events with a memory of its own. */
export function createEventReader(): (text: string) => ReadEvent {
  const memory = createMemory();
  const wasMet = createMet();

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
