/** Which rows are selected. Only ids of rows that are still listed count. */
import { useCallback, useMemo, useRef, useState } from "react";

export function useSelection<Row extends { id: string }>(rows: readonly Row[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string | undefined>(undefined);
  const newest = useRef(rows);
  newest.current = rows;
  const selected = useMemo(
    () => (ids.size === 0 ? [] : rows.filter((row) => ids.has(row.id))),
    [rows, ids],
  );

  /**
   * Turns one row over; with `range`, all rows between the last one and this take its new state.
   */
  const toggle = useCallback((id: string, range: boolean) => {
    setIds((before) => {
      const next = new Set(before);
      const list = newest.current;
      const on = !before.has(id);
      const here = list.findIndex((row) => row.id === id);
      const from = range ? list.findIndex((row) => row.id === anchor.current) : here;
      const [low, high] = from < 0 ? [here, here] : [Math.min(from, here), Math.max(from, here)];
      for (const row of list.slice(low, high + 1)) {
        if (on) next.add(row.id);
        else next.delete(row.id);
      }
      anchor.current = id;
      return next;
    });
  }, []);
  const clear = useCallback(() => setIds(new Set()), []);
  const toggleAll = useCallback(() => {
    setIds((before) => {
      const all = newest.current.map((row) => row.id);
      return all.every((id) => before.has(id)) ? new Set() : new Set(all);
    });
  }, []);
  const isAll = rows.length > 0 && selected.length === rows.length;
  return { selected, ids, isAll, toggle, toggleAll, clear };
}
