/**
 * When what packs need was last seen. The store is asked for each search at most once a minute,
 * however many look, one search after the other.
 */
import { type Clock, isAppError } from "#lib/base";
import { parseQuery } from "#lib/query";
import type { EventStore } from "#server/store";
import type { Pack, PackNeed } from "./pack-files.ts";
import { DAY_MS, type Sightings } from "./state.ts";

/** How old an answer may be. */
export const SIGHTINGS_MS = 60_000;
/** For how long after a failure the store is not asked: many searches must not wait for it each. */
export const FAILURE_MS = 5000;

export type SightingSources = {
  clock: Clock;
  store: Pick<EventStore, "newestRecord" | "retentionDays">;
  /** When any agent was last heard of, in milliseconds; undefined before the first. */
  agentsSeen(): Promise<number | undefined>;
  /** How many indicators the lists of known bad values hold. */
  indicators: number;
};

/** What was seen, or why it cannot be told: a store that is down must not hide the packs. */
export type Seen = { sightings: Sightings; reason?: undefined } | { reason: string };

export function createSightings({ clock, store, agentsSeen, indicators }: SightingSources) {
  const known = new Map<string, { at: number; seen: Promise<number | undefined> }>();
  let turn: Promise<unknown> = Promise.resolve();
  let failed: { at: number; error: unknown } | undefined;

  /** Today first: the whole retention is read of what is not there alone. */
  async function lookFor(search: string): Promise<number | undefined> {
    const { query } = parseQuery(search);
    if (query === undefined) return undefined;
    const now = clock();
    // Logs may be up to an hour ahead.
    const to = now + DAY_MS / 24;
    const today = now - DAY_MS;
    const newest = await store.newestRecord({ kind: "logs", query, from: today, to });
    if (newest !== undefined) return newest;
    const from = now - store.retentionDays * DAY_MS;
    return store.newestRecord({ kind: "logs", query, from, to: today });
  }

  function logsSeen(search: string): Promise<number | undefined> {
    const last = known.get(search);
    if (last !== undefined && clock() - last.at < SIGHTINGS_MS) return last.seen;
    const seen = turn.then(async () => {
      if (failed !== undefined && clock() - failed.at < FAILURE_MS) throw failed.error;
      return lookFor(search);
    });
    known.set(search, { at: clock(), seen });
    turn = seen.catch((error: unknown) => {
      if (failed?.error !== error) failed = { at: clock(), error };
      known.delete(search);
    });
    return seen;
  }

  async function lastSeen({ kind, search = "" }: PackNeed): Promise<number | undefined> {
    if (kind === "agent") return agentsSeen();
    if (kind === "threat_lists") return indicators > 0 ? clock() : undefined;
    return logsSeen(search);
  }

  /** Throws what the store throws. */
  async function sightingsOf({ needs }: Pack): Promise<Sightings> {
    return Promise.all(needs.map(lastSeen));
  }

  return {
    sightingsOf,
    async tell(pack: Pack): Promise<Seen> {
      try {
        return { sightings: await sightingsOf(pack) };
      } catch (error) {
        if (!isAppError(error)) throw error;
        return { reason: error.message };
      }
    },
  };
}

export type SightingDesk = ReturnType<typeof createSightings>;
