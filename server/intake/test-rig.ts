/**
 * A whole server behind one call for tests: intake, detection and signals on real stores, with a
 * clock set by hand.
 */

import { compileRule } from "#lib/detection";
import type { DetectionRule } from "#lib/protocol";
import { createDetection } from "#server/detection";
import { openSignals } from "#server/signals";
import { type Control, type EventStore, openControl, openEventStore } from "#server/store";
import { encodeEvent, type TestStorage } from "#server/store/testing";
import { type Intake, type IntakeAgent, openIntake } from "./intake.ts";

export const NOW = Date.parse("2026-03-01T12:00:00Z");
export const AGENT: IntakeAgent = {
  id: "a".repeat(32),
  hostname: "web-1",
  tags: ["env:prod", "host:web-1"],
};
export const SPOOL = "b".repeat(32);

export type RuleParts = {
  id?: string;
  query?: string;
  groupBy?: string[];
  cases?: { status: "high" | "medium" | "critical"; condition: string; name?: string }[];
  window?: number;
  keepAlive?: number;
  maxDuration?: number;
};

export function testRule(parts: RuleParts = {}): DetectionRule {
  return {
    id: parts.id ?? "shell",
    name: "Shell started by a web server",
    message: "`{{@process.executable.path}}` ran on {{host}}",
    type: "workload_security",
    version: 1,
    isEnabled: true,
    isDefault: true,
    isDeleted: false,
    hasExtendedTitle: true,
    createdAt: 0,
    updatedAt: 0,
    tags: ["tactic:execution"],
    queries: [
      {
        name: "",
        query: parts.query ?? "@agent.rule_id:shell_from_web",
        aggregation: "count",
        groupByFields: parts.groupBy ?? ["host"],
        distinctFields: [],
        metrics: [],
        dataSource: "security_runtime",
        hasOptionalGroupByFields: false,
      },
    ],
    cases: (parts.cases ?? [{ status: "high" as const, condition: "a > 0" }]).map((it) => ({
      name: it.name ?? "",
      status: it.status,
      condition: it.condition,
      notifications: [],
    })),
    filters: [],
    options: {
      detectionMethod: "threshold",
      evaluationWindow: parts.window ?? 300,
      keepAlive: parts.keepAlive ?? 3600,
      maxSignalDuration: parts.maxDuration ?? 86_400,
    },
  };
}

/** Number under which the hits of a rule are kept. */
export function epochOf(rule: DetectionRule | undefined): number {
  const compiled = rule === undefined ? undefined : compileRule(rule);
  return compiled !== undefined && "epoch" in compiled ? compiled.epoch : 0;
}

let databases = 0;

/**
 * Opens a server on a storage process, with a database of its own and the control database given.
 */
export async function openRig(
  storage: TestStorage,
  rules: readonly DetectionRule[],
  url = "sqlite::memory:",
) {
  const control = await openControl(url, { clock: () => NOW });
  const address = { url: storage.url, password: storage.token };
  // The engine drops old rows by the real clock, whatever time the test has.
  const events = openEventStore({
    ...address,
    database: `test_${++databases}`,
    retentionDays: 3650,
  });
  await events.migrate();
  return openServer(control, events, rules);
}

let writers = 0;
let ids = 0;

/**
 * A server process of its own over stores that are open already; a second one is what a restart
 * makes.
 */
export function openServer(
  control: Control,
  events: EventStore,
  rules: readonly DetectionRule[],
  change: (parts: Parameters<typeof openIntake>[0]) => Parameters<typeof openIntake>[0] = (p) => p,
) {
  const state = { now: NOW };
  const clock = () => state.now;
  const newId = () => `signal-${++ids}`;
  const detection = createDetection(events);
  detection.load(rules);
  const signals = openSignals({ control, clock, newId });
  const writer = `writer-${++writers}`;
  const intake = openIntake(change({ control, events, detection, signals, clock, writer }));
  return { state, control, events, rules, detection, signals, intake };
}

/** Sends events as one batch starting at a sequence number. */
export function send(
  intake: Intake,
  first: number,
  sent: readonly unknown[],
  { agent = AGENT, spool = SPOOL }: { agent?: IntakeAgent; spool?: string } = {},
) {
  const encoded = sent.map((event) => (event instanceof Uint8Array ? event : encodeEvent(event)));
  const boot = "c".repeat(32);
  return intake.ingest({ version: 1, agent: agent.id, boot, spool, first, events: encoded }, agent);
}
