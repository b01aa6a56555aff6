/**
 * Stored events and logs in the order in which they happened, slice by slice. Only those that the
 * queries find are read. Stretches of time are as long as the store answers them quickly.
 */
import { isAppError } from "#lib/base";
import { type CompiledRule, RUNTIME_SOURCE, type SimulatedEvent } from "#lib/detection";
import type { Query } from "#lib/query";
import type { EventStore, RecordKind, StoredRecord } from "#server/store";

export type HistoryStore = Pick<EventStore, "searchRecords">;
/** What of one table is read, and what its events are called by queries. */
export type HistoryPart = { kind: RecordKind; source: string; query: Query };
/** Events of a slice, and the time that all before was given. */
export type Slice = { events: SimulatedEvent[]; position: number };

/** Events computed without a pause. */
export const SLICE_EVENTS_MAX = 500;
const PAGE = 500;
const MINUTE_MS = 60_000;
const FIRST_STRETCH_MS = 3_600_000;
const STRETCH_MS_MAX = 86_400_000;
/** A stretch with more pages is followed by a shorter one. */
const PAGES_MANY = 8;

/** What rules look at: agents' events and logs; signals are not stored as events. */
export function historyParts(rules: Iterable<CompiledRule>): HistoryPart[] {
  const queries = [...rules].flatMap((rule) => rule.queries);
  const parts = [
    { kind: "events", source: RUNTIME_SOURCE },
    { kind: "logs", source: "logs" },
  ] as const;
  return parts.flatMap(({ kind, source }) => {
    const items = queries.filter(({ sources }) => sources.has(source)).map(({ query }) => query);
    const [only] = items;
    if (only === undefined) return [];
    return [{ kind, source, query: items.length === 1 ? only : { kind: "or" as const, items } }];
  });
}

type Head = { ts: number; event: SimulatedEvent | undefined };

function eventOf({ id, ts, event }: StoredRecord, source: string): SimulatedEvent {
  const { host, tags } = event;
  return {
    ...{ eventId: id, ts, event, source },
    host: typeof host === "string" ? host : "",
    tags: Array.isArray(tags) ? tags.map(String) : [],
  };
}

/** Records of one table, and between them how far it has been read. */
async function* readPart(
  store: HistoryStore,
  { kind, source, query }: HistoryPart,
  range: { from: number; to: number },
): AsyncGenerator<Head> {
  let length = FIRST_STRETCH_MS;
  let from = range.from;
  while (from <= range.to) {
    const to = Math.min(range.to, from + length - 1);
    let after: { ts: number; id: string } | undefined;
    let pages = 0;
    try {
      for (;;) {
        const page = { descending: false, limit: PAGE, ...(after === undefined ? {} : { after }) };
        const records = await store.searchRecords({ kind, query, from, to }, page);
        for (const record of records) yield { ts: record.ts, event: eventOf(record, source) };
        const last = records.at(-1);
        pages += 1;
        if (records.length < PAGE || last === undefined) break;
        after = { ts: last.ts, id: last.id };
      }
    } catch (error) {
      const isSlow = isAppError(error) && error.code === "EVENTS_SLOW";
      if (!isSlow || pages > 0 || length <= MINUTE_MS) throw error;
      length = Math.max(MINUTE_MS, Math.floor(length / 8));
      continue;
    }
    yield { ts: to, event: undefined };
    from = to + 1;
    if (pages > PAGES_MANY) length = Math.max(MINUTE_MS, Math.floor(length / 2));
    else if (pages <= 1) length = Math.min(STRETCH_MS_MAX, length * 2);
  }
}

/** Both ends inclusive, milliseconds since 1970. Throws what the store throws. */
export async function* readHistory(
  store: HistoryStore,
  parts: readonly HistoryPart[],
  range: { from: number; to: number },
): AsyncGenerator<Slice> {
  const streams = parts.map((part) => readPart(store, part, range));
  const heads: (Head | undefined)[] = [];
  for (const stream of streams) heads.push((await stream.next()).value as Head | undefined);
  let events: SimulatedEvent[] = [];
  for (;;) {
    let first = -1;
    heads.forEach((head, at) => {
      const best = heads[first];
      if (head !== undefined && (best === undefined || head.ts < best.ts)) first = at;
    });
    const head = heads[first];
    if (head === undefined) break;
    if (head.event !== undefined) events.push(head.event);
    if (events.length >= SLICE_EVENTS_MAX || head.event === undefined) {
      yield { events, position: head.ts };
      events = [];
    }
    heads[first] = (await streams[first]?.next())?.value as Head | undefined;
  }
  if (events.length > 0) yield { events, position: range.to };
}
