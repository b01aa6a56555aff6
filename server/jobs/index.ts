/** Runs of rules over stored events, for people who look back. */
export type { HistoryPart, HistoryStore, Slice } from "./history.ts";
export { historyParts, readHistory } from "./history.ts";
export type { Jobs, JobsOptions } from "./jobs.ts";
export { openJobs } from "./jobs.ts";
export { JOB_LEASE_MS } from "./limits.ts";
export type { Ended, JobRunner, Running } from "./runner.ts";
export { createRunner } from "./runner.ts";
