/** How far each agent's spools have been taken over, and what was counted on the way. */
import type { Migration } from "./control-migration.ts";

/** One life of one agent's spool directory. */
export type IntakeStreamRow = {
  agent: string;
  spool: string;
  /** Sequence number wanted next; everything before it is durable or was refused or never came. */
  next_seq: number;
  /**
   * Server process that took the last batch. Another one first finds out what this one left half
   * done.
   */
  writer: string;
  received: number;
  missing: number;
  refused: number;
  created_at: number;
  updated_at: number;
};

/** A batch of logs whose sender named it: a repetition within LOG_REPEAT_MS changes nothing. */
export type LogBatchRow = { batch_key: string; at: number };

export type IntakeTables = { intake_streams: IntakeStreamRow; log_batches: LogBatchRow };

export const INTAKE_MIGRATIONS: readonly Migration[] = [
  {
    id: "intake-001-streams",
    async up(db) {
      await db.schema
        .createTable("intake_streams")
        .addColumn("agent", "text", (column) => column.notNull())
        .addColumn("spool", "text", (column) => column.notNull())
        .addColumn("next_seq", "bigint", (column) => column.notNull())
        .addColumn("writer", "text", (column) => column.notNull())
        .addColumn("received", "bigint", (column) => column.notNull())
        .addColumn("missing", "bigint", (column) => column.notNull())
        .addColumn("refused", "bigint", (column) => column.notNull())
        .addColumn("created_at", "bigint", (column) => column.notNull())
        .addColumn("updated_at", "bigint", (column) => column.notNull())
        .addPrimaryKeyConstraint("intake_streams_key", ["agent", "spool"])
        .execute();
    },
  },
  {
    id: "intake-002-log-batches",
    async up(db) {
      await db.schema
        .createTable("log_batches")
        .addColumn("batch_key", "text", (column) => column.primaryKey())
        .addColumn("at", "bigint", (column) => column.notNull())
        .execute();
      await db.schema.createIndex("log_batches_by_time").on("log_batches").column("at").execute();
    },
  },
];
