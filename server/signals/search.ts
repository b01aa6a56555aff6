/** Finding signals by search text, a page at a time. */
import { SIGNALS_PAGE_MAX, type Signal } from "#lib/protocol";
import { parseQuery, type Query } from "#lib/query";
import {
  type Control,
  readSamples,
  readSignal,
  type SignalCriteria,
  type SignalPlace,
  type SignalRow,
  searchSignalRows,
} from "#server/store";
import { renderSignal } from "./document.ts";
import { refuseSignal } from "./errors.ts";
import { SIGNALS_PAGE_DEFAULT, type SignalFilter, type SignalSearchInput } from "./types.ts";

const SIGNAL_ID = /^[\w-]{1,64}$/;

/** Parses search text. Throws SIGNAL_QUERY_INVALID with the first fault and where it is. */
function parseSearch(text: string): Query {
  // Neither can be stored, and PostgreSQL would refuse the statement.
  if (text.includes("\0") || !text.isWellFormed()) {
    const reason = "it holds a NUL or half a character";
    throw refuseSignal("SIGNAL_QUERY_INVALID", { reason, hint: "Leave that character out." });
  }
  const { query, diagnostics } = parseQuery(text);
  if (query !== undefined) return query;
  const [fault] = diagnostics;
  const what = fault?.what.replace(/\.$/, "") ?? "it has a fault";
  const reason = fault ? `${what}, at character ${fault.span.start + 1}` : what;
  throw refuseSignal("SIGNAL_QUERY_INVALID", { reason, hint: fault?.do ?? "" }, fault);
}

export function criteriaOf(filter: SignalFilter): SignalCriteria {
  const { from, to } = filter;
  return {
    query: parseSearch(filter.query ?? ""),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

function writeCursor({ firstSeen, id }: SignalPlace): string {
  return Buffer.from(JSON.stringify([firstSeen, id])).toString("base64url");
}

function readCursor(text: string): SignalPlace {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch (cause) {
    throw refuseSignal("SIGNAL_CURSOR_INVALID", {}, cause);
  }
  const [firstSeen, id] = Array.isArray(value) ? (value as unknown[]) : [];
  if (!Number.isSafeInteger(firstSeen) || typeof id !== "string" || id.includes("\0"))
    throw refuseSignal("SIGNAL_CURSOR_INVALID");
  return { firstSeen: firstSeen as number, id };
}

/** One page. The samples are left out; `getSignal` has them. */
export async function findSignals(
  control: Control,
  input: SignalSearchInput,
): Promise<{ signals: Signal[]; next?: string }> {
  const limit = Math.min(Math.max(input.limit ?? SIGNALS_PAGE_DEFAULT, 1), SIGNALS_PAGE_MAX);
  const rows = await searchSignalRows(control, criteriaOf(input), {
    descending: input.sort !== "timestamp",
    limit: limit + 1,
    ...(input.cursor === undefined ? {} : { after: readCursor(input.cursor) }),
  });
  const page = rows.slice(0, limit);
  const signals = page.map((row) => renderSignal(row, []));
  const last = page.at(-1);
  if (rows.length <= limit || last === undefined) return { signals };
  return { signals, next: writeCursor({ firstSeen: last.first_seen, id: last.id }) };
}

/** The row of a signal, also for ids that cannot be one. Throws SIGNAL_NOT_FOUND. */
export async function needSignal(control: Control, id: string): Promise<SignalRow> {
  const row = SIGNAL_ID.test(id) ? await readSignal(control, id) : undefined;
  if (row === undefined) throw refuseSignal("SIGNAL_NOT_FOUND", { id: id.slice(0, 64) });
  return row;
}

export async function getSignal(control: Control, id: string): Promise<Signal> {
  const row = await needSignal(control, id);
  return renderSignal(row, await readSamples(control, id));
}

/** Related signals in one answer. */
const RELATED_MAX = 50;

/** Signals that have all group values of this one, whatever rule made them; none without values. */
export async function findRelated(control: Control, id: string): Promise<Signal[]> {
  const { custom } = renderSignal(await needSignal(control, id), []).attributes;
  const values = custom.groupByValues.filter((value) => value !== "" && value !== "N/A");
  if (values.length === 0) return [];
  const span = { start: 0, end: 0 };
  const items = values.map(
    (text): Query => ({
      ...{ kind: "term", key: "@groupByValues", span },
      value: { kind: "text", text },
    }),
  );
  const criteria = { query: { kind: "and" as const, items } };
  const page = { descending: true, limit: RELATED_MAX + 1 };
  const rows = await searchSignalRows(control, criteria, page);
  const others = rows.filter((row) => row.id !== id).slice(0, RELATED_MAX);
  return others.map((row) => renderSignal(row, []));
}
