/**
 * Writes what learning rules remember, and leaves out what it wrote before: most events show values
 * that were seen on the same day already. Forgetting here costs a write and changes nothing.
 */
import type { LearnedRow } from "#lib/detection";
import type { EventStore } from "#server/store";

/** Values remembered as written. */
const WRITTEN_MAX = 100_000;
const DAY_MS = 86_400_000;

type Written = { first: number; last: number };

export function createLearnedCache(store: Pick<EventStore, "insertLearned">) {
  const written = new Map<string, Written>();
  const keyOf = ({ rule, version, query, group, value, first }: LearnedRow) =>
    JSON.stringify([rule, version, query, group, value, Math.floor(first / DAY_MS)]);

  /** Makes the rows durable. Throws what the event store throws; then nothing counts as written. */
  async function remember(rows: readonly LearnedRow[]): Promise<void> {
    const fresh = rows.filter((row) => {
      const known = written.get(keyOf(row));
      return known === undefined || row.first < known.first || row.last > known.last;
    });
    if (fresh.length === 0) return;
    await store.insertLearned(fresh);
    for (const row of fresh) {
      const key = keyOf(row);
      const known = written.get(key) ?? row;
      written.delete(key);
      const first = Math.min(known.first, row.first);
      written.set(key, { first, last: Math.max(known.last, row.last) });
      const [oldest] = written.keys();
      if (written.size > WRITTEN_MAX && oldest !== undefined) written.delete(oldest);
    }
  }

  return { remember };
}
