/** What callers of this module say. Times are milliseconds since 1970. */
import type { ArchiveReason, TriageState } from "#lib/protocol";

/**
 * `query` is search text; `from` and `to` (both inclusive) bound the time of the first matched
 * event.
 */
export type SignalFilter = { query?: string; from?: number; to?: number };

export type SignalSearchInput = SignalFilter & {
  /** By time of the first matched event; "-timestamp" (newest first) unless given. */
  sort?: "timestamp" | "-timestamp";
  /** `next` of the page before, of a search with the same filter and sort. */
  cursor?: string;
  /** 1 to SIGNALS_PAGE_MAX; SIGNALS_PAGE_DEFAULT unless given. */
  limit?: number;
};

export const SIGNALS_PAGE_DEFAULT = 50;

export type SignalStateChange = {
  state: TriageState;
  archive_reason?: ArchiveReason;
  archive_comment?: string;
  /** When given, the change is refused unless the signal's triage still has this version. */
  version?: number;
};

/** Any change of a signal's triage; what is absent stays as it is. */
export type SignalTriageChange = Partial<SignalStateChange> & {
  /** null takes the assignee away. */
  assignee?: TriageActor | null;
  incident_ids?: readonly number[];
};

/** Who changes a signal. */
export type TriageActor = { id: string; name: string; handle: string };
