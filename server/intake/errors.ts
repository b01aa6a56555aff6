/**
 * What the intake refuses. Everything that may pass later has status 429 or 503; agents try those
 * again.
 */
import { defineErrors } from "#lib/base";

export const refuseIntake = defineErrors({
  INTAKE_AGENT_MISMATCH: {
    status: 403,
    message: "The batch is of another agent than the one whose key came with it.",
    hint: "Every host needs an agent id and a key of its own; enrol it again.",
  },
  INTAKE_BUSY: {
    status: 429,
    message: "{reason}.",
    hint: "Send the batch again after the time in Retry-After; nothing of it counts yet.",
  },
  INTAKE_STOPPING: {
    status: 503,
    message: "The server is stopping.",
    hint: "Send the batch again when it has started again.",
  },
  INTAKE_CONFLICT: {
    status: 503,
    message: "Another server took a batch of the same spool meanwhile.",
    hint: "Send the batch again; what is stored already is recognised.",
  },
  INTAKE_LOGS_CONFLICT: {
    status: 503,
    message: "Another server took the same batch meanwhile.",
    hint: "Send the batch again; what is stored already is recognised.",
  },
  INTAKE_SPOOLS_TOO_MANY: {
    status: 429,
    message: "The agent has used more than {max} spool directories.",
    hint: "Keep the agent's data directory between starts, or enrol it under a new id.",
  },
});

/** Why a single event was refused; the rest of its batch goes on. */
export const EVENT_REFUSALS = [
  "INTAKE_EVENT_TOO_LARGE",
  "INTAKE_EVENT_NOT_UTF8",
  "INTAKE_EVENT_NOT_JSON",
  "INTAKE_EVENT_TOO_DEEP",
  "INTAKE_EVENT_PART_MISSING",
  "INTAKE_EVENT_DATE_INVALID",
] as const;
export type EventRefusal = (typeof EVENT_REFUSALS)[number];
