/** Batches of agents and logs in, durable events out; the only way anything enters the server. */

export { lineageCounters } from "./counters.ts";
export { cleanText } from "./decode.ts";
export { createDurable } from "./durable.ts";
export type { Intake, IntakeAgent } from "./intake.ts";
export { openIntake, RETRY_AFTER_S } from "./intake.ts";
export type { PreparedLogs, UnnamedLog } from "./log-commit.ts";
export { LOG_REPEAT_MS } from "./log-commit.ts";
export type { LogIntake } from "./logs.ts";
export { openLogIntake } from "./logs.ts";
