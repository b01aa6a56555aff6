/** Finding signals by search text, a page at a time. */
import { SIGNALS_PAGE_MAX, type Signal } from "#lib/protocol";
import { parseQuery, type Query } from "#lib/query";
import {
  type Control,
  readSamples,
  readSignal,
  type SignalCriteria,
  type SignalPlace,
  searchSignalRows,
} from "#server/store";
import { renderSignal } from "./document.ts";
import { refuseSignal } from "./errors.ts";
import { SIGNALS_PAGE_DEFAULT, type SignalFilter, type SignalSearchInput } from "./types.ts";

/** Parses search text. Throws SIGNAL_QUERY_INVALID with the first fault and where it is. */
function parseSearch(text: string): Query {
  const { query, diagnostics } = parseQuery(text);
  if (query !== undefined) return query;
  const [fault] = diagnostics;
  const reason = fault ? `${fault.what}, at character ${fault.span.start + 1}` : "it has a fault";
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

export async function getSignal(control: Control, id: string): Promise<Signal> {
  const row = await readSignal(control, id);
  if (row === undefined) throw refuseSignal("SIGNAL_NOT_FOUND", { id });
  return renderSignal(row, await readSamples(control, id));
}
