/** What of a spool's segments is read next, and what goes when there is no room for all. */
import { LANES } from "./lane.ts";
import { entryEnd, type Segment } from "./segment.ts";

/** What goes next: the matches of a lane in a segment, or all that is left of it. */
export type Victim = { segment: Segment; lane: number; isWhole: boolean };

/**
 * What is least missed of segments in the order of age: what the server has, then the oldest of
 * the least important lane. Undefined when all is more important than `laneMin`, a place in LANES.
 */
export function chooseVictim(
  segments: readonly Segment[],
  acked: number,
  laneMin = 0,
): Victim | undefined {
  const [oldest] = segments;
  if (oldest && oldest.end <= acked) return { segment: oldest, lane: 0, isWhole: true };
  for (let lane = LANES.length - 1; lane >= laneMin; lane -= 1) {
    const segment = segments.find(({ held }) => (held[lane] ?? 0) > 0);
    if (!segment) continue;
    const isWhole = segment.held.every((count, other) => other === lane || count === 0);
    return { segment, lane, isWhole };
  }
  return undefined;
}

/** Bytes of a segment with consecutive matches, and the number of the first. */
export type Run = { first: number; start: number; end: number };

/**
 * Matches from number `from` on or the first behind it that is left, up to the next dropped one,
 * `eventsMax` and, but for the first, `bytesMax`.
 */
export function runOf(
  segment: Segment,
  from: number,
  eventsMax: number,
  bytesMax: number,
): Run | undefined {
  const { numbers, offsets } = segment;
  if (from >= segment.end) return undefined;
  const index = from <= segment.first ? 0 : numbers.findIndex((number) => number >= from);
  const first = numbers[index];
  const start = offsets[index];
  if (first === undefined || start === undefined) return undefined;
  let end = entryEnd(segment, index);
  for (let count = 1; count < eventsMax; count += 1) {
    if (numbers[index + count] !== first + count) break;
    const next = entryEnd(segment, index + count);
    if (next - start > bytesMax) break;
    end = next;
  }
  return { first, start, end };
}
