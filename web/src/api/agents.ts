/** Agents and their last status over the API. */
import { queryOptions } from "@tanstack/react-query";
import {
  AGENT_STATUS_INTERVAL_MS,
  AGENTS_PATH,
  type AgentPage,
  RECORD_PATHS,
  type RecordPage,
} from "#lib/protocol";
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

/** What an agent said of itself, and what its rules did on its host. */
const TOLD = {
  reports: "@evt.category:agent -@agent.rule_id:heartbeat",
  actions: "@agent.rule_actions.type:*",
} as const;
const TOLD_MAX = 20;
const TOLD_REFETCH_MS = 15_000;

/** The newest events of a host of one kind, of the last seven days. */
export const toldQuery = (hostname: string, kind: keyof typeof TOLD) =>
  queryOptions({
    queryKey: ["agents-told", hostname, kind],
    queryFn: async ({ signal }) => {
      const host = `"${hostname.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
      const query = {
        ...{ "filter[query]": `host:${host} ${TOLD[kind]}`, "filter[from]": "now-7d" },
        ...{ sort: "-timestamp", "page[limit]": TOLD_MAX },
      };
      return (await request<RecordPage>("GET", RECORD_PATHS.events.list, { query, signal })).data;
    },
    refetchInterval: TOLD_REFETCH_MS,
  });
