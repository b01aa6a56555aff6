/** Which named batches of logs were taken, so that one that is sent again counts once. */
import type { Control, ControlTransaction } from "./control.ts";

/** Those of the given keys that were taken already. */
export async function knownLogBatches(
  { db }: Control,
  keys: readonly string[],
): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await db
    .selectFrom("log_batches")
    .select("batch_key")
    .where("batch_key", "in", [...keys])
    .execute();
  return new Set(rows.map((row) => row.batch_key));
}

/** Remembers keys; false when another replica took one of them meanwhile. */
export async function recordLogBatches(
  trx: ControlTransaction,
  keys: readonly string[],
  at: number,
): Promise<boolean> {
  if (keys.length === 0) return true;
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto("log_batches")
    .values(keys.map((batch_key) => ({ batch_key, at })))
    .onConflict((conflict) => conflict.column("batch_key").doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === BigInt(keys.length);
}

/** Forgets the keys of batches that were taken before a time. */
export async function forgetLogBatches(trx: ControlTransaction, before: number): Promise<void> {
  await trx.deleteFrom("log_batches").where("at", "<", before).execute();
}
