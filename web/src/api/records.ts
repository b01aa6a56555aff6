/** Logs over the API: pages, counts, groups, exports and what has just come. */
import {
  RECORD_PATHS,
  type RecordAggregate,
  type RecordBuckets,
  type RecordFacets,
  type RecordPage,
  type StoredRecord,
} from "#lib/protocol";
import { request } from "./client.ts";

const PATHS = RECORD_PATHS.logs;
export type RecordKind = keyof typeof RECORD_PATHS;
/** Where the events of a data source of rules are kept. */
const KINDS: Readonly<Record<string, RecordKind>> = {
  logs: "logs",
  audit: "logs",
  security_runtime: "events",
  events: "events",
};
/** Undefined for a source that is not searched, such as signals. */
export const recordKindOf = (source: string): RecordKind | undefined => KINDS[source];

/** Records fetched at once while scrolling. */
const RECORDS_PAGE_SIZE = 200;
/** The beginning of time; without it the server would begin 15 minutes ago. */
const TIME_MIN = "0";

/** What is asked for: a search and times in ISO 8601; "" leaves an end open. */
export type RecordQuestion = { query: string; from: string; to: string };
export type RecordOrder = "-timestamp" | "timestamp";
export type Records = { records: StoredRecord[]; after: string | undefined };

function filterParameters({ query, from, to }: RecordQuestion) {
  return { "filter[query]": query, "filter[from]": from || TIME_MIN, "filter[to]": to };
}

/** One page of logs; `cursor` is "" for the first. */
export async function fetchRecords(
  question: RecordQuestion,
  order: RecordOrder,
  cursor: string,
  signal: AbortSignal,
): Promise<Records> {
  const page = await request<RecordPage>("GET", PATHS.list, {
    query: {
      ...filterParameters(question),
      sort: order,
      "page[limit]": RECORDS_PAGE_SIZE,
      "page[cursor]": cursor,
    },
    signal,
  });
  return { records: page.data, after: page.meta?.page.after };
}

export function fetchRecordFacets(
  question: RecordQuestion,
  signal: AbortSignal,
): Promise<RecordFacets> {
  return request<RecordFacets>("GET", PATHS.facets, { query: filterParameters(question), signal });
}

export async function aggregateRecords(
  { query, from, to }: RecordQuestion,
  what: Pick<RecordAggregate, "compute" | "group_by">,
  signal: AbortSignal,
  kind: RecordKind = "logs",
): Promise<RecordBuckets["data"]["buckets"]> {
  const path = RECORD_PATHS[kind].aggregate;
  const filter = { query, from: from || TIME_MIN, ...(to && { to }) };
  const body = { ...what, filter } satisfies RecordAggregate;
  return (await request<RecordBuckets>("POST", path, { body, signal })).data.buckets;
}

/** How many records a search finds. */
export async function countRecords(
  question: RecordQuestion,
  kind: RecordKind,
  signal: AbortSignal,
): Promise<number> {
  const compute = [{ aggregation: "count", type: "total" as const }];
  const [bucket] = await aggregateRecords(question, { compute }, signal, kind);
  const count = bucket?.computes["c0"];
  return typeof count === "number" ? count : 0;
}

/** Address of a download; the browser saves it while it comes. */
export function exportAddress(
  question: RecordQuestion,
  order: RecordOrder,
  format: "csv" | "jsonl",
  columns: readonly string[],
): string {
  const search = new URLSearchParams({ format, sort: order });
  for (const [name, value] of Object.entries(filterParameters(question)))
    if (value !== "") search.set(name, value);
  if (format === "csv") search.set("columns", columns.join(","));
  return `${PATHS.export}?${search}`;
}

export function tailAddress(query: string): string {
  return `${PATHS.tail}?${new URLSearchParams({ "filter[query]": query })}`;
}
