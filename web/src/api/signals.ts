/**
 * Signals over the API. Lists keep only what a row shows: an answer carries whole sample events,
 * and fifty thousand of those do not fit a browser.
 */
import { queryOptions } from "@tanstack/react-query";
import {
  type ArchiveReason,
  type Severity,
  SIGNAL_FACETS_PATH,
  SIGNAL_TIMES_PATH,
  SIGNALS_PATH,
  type Signal,
  type SignalAnswer,
  type SignalFacets,
  type SignalHistory,
  type SignalPage,
  type SignalStateUpdate,
  type SignalTimes,
  type SignalTriageAnswer,
  type TriageState,
} from "#lib/protocol";
import { request } from "./client.ts";

/** Rows fetched at once while scrolling. */
const SIGNALS_PAGE_SIZE = 200;

/** What is asked for: a search and times in ISO 8601; "" leaves an end open. */
export type SignalFilter = { query: string; from: string; to: string };
export type SignalOrder = "-timestamp" | "timestamp";

export type SignalRow = {
  id: string;
  severity: Severity;
  title: string;
  rule: string;
  ruleId: string;
  host: string;
  container: string;
  events: number;
  firstSeen: string;
  lastSeen: string;
  state: TriageState;
  archiveReason: ArchiveReason | undefined;
  version: number | undefined;
};

export type SignalRows = {
  rows: SignalRow[];
  /** Cursor of the next page; undefined on the last. */
  after: string | undefined;
};

/** One string of a value that rolls up to several: "web-1" or "web-1 +2". */
export function rolledUp(value: unknown): string {
  if (Array.isArray(value))
    return value.length > 1 ? `${String(value[0])} +${value.length - 1}` : String(value[0] ?? "");
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

const CONTAINER_ID_SHOWN = 12;

/** The name people know a container by: its name, else the short form of its id. */
function containerName(custom: Readonly<Record<string, unknown>>): string {
  const container = custom["container"] as Record<string, unknown> | undefined;
  const name = rolledUp(container?.["name"]);
  return name === "" ? rolledUp(container?.["id"]).slice(0, CONTAINER_ID_SHOWN) : name;
}

/** The host of a signal; a signal of several hosts names them among its entities only. */
export function hostName({ host, entities }: Signal["attributes"]["custom"]): string {
  const hosts = entities.filter((entity) => entity.startsWith("host:"));
  return host ?? rolledUp(hosts.map((entity) => entity.slice("host:".length)));
}

/** The row of a signal. */
export function signalRow(signal: Signal): SignalRow {
  const { custom } = signal.attributes;
  const { workflow } = custom;
  return {
    id: signal.id,
    severity: custom.status,
    title: custom.title,
    rule: workflow.rule.name,
    ruleId: workflow.rule.id,
    host: hostName(custom),
    container: containerName(custom),
    events: workflow.events_matched,
    firstSeen: workflow.first_seen,
    lastSeen: workflow.last_seen,
    state: workflow.triage.state,
    archiveReason: workflow.triage.archive_reason,
    version: workflow.triage.version,
  };
}

function filterParameters(filter: SignalFilter) {
  return { "filter[query]": filter.query, "filter[from]": filter.from, "filter[to]": filter.to };
}

/** One page of rows; `cursor` is "" for the first. */
export async function fetchSignalRows(
  filter: SignalFilter,
  order: SignalOrder,
  cursor: string,
  { size = SIGNALS_PAGE_SIZE, signal }: { size?: number; signal?: AbortSignal } = {},
): Promise<SignalRows> {
  const page = await request<SignalPage>("GET", SIGNALS_PATH, {
    query: {
      ...filterParameters(filter),
      sort: order,
      "page[limit]": size,
      "page[cursor]": cursor,
    },
    ...(signal && { signal }),
  });
  return {
    rows: page.data.map(signalRow),
    after: page.meta?.page.after,
  };
}

export function fetchSignal(id: string, signal?: AbortSignal): Promise<SignalAnswer> {
  const path = `${SIGNALS_PATH}/${encodeURIComponent(id)}`;
  return request<SignalAnswer>("GET", path, signal ? { signal } : {});
}

export const signalQuery = (id: string) =>
  queryOptions({
    queryKey: ["signal", id],
    queryFn: async ({ signal }) => (await fetchSignal(id, signal)).data,
  });

/** What happened to a signal. Under the signal's key, so that a notice of a change renews both. */
export const signalHistoryQuery = (id: string) =>
  queryOptions({
    queryKey: ["signal", id, "history"],
    queryFn: async ({ signal }) => {
      const path = `${SIGNALS_PATH}/${encodeURIComponent(id)}/history`;
      return (await request<SignalHistory>("GET", path, { signal })).data;
    },
  });

/** Other signals about the same group values, newest first. */
export const relatedSignalsQuery = (id: string) =>
  queryOptions({
    queryKey: ["signal", id, "related"],
    queryFn: async ({ signal }) => {
      const path = `${SIGNALS_PATH}/${encodeURIComponent(id)}/related`;
      return (await request<SignalPage>("GET", path, { signal })).data;
    },
  });

export function fetchFacets(filter: SignalFilter, signal: AbortSignal): Promise<SignalFacets> {
  return request<SignalFacets>("GET", SIGNAL_FACETS_PATH, {
    query: filterParameters(filter),
    signal,
  });
}

/** How long the signals found took to be detected, acknowledged and resolved. */
export const signalTimesQuery = (filter: SignalFilter, key: unknown) =>
  queryOptions({
    queryKey: ["signals", "times", key],
    queryFn: async ({ signal }) => {
      const query = filterParameters(filter);
      return (await request<SignalTimes>("GET", SIGNAL_TIMES_PATH, { query, signal })).data
        .attributes;
    },
    placeholderData: (before) => before,
    staleTime: 10_000,
  });

export type TriageChange = SignalStateUpdate["data"]["attributes"];

/** Changes a signal's state. With `version`, refused as a conflict when somebody else was first. */
export async function changeTriage(id: string, attributes: TriageChange) {
  const answer = await request<SignalTriageAnswer>(
    "PATCH",
    `${SIGNALS_PATH}/${encodeURIComponent(id)}/state`,
    { body: { data: { id, type: "signal_metadata", attributes } } satisfies SignalStateUpdate },
  );
  return answer.data.attributes;
}
