/**
 * Signals, their samples and what happened to them. Documents are text in SQLite and jsonb, read as
 * text, in PostgreSQL.
 */
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { ControlDialect, Migration } from "./control-migration.ts";
import { facetsOf } from "./signal-facets.ts";

export type SignalRow = {
  id: string;
  rule_id: string;
  /** Hash of rule and group values: what belongs into one signal. A promoted one has its own. */
  pair_key: string;
  /**
   * `pair_key` while matches still go into this signal, else null. Unique, so at most one is open.
   */
  open_key: string | null;
  status: string;
  state: string;
  title: string;
  message: string;
  /** JSON array of host names. */
  hosts: string;
  /** JSON array. */
  tags: string;
  /**
   * JSON object: what the API shows as `custom`, without samples, triage and what is a column here.
   */
  document: string;
  /** JSON object: values of each facet, out of document, hosts and tags. */
  facets: string;
  /** JSON object with the rest of the triage: reason, comment, who and when. */
  triage: string;
  /** Grows with each triage change. */
  version: number;
  events_matched: number;
  first_seen: number;
  last_seen: number;
  created_at: number;
  updated_at: number;
};

export type SignalSampleRow = {
  signal_id: string;
  event_id: string;
  query: number;
  ts: number;
  /** JSON object. */
  content: string;
};

export type SignalHistoryRow = {
  signal_id: string;
  /** 0 for the first entry of a signal. */
  ordinal: number;
  at: number;
  kind: string;
  /** Handle of the user, or "" for Vigil itself. */
  actor: string;
  /** JSON object. */
  detail: string;
};

export type SignalTables = {
  signals: SignalRow;
  signal_samples: SignalSampleRow;
  signal_history: SignalHistoryRow;
};

function jsonType(dialect: ControlDialect): RawBuilder<unknown> {
  return dialect === "postgres" ? sql`jsonb` : sql`text`;
}

export const SIGNAL_MIGRATIONS: readonly Migration[] = [
  {
    id: "signals-001-signals",
    async up(db, dialect) {
      const json = jsonType(dialect);
      await db.schema
        .createTable("signals")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("rule_id", "text", (column) => column.notNull())
        .addColumn("pair_key", "text", (column) => column.notNull())
        .addColumn("open_key", "text", (column) => column.unique())
        .addColumn("status", "text", (column) => column.notNull())
        .addColumn("state", "text", (column) => column.notNull())
        .addColumn("title", "text", (column) => column.notNull())
        .addColumn("message", "text", (column) => column.notNull())
        .addColumn("hosts", json, (column) => column.notNull())
        .addColumn("tags", json, (column) => column.notNull())
        .addColumn("document", json, (column) => column.notNull())
        .addColumn("triage", json, (column) => column.notNull())
        .addColumn("version", "integer", (column) => column.notNull())
        .addColumn("events_matched", "bigint", (column) => column.notNull())
        .addColumn("first_seen", "bigint", (column) => column.notNull())
        .addColumn("last_seen", "bigint", (column) => column.notNull())
        .addColumn("created_at", "bigint", (column) => column.notNull())
        .addColumn("updated_at", "bigint", (column) => column.notNull())
        .execute();
      await db.schema
        .createIndex("signals_by_time")
        .on("signals")
        .columns(["first_seen", "id"])
        .execute();
      await db.schema
        .createIndex("signals_by_pair")
        .on("signals")
        .columns(["pair_key", "last_seen"])
        .execute();
      await db.schema
        .createTable("signal_samples")
        .addColumn("signal_id", "text", (column) => column.notNull())
        .addColumn("event_id", "text", (column) => column.notNull())
        .addColumn("query", "integer", (column) => column.notNull())
        .addColumn("ts", "bigint", (column) => column.notNull())
        .addColumn("content", json, (column) => column.notNull())
        .addPrimaryKeyConstraint("signal_samples_key", ["signal_id", "query", "event_id"])
        .execute();
      await db.schema
        .createTable("signal_history")
        .addColumn("signal_id", "text", (column) => column.notNull())
        .addColumn("ordinal", "integer", (column) => column.notNull())
        .addColumn("at", "bigint", (column) => column.notNull())
        .addColumn("kind", "text", (column) => column.notNull())
        .addColumn("actor", "text", (column) => column.notNull())
        .addColumn("detail", json, (column) => column.notNull())
        .addPrimaryKeyConstraint("signal_history_key", ["signal_id", "ordinal"])
        .execute();
    },
  },
  {
    id: "signals-002-last-seen",
    async up(db) {
      await db.schema
        .createIndex("signals_by_last_seen")
        .on("signals")
        .columns(["last_seen"])
        .execute();
    },
  },
  {
    id: "signals-003-facets",
    async up(db, dialect) {
      await db.schema
        .alterTable("signals")
        .addColumn("facets", jsonType(dialect), (column) => column.notNull().defaultTo("{}"))
        .execute();
      await fillFacets(db as unknown as Transaction<SignalTables>);
    },
  },
];

/** Rows that are read at a time when a new column is filled. */
const FILL_ROWS_MAX = 1000;

async function fillFacets(db: Transaction<SignalTables>): Promise<void> {
  let last = "";
  for (;;) {
    const rows = await db
      .selectFrom("signals")
      .select(["id", "document", "hosts", "tags"])
      .where("id", ">", last)
      .orderBy("id")
      .limit(FILL_ROWS_MAX)
      .execute();
    for (const row of rows)
      await db
        .updateTable("signals")
        .set({ facets: facetsOf(row) })
        .where("id", "=", row.id)
        .execute();
    const end = rows.at(-1);
    if (end === undefined) return;
    last = end.id;
  }
}
