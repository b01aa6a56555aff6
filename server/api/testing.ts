/**
 * An API for tests: real access in memory, and small stand-ins for the modules behind, which tests
 * may replace.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { pino } from "pino";
import { AppError } from "#lib/base";
import { NO_SETTINGS } from "#lib/detection";
import {
  type Agent,
  type AgentStatus,
  API_KEY_HEADER,
  APPLICATION_KEY_HEADER,
  CSRF_HEADER,
  type DetectionRule,
  SESSION_COOKIE,
  type Signal,
  type Triage,
} from "#lib/protocol";
import { randomSecretBytes } from "#server/access";
import { openTestAccess } from "#server/access/testing";
import { openJobs } from "#server/jobs";
import { createPackDesk, createSightings, openPacks, type Pack } from "#server/packs";
import { openRestrictions } from "#server/restrictions";
import { openRisk } from "#server/risk";
import { openRuleCatalog } from "#server/rules";
import { openSearch } from "#server/search";
import type { Signals } from "#server/signals";
import { openTables } from "#server/tables";
import { openTuning } from "#server/tuning";
import { openViews } from "#server/views";
import { type ApiOptions, createApi } from "./app.ts";
import { createRecordTail } from "./record-tail.ts";
import { createStreamHub } from "./stream-hub.ts";
import { createWireCounters } from "./wire-routes.ts";

export const AGENT_ID = "0123456789abcdef0123456789abcdef";
export const SIGNAL_ID = "signal-1";
export const RULE_ID = "miner-started";

export const triage: Triage = {
  state: "open",
  assignee: { id: -1, name: "Unassigned" },
  incident_ids: [],
};

// In a constant of its own: `custom` is open for more than its type names.
const custom = {
  title: "Miner",
  status: "high" as const,
  entities: ["host:web-1"],
  workflow: {
    first_seen: "2026-01-01T00:00:00.000Z",
    last_seen: "2026-01-01T00:00:00.000Z",
    events_matched: 1,
    rule: {
      id: RULE_ID,
      name: "Miner",
      type: "workload_security",
      detectionMethod: "threshold",
      version: 1,
      isDefaultRule: true,
    },
    triage,
  },
  triggeringRuleCase: { name: "", status: "high" as const, condition: "a > 0" },
  groupByPaths: ["host"],
  groupByValues: ["web-1"],
  queries: [],
  samples: [],
  process: { executable: { path: "/tmp/xmrig" } },
};

export const signal: Signal = {
  id: SIGNAL_ID,
  type: "signal",
  attributes: {
    timestamp: "2026-01-01T00:00:00.000Z",
    message: "A miner was started",
    tags: ["source:runtime"],
    custom,
  },
};

export const rule: DetectionRule = {
  id: RULE_ID,
  name: "Miner started",
  message: "A miner was started",
  type: "workload_security",
  version: 1,
  isEnabled: true,
  isDefault: true,
  isDeleted: false,
  hasExtendedTitle: false,
  createdAt: 0,
  updatedAt: 0,
  tags: ["tactic:impact"],
  queries: [],
  cases: [],
  filters: [],
  options: {
    detectionMethod: "threshold",
    evaluationWindow: 300,
    keepAlive: 3600,
    maxSignalDuration: 86_400,
  },
};

export const agentStatus: AgentStatus = {
  agent_id: AGENT_ID,
  hostname: "web-1",
  version: "0.1.0",
  boot_id: "b",
  kernel: "6.1",
  arch: "x86_64",
  started_at: "2026-01-01T00:00:00.000Z",
  tags: [],
  sensor: {
    state: "running",
    reason: "",
    version: "1",
    hooks: [],
    ring_bytes: 0,
    ring_bytes_max: 1,
  },
  rules: [],
  counters: {},
  events: {},
  spool: { entries: 0, bytes: 0, bytes_max: 1, dropped: 0, oldest_at: "" },
  cpu_ms: 1,
  rss_bytes: 1,
};

const agent: Agent = {
  id: AGENT_ID,
  type: "agents",
  attributes: {
    hostname: "web-1",
    enrolled_at: "2026-01-01T00:00:00.000Z",
    last_seen: "2026-01-01T00:00:00.000Z",
    silent: false,
    stopped: false,
    events_received: 0,
    events_missing: 0,
    status: agentStatus,
  },
};

/** Knows one signal and finds it always. */
export const oneSignal: Signals = {
  searchSignals: async () => ({ signals: [signal] }),
  async getSignal(id) {
    if (id !== SIGNAL_ID)
      throw new AppError("SIGNAL_NOT_FOUND", { status: 404, message: "None.", hint: "?" });
    return signal;
  },
  setState: async (_id, change) => ({ ...triage, state: change.state }),
  changeTriage: async (_id, change) => ({ ...triage, state: change.state ?? "open" }),
  addComment: async (_id, comment, { handle }) => ({
    ...{ at: 0, kind: "commented", actor: handle, detail: { comment } },
  }),
  findRelated: async () => [],
  responseTimes: async () => {
    const none = { count: 0 };
    const spreads = { time_to_acknowledge: none, time_to_resolve: none };
    const all = { signals: 1, time_to_detect: { count: 1, p50: 1, p90: 1 }, ...spreads };
    return { all, by_severity: [], by_rule: [{ id: RULE_ID, ...all }] };
  },
  countAttack: async () => [{ tactic: "TA0040", technique: "T1496", signals: 1 }],
  listHistory: async () => [],
  facets: async () => [{ path: "status", values: [{ value: "high", count: 1 }] }],
  subscribe: () => () => undefined,
  recount: async () => new Map(),
  apply: async () => [],
  announce: () => undefined,
};

const parts = {
  signals: oneSignal,
  roster: { list: async () => [agent], get: async () => agent },
  intake: { ingest: async () => ({ next: 1 }) },
  search: openSearch({ searchRecords: async () => [], aggregateRecords: async () => [] }, () => 0),
  logs: { accept: async (sent) => sent.length },
  status: {
    read: async () => ({
      version: "0.1.0",
      started_at: "2026-01-01T00:00:00.000Z",
      counters: {},
      store: { reachable: true, reason: "", events: 0, logs: 0, bytes: 0, disk_free_bytes: 0 },
      rules: { loaded: 1, broken: 0, faults: [] },
      retention: {
        ...{ record_days: 30, signal_months: 15 },
        signals_kept_since: "2024-10-01T00:00:00.000Z",
      },
    }),
  },
} satisfies Partial<ApiOptions>;

export const pack: Pack = {
  ...{ id: "mining", name: "Mining", category: "threat", description: "Miners." },
  needs: [
    { kind: "agent", name: "Agent", how: "Run it.", events: ["exec"] },
    { kind: "logs", name: "Log of pools", search: "source:pool", how: "Send it." },
  ],
  ...{ guidance: ["Look for the way in."], detections: [RULE_ID], agent_rules: ["miner"] },
};

type Overrides = Partial<Omit<ApiOptions, "packs">> & {
  /** The default rules; one unless it is given. */
  defaults?: readonly DetectionRule[];
  /** The content packs; one with that rule unless it is given. */
  packs?: readonly Pack[];
};

/** Opens an API that closes with the test; `log` gathers what it logged. */
export async function openTestApi(
  context: TestContext,
  { defaults = [rule], packs: shipped = [pack], ...overrides }: Overrides = {},
) {
  const { access, firstAdmin, control, clock, advance } = await openTestAccess();
  const stored = { control, access, clock, random: randomSecretBytes };
  const log: string[] = [];
  const beats: (() => void)[] = [];
  const hub = createStreamHub(access, (work) => {
    beats.push(work);
    return () => undefined;
  });
  const tail = createRecordTail(
    access,
    () => 0,
    () => () => undefined,
  );
  const restrictions = openRestrictions(stored);
  const packs = openPacks({ ...stored, content: { packs: shipped, faults: [] } });
  const rules = openRuleCatalog({
    ...{ ...stored, content: { rules: defaults, faults: [] }, packs },
    guard: restrictions.guard("security-rule"),
  });
  const jobs = openJobs({
    ...{ ...stored, rules, owner: "test", steady: () => 0, settings: () => NO_SETTINGS },
    store: { searchRecords: async () => [], retentionDays: 30 },
    signals: oneSignal,
    onFault: () => undefined,
  });
  const webDirectory = mkdtempSync(join(tmpdir(), "vigil-api-web-"));
  const { app, routes } = await createApi({
    log: pino({ level: "debug" }, { write: (line: string) => void log.push(line) }),
    version: "0.1.0",
    webDirectory,
    access,
    hub,
    wireCounters: createWireCounters(),
    clock,
    rules,
    packs: createPackDesk({
      ...{ packs, clock, ruleOf: rules.get, isOverriddenOn: rules.isOverriddenOn },
      sightings: createSightings({
        ...{
          clock,
          store: { newestRecord: async () => undefined, retentionDays: 30 },
          indicators: 0,
        },
        agentsSeen: async () => clock(),
      }),
      areLogsAnalysed: () => true,
    }),
    jobs,
    schedule: {
      show: async (id) => ({
        ...{ id, type: "rule_schedule" },
        attributes: { rrule: "FREQ=DAILY", start: "", timezone: "", runs: [] },
      }),
      async showBaseline() {
        throw new AppError("RULE_UNLEARNED", { status: 404, message: "None.", hint: "?" });
      },
    },
    tables: openTables(stored),
    risk: openRisk(stored),
    tuning: openTuning({ ...stored, guard: restrictions.guard("security-suppression") }),
    restrictions,
    views: openViews(stored),
    tail,
    ...parts,
    ...overrides,
  });
  context.after(async () => {
    await app.close();
    await control.close();
    rmSync(webDirectory, { recursive: true });
  });
  if (!firstAdmin) throw new Error("the database is new");
  const beat = () => {
    for (const work of beats) work();
  };
  return { app, routes, access, hub, tail, log, advance, beat, webDirectory, firstAdmin };
}

export type TestApi = Awaited<ReturnType<typeof openTestApi>>;

/** Headers of a fresh key pair of a person with this role. */
export async function keysOf({ access }: TestApi, role: "Admin" | "Standard" | "Read Only") {
  const handle = `user-${randomUUID()}`;
  await access.users.create("test", { handle, name: "", role, password: "a password" });
  const { person } = await access.sessions.signIn(handle, "a password", "127.0.0.1");
  const api = await access.keys.create(person, "api", "test");
  const application = await access.keys.create(person, "application", "test");
  return { [API_KEY_HEADER]: api.key, [APPLICATION_KEY_HEADER]: application.key };
}

/** Headers of a browser in which the administrator is signed in. */
export async function cookieOf({ access, firstAdmin }: TestApi) {
  const { user, password } = firstAdmin;
  const { token } = await access.sessions.signIn(user, password, "127.0.0.1");
  return { cookie: `${SESSION_COOKIE}=${token}`, [CSRF_HEADER]: "1" };
}
