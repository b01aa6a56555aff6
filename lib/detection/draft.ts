/**
 * What detection tells the signals: for one rule and one combination of group values, when the rule
 * held and which events it held for.
 */

/** The parts of a detection rule that a signal shows or needs; windows in milliseconds. */
export type DraftRule = {
  id: string;
  name: string;
  type: string;
  detectionMethod: string;
  version: number;
  isDefault: boolean;
  message: string;
  hasExtendedTitle: boolean;
  tags: readonly string[];
  queries: readonly { name: string; query: string }[];
  cases: readonly { name: string; status: string; condition: string }[];
  keepAliveMs: number;
  maxDurationMs: number;
  /** Title of signals in place of the rule's name; filled like a message. */
  titleTemplate?: string;
};

/** An event that meets a query of the rule. */
export type DraftEvent = {
  eventId: string;
  ts: number;
  /** Index of the query. */
  query: number;
  host: string;
  tags: readonly string[];
  event: Record<string, unknown>;
};

/**
 * The rule held at `at`, by the events since `from`; `case` is the index of the first case that was
 * met.
 */
export type Trigger = {
  at: number;
  from: number;
  case: number;
  /** What the signal says of it beside the events, such as the places of a journey. */
  attributes?: Readonly<Record<string, unknown>>;
};

/** Hits of one query in a stretch of time, old and new ones together. */
export type DraftHits = { query: number; first: number; last: number; count: number };

export type SignalDraft = {
  rule: DraftRule;
  group: { paths: readonly string[]; values: readonly string[] };
  /** Ascending by `at`; never empty. */
  triggers: readonly Trigger[];
  /** Hits around the triggers; absent when each new event is a trigger by itself. */
  hits?: readonly DraftHits[];
  /** Events of the batch, ascending by time. */
  events: readonly DraftEvent[];
  /** Some of the older events in the triggers' windows, for samples of a signal that opens now. */
  earlier: readonly DraftEvent[];
  /** Groups of the hits behind it, as in their rows, where they differ from the signal's own. */
  hitGroups?: readonly string[];
  /** What the signal says of the whole draft, such as the critical assets it is about. */
  attributes?: Readonly<Record<string, unknown>>;
};
