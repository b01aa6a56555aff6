/** Pages of signals: from query strings and bodies to searches, and links to the next page. */
import type { SignalListQuery, SignalPage, SignalSearch } from "#lib/protocol";
import type { SignalFilter, SignalSearchInput, Signals } from "#server/signals";
import { refuseApi } from "./errors.ts";

const ISO_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/;

type Fault = "API_QUERY_INVALID" | "API_BODY_INVALID";

/** Finds one page of signals, wherever they are kept. */
export async function searchPage(
  find: Signals["searchSignals"],
  search: SignalSearch,
  fault: Fault,
): Promise<SignalPage> {
  const input: SignalSearchInput = filterOf(search.filter, fault);
  if (search.sort !== undefined) input.sort = search.sort;
  if (search.page?.cursor !== undefined) input.cursor = search.page.cursor;
  if (search.page?.limit !== undefined) input.limit = search.page.limit;
  const { signals: data, next } = await find(input);
  return next === undefined ? { data } : { data, meta: { page: { after: next } } };
}

export function filterOf(filter: SignalSearch["filter"], fault: Fault): SignalFilter {
  const found: SignalFilter = {};
  if (filter?.query !== undefined) found.query = filter.query;
  if (filter?.from !== undefined) found.from = timeOf(filter.from, "from", fault);
  if (filter?.to !== undefined) found.to = timeOf(filter.to, "to", fault);
  return found;
}

/** ISO 8601, with or without a time of day; milliseconds since 1970. */
function timeOf(text: string, name: string, fault: Fault): number {
  const time = ISO_TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw refuseApi(fault, { reason: `filter ${name} is not an ISO 8601 time` });
  return time;
}

/** The query string as the body of a search. */
export function searchOf(query: SignalListQuery): SignalSearch {
  const search: SignalSearch = { filter: {}, page: {} };
  const { filter = {}, page = {} } = search;
  if (query["filter[query]"] !== undefined) filter.query = query["filter[query]"];
  if (query["filter[from]"] !== undefined) filter.from = query["filter[from]"];
  if (query["filter[to]"] !== undefined) filter.to = query["filter[to]"];
  if (query["page[cursor]"] !== undefined) page.cursor = query["page[cursor]"];
  if (query["page[limit]"] !== undefined) page.limit = query["page[limit]"];
  if (query.sort !== undefined) search.sort = query.sort;
  return search;
}

/** The same request for the next page, relative to this server; undefined on the last. */
export function nextLink(url: string, page: SignalPage): string | undefined {
  const cursor = page.meta?.page.after;
  if (cursor === undefined) return undefined;
  const [path = "", query = ""] = url.split("?");
  const parameters = new URLSearchParams(query);
  parameters.set("page[cursor]", cursor);
  return `${path}?${parameters.toString()}`;
}
