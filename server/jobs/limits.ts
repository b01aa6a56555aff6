/** How much runs of rules over the past may take. */
import { JOB_DAYS_MAX } from "#lib/protocol";

const DAY_MS = 86_400_000;

/** Jobs that wait or run; each server runs one at a time. */
export const JOBS_WAITING_MAX = 20;
/** Jobs that are kept with what they found. */
export const JOBS_KEPT_MAX = 200;
/** Rows that a job may have to remember at once; it fails beyond. */
export const JOB_ROWS_MAX = 500_000;
/** Times a job is begun whose server stopped, or whose store was away. */
export const JOB_ATTEMPTS_MAX = 3;
export const JOB_MS_MAX = JOB_DAYS_MAX * DAY_MS;
/** Part of the time that a job computes; the rest is for what arrives now. */
export const JOB_SHARE = 0.25;
/** A job without progress for so long may be begun again by another server. */
export const JOB_LEASE_MS = 60_000;
