/** Between our values and the rows of the event store. */
import type { HitRow, LearnedRow } from "#lib/detection";
import { leavesOf } from "#lib/query";
import { EVENT_COLUMNS } from "./generated/columns.ts";

/** What the events of our agents are said to come from. */
export const EVENT_SOURCE = "runtime-security-agent";

/**
 * One event as it is stored. Text in it holds no NUL and no lone surrogate; intake sees to that.
 */
export type EventRow = {
  eventId: string;
  /** When it happened, milliseconds since 1970; decides partition and retention. */
  ts: number;
  received: number;
  agent: string;
  boot: string;
  spool: string;
  seq: number;
  host: string;
  tags: string[];
  /** The event JSON as the agent wrote it. */
  raw: string;
  /** The same, parsed. */
  event: Record<string, unknown>;
};

/** Text of a column beyond this is cut there; the raw JSON has the whole. */
const COLUMN_CHARS_MAX = 4096;
const DAY_MS = 86_400_000;
/** Values of one event or log that can be searched by path; the rest is in its JSON only. */
export const LEAVES_MAX = 4096;

type Read = (event: Record<string, unknown>) => string | number;

function numberReader(read: (event: unknown) => unknown, max: number): Read {
  return (event) => {
    const value = read(event);
    const isUsable = typeof value === "number" && Number.isInteger(value);
    return isUsable && value >= 0 && value <= max ? value : 0;
  };
}

function textReader(read: (event: unknown) => unknown): Read {
  return (event) => {
    const value = read(event);
    const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
    return text.length > COLUMN_CHARS_MAX ? text.slice(0, COLUMN_CHARS_MAX).toWellFormed() : text;
  };
}

function pathReader(path: string): (event: unknown) => unknown {
  const segments = path.split(".");
  return (event) => {
    let value = event;
    for (const segment of segments) {
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, segment)) return "";
      value = (value as Record<string, unknown>)[segment];
    }
    return value;
  };
}

const UINT_MAX: Readonly<Record<string, number>> = { UInt16: 0xffff, UInt32: 0xffffffff };
const READERS: readonly Read[] = EVENT_COLUMNS.map(({ json, type }) => {
  const max = UINT_MAX[type];
  return max === undefined ? textReader(pathReader(json)) : numberReader(pathReader(json), max);
});

/** DateTime64(3) as the engine reads it in every format and version. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 23).replace("T", " ");
}

/** Names at the top of an event that are columns of their own. */
const ENVELOPE_NAMES = new Set(["host", "tags", "source"]);

/** Values of EVENT_ROW in its order. */
export function eventRow(row: EventRow): unknown[] {
  const { ts, received, raw, event } = row;
  const envelope = [row.eventId, ts, received, row.agent, row.boot, row.spool];
  const { paths, values, kinds } = leavesOf(event, LEAVES_MAX, ENVELOPE_NAMES);
  const hot = READERS.map((read) => read(event));
  return [...envelope, row.seq, row.host, row.tags, raw, paths, values, kinds, ...hot];
}

/** Values of HIT_ROW in its order. */
export function hitRow(hit: HitRow): unknown[] {
  const { rule, version, query, group, distinct, ts, eventId } = hit;
  return [rule, version, query, group, distinct, ts, eventId];
}

export function learnedRow(row: LearnedRow): unknown[] {
  const { rule, version, query, group, value, first, last } = row;
  return [
    rule,
    version,
    query,
    group,
    value,
    timeText(first).slice(0, 10),
    timeText(first),
    timeText(last),
  ];
}

/** An insert over one partition is atomic and makes one part, so rows are split by day first. */
export function splitByDay<Row extends { ts: number }>(rows: readonly Row[]): Row[][] {
  const days = new Map<number, Row[]>();
  for (const row of rows) {
    const day = Math.floor(row.ts / DAY_MS);
    const known = days.get(day);
    if (known) known.push(row);
    else days.set(day, [row]);
  }
  return [...days.values()];
}
