/** Runs of rules over stored events, for people who look back. */
export type { Jobs, JobsOptions } from "./jobs.ts";
export { openJobs } from "./jobs.ts";
