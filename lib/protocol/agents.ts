/** Agents and their health, as the API shows them. */
import Type, { type Static } from "typebox";
import { AgentStatus } from "./agent.ts";
import { page, resource, single } from "./json-api.ts";

export const AGENTS_PATH = "/api/v2/agents";

export const Agent = resource(
  "agents",
  Type.Object({
    hostname: Type.String(),
    enrolled_at: Type.String(),
    last_seen: Type.String({ description: "ISO 8601 time of the last batch or status" }),
    silent: Type.Boolean({
      description:
        "Nothing heard for longer than AGENT_SILENT_MS; never so for a replay, which ends by itself",
    }),
    stopped: Type.Boolean({ description: "Its last report said that it is stopped in order" }),
    events_received: Type.Integer(),
    events_missing: Type.Integer({
      description: "Sequence numbers that never came: the agent's spool was full",
    }),
    status: Type.Union([AgentStatus, Type.Null()]),
  }),
);
export type Agent = Static<typeof Agent>;
export const AgentAnswer = single(Agent);
export const AgentPage = page(Agent);
export type AgentPage = Static<typeof AgentPage>;

/** An agent not heard of for this long is shown as silent; it reports every 10 s. */
export const AGENT_SILENT_MS = 35_000;
