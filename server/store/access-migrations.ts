/**
 * Makes the tables of users, sessions, keys, enrolled agents and the audit trail. A step that
 * shipped is never edited.
 */
import type { Transaction } from "kysely";
import type { Migration } from "./control-migration.ts";

export type { AccessTables } from "./access-tables.ts";

async function createUsers(db: Transaction<unknown>): Promise<void> {
  await db.schema
    .createTable("access_users")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("handle", "text", (column) => column.notNull().unique())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("role", "text", (column) => column.notNull())
    .addColumn("password_hash", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("access_sessions")
    .addColumn("token_hash", "text", (column) => column.primaryKey())
    .addColumn("user_id", "text", (column) => column.notNull().references("access_users.id"))
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("last_seen_at", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("access_sessions_user")
    .on("access_sessions")
    .columns(["user_id", "created_at"])
    .execute();
}

async function createKeys(db: Transaction<unknown>): Promise<void> {
  await db.schema
    .createTable("access_keys")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("key_hash", "text", (column) => column.notNull().unique())
    .addColumn("last4", "text", (column) => column.notNull())
    .addColumn("user_id", "text", (column) => column.notNull().references("access_users.id"))
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("revoked_at", "bigint")
    .execute();
  await db.schema
    .createTable("access_agents")
    .addColumn("agent_id", "text", (column) => column.primaryKey())
    .addColumn("hostname", "text", (column) => column.notNull())
    .addColumn("version", "text", (column) => column.notNull())
    .addColumn("key_hash", "text", (column) => column.notNull().unique())
    .addColumn("enrolled_at", "bigint", (column) => column.notNull())
    .addColumn("revoked_at", "bigint")
    .addColumn("reported_at", "bigint")
    .addColumn("tags", "text", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull())
    .execute();
}

async function createAudit(db: Transaction<unknown>): Promise<void> {
  await db.schema
    .createTable("access_audit")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("action", "text", (column) => column.notNull())
    .addColumn("target", "text", (column) => column.notNull())
    .addColumn("detail", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("access_audit_at").on("access_audit").columns(["at", "id"]).execute();
}

/** Steps of this domain, in order. */
export const ACCESS_MIGRATIONS: readonly Migration[] = [
  {
    id: "access-001-accounts",
    async up(db) {
      await createUsers(db);
      await createKeys(db);
      await createAudit(db);
    },
  },
];
