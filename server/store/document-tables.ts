/**
 * Versioned documents: detection rules, suppressions, security filters, critical assets and all
 * else that people write and change. One table for all of them, one for their history, and a
 * revision a collection, by which replicas notice what another one changed.
 */
import type { Migration } from "./control-migration.ts";

export type DocumentRow = {
  collection: string;
  id: string;
  /** 1 for a new document; grows by one with each change. */
  version: number;
  /** JSON object. */
  body: string;
  created_at: number;
  created_by: string;
  updated_at: number;
  updated_by: string;
  /** 1 once it was deleted; its history stays. */
  deleted: number;
};

export type DocumentVersionRow = {
  collection: string;
  id: string;
  version: number;
  body: string;
  at: number;
  actor: string;
};

export type DocumentRevisionRow = { collection: string; revision: number };

export type DocumentTables = {
  documents: DocumentRow;
  document_versions: DocumentVersionRow;
  document_revisions: DocumentRevisionRow;
};

export const DOCUMENT_MIGRATIONS: readonly Migration[] = [
  {
    id: "documents-001-documents",
    async up(db) {
      await db.schema
        .createTable("documents")
        .addColumn("collection", "text", (column) => column.notNull())
        .addColumn("id", "text", (column) => column.notNull())
        .addColumn("version", "integer", (column) => column.notNull())
        .addColumn("body", "text", (column) => column.notNull())
        .addColumn("created_at", "bigint", (column) => column.notNull())
        .addColumn("created_by", "text", (column) => column.notNull())
        .addColumn("updated_at", "bigint", (column) => column.notNull())
        .addColumn("updated_by", "text", (column) => column.notNull())
        .addColumn("deleted", "integer", (column) => column.notNull())
        .addPrimaryKeyConstraint("documents_key", ["collection", "id"])
        .execute();
      await db.schema
        .createTable("document_versions")
        .addColumn("collection", "text", (column) => column.notNull())
        .addColumn("id", "text", (column) => column.notNull())
        .addColumn("version", "integer", (column) => column.notNull())
        .addColumn("body", "text", (column) => column.notNull())
        .addColumn("at", "bigint", (column) => column.notNull())
        .addColumn("actor", "text", (column) => column.notNull())
        .addPrimaryKeyConstraint("document_versions_key", ["collection", "id", "version"])
        .execute();
      await db.schema
        .createTable("document_revisions")
        .addColumn("collection", "text", (column) => column.primaryKey())
        .addColumn("revision", "bigint", (column) => column.notNull())
        .execute();
    },
  },
];
