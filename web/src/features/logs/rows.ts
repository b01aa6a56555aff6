/** Rows of the list of logs. */
import type { StoredRecord } from "#lib/protocol";

export type LogRow = { id: string; record: StoredRecord };

export const rowOf = (record: StoredRecord): LogRow => ({ id: record.id, record });

/** Rows that a live tail keeps. */
export const TAIL_ROWS_MAX = 2_000;

/** Newest first, without those that are there already. */
export function mergeTail(
  fresh: readonly StoredRecord[],
  rows: readonly LogRow[],
  max = TAIL_ROWS_MAX,
): LogRow[] {
  const known = new Set(rows.map(({ id }) => id));
  const arrived = fresh.filter(({ id }) => !known.has(id)).map(rowOf);
  return [...arrived.reverse(), ...rows].slice(0, max);
}
