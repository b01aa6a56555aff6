/** Runs of rules over the past, over the API. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import {
  JOB_SIGNALS_PATH,
  JOBS_PATH,
  type Job,
  type JobAnswer,
  type JobList,
  type Severity,
  type SignalAnswer,
  type SignalPage,
} from "#lib/protocol";
import { request } from "./client.ts";
import { signalRow } from "./signals.ts";

/** The server keeps no more jobs than this. */
const JOBS_SHOWN_MAX = 200;
const RESULTS_PAGE_SIZE = 100;
/** How often one asks anew while a job goes on, and while none does. */
const BUSY_REFETCH_MS = 1_000;
const IDLE_REFETCH_MS = 15_000;

const pathOf = (id: string) => `${JOBS_PATH}/${encodeURIComponent(id)}`;

/** Whether a job waits or runs. */
export const isGoingOn = (job: Job): boolean =>
  ["pending", "running"].includes(job.attributes.jobStatus);

/** The time a job looks at, in milliseconds since 1970. */
export function spanOf({ attributes: { jobDefinition } }: Job): { from: number; to: number } {
  return { from: Number(jobDefinition["from"]), to: Number(jobDefinition["to"]) };
}

/** All jobs, newest first. */
export const jobsQuery = queryOptions({
  queryKey: ["jobs"],
  queryFn: async ({ signal }) => {
    const query = { "page[size]": JOBS_SHOWN_MAX, sort: "-createdAt" };
    return (await request<JobList>("GET", JOBS_PATH, { query, signal })).data;
  },
  refetchInterval: ({ state }) => (state.data?.some(isGoingOn) ? BUSY_REFETCH_MS : IDLE_REFETCH_MS),
});

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ["jobs", id],
    queryFn: async ({ signal }) => (await request<JobAnswer>("GET", pathOf(id), { signal })).data,
    refetchInterval: ({ state }) => (state.data && isGoingOn(state.data) ? BUSY_REFETCH_MS : false),
  });

export type JobStart = { ruleId: string; from: number; to: number; caseIndex?: number };

/** Starts a run of a saved rule; answers the id of the job. Throws ApiFailure. */
export async function startJob({ ruleId, ...wanted }: JobStart): Promise<string> {
  const attributes = { fromRule: { ...wanted, id: ruleId, index: "main" } };
  const body = { data: { type: "historicalDetectionsJobCreate", attributes } };
  return (await request<{ data: { id: string } }>("POST", JOBS_PATH, { body })).data.id;
}

export const cancelJob = (id: string) => request<null>("PATCH", `${pathOf(id)}/cancel`);
export const deleteJob = (id: string) => request<null>("DELETE", pathOf(id));

/** What a job found, a page at a time. */
export const jobResultsQuery = (id: string, query: string) =>
  infiniteQueryOptions({
    queryKey: ["jobs", id, "results", query],
    queryFn: async ({ pageParam, signal }) => {
      const page = await request<SignalPage>("GET", `${pathOf(id)}/histsignals`, {
        query: {
          "filter[query]": query,
          "page[limit]": RESULTS_PAGE_SIZE,
          "page[cursor]": pageParam,
        },
        signal,
      });
      return { rows: page.data.map(signalRow), after: page.meta?.page.after };
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.after,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** One of the signals that a job found, with its samples. */
export const jobResultQuery = (id: string) =>
  queryOptions({
    queryKey: ["job-result", id],
    queryFn: async ({ signal }) => {
      const path = `${JOB_SIGNALS_PATH}/${encodeURIComponent(id)}`;
      return (await request<SignalAnswer>("GET", path, { signal })).data;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Makes signals of results; asking twice makes one. An empty message keeps that of each. */
export function promoteResults(ids: readonly string[], severity: Severity, message: string) {
  const attributes = {
    ...{ jobResultIds: ids, signalSeverity: severity, signalMessage: message },
    notifications: [],
  };
  const type = "historicalDetectionsJobResultSignalConversion";
  return request<null>("POST", `${JOBS_PATH}/signal_convert`, {
    body: { data: { type, attributes } },
  });
}
