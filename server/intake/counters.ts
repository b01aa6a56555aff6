/** What happened to the events that agents sent, and to logs. */
import { createCounters } from "#lib/base";
import { LINEAGE_COUNTERS } from "./lineages.ts";

/** What is remembered of processes; one memory for all that a program reads. */
export const lineageCounters = createCounters(LINEAGE_COUNTERS);

export function createLogCounters() {
  return createCounters([
    "log_batches_refused",
    "log_groups_failed",
    "logs_stored",
    /** Sent again although they were stored. */
    "logs_repeated",
    /** Found in the store after a failure and not inserted again. */
    "logs_recovered",
  ]);
}

export type LogCounters = ReturnType<typeof createLogCounters>;

export function createIntakeCounters() {
  return createCounters([
    "batches_stored",
    "batches_refused",
    "groups_failed",
    "events_stored",
    /** Malformed; counted by code in the status. */
    "events_refused",
    /** Sent again although they were stored. */
    "events_repeated",
    /** Never came: the agent's spool was full. */
    "events_missing",
    /** Found in the store after a failure and not inserted again. */
    "events_recovered",
    /** Filed under the time they arrived, because their own cannot be right. */
    "events_skewed",
  ]);
}

export type IntakeCounters = ReturnType<typeof createIntakeCounters>;
