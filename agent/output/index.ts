/** Station 5: the match is written down once, kept on disk, and sent until the server has it. */
export type { Heartbeat } from "./heartbeat.ts";
export { startHeartbeat } from "./heartbeat.ts";
export type { Identity } from "./identity.ts";
export { openIdentity } from "./identity.ts";
export { LANES } from "./lane.ts";
export type { LossCounts, LossWatch } from "./loss-watch.ts";
export { createLossWatch, lostByLane } from "./loss-watch.ts";
export type { HostFacts, RuleMatch } from "./match-json.ts";
export { draftMatch } from "./match-json.ts";
export type { ContainerSource, MatchQueue } from "./match-queue.ts";
export { createMatchCounters, createMatchQueue } from "./match-queue.ts";
export { encodeOrigin } from "./origin.ts";
export type { Redactor } from "./redaction.ts";
export {
  createRedactionCounters,
  createRedactor,
  isSecretWord,
  WORDS_MAX,
} from "./redaction.ts";
export type { SelfReport } from "./self-report.ts";
export {
  denyDisarmReport,
  disarmReport,
  encodeReport,
  heartbeatReports,
  networkFilterReport,
  rulesetReports,
} from "./self-report.ts";
export type { Sender } from "./sender.ts";
export { createSenderCounters, startSender } from "./sender.ts";
export type { ServerLink } from "./server-link.ts";
export { createServerLink } from "./server-link.ts";
export { createSpoolCounters, SPOOL_BYTES_MAX, Spool } from "./spool.ts";
export type { StatusReporter } from "./status-reporter.ts";
export { createStatusCounters, startStatusReporter } from "./status-reporter.ts";
export type { ToldExecs, ToldKey } from "./told-execs.ts";
export { openToldExecs, textOf as toldText } from "./told-execs.ts";
