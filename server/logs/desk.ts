/** Where all doors bring their logs: read, sent through the pipelines, enriched, stored. */
import { createHash } from "node:crypto";
import { type Clock, createCounters } from "#lib/base";
import type { LogIntake, UnnamedLog } from "#server/intake";
import type { LogDraft } from "./draft.ts";
import { createSenderLimits, SENDER_LIMITS, type SenderLimits } from "./limits.ts";
import { draftLog, finishDraft, type LogDefaults } from "./normalize.ts";
import type { Pipelines } from "./pipeline.ts";

/** A clock further ahead than this is wrong; its logs are filed under the time they arrived. */
const CLOCK_AHEAD_MS_MAX = 3_600_000;
const DAY_MS = 86_400_000;

/** Which way a batch came. */
export type LogOrigin = {
  /** Who sent it, for its limits and its name. */
  sender: string;
  /** What the sender calls the batch, if it does. */
  key?: string;
  /** The bytes as they came, by which a repetition is recognised. */
  bytes: Uint8Array;
  defaults: LogDefaults;
};

export type LogDeskOptions = {
  intake: Pick<LogIntake, "ingest">;
  pipelines: Pick<Pipelines, "run">;
  /** Adds what is known of addresses and names. */
  enrich(draft: LogDraft): void;
  clock: Clock;
  retentionDays: number;
  limits?: SenderLimits;
};

export type LogDesk = ReturnType<typeof createLogDesk>;

export function createLogDesk(options: LogDeskOptions) {
  const { intake, pipelines, clock } = options;
  const counters = createCounters([
    "logs_received",
    "log_bytes_received",
    "logs_refused_rate",
    /** Filed under the time they arrived, because their own cannot be right. */
    "logs_skewed",
    "log_pipeline_faults",
  ]);
  const spend = createSenderLimits(clock, options.limits ?? SENDER_LIMITS);

  function understand(sent: unknown, defaults: LogDefaults): LogDraft {
    const draft = draftLog(sent, defaults);
    try {
      pipelines.run(draft);
      options.enrich(draft);
    } catch {
      // A fault in one log must not keep its whole batch from being stored.
      counters.log_pipeline_faults.add();
    }
    return finishDraft(draft);
  }

  function prepare(sent: unknown, defaults: LogDefaults, received: number): UnnamedLog {
    const { ts, ...draft } = understand(sent, defaults);
    const oldest = received - options.retentionDays * DAY_MS;
    const isSkewed = ts !== undefined && (ts > received + CLOCK_AHEAD_MS_MAX || ts < oldest);
    if (isSkewed) counters.logs_skewed.add();
    return { ...draft, ts: ts === undefined || isSkewed ? received : ts, received };
  }

  return {
    counters,
    /**
     * Stores logs; resolves with how many were new when all are durable. Throws LOGS_RATE_LIMITED
     * and what the intake throws.
     */
    async accept(sent: readonly unknown[], origin: LogOrigin): Promise<number> {
      const { sender, key, bytes, defaults } = origin;
      try {
        spend(sender, sent.length, bytes.length);
      } catch (error) {
        counters.logs_refused_rate.add(sent.length);
        throw error;
      }
      counters.logs_received.add(sent.length);
      counters.log_bytes_received.add(bytes.length);
      const received = clock();
      const logs = sent.map((one) => prepare(one, defaults, received));
      const digest = createHash("sha256").update(bytes).digest("base64url");
      const size = { events: logs.length, bytes: bytes.length };
      return intake.ingest({ sender, key, digest, received, logs, ...size });
    },
  };
}
