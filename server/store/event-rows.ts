/** Between our values and the rows of the event store. */
import type { HitRow, LearnedRow } from "#lib/detection";
import { eventOf, leavesOf, valueReader } from "#lib/query";
import { EVENT_LISTS } from "./event-schema.ts";
import type { ListColumn } from "./table-parts.ts";

export { shareLeaves } from "#lib/query";

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
  event: Record<string, unknown>;
};

const DAY_MS = 86_400_000;
/** Values of one event or log that can be searched by path; the rest is in its JSON only. */
const LEAVES_MAX = 4096;

type Json = Readonly<Record<string, unknown>>;

const RULE_ID = valueReader("@agent.rule_id");

/** Makes the reader of each list column of a table. */
export function listReaders(lists: readonly ListColumn[]): (event: Json) => readonly string[][] {
  const readers = lists.map(([, , path]) => valueReader(`@${path}`));
  return (event) =>
    readers.map((read) => {
      const found = read(event) as string[];
      return found.length < 2 ? found : [...new Set(found)];
    });
}

const listsOf = listReaders(EVENT_LISTS);

/** Values of RAW and LEAF_COLUMNS: the leaves, and the JSON where they do not say all. */
export function leafCells(event: Json, omitted?: ReadonlySet<string>) {
  const { shape, text, parts, isWhole } = leavesOf(event, LEAVES_MAX, omitted);
  return [isWhole ? "" : JSON.stringify(event), shape, text, parts];
}

/** What is read of a row to have its event again. */
export const CONTENT =
  "raw, if(raw = '', toString(leaf_shape), '') AS shape, leaf_texts, leaf_parts";
export type ContentRow = {
  raw: string;
  shape: string;
  leaf_texts: string;
  leaf_parts: string[];
};

/** The attributes of a row's event or log. */
export function contentOf({ raw, shape, leaf_texts: text, leaf_parts: parts }: ContentRow): Json {
  return raw === "" ? eventOf({ shape, text, parts }) : (JSON.parse(raw) as Json);
}

/** DateTime64(3) as the engine reads it in every format and version. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 23).replace("T", " ");
}

/** Names at the top of an event that are columns of their own. */
const ENVELOPE_NAMES = new Set(["host", "tags", "source"]);

/** Values of EVENT_ROW in its order. */
export function eventRow(row: EventRow): unknown[] {
  const { ts, received, event } = row;
  const envelope = [row.eventId, ts, received, row.agent, row.boot, row.spool];
  const leaves = leafCells(event, ENVELOPE_NAMES);
  const [rule = ""] = RULE_ID(event);
  return [...envelope, row.seq, row.host, row.tags, ...leaves, rule, ...listsOf(event)];
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
