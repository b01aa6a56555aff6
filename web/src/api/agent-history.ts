/** Successive statuses of agents, kept to tell rates: an agent reports totals since it started. */
import type { Agent, AgentStatus } from "#lib/protocol";

type AgentTotals = { seen: number; matched: number; lost: number };
export type AgentMoment = AgentTotals & {
  at: number;
  startedAt: string;
  seenByEvent: Record<string, number>;
};
/** Moments by agent id, oldest first. */
export type AgentHistory = Readonly<Record<string, readonly AgentMoment[]>>;

/** Ten minutes of statuses every ten seconds. */
export const MOMENTS_MAX = 60;

export function totalsOf(status: AgentStatus): AgentTotals {
  const totals = { seen: 0, matched: 0, lost: 0 };
  for (const event of Object.values(status.events)) {
    totals.seen += event.seen;
    totals.matched += event.matched;
    totals.lost += event.lost;
  }
  return totals;
}

/** The history with the newest statuses; an agent that started anew starts a history anew. */
export function extendHistory(history: AgentHistory, agents: readonly Agent[]): AgentHistory {
  const next: Record<string, readonly AgentMoment[]> = {};
  for (const { id, attributes } of agents) {
    const { status } = attributes;
    const before = history[id] ?? [];
    const last = before.at(-1);
    if (!status) continue;
    const at = Date.parse(attributes.last_seen);
    const seenByEvent = Object.fromEntries(
      Object.entries(status.events).map(([name, { seen }]) => [name, seen]),
    );
    const moment = { ...totalsOf(status), at, startedAt: status.started_at, seenByEvent };
    const fresh = !last || (at > last.at && moment.startedAt === last.startedAt);
    if (fresh) next[id] = [...before, moment].slice(-MOMENTS_MAX);
    else next[id] = moment.startedAt === last.startedAt ? before : [moment];
  }
  return next;
}

/** Events a second between each two moments. */
export function ratesOf(moments: readonly AgentMoment[]): number[] {
  return moments.slice(1).map((moment, index) => {
    const before = moments[index] as AgentMoment;
    return Math.max(0, moment.seen - before.seen) / Math.max(1, (moment.at - before.at) / 1000);
  });
}

/** The newest rate of one event; undefined before the second status. */
export function eventRate(moments: readonly AgentMoment[], event: string): number | undefined {
  const [before, now] = moments.slice(-2);
  if (!before || !now) return undefined;
  const grown = (now.seenByEvent[event] ?? 0) - (before.seenByEvent[event] ?? 0);
  return Math.max(0, grown) / Math.max(1, (now.at - before.at) / 1000);
}
