/**
 * The row that keys act on. It stays on its row as others arrive, and goes to the next one when
 * its own leaves.
 */
import { useState } from "react";

type Place = { id: string; index: number };

/** `start` is the id it begins at, if any. */
export function useCursor<Row extends { id: string }>(
  rows: readonly Row[],
  start: string | undefined,
) {
  const [place, setPlace] = useState<Place | undefined>(
    start === undefined ? undefined : { id: start, index: 0 },
  );
  const found = place ? rows.findIndex((row) => row.id === place.id) : -1;
  const index = found >= 0 || !place ? found : Math.min(place.index, rows.length - 1);
  const row = rows[index];
  // Remembers where the row is now, for the day it leaves the list.
  if (place && row && (row.id !== place.id || index !== place.index))
    setPlace({ id: row.id, index });

  const to = (next: number): Row | undefined => {
    const target = rows[Math.max(0, Math.min(rows.length - 1, next))];
    if (target) setPlace({ id: target.id, index: rows.indexOf(target) });
    return target;
  };
  return {
    row,
    move: (delta: number) => to(row ? index + delta : 0),
    to,
    set: (id: string | undefined) =>
      setPlace(
        id === undefined ? undefined : { id, index: rows.findIndex((each) => each.id === id) },
      ),
  };
}
