/**
 * What the list shows, as its address says it: search, time range, order and the signal opened
 * beside it.
 */
import type { SignalFilter, SignalOrder } from "../../api/signals.ts";
import {
  type Range,
  readText,
  readTime,
  type TimeSearch,
  type TimeView,
  timeBounds,
  timeView,
} from "../../ui/explorer/time-range.ts";

export const STATE_FACET = "@workflow.triage.state";
export const DEFAULT_QUERY = `${STATE_FACET}:(open OR under_review)`;

export const DEFAULT_RANGE: Range = "7d";

/**
 * Absent members mean the default, so that the plain address is short. An empty `q` is a search for
 * everything.
 */
export type SignalsSearch = TimeSearch & { q?: string; order?: "oldest"; signal?: string };

/** Reads an address; what does not make sense is left out. */
export function readSignalsSearch(raw: Record<string, unknown>): SignalsSearch {
  const search: SignalsSearch = readTime(raw);
  const query = readText(raw["q"]);
  const signal = readText(raw["signal"]);
  if (query !== undefined) search.q = query;
  if (raw["order"] === "oldest") search.order = "oldest";
  if (signal !== undefined) search.signal = signal;
  return search;
}

/** What identifies a list: two addresses with the same view share their rows. */
export type SignalsView = TimeView & { query: string; order: SignalOrder };

export function viewOf(search: SignalsSearch): SignalsView {
  return {
    query: search.q ?? DEFAULT_QUERY,
    ...timeView(search, DEFAULT_RANGE),
    order: search.order === "oldest" ? "timestamp" : "-timestamp",
  };
}

/** The filter to ask the server with; a range is counted back from `now`. */
export function filterOf(view: SignalsView, now: number): SignalFilter {
  return { query: view.query, ...timeBounds(view, now) };
}
