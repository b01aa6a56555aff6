/** How scheduled rules run. */
const DAY_MS = 86_400_000;

/** A run begins so long after its time, for what is still on its way. */
export const RUN_DELAY_MS = 60_000;
/** How often it is looked for runs that are due. */
export const PLAN_MS = 5000;
/**
 * How far back a run reaches when the ones before it were missed; one stretch of the schedule when
 * that is longer.
 */
export const REACH_MS_MAX = 7 * DAY_MS;
/** Runs that are remembered of a rule. */
export const RUNS_KEPT_MAX = 20;
/** Events one run may read that its queries find; it ends there, and the next goes on. */
export const RUN_EVENTS_MAX = 2_000_000;
/** Events of one millisecond. */
export const MOMENT_EVENTS_MAX = 50_000;
/** Runs of rules that are gone are forgotten after this. */
export const GONE_MS = DAY_MS;
