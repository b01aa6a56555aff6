/** Deletes signals that are over, with all that is kept of them. */
import type { AuditRow } from "./access-tables.ts";
import type { ControlTransaction } from "./control.ts";
import type { ControlDialect } from "./control-migration.ts";

/** Signals of one transaction; others wait for it on SQLite. */
export const EXPIRED_SIGNALS_MAX = 200;

/** Rows that were deleted. */
export type Expired = { signals: number; samples: number; history: number };

/**
 * Deletes signals without any activity since `before`: no event, no work and no comment. At most
 * EXPIRED_SIGNALS_MAX, those longest without an event first. What another replica deletes or
 * changes at the moment is left to it.
 */
export async function deleteExpiredSignals(
  trx: ControlTransaction,
  dialect: ControlDialect,
  before: number,
): Promise<Expired> {
  const old = trx
    .selectFrom("signals")
    .select("id")
    .where("last_seen", "<", before)
    .where("updated_at", "<", before)
    .orderBy("last_seen")
    .limit(EXPIRED_SIGNALS_MAX);
  const rows = await (dialect === "postgres" ? old.forUpdate().skipLocked() : old).execute();
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return { signals: 0, samples: 0, history: 0 };
  const samples = await trx
    .deleteFrom("signal_samples")
    .where("signal_id", "in", ids)
    .executeTakeFirstOrThrow();
  const history = await trx
    .deleteFrom("signal_history")
    .where("signal_id", "in", ids)
    .executeTakeFirstOrThrow();
  await trx.deleteFrom("signals").where("id", "in", ids).execute();
  return {
    signals: ids.length,
    samples: Number(samples.numDeletedRows),
    history: Number(history.numDeletedRows),
  };
}

/** Writes the row of the audit trail that tells of a deletion, in its transaction. */
export async function noteExpiry(trx: ControlTransaction, audit: AuditRow): Promise<void> {
  await trx.insertInto("access_audit").values(audit).execute();
}
