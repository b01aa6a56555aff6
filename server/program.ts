/**
 * The server, composed: stores below, detection, signals and intake on them, the API in front. Read
 * it as the map.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Clock } from "#lib/base";
import { leafCounters } from "#lib/query";
import { type Access, openAccess, randomSecretBytes } from "#server/access";
import {
  type AgentWatchOptions,
  createAgentWatch,
  createApi,
  createRecordTail,
  createRoster,
  createStatusDesk,
  createStreamHub,
  createWireCounters,
  linkEventStore,
  type RecordTail,
  SILENT_MS,
} from "#server/api";
import { createDetection, type Detection } from "#server/detection";
import { watchCollections } from "#server/documents";
import { lineageCounters, openIntake, openLogIntake } from "#server/intake";
import {
  createLogDesk,
  type LogDesk,
  loadPipelines,
  loadThreatLists,
  openGeo,
  openOtlpGrpc,
  openSyslog,
  type ThreatLists,
} from "#server/logs";
import { hitDaysOf } from "#server/retention";
import { openRisk } from "#server/risk";
import { openSearch } from "#server/search";
import { openSignals } from "#server/signals";
import { type Control, openControl, openEventStore, readStreams } from "#server/store";
import { openViews } from "#server/views";
import { openPackDesk } from "./pack-desk.ts";
import { openRulebook } from "./rulebook.ts";
import { openRuns } from "./runs.ts";
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
  const onLost = (err: unknown) =>
    log.warn({ err }, "a connection to the control database was lost");
  const control = await openControl(settings.control, { clock, onLost });
  const { enrollToken, localToken: operatorToken } = settings;
  const access = openAccess({ control, clock, enrollToken, operatorToken });
  const tail = createRecordTail(access, clock);
  const base = { control, access, clock };
  const parts = await openParts(settings, log, { ...base, onStored: tail.publish });
  const { rules, tuning, restrictions, tables } = parts.rulebook;
  const hub = createStreamHub(access);
  parts.signals.subscribe(hub.publish);
  const wireCounters = createWireCounters();
  let doorCounters = (): Record<string, number> => ({});
  const agentWatch = openAgentWatch(settings, { ...base, ingest: parts.intake.ingest });
  const views = await openViewDesk(base, log);
  const status = createStatusDesk({
    ...{ version, clock },
    store: parts.link.status,
    rules: parts.ruleStatus,
    retention: parts.retention,
    counters: () => ({
      ...parts.counters(),
      ...access.counterValues(),
      ...wireCounters.snapshot(),
      ...hub.counters.snapshot(),
      ...tail.counters.snapshot(),
      ...views.counters(),
      ...doorCounters(),
      ...agentWatch.counters.snapshot(),
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
    ...{ rules, tuning, restrictions, tables },
    views: views.views,
    ...parts.desks,
    risk: openRisk(base),
    clock,
    roster: createRoster(access, control, clock),
    intake: parts.intake,
    logs: parts.logs,
    search: parts.search,
    tail,
    status,
  });
  await firstAttempt(parts.link.firstAttempt);
  const doors = await openDoors(settings, parts.logs, access, clock);
  doorCounters = doors.counters;
  const url = await app.listen({ ...settings.listen, listenTextResolver: () => "listening" });
  // Last of all: a start that fails must not have made a password that nobody saw.
  const admin = await access.users.start();
  return {
    url,
    admin,
    async stop() {
      await agentWatch.stop();
      views.stop();
      parts.link.stop();
      await doors.close();
      await app.close();
      await parts.close();
      await control.close();
    },
  };
}

type WatchBase = Pick<PartsBase, "access" | "control"> &
  Pick<AgentWatchOptions, "clock" | "ingest">;

/** Looks after the agents from now on. */
function openAgentWatch({ agentSilentMs }: Settings, parts: WatchBase) {
  const { access, control, clock, ingest } = parts;
  const watch = createAgentWatch({
    roster: createRoster(access, control, clock),
    ingest,
    clock,
    nextOf: async (streams) => {
      const rows = await readStreams(control, streams);
      return new Map(rows.map(({ agent, next_seq }) => [agent, next_seq]));
    },
    silentMs: agentSilentMs ?? SILENT_MS,
  });
  watch.start();
  return watch;
}

/** Saved views, which other servers on the same database may change too. */
async function openViewDesk(base: Omit<PartsBase, "onStored">, log: Logger) {
  const views = openViews({ ...base, random: randomSecretBytes });
  await views.refresh();
  const watch = watchCollections([views], (error) =>
    log.warn({ err: error }, "changes of views by other servers could not be looked for"),
  );
  return {
    views,
    counters: () => ({ view_refreshes_failed: watch.failures() }),
    stop: () => watch.stop(),
  };
}

type PartsBase = {
  control: Control;
  access: Access;
  clock: Clock;
  onStored: RecordTail["publish"];
};

/** What stands between the stores and the API. */
async function openParts(
  settings: Settings,
  log: Logger,
  { onStored, access, ...base }: PartsBase,
) {
  const { retention } = settings;
  const events = openEventStore({
    url: settings.storage.url,
    password: settings.storage.token,
    retentionDays: retention.recordDays,
    hitDays: hitDaysOf(retention),
  });
  const link = linkEventStore(events, (error, pauseMs) =>
    log.warn({ err: error, pauseMs }, "the event store cannot be used yet"),
  );
  const detection = createDetection(events, { now: () => performance.now() });
  const { content } = settings;
  const rulebook = await openRulebook({ ...base, access, log, content, detection });
  const newId = () => randomBytes(SIGNAL_ID_BYTES).toString("base64url");
  const signals = openSignals({ ...base, newId });
  const { pipelines, threats, enrich } = await openEnrichment(settings, log);
  const { enrichEvent } = threats;
  const intake = openIntake({
    ...{ ...base, events, signals, onStored, writer: randomUUID() },
    detection: enriching(detection, enrichEvent),
  });
  const ingest: typeof intake.ingest = async (batch, agent) => {
    link.assertReady();
    return intake.ingest(batch, agent);
  };
  const logIntake = openLogIntake({
    ...{ ...base, events, detection, signals },
    newId: () => randomBytes(BATCH_ID_BYTES).toString("base64url"),
    onStored,
  });
  const logs = createLogDesk({
    intake: {
      async ingest(batch) {
        link.assertReady();
        return logIntake.ingest(batch);
      },
    },
    pipelines,
    enrich,
    clock: base.clock,
    retentionDays: events.retentionDays,
  });
  const search = openSearch(events, base.clock);
  const runs = openRuns({ ...base, access, log, events, signals, rulebook, retention });
  const packs = openPackDesk({ ...base, access, events, rulebook, indicators: threats.size });
  return {
    link,
    logs,
    search,
    rulebook,
    signals,
    desks: { packs, jobs: runs.jobs, schedule: runs.schedule },
    intake: { ingest },
    retention: runs.retention,
    ruleStatus() {
      const faults = [...rulebook.faults(), ...pipelines.faults];
      return { loaded: detection.status().loaded, broken: faults.length, faults };
    },
    counters: () => ({
      ...intake.counters.snapshot(),
      ...lineageCounters.snapshot(),
      ...leafCounters.snapshot(),
      ...detection.counters.snapshot(),
      ...rulebook.counters(),
      ...logIntake.counters.snapshot(),
      ...logs.counters.snapshot(),
      ...runs.counters(),
    }),
    async close() {
      rulebook.stop();
      await runs.stop();
      await Promise.all([intake.stop(), logIntake.stop()]);
      await events.close();
    },
  };
}

/** Detection of what agents send, in which lists of known bad values are looked up first. */
function enriching(detection: Detection, enrich: ThreatLists["enrichEvent"]): Detection {
  return {
    ...detection,
    match(event) {
      enrich(event.event);
      return detection.match(event);
    },
  };
}

/** What is made of logs before they are stored. */
async function openEnrichment(settings: Settings, log: Logger) {
  const pipelines = loadPipelines([
    join(settings.content, "pipelines"),
    join(settings.data, "pipelines"),
  ]);
  for (const fault of pipelines.faults) log.error({ fault }, "a pipeline was left out");
  const threats = loadThreatLists(join(settings.data, "threat-intel"));
  for (const fault of threats.faults) log.warn({ fault }, "a threat list has faults");
  const geo = settings.geoip === undefined ? undefined : await openGeo(settings.geoip);
  const enrich = (draft: Parameters<typeof threats.enrich>[0]) => {
    geo?.enrich(draft);
    threats.enrich(draft);
  };
  return { pipelines, threats, enrich };
}

/** The doors beside HTTP; none is open unless it is asked for. */
async function openDoors(
  { syslog, otlpGrpc }: Settings,
  logs: LogDesk,
  access: Access,
  clock: Clock,
) {
  const opened = {
    syslog: syslog && (await openSyslog(syslog, logs, clock)),
    grpc: otlpGrpc && (await openOtlpGrpc(otlpGrpc, logs, access.authenticateSender)),
  };
  return {
    counters: () => opened.syslog?.counters.snapshot() ?? {},
    async close() {
      await Promise.all([opened.syslog?.close(), opened.grpc?.close()]);
    },
  };
}

async function firstAttempt(attempt: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, FIRST_ATTEMPT_MS_MAX);
  await Promise.race([attempt, promise]);
  clearTimeout(timer);
}
