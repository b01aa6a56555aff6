/** Rows of reference tables, and files on their way to become tables. */
import { type Kysely, sql } from "kysely";
import type { Control, ControlDb, ControlTransaction } from "./control.ts";
import type { Migration } from "./control-migration.ts";

export type ReferenceRow = {
  table_id: string;
  /** Value of the primary key. */
  row_key: string;
  /** JSON object: text by column. */
  body: string;
};

/** One part of a file; `part` 0 is made with the upload and holds what was said of it. */
export type ReferenceUploadRow = { id: string; part: number; body: string; created_at: number };

export type ReferenceStoreTables = {
  reference_rows: ReferenceRow;
  reference_uploads: ReferenceUploadRow;
};

export const REFERENCE_MIGRATIONS: readonly Migration[] = [
  {
    id: "reference-001-rows",
    async up(db) {
      await db.schema
        .createTable("reference_rows")
        .addColumn("table_id", "text", (column) => column.notNull())
        .addColumn("row_key", "text", (column) => column.notNull())
        .addColumn("body", "text", (column) => column.notNull())
        .addPrimaryKeyConstraint("reference_rows_key", ["table_id", "row_key"])
        .execute();
      await db.schema
        .createTable("reference_uploads")
        .addColumn("id", "text", (column) => column.notNull())
        .addColumn("part", "integer", (column) => column.notNull())
        .addColumn("body", "text", (column) => column.notNull())
        .addColumn("created_at", "bigint", (column) => column.notNull())
        .addPrimaryKeyConstraint("reference_uploads_key", ["id", "part"])
        .execute();
    },
  },
];

type Db = ControlDb | ControlTransaction;

/** Rows in one statement, whose values are bounded in number. */
const ROWS_AT_ONCE = 200;

export async function upsertReferenceRows(
  trx: ControlTransaction,
  tableId: string,
  rows: readonly { key: string; body: string }[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE)
    await trx
      .insertInto("reference_rows")
      .values(
        rows
          .slice(at, at + ROWS_AT_ONCE)
          .map(({ key, body }) => ({ table_id: tableId, row_key: key, body })),
      )
      .onConflict((conflict) =>
        conflict.columns(["table_id", "row_key"]).doUpdateSet({ body: sql`excluded.body` }),
      )
      .execute();
}

/** Deletes the rows with these keys, or all of them when none are named. */
export async function deleteReferenceRows(
  trx: ControlTransaction,
  tableId: string,
  keys?: readonly string[],
): Promise<void> {
  let query = trx.deleteFrom("reference_rows").where("table_id", "=", tableId);
  if (keys !== undefined) query = query.where("row_key", "in", [...keys]);
  await query.execute();
}

/** Rows and characters of a table, or of all. */
export async function referenceSize(
  db: Db,
  tableId?: string,
): Promise<{ rows: number; characters: number }> {
  let query = (db as Kysely<ReferenceStoreTables>)
    .selectFrom("reference_rows")
    .select((eb) => [
      eb.fn.countAll().as("rows"),
      sql<number | null>`sum(length(body))`.as("characters"),
    ]);
  if (tableId !== undefined) query = query.where("table_id", "=", tableId);
  const row = await query.executeTakeFirstOrThrow();
  return { rows: Number(row.rows), characters: Number(row.characters ?? 0) };
}

/** Rows by key, from behind `after`. */
export function listReferenceRows(
  { db }: Control,
  tableId: string,
  page: { after?: string | undefined; limit: number },
): Promise<ReferenceRow[]> {
  let query = db.selectFrom("reference_rows").selectAll().where("table_id", "=", tableId);
  if (page.after !== undefined) query = query.where("row_key", ">", page.after);
  return query.orderBy("row_key").limit(page.limit).execute();
}

export function readReferenceRows(
  { db }: Control,
  tableId: string,
  keys: readonly string[],
): Promise<ReferenceRow[]> {
  return db
    .selectFrom("reference_rows")
    .selectAll()
    .where("table_id", "=", tableId)
    .where("row_key", "in", [...keys])
    .orderBy("row_key")
    .execute();
}

/** Adds a part or replaces it; those made before `expired` are dropped. */
export async function putUploadPart(
  trx: ControlTransaction,
  row: ReferenceUploadRow,
  expired: number,
): Promise<void> {
  await trx.deleteFrom("reference_uploads").where("created_at", "<", expired).execute();
  await trx
    .insertInto("reference_uploads")
    .values(row)
    .onConflict((conflict) => conflict.columns(["id", "part"]).doUpdateSet({ body: row.body }))
    .execute();
}

/** All parts in order. */
export function readUpload({ db }: Control, id: string): Promise<ReferenceUploadRow[]> {
  return db
    .selectFrom("reference_uploads")
    .selectAll()
    .where("id", "=", id)
    .orderBy("part")
    .execute();
}

export async function deleteUpload(trx: ControlTransaction, id: string): Promise<void> {
  await trx.deleteFrom("reference_uploads").where("id", "=", id).execute();
}

export async function countUploads({ db }: Control): Promise<number> {
  const { count } = await db
    .selectFrom("reference_uploads")
    .select((eb) => eb.fn.countAll().as("count"))
    .where("part", "=", 0)
    .executeTakeFirstOrThrow();
  return Number(count);
}
