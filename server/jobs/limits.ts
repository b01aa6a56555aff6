/** How much runs of rules over the past may take. */
const DAY_MS = 86_400_000;

/** The longest stretch of time one job looks at, in days. */
export const JOB_DAYS_MAX = 90;
/** Jobs that wait or run; each server runs one at a time. */
export const JOBS_WAITING_MAX = 20;
/** Jobs that are kept with what they found. */
export const JOBS_KEPT_MAX = 200;
/** Signals one job may find; it ends there and says so. */
export const JOB_RESULTS_MAX = 1000;
/** Events one job may read that its queries find; it ends there and says so. */
export const JOB_EVENTS_MAX = 5_000_000;
/** Rows that a job may have to remember at once; it fails beyond. */
export const JOB_ROWS_MAX = 500_000;
/** Times a job is begun whose server stopped, or whose store was away. */
export const JOB_ATTEMPTS_MAX = 3;
/** Results turned into signals by one request, as many as signals changed by one. */
export const CONVERTED_MAX = 199;
export const JOB_MS_MAX = JOB_DAYS_MAX * DAY_MS;
/** Part of the time that a job computes; the rest is for what arrives now. */
export const JOB_SHARE = 0.25;
/** A job without progress for so long may be begun again by another server. */
export const JOB_LEASE_MS = 60_000;
