/**
 * The server, composed: stores below, detection, signals and intake on them, the API in front. Read
 * it as the map.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Clock } from "#lib/base";
import { openAccess } from "#server/access";
import {
  createApi,
  createRoster,
  createStatusDesk,
  createStreamHub,
  createWireCounters,
  linkEventStore,
  loadRules,
} from "#server/api";
import { createDetection } from "#server/detection";
import { openIntake, openLogIntake } from "#server/intake";
import { createLogDesk, loadPipelines } from "#server/logs";
import { openSignals } from "#server/signals";
import { type Control, openControl, openEventStore } from "#server/store";
import type { Settings } from "./settings.ts";

/** How long a start waits for the event store before it says that it is ready without. */
const FIRST_ATTEMPT_MS_MAX = 3000;
const SIGNAL_ID_BYTES = 18;
const BATCH_ID_BYTES = 15;

export type Server = {
  url: string;
  /** The administrator's password, at the start that made the account. */
  admin: { user: string; password: string } | undefined;
  /** Ends streams, answers what it has taken, and lets the stores go. */
  stop(): Promise<void>;
};

/** Starts everything and listens. The event store may be down; the control database may not. */
export async function startServer(
  settings: Settings,
  log: Logger,
  version: string,
): Promise<Server> {
  const clock: Clock = Date.now;
  mkdirSync(settings.data, { recursive: true, mode: 0o700 });
  const control = await openControl(settings.control, {
    clock,
    onLost: (error) => log.warn({ err: error }, "a connection to the control database was lost"),
  });
  const access = openAccess({
    control,
    clock,
    enrollToken: settings.enrollToken,
    operatorToken: settings.localToken,
  });
  const parts = openParts(settings, log, { control, clock });
  const hub = createStreamHub(access);
  parts.signals.subscribe(hub.publish);
  const wireCounters = createWireCounters();
  const status = createStatusDesk({
    version,
    clock,
    store: parts.link.status,
    rules: parts.ruleStatus,
    counters: () => ({
      ...parts.counters(),
      ...access.counterValues(),
      ...wireCounters.snapshot(),
      ...hub.counters.snapshot(),
    }),
  });
  const { app } = await createApi({
    log,
    version,
    webDirectory: settings.web,
    access,
    hub,
    wireCounters,
    signals: parts.signals,
    rules: parts.rules,
    roster: createRoster(access, control, clock),
    intake: parts.intake,
    logs: parts.logs,
    status,
  });
  await firstAttempt(parts.link.firstAttempt);
  const url = await app.listen({ ...settings.listen, listenTextResolver: () => "listening" });
  // Last of all: a start that fails must not have made a password that nobody saw.
  const admin = await access.users.start();
  return {
    url,
    admin,
    async stop() {
      parts.link.stop();
      await app.close();
      await parts.close();
      await control.close();
    },
  };
}

/** What stands between the stores and the API. */
function openParts(settings: Settings, log: Logger, base: { control: Control; clock: Clock }) {
  const { retentionDays } = settings;
  const events = openEventStore({
    url: settings.storage.url,
    password: settings.storage.token,
    ...(retentionDays === undefined ? {} : { retentionDays }),
  });
  const link = linkEventStore(events, (error, pauseMs) =>
    log.warn({ err: error, pauseMs }, "the event store cannot be used yet"),
  );
  const rules = loadRules(settings.content);
  for (const fault of rules.faults) log.error({ fault }, "a rule was left out");
  const detection = createDetection(events);
  for (const { id, reason } of detection.load(rules.list()).broken)
    log.error({ rule: id, reason }, "a rule was left out");
  const newId = () => randomBytes(SIGNAL_ID_BYTES).toString("base64url");
  const signals = openSignals({ ...base, newId });
  const intake = openIntake({ ...base, events, detection, signals, writer: randomUUID() });
  const ingest: typeof intake.ingest = async (batch, agent) => {
    link.assertReady();
    return intake.ingest(batch, agent);
  };
  const logIntake = openLogIntake({
    ...{ ...base, events, detection, signals },
    newId: () => randomBytes(BATCH_ID_BYTES).toString("base64url"),
    onStored: () => undefined,
  });
  const pipelines = loadPipelines([
    join(settings.content, "pipelines"),
    join(settings.data, "pipelines"),
  ]);
  for (const fault of pipelines.faults) log.error({ fault }, "a pipeline was left out");
  const logs = createLogDesk({
    intake: {
      async ingest(batch) {
        link.assertReady();
        return logIntake.ingest(batch);
      },
    },
    pipelines,
    enrich: () => undefined,
    clock: base.clock,
    retentionDays: events.retentionDays,
  });
  return {
    link,
    logs,
    rules,
    signals,
    intake: { ingest },
    ruleStatus() {
      const { loaded, broken } = detection.status();
      const faults = [
        ...rules.faults,
        ...pipelines.faults,
        ...broken.map(({ id, reason }) => `${id}: ${reason}`),
      ];
      return { loaded, broken: faults.length, faults };
    },
    counters: () => ({
      ...intake.counters.snapshot(),
      ...detection.counters.snapshot(),
      ...logIntake.counters.snapshot(),
      ...logs.counters.snapshot(),
    }),
    async close() {
      await Promise.all([intake.stop(), logIntake.stop()]);
      await events.close();
    },
  };
}

async function firstAttempt(attempt: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, FIRST_ATTEMPT_MS_MAX);
  await Promise.race([attempt, promise]);
  clearTimeout(timer);
}
