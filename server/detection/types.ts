/** What detection takes and gives. */
export type { DetectedEvent, SignalDraft } from "#lib/detection";

/** A rule that is left out, and why. */
export type BrokenRule = { id: string; reason: string };

export type DetectionStatus = { loaded: number; disabled: number; broken: BrokenRule[] };
