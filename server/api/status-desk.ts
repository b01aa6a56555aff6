/** How the server fares: the event store, the rules, and every module's counters. */
import type { Clock } from "#lib/base";
import type { ServerStatus } from "#lib/protocol";
import type { StoreStatus } from "#server/store";

/** The event store is asked at most this often, however many look. */
export const STORE_STATUS_MS = 1000;

export type StatusDesk = { read(): Promise<ServerStatus> };

export type StatusSources = {
  version: string;
  clock: Clock;
  store(): Promise<StoreStatus>;
  rules(): ServerStatus["rules"];
  retention(): ServerStatus["retention"];
  counters(): Record<string, number>;
};

export function createStatusDesk(sources: StatusSources): StatusDesk {
  const started = new Date(sources.clock()).toISOString();
  let answeredAt = Number.NEGATIVE_INFINITY;
  let answer: Promise<StoreStatus> | undefined;
  function store(): Promise<StoreStatus> {
    if (answer && sources.clock() - answeredAt < STORE_STATUS_MS) return answer;
    // Until this one is answered nobody asks another.
    answeredAt = Number.POSITIVE_INFINITY;
    answer = sources.store().finally(() => {
      answeredAt = sources.clock();
    });
    return answer;
  }
  return {
    read: async () => ({
      version: sources.version,
      started_at: started,
      counters: sources.counters(),
      store: await store(),
      rules: sources.rules(),
      retention: sources.retention(),
    }),
  };
}
