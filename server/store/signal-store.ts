/**
 * Reads and writes of signals. Those that take a transaction are parts of one change and mean
 * nothing alone.
 */
import type { Control, ControlDb, ControlTransaction } from "./control.ts";
import type { ControlDialect } from "./control-migration.ts";
import { refuseStore } from "./errors.ts";
import { facetsOf } from "./signal-facets.ts";
import type { SignalHistoryRow, SignalRow, SignalSampleRow } from "./signal-tables.ts";

/** Values in one IN list. */
const LIST_MAX = 500;
/** Entries kept of one signal's history; the oldest but the first go. */
const SIGNAL_HISTORY_MAX = 1000;

export type SignalSpanRow = Pick<
  SignalRow,
  "id" | "pair_key" | "open_key" | "first_seen" | "last_seen"
>;
/** What matches change of a signal. */
export type SignalChange = Omit<
  SignalRow,
  "id" | "rule_id" | "pair_key" | "state" | "triage" | "version" | "facets"
>;
export type SampleKey = Pick<SignalSampleRow, "event_id" | "query" | "ts">;

async function inChunks<Item, Row>(
  items: readonly Item[],
  read: (chunk: Item[]) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let at = 0; at < items.length; at += LIST_MAX)
    rows.push(...(await read(items.slice(at, at + LIST_MAX))));
  return rows;
}

/**
 * Signals that matches of the given pairs may belong to: the open ones, and those not archived that
 * were last seen at `since` or later. With `locks`, on PostgreSQL, they stay locked until the
 * transaction ends, so that no replica's count is lost.
 */
export function findSpans(
  db: ControlDb,
  locks: ControlDialect | undefined,
  pairKeys: readonly string[],
  since: number,
): Promise<SignalSpanRow[]> {
  return inChunks(pairKeys, (chunk) => {
    const query = db
      .selectFrom("signals")
      .select(["id", "pair_key", "open_key", "first_seen", "last_seen"])
      .where("pair_key", "in", chunk)
      .where("state", "!=", "archived")
      .where((eb) => eb.or([eb("open_key", "is not", null), eb("last_seen", ">=", since)]))
      .orderBy("id");
    return (locks === "postgres" ? query.forUpdate() : query).execute();
  });
}

export function readSignals(trx: ControlTransaction, ids: readonly string[]): Promise<SignalRow[]> {
  return inChunks(ids, (chunk) =>
    trx.selectFrom("signals").selectAll().where("id", "in", chunk).execute(),
  );
}

/** Takes signals out of the way of new matches. */
export async function closeSignals(trx: ControlTransaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await trx
    .updateTable("signals")
    .set({ open_key: null })
    .where("id", "in", [...ids])
    .execute();
}

/** Throws CONTROL_BUSY when another replica opened a signal for the same pair meanwhile. */
export async function insertSignal(
  trx: ControlTransaction,
  row: Omit<SignalRow, "facets">,
): Promise<void> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto("signals")
    .values({ ...row, facets: facetsOf(row) })
    .onConflict((conflict) => conflict.column("open_key").doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows !== 1n) throw refuseStore("CONTROL_BUSY");
}

export async function updateSignal(
  trx: ControlTransaction,
  id: string,
  change: SignalChange,
): Promise<void> {
  const facets = facetsOf(change);
  await trx
    .updateTable("signals")
    .set({ ...change, facets })
    .where("id", "=", id)
    .execute();
}

/** Notes that somebody worked on a signal, for which it is kept longer. */
export async function touchSignal(trx: ControlTransaction, id: string, at: number): Promise<void> {
  await trx.updateTable("signals").set({ updated_at: at }).where("id", "=", id).execute();
}

/** Changes the triage unless its version moved on; false when it did. */
export async function updateTriage(
  trx: ControlTransaction,
  row: Pick<SignalRow, "id" | "version">,
  change: Pick<SignalRow, "state" | "triage" | "open_key" | "updated_at">,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable("signals")
    .set({ ...change, version: row.version + 1 })
    .where("id", "=", row.id)
    .where("version", "=", row.version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** The signal that new matches of a pair go into, if there is one. */
export function findOpen(trx: ControlTransaction, pairKey: string) {
  return trx
    .selectFrom("signals")
    .select(["id", "last_seen"])
    .where("open_key", "=", pairKey)
    .executeTakeFirst();
}

export function readSampleKeys(
  trx: ControlTransaction,
  signalIds: readonly string[],
): Promise<(SampleKey & { signal_id: string })[]> {
  return inChunks(signalIds, (chunk) =>
    trx
      .selectFrom("signal_samples")
      .select(["signal_id", "event_id", "query", "ts"])
      .where("signal_id", "in", chunk)
      .execute(),
  );
}

export async function changeSamples(
  trx: ControlTransaction,
  signalId: string,
  change: { added: readonly SignalSampleRow[]; removed: readonly SampleKey[] },
): Promise<void> {
  for (const { event_id, query } of change.removed) {
    await trx
      .deleteFrom("signal_samples")
      .where("signal_id", "=", signalId)
      .where("event_id", "=", event_id)
      .where("query", "=", query)
      .execute();
  }
  if (change.added.length > 0) {
    await trx
      .insertInto("signal_samples")
      .values([...change.added])
      .onConflict((conflict) => conflict.columns(["signal_id", "query", "event_id"]).doNothing())
      .execute();
  }
}

/** Adds an entry at the end of a signal's history. */
export async function addHistory(
  trx: ControlTransaction,
  entry: Omit<SignalHistoryRow, "ordinal">,
): Promise<void> {
  const { last } = await trx
    .selectFrom("signal_history")
    .select((eb) => eb.fn.max<number | null>("ordinal").as("last"))
    .where("signal_id", "=", entry.signal_id)
    .executeTakeFirstOrThrow();
  const ordinal = (last ?? -1) + 1;
  await trx
    .insertInto("signal_history")
    .values({ ...entry, ordinal })
    .execute();
  if (ordinal < SIGNAL_HISTORY_MAX) return;
  await trx
    .deleteFrom("signal_history")
    .where("signal_id", "=", entry.signal_id)
    .where("ordinal", ">", 0)
    .where("ordinal", "<=", ordinal - SIGNAL_HISTORY_MAX + 1)
    .execute();
}

export function readSignal({ db }: Control, id: string): Promise<SignalRow | undefined> {
  return db.selectFrom("signals").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Oldest first. */
export function readSamples({ db }: Control, signalId: string): Promise<SignalSampleRow[]> {
  return db
    .selectFrom("signal_samples")
    .selectAll()
    .where("signal_id", "=", signalId)
    .orderBy("ts")
    .orderBy("event_id")
    .orderBy("query")
    .execute();
}

/** Oldest first. */
export function readHistory({ db }: Control, signalId: string): Promise<SignalHistoryRow[]> {
  return db
    .selectFrom("signal_history")
    .selectAll()
    .where("signal_id", "=", signalId)
    .orderBy("ordinal")
    .limit(SIGNAL_HISTORY_MAX + 1)
    .execute();
}
