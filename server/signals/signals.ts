/**
 * Signals: what detection opens and people work. `apply` runs inside the intake's transaction, so
 * that a batch's events are counted once or not at all; notices go out only when that transaction
 * has committed.
 */
import type { Clock } from "#lib/base";
import type { HitSource, Recounts, SignalDraft } from "#lib/detection";
import type { Signal, SignalFacets, StreamNotice, Triage } from "#lib/protocol";
import {
  type AttackCountRow,
  type Control,
  type ControlTransaction,
  countAttack,
} from "#server/store";
import { applyDrafts } from "./apply.ts";
import { countFacets } from "./facets.ts";
import { createNotices } from "./notices.ts";
import { recountDrafts } from "./plan.ts";
import { criteriaOf, findRelated, findSignals, getSignal } from "./search.ts";
import { type MeasuredTimes, measureTimes } from "./times.ts";
import { addComment, changeTriage, listHistory, type SignalHistoryEntry } from "./triage.ts";
import type {
  SignalFilter,
  SignalSearchInput,
  SignalStateChange,
  SignalTriageChange,
  TriageActor,
} from "./types.ts";

export type SignalsOptions = {
  control: Control;
  clock: Clock;
  /** Makes ids of signals: opaque, safe in a URL, at most 64 characters. */
  newId: () => string;
};

export type Signals = {
  /**
   * Newest first unless `sort` says otherwise. Throws SIGNAL_QUERY_INVALID, SIGNAL_CURSOR_INVALID.
   */
  searchSignals: (input: SignalSearchInput) => Promise<{ signals: Signal[]; next?: string }>;
  /** Throws SIGNAL_NOT_FOUND. */
  getSignal: (id: string) => Promise<Signal>;
  /** Throws SIGNAL_NOT_FOUND, SIGNAL_VERSION_CONFLICT, SIGNAL_CHANGE_INVALID, SIGNAL_LOCKED. */
  setState: (id: string, change: SignalStateChange, user: TriageActor) => Promise<Triage>;
  /** The same for state, assignee and incidents together. */
  changeTriage: (id: string, change: SignalTriageChange, user: TriageActor) => Promise<Triage>;
  /** Throws SIGNAL_NOT_FOUND, SIGNAL_CHANGE_INVALID. */
  addComment: (id: string, comment: string, user: TriageActor) => Promise<SignalHistoryEntry>;
  /** Other signals about the same group values, newest first. Throws SIGNAL_NOT_FOUND. */
  findRelated: (id: string) => Promise<Signal[]>;
  /** What happened to a signal, oldest first. Throws SIGNAL_NOT_FOUND. */
  listHistory: (id: string) => Promise<SignalHistoryEntry[]>;
  /** How many of the signals found have each value of each facet. Throws SIGNAL_QUERY_INVALID. */
  facets: (filter: SignalFilter) => Promise<SignalFacets["data"]>;
  /** How long the signals found took, by severity and rule. Throws SIGNAL_QUERY_INVALID. */
  responseTimes: (filter: SignalFilter) => Promise<MeasuredTimes>;
  /** Signals of each tactic, technique and sub-technique. Throws SIGNAL_QUERY_INVALID. */
  countAttack: (filter: SignalFilter) => Promise<AttackCountRow[]>;
  /** Calls the listener after each committed change; the result takes it away again. */
  subscribe: (listener: (notice: StreamNotice) => void) => () => void;
  /**
   * Counts, before the transaction, the hits of the signals that the drafts go into.
   */
  recount: (
    drafts: readonly SignalDraft[],
    source: Pick<HitSource, "hitCounts">,
  ) => Promise<Recounts>;
  /**
   * Writes what a batch means into the signals. The notices are for `announce` after the commit.
   * Throws SIGNAL_MOVED when a signal is no longer as it was counted: count and apply again.
   */
  apply: (
    trx: ControlTransaction,
    drafts: readonly SignalDraft[],
    recounts?: Recounts,
  ) => Promise<StreamNotice[]>;
  announce: (notices: readonly StreamNotice[]) => void;
};

/** The signals of an open control database. */
export function openSignals(options: SignalsOptions): Signals {
  const { control } = options;
  const notices = createNotices();
  async function triage(id: string, change: SignalTriageChange, user: TriageActor) {
    const changed = await changeTriage(options, id, change, user);
    notices.announce([{ kind: "signal", id, change: "triaged" }]);
    return changed;
  }
  return {
    searchSignals: (input) => findSignals(control, input),
    getSignal: (id) => getSignal(control, id),
    setState: triage,
    changeTriage: triage,
    async addComment(id, comment, user) {
      const entry = await addComment(options, id, comment, user);
      notices.announce([{ kind: "signal", id, change: "triaged" }]);
      return entry;
    },
    findRelated: (id) => findRelated(control, id),
    listHistory: (id) => listHistory(control, id),
    facets: (filter) => countFacets(control, filter),
    countAttack: async (filter) => countAttack(control, criteriaOf(filter)),
    responseTimes: (filter) => measureTimes(control, filter),
    subscribe: notices.subscribe,
    recount: (drafts, source) => recountDrafts(control, drafts, source),
    apply: (trx, drafts, recounts) => applyDrafts(trx, drafts, options, recounts),
    announce: notices.announce,
  };
}
