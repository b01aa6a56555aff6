/**
 * Slices of the past that end between two milliseconds, so that how far a run is can be said by a
 * time alone and a run that was interrupted goes on behind it.
 */
import type { SimulatedEvent } from "#lib/detection";
import type { Slice } from "#server/jobs";
import { MOMENT_EVENTS_MAX } from "./limits.ts";

/** Each slice with all that happened until its position. Throws when one moment has too much. */
export async function* wholeMoments(
  slices: AsyncIterable<Slice>,
  to: number,
): AsyncGenerator<Slice> {
  let held: SimulatedEvent[] = [];
  for await (const { events, position } of slices) {
    const all = [...held, ...events];
    held = all.filter(({ ts }) => ts >= position);
    if (held.length > MOMENT_EVENTS_MAX)
      throw new RangeError(`more than ${MOMENT_EVENTS_MAX} events of one moment`);
    yield { events: all.filter(({ ts }) => ts < position), position: position - 1 };
  }
  yield { events: held, position: to };
}
