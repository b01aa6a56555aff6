/** The cache of answers. A session that ended anywhere leads to signing in, once. */
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiFailure, isSignedOut } from "../api/client.ts";
import { currentUserQuery } from "../api/session.ts";

const RETRIES_MAX = 2;

/** Refusals are answers; only what may pass by itself is tried again. */
function shouldRetry(failures: number, error: unknown): boolean {
  if (failures >= RETRIES_MAX) return false;
  return !(error instanceof ApiFailure) || error.status === 0 || error.status >= 500;
}

export function createClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (!isSignedOut(error)) return;
    client.removeQueries({ queryKey: currentUserQuery.queryKey });
    onSignedOut();
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (query.queryKey[0] !== currentUserQuery.queryKey[0]) onError(error);
      },
    }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: { queries: { retry: shouldRetry, refetchOnWindowFocus: false } },
  });
  return client;
}
