/**
 * One user in two places, too far apart for the time between. Each pair of events that follow each
 * other is looked at; one that arrives late is paired with both of its neighbours.
 */
import { conditionHolds } from "./condition.ts";
import type { SignalDraft, Trigger } from "./draft.ts";
import {
  caseOf,
  draftOf,
  type Evaluate,
  type Evaluation,
  groupsOf,
  hitsOf,
  rangeOf,
} from "./evaluation.ts";
import type { HitBucket, LearnedRow } from "./hit.ts";
import { PLACES_FORGET_MS } from "./method.ts";
import { DISTANCE_KM_MAX, distanceKm, type Place, parsePlace } from "./place.ts";
import { mergeBuckets } from "./sliding.ts";

const SPEED_KMH = 1000;
const DISTANCE_KM = 500;
const HOUR_MS = 3_600_000;
/** Whoever had longer between two places may have been anywhere. */
const TRAVEL_MS_MAX = Math.ceil((DISTANCE_KM_MAX / SPEED_KMH) * HOUR_MS);

type Stay = { at: number; place: Place; bucket: HitBucket };

function isImpossible(from: Stay, to: Stay): boolean {
  const distance = distanceKm(from.place, to.place);
  if (distance <= DISTANCE_KM) return false;
  const hours = (to.at - from.at) / HOUR_MS;
  return hours === 0 || distance / hours > SPEED_KMH;
}

function staysOf(buckets: readonly HitBucket[]): Stay[] {
  const stays = buckets.map((bucket) => ({
    at: bucket.last,
    place: parsePlace(bucket.distinct),
    bucket,
  }));
  return stays.sort((a, b) => a.at - b.at || (a.bucket.distinct < b.bucket.distinct ? -1 : 1));
}

const nameOf = ({ country, city }: Place) => JSON.stringify([country, city]);

/** Whether the user had been in the place before, and not too long ago. */
function wasThere(days: readonly LearnedRow[], { at, place }: Stay): boolean {
  const name = nameOf(place);
  return days.some(
    ({ value, first, last }) =>
      first < at && last >= at - PLACES_FORGET_MS && nameOf(parsePlace(value)) === name,
  );
}

function triggerOf(met: number, from: Stay, to: Stay): Trigger {
  const triggering_locations = [from, to].map(({ at, place }) => ({
    ...place,
    timestamp: new Date(at).toISOString(),
  }));
  const distance_km = Math.round(distanceKm(from.place, to.place));
  const attributes = { impossible_travel: { triggering_locations, distance_km } };
  return { at: to.at, from: from.at, case: met, attributes };
}

async function readStays({ source, rule, touched }: Evaluation) {
  const { first, last } = rangeOf(touched);
  const own = { ...hitsOf(rule), groups: groupsOf(touched) };
  const to = last + TRAVEL_MS_MAX;
  const buckets = await source.hitBuckets({ ...own, from: first - TRAVEL_MS_MAX, to, bucketMs: 1 });
  if (rule.method.kind !== "travel" || rule.method.baselineMs === undefined)
    return { buckets, days: [], starts: new Map<string, number>() };
  const learned = { ...own, values: undefined, to };
  const days = await source.learned({ ...learned, from: first - PLACES_FORGET_MS });
  return { buckets, days, starts: await source.groupStarts({ ...learned, from: 0 }) };
}

export const evaluateTravel: Evaluate = async (evaluation) => {
  const { rule, touched } = evaluation;
  const { method } = rule;
  if (method.kind !== "travel") return [];
  const met = caseOf(rule, (each) => conditionHolds(each, () => 1));
  if (met === undefined) return [];
  const { buckets, days, starts } = await readStays(evaluation);
  const byGroup = Map.groupBy(buckets, ({ group }) => group);
  const daysOf = Map.groupBy(days, ({ group }) => group);
  return touched.flatMap(({ group, hits }): SignalDraft[] => {
    const own = byGroup.get(group) ?? [];
    const stays = staysOf(own);
    const isTouched = new Set(hits.map(({ ts }) => ts));
    const isLearning = (at: number) =>
      method.baselineMs !== undefined && at - (starts.get(group) ?? at) < method.baselineMs;
    const triggers = stays.flatMap((to, at): Trigger[] => {
      const from = stays[at - 1];
      if (from === undefined || !(isTouched.has(from.at) || isTouched.has(to.at))) return [];
      if (!isImpossible(from, to) || isLearning(to.at)) return [];
      const isKnown = method.baselineMs !== undefined && wasThere(daysOf.get(group) ?? [], to);
      return isKnown ? [] : [triggerOf(met, from, to)];
    });
    if (triggers.length === 0) return [];
    return [{ ...draftOf(evaluation, { group, hits }, triggers), hits: mergeBuckets(own) }];
  });
};
