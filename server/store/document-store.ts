/**
 * Reads and changes of versioned documents. Each change checks the version it was made from, keeps
 * the new one in the history, and moves the collection's revision, all in the caller's transaction.
 */
import { sql } from "kysely";
import type { AuditRow } from "./access-tables.ts";
import type { ControlDb, ControlTransaction } from "./control.ts";
import type { DocumentRow, DocumentVersionRow } from "./document-tables.ts";

/** Live documents of one collection. */
export const DOCUMENTS_MAX = 10_000;
/** Versions of one document in one answer, the newest. */
export const DOCUMENT_VERSIONS_MAX = 1000;

/** Changes of a collection in one answer. */
const COLLECTION_STEPS_MAX = 5000;

export type DocumentKey = { collection: string; id: string };

/** What a change is made from: who, when, and the row of the audit trail that tells of it. */
export type DocumentChange = DocumentKey & {
  body: Readonly<Record<string, unknown>>;
  actor: string;
  at: number;
  audit: AuditRow;
};

/** Live documents of a collection, oldest first. */
export function listDocuments(db: ControlDb, collection: string): Promise<DocumentRow[]> {
  return db
    .selectFrom("documents")
    .selectAll()
    .where("collection", "=", collection)
    .where("deleted", "=", 0)
    .orderBy("created_at")
    .orderBy("id")
    .limit(DOCUMENTS_MAX)
    .execute();
}

/** A live document. */
export function readDocument(
  db: ControlDb,
  { collection, id }: DocumentKey,
): Promise<DocumentRow | undefined> {
  return db
    .selectFrom("documents")
    .selectAll()
    .where("collection", "=", collection)
    .where("id", "=", id)
    .where("deleted", "=", 0)
    .executeTakeFirst();
}

/** Versions of a document that exists or did, newest first. */
export function listDocumentVersions(
  db: ControlDb,
  { collection, id }: DocumentKey,
): Promise<DocumentVersionRow[]> {
  return db
    .selectFrom("document_versions")
    .selectAll()
    .where("collection", "=", collection)
    .where("id", "=", id)
    .orderBy("version", "desc")
    .limit(DOCUMENT_VERSIONS_MAX)
    .execute();
}

/** One change of a collection; `body` is null where a document was deleted. */
export type CollectionStep = { id: string; version: number; body: string | null; at: number };

/** All changes of a collection in order, as many of the newest as COLLECTION_STEPS_MAX. */
export async function collectionHistory(
  db: ControlDb,
  collection: string,
): Promise<CollectionStep[]> {
  const versions = await db
    .selectFrom("document_versions")
    .select(["id", "version", "body", "at"])
    .where("collection", "=", collection)
    .orderBy("at", "desc")
    .limit(COLLECTION_STEPS_MAX)
    .execute();
  const deleted = await db
    .selectFrom("documents")
    .select(["id", "version", "updated_at as at"])
    .where("collection", "=", collection)
    .where("deleted", "=", 1)
    .orderBy("updated_at", "desc")
    .limit(COLLECTION_STEPS_MAX)
    .execute();
  const steps = [...versions, ...deleted.map((row) => ({ ...row, body: null }))];
  return steps
    .map((step) => ({ ...step, at: Number(step.at) }))
    .sort((a, b) => a.at - b.at || a.version - b.version || (a.body === null ? 1 : -1));
}

/** Moves with every change of the collection; 0 before the first. */
export async function documentRevision(db: ControlDb, collection: string): Promise<number> {
  const row = await db
    .selectFrom("document_revisions")
    .select("revision")
    .where("collection", "=", collection)
    .executeTakeFirst();
  return Number(row?.revision ?? 0);
}

/**
 * Adds a document; false when the id is taken, or was: then nothing is written. Of replicas that
 * race, one wins.
 */
export async function addDocument(
  trx: ControlTransaction,
  change: DocumentChange,
): Promise<boolean> {
  const { collection, id, actor, at } = change;
  const body = JSON.stringify(change.body);
  const { numInsertedOrUpdatedRows = 0n } = await trx
    .insertInto("documents")
    .values({
      collection,
      id,
      version: 1,
      body,
      created_at: at,
      created_by: actor,
      updated_at: at,
      updated_by: actor,
      deleted: 0,
    })
    .onConflict((conflict) => conflict.columns(["collection", "id"]).doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 0n) return false;
  await note(trx, change, 1, body);
  return true;
}

/** Makes the next version from `expected`; false when that is not the newest. */
export async function changeDocument(
  trx: ControlTransaction,
  change: DocumentChange & { expected: number },
): Promise<boolean> {
  const { collection, id, actor, at, expected } = change;
  const body = JSON.stringify(change.body);
  const { numUpdatedRows } = await trx
    .updateTable("documents")
    .set({ version: expected + 1, body, updated_at: at, updated_by: actor })
    .where("collection", "=", collection)
    .where("id", "=", id)
    .where("version", "=", expected)
    .where("deleted", "=", 0)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await note(trx, change, expected + 1, body);
  return true;
}

/** Deletes a document and keeps its history; false when there is none. */
export async function deleteDocument(
  trx: ControlTransaction,
  { collection, id, actor, at, audit }: Omit<DocumentChange, "body">,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable("documents")
    .set({ deleted: 1, updated_at: at, updated_by: actor })
    .where("collection", "=", collection)
    .where("id", "=", id)
    .where("deleted", "=", 0)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await move(trx, collection);
  await trx.insertInto("access_audit").values(audit).execute();
  return true;
}

async function note(
  trx: ControlTransaction,
  { collection, id, at, actor, audit }: DocumentChange,
  version: number,
  body: string,
): Promise<void> {
  const row = { collection, id, version, body, at, actor };
  await trx.insertInto("document_versions").values(row).execute();
  await move(trx, collection);
  await trx.insertInto("access_audit").values(audit).execute();
}

async function move(trx: ControlTransaction, collection: string): Promise<void> {
  await trx
    .insertInto("document_revisions")
    .values({ collection, revision: 1 })
    .onConflict((conflict) =>
      conflict.column("collection").doUpdateSet({ revision: sql`document_revisions.revision + 1` }),
    )
    .execute();
}
