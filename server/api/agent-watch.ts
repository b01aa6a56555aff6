/**
 * Makes the silence of agents an event. An agent that was heard of and then is not for a set time
 * is told of as `agent_silent`, or as `agent_stopped` when its last word was that it stops; when it
 * is heard of again, as `agent_returned`. The events go through intake like those of agents, so
 * that rules make signals of them.
 *
 * Each agent has a stream of them of its own, whose sequence numbers are the state: an even one is
 * wanted next while it is present, an odd one while it is away. Several servers on one database
 * send the same number for the same change, and intake counts it once.
 */
import { createHash } from "node:crypto";
import { type Clock, type CounterSet, createCounters } from "#lib/base";
import { type Agent, BATCH_VERSION, type Batch, type BatchAnswer } from "#lib/protocol";
import type { IntakeAgent } from "#server/intake";
import type { Roster } from "./roster.ts";

/** Default of how long nothing is heard before it is told of. */
export const SILENT_MS = 5 * 60_000;
const CHECK_MS_MAX = 15_000;

export type AgentWatchCounter = "agents_silent" | "agents_stopped" | "agents_returned";

export type AgentWatch = {
  /** Looks at all agents once, and tells of changes. Rejects when a store is down. */
  check(): Promise<void>;
  /** Looks from time to time until stopped. */
  start(): void;
  stop(): Promise<void>;
  counters: CounterSet<AgentWatchCounter | "agent_checks_failed">;
};

export type AgentWatchOptions = {
  roster: Pick<Roster, "list">;
  /** Next sequence number of each stream that has any. */
  nextOf(streams: readonly { agent: string; spool: string }[]): Promise<Map<string, number>>;
  ingest(batch: Batch, agent: IntakeAgent): Promise<BatchAnswer>;
  clock: Clock;
  silentMs: number;
};

type Change = { ruleId: "agent_silent" | "agent_stopped" | "agent_returned"; title: string };

const COUNTER_OF = {
  agent_silent: "agents_silent",
  agent_stopped: "agents_stopped",
  agent_returned: "agents_returned",
} as const;

/** Where an agent's silence is kept: under no agent's own id, or it would count as heard. */
export function watchStreamOf(agentId: string): { agent: string; spool: string } {
  const agent = createHash("sha256").update(`silence of ${agentId}`).digest("hex").slice(0, 32);
  return { agent, spool: agentId };
}

function changeOf(agent: Agent, isAway: boolean, ms: number): Change {
  const { hostname, stopped } = agent.attributes;
  if (!isAway) return { ruleId: "agent_returned", title: `the agent of ${hostname} is back` };
  if (stopped) return { ruleId: "agent_stopped", title: `the agent of ${hostname} was stopped` };
  const minutes = Math.round(ms / 60_000);
  return {
    ruleId: "agent_silent",
    title: `nothing was heard of the agent of ${hostname} for ${minutes} minutes`,
  };
}

function encodeChange(agent: Agent, { ruleId, title }: Change, now: number): Uint8Array {
  const { hostname, last_seen, status } = agent.attributes;
  const event = {
    date: new Date(now).toISOString(),
    agent: { os: "linux", origin: "server", rule_id: ruleId, version: status?.version ?? "" },
    evt: { name: ruleId, category: "agent" },
    process: { pid: process.pid, executable: { path: process.execPath } },
    host: hostname,
    title,
    silence: { agent_id: agent.id, last_seen },
    tags: [`rule_id:${ruleId}`],
  };
  return new TextEncoder().encode(JSON.stringify(event));
}

export function createAgentWatch(options: AgentWatchOptions): AgentWatch {
  const { roster, clock, silentMs } = options;
  const counters = createCounters([
    "agents_silent",
    "agents_stopped",
    "agents_returned",
    "agent_checks_failed",
  ]);
  /* While no server ran, none was heard of. */
  const startedAt = clock();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  const tell = async (agent: Agent, isAway: boolean, next: number, now: number) => {
    const { agent: sender, spool } = watchStreamOf(agent.id);
    const { hostname, last_seen } = agent.attributes;
    const change = changeOf(agent, isAway, now - Date.parse(last_seen));
    const events = [encodeChange(agent, change, now)];
    const batch = {
      version: BATCH_VERSION,
      agent: sender,
      boot: spool,
      spool,
      first: next,
      events,
    };
    await options.ingest(batch, { id: sender, hostname, tags: [`host:${hostname}`] });
    counters[COUNTER_OF[change.ruleId]].add();
  };

  const check = async () => {
    const now = clock();
    const agents = await roster.list();
    const nexts = await options.nextOf(agents.map(({ id }) => watchStreamOf(id)));
    for (const agent of agents) {
      const { last_seen, enrolled_at, status } = agent.attributes;
      if (last_seen === enrolled_at) continue; /* it has never reported */
      if (status?.sensor.state === "replay") continue; /* it ends when its capture does */
      const heard = Date.parse(last_seen);
      const next = nexts.get(watchStreamOf(agent.id).agent) ?? 0;
      const wasAway = next % 2 === 1;
      if (!wasAway && now - Math.max(heard, startedAt) > silentMs)
        await tell(agent, true, next, now);
      if (wasAway && now - heard <= silentMs) await tell(agent, false, next, now);
    }
  };

  const run = () => {
    running ??= check()
      .catch(() => counters.agent_checks_failed.add())
      .finally(() => {
        running = undefined;
      });
  };

  return {
    check,
    start: () => {
      timer = setInterval(run, Math.min(CHECK_MS_MAX, silentMs / 5)).unref();
    },
    stop: async () => {
      clearInterval(timer);
      await running;
    },
    counters,
  };
}
