/** Signals: opened and kept up to date by detection, searched and triaged by people. */
export type { Recounts } from "./plan.ts";
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
