/** Signals: opened and kept up to date by detection, searched and triaged by people. */
export { renderSignal } from "./document.ts";
export { promoteSignals } from "./promote.ts";
export { criteriaOf } from "./search.ts";
export type { Signals } from "./signals.ts";
export { openSignals } from "./signals.ts";
export type { SignalHistoryEntry } from "./triage.ts";
export type {
  SignalFilter,
  SignalSearchInput,
  SignalStateChange,
  SignalTriageChange,
  TriageActor,
} from "./types.ts";
