/** Batches of agents in, durable events out; the only way events enter the server. */
export type { Intake, IntakeAgent } from "./intake.ts";
export { openIntake, RETRY_AFTER_S } from "./intake.ts";
