/** How a pack fares, from whether it is on and when what it needs was last seen. */
import type { IntegrationStatus, PackStatus, SeenBucket } from "#lib/protocol";

const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const LATELY_MS = 72 * HOUR_MS;
const MONTH_MS = 30 * DAY_MS;

/** When each need was last met, in milliseconds since 1970; undefined where never. */
export type Sightings = readonly (number | undefined)[];

export function newestOf(sightings: Sightings): number | undefined {
  const times = sightings.filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** What came in the future, of a clock that is ahead, came now. */
export function bucketOf(seen: number | undefined, now: number): SeenBucket {
  if (seen === undefined) return "not_seen";
  const age = now - seen;
  if (age <= DAY_MS) return "within_24_hours";
  if (age <= LATELY_MS) return "within_24_to_72_hours";
  return age <= MONTH_MS ? "over_72h_to_30d" : "over_30d";
}

export function integrationOf(sightings: Sightings): IntegrationStatus {
  const met = sightings.filter((time) => time !== undefined).length;
  if (met === 0) return "available";
  return met === sightings.length ? "installed" : "partially_installed";
}

type Facts = {
  active: boolean;
  /** When somebody last decided; undefined before the first time. */
  decidedAt: number | undefined;
  seen: SeenBucket;
  /** Whether security filters let through what it needs. */
  isLetThrough: boolean;
  now: number;
};

export function statusOf({ active, decidedAt, seen, isLetThrough, now }: Facts): PackStatus {
  if (!active) return seen === "not_seen" ? "install" : "activate";
  if (!isLetThrough) return "warning";
  switch (seen) {
    case "not_seen":
      return decidedAt !== undefined && now - decidedAt <= DAY_MS
        ? "initializing"
        : "not_configured";
    case "within_24_hours":
      return "active";
    case "within_24_to_72_hours":
      return "warning";
    default:
      return "broken";
  }
}
