/**
 * Agents join with the installation's enrolment token and from then on hold a key of their own, so
 * that one agent can be removed without touching the others. Enrolling again replaces the key: that
 * is how a host that lost its key returns.
 */
import { type Clock, createCounters } from "#lib/base";
import type { AccessStore, EnrolledAgentRow } from "#server/store";
import type { Audit } from "./audit.ts";
import { refuseAccess } from "./errors.ts";
import { actorOf, agentOf, type EnrolledAgent, type Person } from "./principal.ts";
import { hashToken, isSameSecret, type RandomBytes } from "./secret.ts";

const AGENT_KEY_BYTES = 32;

export type EnrollmentRequest = {
  token: string;
  agent_id: string;
  hostname: string;
  version: string;
};

/** An enrolled agent as the list shows it; times in milliseconds since 1970. */
export type EnrolledAgentEntry = {
  id: string;
  hostname: string;
  version: string;
  enrolledAt: number;
  /** Null before the first report. */
  reportedAt: number | null;
  /** The last report as it came; null before the first. */
  status: unknown;
};

/** What of a report is kept in columns of its own; all of it is kept as `status`. */
export type AgentReport = { hostname: string; version: string; tags: readonly string[] };

type Parts = {
  store: AccessStore;
  clock: Clock;
  random: RandomBytes;
  audit: Audit;
  token: string;
};

export function createEnrollment({ store, clock, random, audit, token }: Parts) {
  const counters = createCounters(["enrollments", "enrollments_refused"]);
  return {
    counters,

    /** Gives an agent its key. Throws ACCESS_ENROLL_REFUSED and ACCESS_AGENT_REVOKED. */
    async enroll(request: EnrollmentRequest, address: string): Promise<string> {
      if (!isSameSecret(request.token, token)) {
        counters.enrollments_refused.add();
        throw refuseAccess("ACCESS_ENROLL_REFUSED");
      }
      const { agent_id, hostname, version } = request;
      const key = random(AGENT_KEY_BYTES).toString("base64url");
      const row = {
        agent_id,
        hostname,
        version,
        key_hash: hashToken(key),
        enrolled_at: clock(),
        revoked_at: null,
        reported_at: null,
        tags: "[]",
        status: "null",
      };
      const target = `agent:${agent_id}`;
      const entry = audit(target, "agent.enroll", target, { hostname, version, address });
      const isEnrolled = await store.enrollAgent(row, entry);
      if (!isEnrolled) throw refuseAccess("ACCESS_AGENT_REVOKED");
      counters.enrollments.add();
      return key;
    },

    /** The agent that holds this key, or undefined. */
    async find(key: string): Promise<EnrolledAgent | undefined> {
      const row = await store.agentByKey(hashToken(key));
      return row && agentOf(row);
    },

    async list(): Promise<EnrolledAgentEntry[]> {
      const rows = await store.listEnrolled();
      return rows.map(entryOf);
    },

    /** Throws ACCESS_AGENT_UNKNOWN. */
    async get(id: string): Promise<EnrolledAgentEntry> {
      const row = await store.findEnrolled(id);
      if (!row) throw refuseAccess("ACCESS_AGENT_UNKNOWN");
      return entryOf(row);
    },

    /** Keeps what an agent says of itself, until it says something else. */
    async report(id: string, report: AgentReport): Promise<void> {
      const { hostname, version } = report;
      const tags = JSON.stringify(report.tags);
      const status = JSON.stringify(report);
      await store.reportAgent(id, { hostname, version, tags, status, reported_at: clock() });
    },

    /** Removes an agent for good: its key stops working now. Throws ACCESS_AGENT_UNKNOWN. */
    async revoke(person: Person, id: string): Promise<void> {
      const entry = audit(actorOf(person), "agent.revoke", `agent:${id}`);
      const isRevoked = await store.revokeAgent(id, clock(), entry);
      if (!isRevoked) throw refuseAccess("ACCESS_AGENT_UNKNOWN");
    },
  };
}

function entryOf(row: EnrolledAgentRow): EnrolledAgentEntry {
  return {
    id: row.agent_id,
    hostname: row.hostname,
    version: row.version,
    enrolledAt: row.enrolled_at,
    reportedAt: row.reported_at,
    status: JSON.parse(row.status) as unknown,
  };
}
