/**
 * How the control database grows: each step runs once, in its own transaction, and is never edited
 * after release.
 */
import { type Kysely, sql, type Transaction } from "kysely";
import type { Clock } from "#lib/base";

export type ControlDialect = "sqlite" | "postgres";

/**
 * One step. Ids are unique over all domains: "access-001-users". Text, integer and bigint columns
 * work on both.
 */
export type Migration = {
  id: string;
  up(db: Transaction<unknown>, dialect: ControlDialect): Promise<void>;
};

export type MigrationTables = { migrations: { id: string; applied_at: number } };

/** Any number that only we take; replicas that start together migrate one after the other. */
const POSTGRES_LOCK = 7_216_041;

/** Applies the steps that this database has not seen, in the order given. Returns their ids. */
export async function migrateControl(
  db: Kysely<unknown>,
  dialect: ControlDialect,
  migrations: readonly Migration[],
  clock: Clock,
): Promise<string[]> {
  const applied: string[] = [];
  await (db as Kysely<MigrationTables>).transaction().execute(async (trx) => {
    if (dialect === "postgres")
      await sql`select pg_advisory_xact_lock(${POSTGRES_LOCK})`.execute(trx);
    await trx.schema
      .createTable("migrations")
      .ifNotExists()
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("applied_at", "bigint", (column) => column.notNull())
      .execute();
    const rows = await trx.selectFrom("migrations").select("id").execute();
    const seen = new Set(rows.map((row) => row.id));
    for (const migration of migrations) {
      if (seen.has(migration.id)) continue;
      await migration.up(trx as Transaction<unknown>, dialect);
      await trx
        .insertInto("migrations")
        .values({ id: migration.id, applied_at: clock() })
        .execute();
      applied.push(migration.id);
    }
  });
  return applied;
}
