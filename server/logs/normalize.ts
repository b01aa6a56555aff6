/**
 * What a sender gave → a log: reserved names are recognised under all the names that shippers use,
 * JSON in a message becomes attributes, and everything is bounded.
 */
import { cleanText } from "#server/intake";
import {
  expandDots,
  isReserved,
  isTree,
  type LogDraft,
  readDraft,
  type Tree,
  valueAt,
} from "./draft.ts";
import { statusOf } from "./status.ts";

/** Of one log; what is beyond is cut from the message. */
export const LOG_BYTES_MAX = 1024 * 1024;
export const LOG_TAGS_MAX = 100;
const TAG_CHARS_MAX = 200;
const NAME_CHARS_MAX = 256;
/** Objects and lists within each other; deeper ones become text. */
export const LOG_DEPTH_MAX = 20;

/** What the way by which logs came says of all of them. */
export type LogDefaults = {
  host?: string;
  service?: string;
  source?: string;
  tags?: readonly string[];
};

const MESSAGE_NAMES = ["message", "msg", "log"];
const HOST_NAMES = ["host", "hostname", "syslog.hostname"];
const SERVICE_NAMES = ["service", "syslog.appname", "dd.service"];
const SOURCE_NAMES = ["ddsource", "source"];
const STATUS_NAMES = ["status", "severity", "level", "syslog.severity"];
const DATE_NAMES = ["@timestamp", "timestamp", "_timestamp", "date", "eventTime", "time", "ts"];

function firstOf(tree: Tree, names: readonly string[]): unknown {
  for (const name of names) {
    const value = valueAt(tree, name);
    if (value !== undefined && value !== null && value !== "") return value;
  }
  return undefined;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** A comma-separated list, or a list of texts. */
export function tagsOf(value: unknown): string[] {
  const list = typeof value === "string" ? value.split(",") : Array.isArray(value) ? value : [];
  return list
    .filter((tag) => typeof tag === "string")
    .map((tag) => cleanText(tag.trim()).slice(0, TAG_CHARS_MAX).toWellFormed())
    .filter((tag) => tag !== "");
}

/** Text the databases take, at a bounded depth. */
function safe(value: unknown, depth: number): unknown {
  if (typeof value === "string") return cleanText(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= LOG_DEPTH_MAX) return cleanText(JSON.stringify(value));
  if (Array.isArray(value)) return value.map((item) => safe(item, depth + 1));
  const clean: Tree = {};
  for (const name of Object.keys(value)) {
    const key = cleanText(name);
    if (key !== "__proto__") clean[key] = safe((value as Tree)[name], depth + 1);
  }
  return clean;
}

const ISO_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d([.,]\d{1,9})?\s*(Z|[+-]\d\d:?\d\d)?$/;

/** Milliseconds since 1970 of ISO 8601 text, or of a number in s, ms, µs or ns. */
export function timeOf(value: unknown): number | undefined {
  const number =
    typeof value === "number"
      ? value
      : typeof value === "string" && /^\d{9,19}(\.\d+)?$/.test(value)
        ? Number(value)
        : undefined;
  if (number !== undefined) {
    const scale = number > 1e17 ? 1e-6 : number > 1e14 ? 1e-3 : number > 1e11 ? 1 : 1000;
    return number >= 0 ? Math.trunc(number * scale) : undefined;
  }
  if (typeof value !== "string" || !ISO_TIME.test(value)) return undefined;
  const text = value.replace(",", ".").replace(" ", "T");
  const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

function parseObject(text: string): Tree | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isTree(value) ? value : undefined;
  } catch {
    // A message that begins like JSON and is none stays a message.
    return undefined;
  }
}

/** An object with what its message holds as JSON beside it; its own names win. */
function withMessage(tree: Tree): Tree {
  const message = firstOf(tree, MESSAGE_NAMES);
  if (isTree(message)) return { ...message, ...without(tree, MESSAGE_NAMES) };
  const inner = typeof message === "string" ? parseObject(message) : undefined;
  if (inner === undefined) return tree;
  const { message: said, ...rest } = inner;
  const outer = said === undefined ? tree : { ...tree, message: said };
  return { ...expandDots(safe(rest, 1) as Tree), ...outer };
}

function without(tree: Tree, names: readonly string[]): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([name]) => !names.includes(name)));
}

function firstTime(tree: Tree): number | undefined {
  for (const name of DATE_NAMES) {
    const ms = timeOf(tree[name]);
    if (ms !== undefined) return ms;
  }
  return undefined;
}

/** Makes a draft of one log: a text, or an object as a sender wrote it. */
export function draftLog(sent: unknown, defaults: LogDefaults): LogDraft {
  const given: Tree = isTree(sent) ? sent : { message: textOf(sent) };
  const tree = withMessage(expandDots(safe(given, 0) as Tree));
  const name = (names: readonly string[], fallback: string | undefined) => {
    const text = textOf(firstOf(tree, names)) || (fallback ?? "");
    return cleanText(text).slice(0, NAME_CHARS_MAX).toWellFormed();
  };
  const said = firstOf(tree, MESSAGE_NAMES);
  const tags = [...(defaults.tags ?? []), ...tagsOf(tree["ddtags"]), ...tagsOf(tree["tags"])];
  const attributes: Tree = {};
  for (const key of Object.keys(tree))
    if (!isReserved(key) && key !== "ddsource" && key !== "ddtags") attributes[key] = tree[key];
  return {
    ts: firstTime(tree),
    host: name(HOST_NAMES, defaults.host),
    service: name(SERVICE_NAMES, defaults.service),
    source: name(SOURCE_NAMES, defaults.source),
    status: statusOf(firstOf(tree, STATUS_NAMES)),
    message: typeof said === "string" ? said.slice(0, LOG_BYTES_MAX).toWellFormed() : textOf(said),
    tags: [...new Set(tags)].slice(0, LOG_TAGS_MAX),
    attributes,
  };
}

/** What is only known when all pipelines ran. */
export function finishDraft(draft: LogDraft): LogDraft {
  const status = draft.status === "" ? "info" : statusOf(draft.status);
  const eventDate = draft.ts ?? timeOf(readDraft(draft, "date"));
  return { ...draft, status, ts: eventDate };
}
