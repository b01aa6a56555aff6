/**
 * Tells of matches that are lost for want of room: when it begins, every minute while it goes on,
 * and when it has ended. The reports are urgent themselves, so that the server hears of a loss that
 * came of its own absence.
 */
import type { Clock, CounterSet } from "#lib/base";
import { LANES, type Lane } from "./lane.ts";
import type { SelfReport } from "./self-report.ts";
import type { Spool, SpoolCounter } from "./spool.ts";

/** Between two reports, and without a loss until it has ended. */
export const LOSS_REPORT_MS = 60_000;

export type LossCounts = Record<Lane, number>;

/** Matches lost since the agent began, by how important they were. */
export function lostByLane(counters: CounterSet<SpoolCounter>): LossCounts {
  const { spool_lost_urgent, spool_lost_files, spool_lost_network } = counters;
  return {
    urgent: spool_lost_urgent.value,
    files: spool_lost_files.value,
    network: spool_lost_network.value,
  };
}

function total(counts: LossCounts): number {
  return LANES.reduce((sum, lane) => sum + counts[lane], 0);
}

function less(counts: LossCounts, before: LossCounts): LossCounts {
  const { urgent, files, network } = before;
  return {
    urgent: counts.urgent - urgent,
    files: counts.files - files,
    network: counts.network - network,
  };
}

export type LossWatch = {
  /** What is to be told now; called about once a second. */
  change(): SelfReport | undefined;
};

export function createLossWatch(
  counters: CounterSet<SpoolCounter>,
  spool: Pick<Spool, "bytes" | "bytesMax" | "fault">,
  clock: Clock,
): LossWatch {
  let told = lostByLane(counters);
  let seen = total(told);
  let since: number | undefined;
  let toldAt = 0;
  let lostAt = 0;

  const report = (state: "losing" | "ended"): SelfReport => {
    const now = lostByLane(counters);
    const lost = less(now, told);
    told = now;
    toldAt = clock();
    const of = { since: new Date(since ?? toldAt).toISOString(), lost, total: now };
    const room = { bytes: spool.bytes, bytes_max: spool.bytesMax, fault: spool.fault };
    const title =
      state === "losing"
        ? `the spool has no room: ${total(lost)} matches lost`
        : "the spool has room again: no more matches are lost";
    return { ruleId: "events_lost", title, body: { loss: { state, ...of, spool: room } } };
  };

  return {
    change() {
      const now = total(lostByLane(counters));
      if (now > seen) lostAt = clock();
      seen = now;
      if (since === undefined) {
        if (now === total(told)) return undefined;
        since = lostAt;
        return report("losing");
      }
      if (clock() - lostAt >= LOSS_REPORT_MS) {
        const ended = report("ended");
        since = undefined;
        return ended;
      }
      const isDue = now > total(told) && clock() - toldAt >= LOSS_REPORT_MS;
      return isDue ? report("losing") : undefined;
    },
  };
}
