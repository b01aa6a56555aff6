/**
 * The agents as people see them: who is enrolled, what each last reported, and what intake counted
 * of its events.
 */
import type { Clock } from "#lib/base";
import { AGENT_SILENT_MS, type Agent, type AgentStatus } from "#lib/protocol";
import type { Access, EnrolledAgentEntry } from "#server/access";
import { type Control, type IntakeTotals, intakeTotals } from "#server/store";

export type Roster = {
  list(): Promise<Agent[]>;
  /** Throws ACCESS_AGENT_UNKNOWN. */
  get(id: string): Promise<Agent>;
};

export function createRoster(access: Access, control: Control, clock: Clock): Roster {
  return {
    async list() {
      const entries = await access.agents.list();
      const totals = await intakeTotals(control.db);
      return entries.map((entry) => agentOf(entry, totals.get(entry.id), clock()));
    },
    async get(id) {
      const entry = await access.agents.get(id);
      const totals = await intakeTotals(control.db, [id]);
      return agentOf(entry, totals.get(id), clock());
    },
  };
}

function agentOf(entry: EnrolledAgentEntry, totals: IntakeTotals | undefined, now: number): Agent {
  const { id, hostname, enrolledAt, reportedAt } = entry;
  const status = entry.status as AgentStatus | null;
  const isReplay = status?.sensor.state === "replay";
  const lastSeen = Math.max(enrolledAt, reportedAt ?? 0, totals?.last_seen ?? 0);
  return {
    id,
    type: "agents",
    attributes: {
      hostname,
      enrolled_at: new Date(enrolledAt).toISOString(),
      last_seen: new Date(lastSeen).toISOString(),
      silent: !isReplay && now - lastSeen > AGENT_SILENT_MS,
      stopped: status?.stopping === true,
      events_received: totals?.received ?? 0,
      events_missing: totals?.missing ?? 0,
      // Checked against the same shape when the agent reported it.
      status,
    },
  };
}
