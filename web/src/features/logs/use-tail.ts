/**
 * Live tail: logs as they are stored. They are shown a few times a second however fast they come,
 * and the oldest go when there are too many.
 */
import { useEffect, useState } from "react";
import type { StoredRecord } from "#lib/protocol";
import { tailAddress } from "../../api/records.ts";
import { browserParts, connectSource, type StreamState } from "../../api/stream.ts";
import { type LogRow, mergeTail, TAIL_ROWS_MAX } from "./rows.ts";

const FLUSH_MS = 250;

type Tail = { rows: readonly LogRow[]; skipped: number; state: StreamState };
const EMPTY: Tail = { rows: [], skipped: 0, state: "connecting" };

/** Follows what comes until it is closed. */
function openTail(query: string, change: (edit: (tail: Tail) => Tail) => void): () => void {
  let fresh: StoredRecord[] = [];
  let skipped = 0;
  let flushTimer = 0;
  const flush = () => {
    flushTimer = 0;
    const [records, lost] = [fresh, skipped];
    fresh = [];
    skipped = 0;
    change((tail) => ({
      ...tail,
      rows: mergeTail(records, tail.rows),
      skipped: tail.skipped + lost,
    }));
  };
  const later = () => {
    if (flushTimer === 0) flushTimer = window.setTimeout(flush, FLUSH_MS);
  };
  const close = connectSource(browserParts, tailAddress(query), {
    on: {
      record(data) {
        fresh.push(data as StoredRecord);
        // A hidden page's timers are slow; it keeps no more than it would show.
        if (fresh.length > TAIL_ROWS_MAX) fresh.shift();
        later();
      },
      skipped(data) {
        skipped += (data as { count?: number } | null)?.count ?? 0;
        later();
      },
    },
    onState: (state) => change((tail) => ({ ...tail, state })),
  });
  return () => {
    window.clearTimeout(flushTimer);
    close();
  };
}

/**
 * A tail that is paused keeps its rows for as long as those found stay the same: `found` is another
 * value when they were searched for anew.
 */
export function useTail(query: string, enabled: boolean, found: unknown): Tail {
  const [tail, setTail] = useState(EMPTY);
  useEffect(() => {
    if (!enabled) return;
    setTail(EMPTY);
    return openTail(query, setTail);
  }, [query, enabled]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are of what was found with them.
  useEffect(() => (enabled ? undefined : () => setTail(EMPTY)), [enabled, found]);
  return tail;
}
