/** Batches of agents in, durable events out; the only way events enter the server. */
export type { IntakeDetection, IntakeSignals } from "./commit.ts";
export { EVENT_REFUSALS } from "./errors.ts";
export type { Intake, IntakeAgent, IntakeOptions, Refusal } from "./intake.ts";
export { openIntake, RETRY_AFTER_S } from "./intake.ts";
