/** What the server says of itself. */
import { queryOptions } from "@tanstack/react-query";
import { SERVER_STATUS_PATH, type ServerStatus } from "#lib/protocol";
import { request } from "./client.ts";

const STATUS_REFETCH_MS = 15_000;

export const serverStatusQuery = queryOptions({
  queryKey: ["server-status"],
  queryFn: ({ signal }) => request<ServerStatus>("GET", SERVER_STATUS_PATH, { signal }),
  refetchInterval: STATUS_REFETCH_MS,
});
