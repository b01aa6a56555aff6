/**
 * Live tail: logs as they are stored. They are shown a few times a second however fast they come,
 * and the oldest go when there are too many.
 */
import { useEffect, useState } from "react";
import type { StoredRecord } from "#lib/protocol";
import { tailAddress } from "../../api/records.ts";
import { type LogRow, mergeTail, TAIL_ROWS_MAX } from "./rows.ts";

const FLUSH_MS = 250;
const RECONNECT_MS = 3_000;

export type TailState = "connecting" | "live" | "broken";
type Tail = { rows: readonly LogRow[]; skipped: number; state: TailState };
const EMPTY: Tail = { rows: [], skipped: 0, state: "connecting" };

function read<Value>(event: Event): Value | undefined {
  try {
    return JSON.parse(String((event as MessageEvent).data)) as Value;
  } catch {
    // What is no JSON is of a newer server: there is nothing to show by it.
    return undefined;
  }
}

/** Stays connected until it is closed; the browser gives up for good on an HTTP error. */
function openTail(query: string, change: (edit: (tail: Tail) => Tail) => void): () => void {
  let fresh: StoredRecord[] = [];
  let skipped = 0;
  let source: EventSource | undefined;
  let flushTimer = 0;
  let retryTimer = 0;
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
  const connect = () => {
    source = new EventSource(tailAddress(query));
    source.addEventListener("open", () => change((tail) => ({ ...tail, state: "live" })));
    source.addEventListener("record", (event) => {
      const record = read<StoredRecord>(event);
      if (record) fresh.push(record);
      // A hidden page's timers are slow; it keeps no more than it would show.
      if (fresh.length > TAIL_ROWS_MAX) fresh.shift();
      later();
    });
    source.addEventListener("skipped", (event) => {
      skipped += read<{ count: number }>(event)?.count ?? 0;
      later();
    });
    source.addEventListener("error", () => {
      change((tail) => ({ ...tail, state: "broken" }));
      source?.close();
      retryTimer = window.setTimeout(connect, RECONNECT_MS);
    });
  };
  connect();
  return () => {
    window.clearTimeout(flushTimer);
    window.clearTimeout(retryTimer);
    source?.close();
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
