/** What detection takes and gives. */
import type { SignalDraft } from "#server/store";

/** A stored event as the rules see it: its JSON with `host`, `tags` and `source` at the top. */
export type DetectedEvent = {
  eventId: string;
  /** Milliseconds since 1970. */
  ts: number;
  host: string;
  tags: readonly string[];
  event: Record<string, unknown>;
};

/** A rule that is left out, and why. */
export type BrokenRule = { id: string; reason: string };

export type DetectionStatus = { loaded: number; disabled: number; broken: BrokenRule[] };

export type { SignalDraft };
