/**
 * What the list shows, as its address says it: search, time range, order and the signal opened
 * beside it.
 */
import type { SignalFilter, SignalOrder } from "../../api/signals.ts";

export const STATE_FACET = "@workflow.triage.state";
export const DEFAULT_QUERY = `${STATE_FACET}:(open OR under_review)`;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
export const RANGES = {
  "15m": 15 * MINUTE_MS,
  "1h": 60 * MINUTE_MS,
  "4h": 4 * 60 * MINUTE_MS,
  "1d": DAY_MS,
  "7d": 7 * DAY_MS,
  "30d": 30 * DAY_MS,
} as const;
export type Range = keyof typeof RANGES;
export const DEFAULT_RANGE: Range = "7d";

/**
 * Absent members mean the default, so that the plain address is short. An empty `q` is a search for
 * everything.
 */
export type SignalsSearch = {
  q?: string;
  range?: Range;
  from?: string;
  to?: string;
  order?: "oldest";
  signal?: string;
};

const isRange = (value: unknown): value is Range =>
  typeof value === "string" && Object.hasOwn(RANGES, value);

const isTime = (value: unknown): value is string =>
  typeof value === "string" && !Number.isNaN(Date.parse(value));

/** Reads an address; what does not make sense is left out. */
export function readSignalsSearch(raw: Record<string, unknown>): SignalsSearch {
  const search: SignalsSearch = {};
  // A search of digits only comes back from the address as a number.
  if (typeof raw["q"] === "string" || typeof raw["q"] === "number") search.q = String(raw["q"]);
  if (isRange(raw["range"])) search.range = raw["range"];
  if (isTime(raw["from"])) search.from = raw["from"];
  if (isTime(raw["to"])) search.to = raw["to"];
  if (raw["order"] === "oldest") search.order = "oldest";
  if (typeof raw["signal"] === "string" || typeof raw["signal"] === "number")
    search.signal = String(raw["signal"]);
  return search;
}

/** What identifies a list: two addresses with the same view share their rows. */
export type SignalsView = {
  query: string;
  range: Range | undefined;
  from: string;
  to: string;
  order: SignalOrder;
};

export function viewOf(search: SignalsSearch): SignalsView {
  const custom = search.from !== undefined || search.to !== undefined;
  return {
    query: search.q ?? DEFAULT_QUERY,
    range: custom ? undefined : (search.range ?? DEFAULT_RANGE),
    from: search.from ?? "",
    to: search.to ?? "",
    order: search.order === "oldest" ? "timestamp" : "-timestamp",
  };
}

/** The filter to ask the server with; a range is counted back from `now`. */
export function filterOf(view: SignalsView, now: number): SignalFilter {
  const from = view.range ? new Date(now - RANGES[view.range]).toISOString() : view.from;
  return { query: view.query, from, to: view.to };
}
