/**
 * Bytes → event, checked once; everything behind trusts it. Beside its shape it makes the text safe
 * to store: neither database takes a NUL or half a surrogate pair, and one event must not be able
 * to stop a batch.
 */
import { EVENT_BYTES_MAX } from "#lib/protocol";
import { EVENT_SOURCE } from "#server/store";
import { lineageCounters } from "./counters.ts";
import type { EventRefusal } from "./errors.ts";
import { createEventReader, type ReadEvent, UNSAFE_ESCAPE } from "./lineages.ts";

/** Objects and lists within each other; the contract's deepest event has fewer than ten. */
export const EVENT_DEPTH_MAX = 32;
export const TAGS_MAX = 100;
const TAG_CHARS_MAX = 256;
const RULE_ID_CHARS_MAX = 256;
/** A clock further ahead than this is wrong; its events are filed under the time they arrived. */
export const CLOCK_AHEAD_MS_MAX = 3_600_000;

const ISO_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

type Json = Record<string, unknown>;

type DecodeContext = {
  received: number;
  host: string;
  tags: readonly string[];
  /**
   * Events that happened before this are filed under the time they arrived; they would be gone at
   * once.
   */
  oldest: number;
};

type DecodedEvent = {
  ts: number;
  /** Whether `ts` is the time of arrival because the event's own cannot be right. */
  isSkewed: boolean;
  tags: string[];
  event: Json;
};

const decoder = new TextDecoder("utf-8", { fatal: true });

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTooDeep(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (depth >= EVENT_DEPTH_MAX) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (isTooDeep(item, depth + 1)) return true;
    return false;
  }
  for (const key in value) if (isTooDeep((value as Json)[key], depth + 1)) return true;
  return false;
}

/** Text that both databases take. */
export function cleanText(text: string): string {
  return text.replaceAll("\0", "\ufffd").toWellFormed();
}

/** Only for the rare event that needs it, and not deeper than EVENT_DEPTH_MAX. */
function clean(value: unknown): unknown {
  if (typeof value === "string") return cleanText(value);
  if (Array.isArray(value)) return value.map(clean);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [cleanText(key), clean(item)]),
  );
}

function missesPart(event: Json): boolean {
  const { agent, evt, process } = event;
  if (!isObject(agent) || !isObject(evt) || !isObject(process)) return true;
  const id = agent["rule_id"];
  const isId = typeof id === "string" && id !== "" && id.length <= RULE_ID_CHARS_MAX;
  return !isId || typeof evt["name"] !== "string";
}

function tagsOf(event: Json, own: readonly string[]): string[] {
  const sent = Array.isArray(event["tags"]) ? (event["tags"] as unknown[]) : [];
  const usable = sent.filter((tag) => typeof tag === "string" && tag.length <= TAG_CHARS_MAX);
  return [...new Set([...own, ...(usable as string[])])].slice(0, TAGS_MAX);
}

const read = createEventReader(lineageCounters);

function parse(text: string): ReadEvent | undefined {
  try {
    return read(text);
  } catch {
    // Not JSON: reading throws nothing else.
    return undefined;
  }
}

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    // The decoder is strict and knows one fault only.
    return undefined;
  }
}

/**
 * Reads one event, or says why it is refused. The event gets `host`, `tags` and `source` at its
 * top.
 */
export function decodeEvent(
  bytes: Uint8Array,
  context: DecodeContext,
): DecodedEvent | EventRefusal {
  if (bytes.length > EVENT_BYTES_MAX) return "INTAKE_EVENT_TOO_LARGE";
  const text = decodeText(bytes);
  if (text === undefined) return "INTAKE_EVENT_NOT_UTF8";
  const parsed = parse(text);
  if (parsed === undefined || !isObject(parsed.event)) return "INTAKE_EVENT_NOT_JSON";
  if (isTooDeep(parsed.event, 0)) return "INTAKE_EVENT_TOO_DEEP";
  const event = UNSAFE_ESCAPE.test(parsed.text) ? (clean(parsed.event) as Json) : parsed.event;
  if (parsed.process !== undefined) event["process"] = parsed.process;
  if (missesPart(event)) return "INTAKE_EVENT_PART_MISSING";
  const { date } = event;
  const happened = typeof date === "string" && ISO_DATE.test(date) ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(happened)) return "INTAKE_EVENT_DATE_INVALID";
  const { received } = context;
  const isSkewed = happened > received + CLOCK_AHEAD_MS_MAX || happened < context.oldest;
  const tags = tagsOf(event, context.tags);
  event["host"] = context.host;
  event["tags"] = tags;
  event["source"] = EVENT_SOURCE;
  return { ts: isSkewed ? received : happened, isSkewed, tags, event };
}
