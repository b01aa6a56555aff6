/** What becomes of the lines of logs. */
import { type CounterSet, createCounters } from "#lib/base";

const NAMES = [
  "log_lines_read",
  "log_lines_sent",
  "log_lines_cut",
  "log_lines_not_utf8",
  "log_batches_sent",
  "log_batches_failed",
  /** Batches that the server refuses for what they are; they are given up. */
  "log_batches_refused",
  /** Pauses because more was written than one agent sends. */
  "log_reads_held",
  "log_files_rotated",
  /** Rotated away before all was read, and not found again. */
  "log_files_lost",
  /** Beyond the maximum of files, at each look. */
  "log_files_left",
  "log_state_damaged",
  "log_state_failures",
  "journal_starts",
  "journal_entries_malformed",
  /** The journal no longer has the place that was reached. */
  "journal_cursor_lost",
] as const;
export type LogCounter = (typeof NAMES)[number];

export function createLogCounters(): CounterSet<LogCounter> {
  return createCounters(NAMES);
}
