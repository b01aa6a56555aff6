/** Every counter of the agent, by the module that counts. */
import { createContextCounters } from "#agent/context";
import { createDumpCounters } from "#agent/dump";
import { createLogCounters } from "#agent/logs";
import {
  createMatchCounters,
  createRedactionCounters,
  createSenderCounters,
  createSpoolCounters,
  createStatusCounters,
} from "#agent/output";
import { createDenyCounters, createDropCounters, createProtectorCounters } from "#agent/protect";
import { createRulesetCounters } from "#agent/ruleset";
import { createStreamCounters } from "#agent/sensor";
import { createCounters } from "#lib/base";
import { createWatchdogCounters } from "./watchdog.ts";

export function createAllCounters() {
  return {
    stream: createStreamCounters(),
    context: createContextCounters(),
    ruleset: createRulesetCounters(),
    protect: createProtectorCounters(),
    deny: createDenyCounters(),
    drop: createDropCounters(),
    dump: createDumpCounters(),
    agent: createCounters(["records_failed", "records_not_resumed", "matches_kept_before"]),
    matches: createMatchCounters(),
    redaction: createRedactionCounters(),
    spool: createSpoolCounters(),
    sender: createSenderCounters(),
    status: createStatusCounters(),
    logs: createLogCounters(),
    watchdog: createWatchdogCounters(),
  };
}

export type AgentCounters = ReturnType<typeof createAllCounters>;
