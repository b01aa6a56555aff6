/**
 * Tells the server every few seconds how this agent fares. A report that does not arrive is not
 * sent again.
 */
import { type CounterSet, createCounters } from "#lib/base";
import { AGENT_STATUS_INTERVAL_MS, AGENT_STATUS_PATH, type AgentStatus } from "#lib/protocol";
import type { ServerLink } from "./server-link.ts";

export type StatusCounter = "statuses_sent" | "statuses_failed";

export function createStatusCounters(): CounterSet<StatusCounter> {
  return createCounters(["statuses_sent", "statuses_failed"]);
}

export type StatusReporter = {
  report(): Promise<void>;
  /** Reports once more, after a report under way. */
  last(): Promise<void>;
  stop(): void;
};

/** Reports at once and then every AGENT_STATUS_INTERVAL_MS; one report at a time. */
export function startStatusReporter(
  link: ServerLink,
  gather: () => AgentStatus,
  counters: CounterSet<StatusCounter>,
): StatusReporter {
  let running: Promise<void> | undefined;
  const send = async () => {
    try {
      const body = JSON.stringify(gather());
      const { status } = await link.post(AGENT_STATUS_PATH, "application/json", body);
      if (status >= 200 && status < 300) counters.statuses_sent.add();
      else counters.statuses_failed.add();
    } catch {
      /* The sender says in the log why the server cannot be reached. */
      counters.statuses_failed.add();
    }
  };
  const report = () => {
    running ??= send().finally(() => {
      running = undefined;
    });
    return running;
  };
  const timer = setInterval(() => void report(), AGENT_STATUS_INTERVAL_MS);
  void report();
  const last = async () => {
    await running;
    await report();
  };
  return { report, last, stop: () => clearInterval(timer) };
}
