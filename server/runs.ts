/** What runs by itself over what is stored: jobs, schedules, and the end of signals. */
import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { Clock } from "#lib/base";
import { type Access, randomSecretBytes } from "#server/access";
import { openJobs } from "#server/jobs";
import { openSignalExpiry, type Retention } from "#server/retention";
import { openSchedule } from "#server/schedule";
import type { openSignals } from "#server/signals";
import type { Control, openEventStore } from "#server/store";
import type { openRulebook } from "./rulebook.ts";

type RunsBase = {
  control: Control;
  access: Access;
  clock: Clock;
  log: Logger;
  events: ReturnType<typeof openEventStore>;
  signals: ReturnType<typeof openSignals>;
  rulebook: Awaited<ReturnType<typeof openRulebook>>;
  retention: Retention;
};

/** Starts all of it. */
export function openRuns({ log, access, events, rulebook, retention, ...base }: RunsBase) {
  const steady = () => performance.now();
  const { rules, settings } = rulebook;
  const jobs = openJobs({
    ...{ ...base, rules, settings, steady, store: events, owner: randomUUID() },
    random: randomSecretBytes,
    onFault: (error) => log.error({ err: error }, "a run of a rule over the past failed"),
  });
  jobs.runner.start();
  const schedule = openSchedule({
    ...{ ...base, rules, settings, steady, events, owner: randomUUID() },
    onFault: (error) => log.error({ err: error }, "a scheduled rule could not be run"),
  });
  schedule.start();
  const expiry = openSignalExpiry({
    ...{ ...base, access, months: retention.signalMonths },
    onFault: (error) => log.error({ err: error }, "signals could not be expired"),
  });
  expiry.start();
  return {
    jobs,
    schedule,
    retention: () => ({
      record_days: retention.recordDays,
      signal_months: retention.signalMonths,
      signals_kept_since: new Date(expiry.cutoff()).toISOString(),
    }),
    counters: () => ({
      ...jobs.runner.counters.snapshot(),
      ...schedule.counters(),
      ...expiry.counters.snapshot(),
    }),
    async stop(): Promise<void> {
      await Promise.all([jobs.runner.stop(), schedule.stop(), expiry.stop()]);
    },
  };
}
