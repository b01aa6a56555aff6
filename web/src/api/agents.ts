/** Agents and their last status over the API. */
import { queryOptions } from "@tanstack/react-query";
import { AGENT_STATUS_INTERVAL_MS, AGENTS_PATH, type AgentPage } from "#lib/protocol";
import { type AgentHistory, extendHistory } from "./agent-history.ts";
import { request } from "./client.ts";

/**
 * Notices bring new statuses; this also finds agents that fell silent, of which nobody sends a
 * notice.
 */
const AGENTS_REFETCH_MS = AGENT_STATUS_INTERVAL_MS * 1.5;

const HISTORY_KEY = ["agent-history"] as const;

export const agentsQuery = queryOptions({
  queryKey: ["agents"],
  queryFn: async ({ signal, client }) => {
    const { data } = await request<AgentPage>("GET", AGENTS_PATH, { signal });
    client.setQueryData<AgentHistory>(HISTORY_KEY, (old) => extendHistory(old ?? {}, data));
    return data;
  },
  refetchInterval: AGENTS_REFETCH_MS,
});

/** Filled by agentsQuery; never fetched itself. */
export const agentHistoryQuery = queryOptions<AgentHistory>({
  queryKey: HISTORY_KEY,
  queryFn: () => ({}),
  enabled: false,
  initialData: {},
});
