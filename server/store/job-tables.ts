/**
 * Runs of rules over stored events: what is to be run and how far it is, and what was found. Found
 * signals are kept as their rows would be, so that they can become signals later.
 */
import type { Migration } from "./control-migration.ts";

export type JobRow = {
  id: string;
  /** `historical` is asked for by a person, `scheduled` by a rule, `baseline` for one. */
  kind: string;
  /** pending, running, completed, failed or cancelled. */
  status: string;
  name: string;
  /** The rule it was made from; "" for one that was given with it. */
  rule_id: string;
  /** JSON of the whole rule, as it was when the job was made. */
  rule: string;
  /** JSON object with what was asked beside the rule. */
  request: string;
  from_ms: number;
  to_ms: number;
  /** All before this time has been looked at. */
  position_ms: number;
  /** Times it was begun. */
  attempts: number;
  /** The process that runs it, until which time unless it says more. */
  owner: string;
  lease_until: number;
  events: number;
  results: number;
  /** Why it failed or ended early; "" otherwise. */
  reason: string;
  created_at: number;
  created_by: string;
  created_by_name: string;
  modified_at: number;
};

export type JobResultRow = {
  id: string;
  job_id: string;
  first_seen: number;
  /** JSON of a SignalRow and of its samples. */
  signal: string;
  samples: string;
};

export type JobTables = { jobs: JobRow; job_results: JobResultRow };

export const JOB_MIGRATIONS: readonly Migration[] = [
  {
    id: "jobs-001-jobs",
    async up(db) {
      let jobs = db.schema
        .createTable("jobs")
        .addColumn("id", "text", (column) => column.primaryKey());
      for (const name of ["kind", "status", "name", "rule_id", "rule", "request"])
        jobs = jobs.addColumn(name, "text", (column) => column.notNull());
      for (const name of ["from_ms", "to_ms", "position_ms", "lease_until", "events"])
        jobs = jobs.addColumn(name, "bigint", (column) => column.notNull());
      for (const name of ["attempts", "results"])
        jobs = jobs.addColumn(name, "integer", (column) => column.notNull());
      for (const name of ["owner", "reason", "created_by", "created_by_name"])
        jobs = jobs.addColumn(name, "text", (column) => column.notNull());
      for (const name of ["created_at", "modified_at"])
        jobs = jobs.addColumn(name, "bigint", (column) => column.notNull());
      await jobs.execute();
      await db.schema
        .createIndex("jobs_by_status")
        .on("jobs")
        .columns(["kind", "status"])
        .execute();
      await db.schema
        .createTable("job_results")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("job_id", "text", (column) => column.notNull())
        .addColumn("first_seen", "bigint", (column) => column.notNull())
        .addColumn("signal", "text", (column) => column.notNull())
        .addColumn("samples", "text", (column) => column.notNull())
        .execute();
      await db.schema
        .createIndex("job_results_by_job")
        .on("job_results")
        .columns(["job_id", "first_seen", "id"])
        .execute();
    },
  },
  {
    id: "jobs-002-places",
    async up(db) {
      await db.schema
        .createIndex("jobs_by_rule")
        .on("jobs")
        .columns(["kind", "rule_id", "to_ms"])
        .execute();
      // What was found by all jobs is looked at in the order of time.
      await db.schema
        .createIndex("job_results_by_time")
        .on("job_results")
        .columns(["first_seen", "id"])
        .execute();
    },
  },
];
