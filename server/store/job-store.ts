/**
 * Reads and writes of jobs. A running job belongs to one process as long as its lease lasts, which
 * every write of its progress makes longer; whoever finds the lease over may begin it again.
 */
import type { Control, ControlDb, ControlTransaction } from "./control.ts";
import type { JobResultRow, JobRow } from "./job-tables.ts";

const numbers = (row: JobRow): JobRow => ({
  ...row,
  ...{ from_ms: Number(row.from_ms), to_ms: Number(row.to_ms) },
  ...{ position_ms: Number(row.position_ms), lease_until: Number(row.lease_until) },
  ...{ events: Number(row.events), created_at: Number(row.created_at) },
  modified_at: Number(row.modified_at),
});

/** False when the id is taken. */
export async function insertJob(trx: ControlTransaction, row: JobRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await trx
    .insertInto("jobs")
    .values(row)
    .onConflict((conflict) => conflict.column("id").doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export async function readJob({ db }: Control, id: string): Promise<JobRow | undefined> {
  const row = await db.selectFrom("jobs").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? undefined : numbers(row);
}

/** Newest first. */
export async function listJobs({ db }: Control, kind: string, limit: number): Promise<JobRow[]> {
  const rows = await db
    .selectFrom("jobs")
    .selectAll()
    .where("kind", "=", kind)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(numbers);
}

/** How many jobs of a kind have one of these states. */
export async function countJobs(
  db: ControlDb | ControlTransaction,
  kind: string,
  statuses: readonly string[],
): Promise<number> {
  const { count } = await db
    .selectFrom("jobs")
    .select((eb) => eb.fn.countAll().as("count"))
    .where("kind", "=", kind)
    .where("status", "in", [...statuses])
    .executeTakeFirstOrThrow();
  return Number(count);
}

export type JobClaim = {
  /** What kinds of jobs. */
  kinds: readonly string[];
  owner: string;
  now: number;
  leaseMs: number;
};

/**
 * Takes the oldest job that waits, or whose process went silent; undefined when none does. One that
 * was put back waits until its lease is over.
 */
export async function claimJob(
  { db }: Control,
  { kinds, owner, now, leaseMs }: JobClaim,
): Promise<JobRow | undefined> {
  const found = await db
    .selectFrom("jobs")
    .selectAll()
    .where("kind", "in", [...kinds])
    .where("status", "in", ["pending", "running"])
    .where("lease_until", "<", now)
    .orderBy("created_at")
    .orderBy("id")
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const lease = { owner, lease_until: now + leaseMs, modified_at: now };
  const taken = { status: "running", attempts: found.attempts + 1, ...lease };
  const { numUpdatedRows } = await db
    .updateTable("jobs")
    .set(taken)
    .where("id", "=", found.id)
    .where("status", "=", found.status)
    .where("attempts", "=", found.attempts)
    .executeTakeFirst();
  return numUpdatedRows === 1n ? numbers({ ...found, ...taken }) : undefined;
}

/** Changes a job that this process runs; false when it was cancelled, deleted or taken over. */
export async function changeOwnJob(
  db: ControlDb | ControlTransaction,
  { id, owner, attempts }: Pick<JobRow, "id" | "owner" | "attempts">,
  change: Partial<Omit<JobRow, "id">>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("jobs")
    .set(change)
    .where("id", "=", id)
    .where("owner", "=", owner)
    .where("attempts", "=", attempts)
    .where("status", "=", "running")
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Ends a job that is not over; false when it is. */
export async function cancelJob(trx: ControlTransaction, id: string, at: number): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable("jobs")
    .set({ status: "cancelled", modified_at: at })
    .where("id", "=", id)
    .where("status", "in", ["pending", "running"])
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Deletes a job that is over, with what it found; false when it is not over. */
export async function deleteJob(trx: ControlTransaction, id: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom("jobs")
    .where("id", "=", id)
    .where("status", "not in", ["pending", "running"])
    .executeTakeFirst();
  if (numDeletedRows === 0n) return false;
  await trx.deleteFrom("job_results").where("job_id", "=", id).execute();
  return true;
}

/** Puts what was found so far in the place of what was found before. */
export async function replaceResults(
  trx: ControlTransaction,
  jobId: string,
  rows: readonly JobResultRow[],
): Promise<void> {
  await trx.deleteFrom("job_results").where("job_id", "=", jobId).execute();
  for (let at = 0; at < rows.length; at += RESULTS_AT_ONCE)
    await trx
      .insertInto("job_results")
      .values(rows.slice(at, at + RESULTS_AT_ONCE))
      .execute();
}

const RESULTS_AT_ONCE = 100;

/**
 * Newest first unless said otherwise, from behind `after`; of all jobs when none is named. Without
 * their samples, which are most of their bytes.
 */
export async function listResults(
  { db }: Control,
  jobId: string | undefined,
  page: {
    descending: boolean;
    after?: { firstSeen: number; id: string } | undefined;
    limit: number;
  },
): Promise<JobResultRow[]> {
  const direction = page.descending ? "desc" : "asc";
  const beyond = page.descending ? "<" : ">";
  let query = db.selectFrom("job_results").select(["id", "job_id", "first_seen", "signal"]);
  if (jobId !== undefined) query = query.where("job_id", "=", jobId);
  const { after } = page;
  if (after !== undefined)
    query = query.where((eb) =>
      eb.or([
        eb("first_seen", beyond, after.firstSeen),
        eb.and([eb("first_seen", "=", after.firstSeen), eb("id", beyond, after.id)]),
      ]),
    );
  const rows = await query
    .orderBy("first_seen", direction)
    .orderBy("id", direction)
    .limit(page.limit)
    .execute();
  return rows.map((row) => ({ ...row, samples: "[]" }));
}

export function readResults({ db }: Control, ids: readonly string[]): Promise<JobResultRow[]> {
  return db
    .selectFrom("job_results")
    .selectAll()
    .where("id", "in", [...ids])
    .execute();
}

/** What is known of the runs of one rule. */
export type RunState = {
  rule_id: string;
  /** The latest end of a run. */
  to_ms: number;
  /** All before it has been looked at. */
  position_ms: number;
  /** Runs that wait or run. */
  active: number;
  modified_at: number;
};

/** Of each rule that has runs of a kind. */
export async function listRunStates({ db }: Control, kind: string): Promise<RunState[]> {
  const rows = await db
    .selectFrom("jobs")
    .select((eb) => [
      "rule_id",
      eb.fn.max("to_ms").as("to_ms"),
      eb.fn.max("position_ms").as("position_ms"),
      eb.fn.max("modified_at").as("modified_at"),
      eb.fn
        .sum(eb.case().when("status", "in", ["pending", "running"]).then(1).else(0).end())
        .as("active"),
    ])
    .where("kind", "=", kind)
    .groupBy("rule_id")
    .execute();
  return rows.map((row) => ({
    ...{ rule_id: row.rule_id, to_ms: Number(row.to_ms), position_ms: Number(row.position_ms) },
    ...{ active: Number(row.active), modified_at: Number(row.modified_at) },
  }));
}

/** Jobs of a kind of one rule, latest end first. */
export async function listRuns(
  { db }: Control,
  { kind, ruleId }: { kind: string; ruleId: string },
  limit: number,
): Promise<JobRow[]> {
  const rows = await db
    .selectFrom("jobs")
    .selectAll()
    .where("kind", "=", kind)
    .where("rule_id", "=", ruleId)
    .orderBy("to_ms", "desc")
    .limit(limit)
    .execute();
  return rows.map(numbers);
}

/** Forgets the runs of a rule that are over and ended before a time. */
export async function forgetRuns(
  trx: ControlTransaction,
  { kind, ruleId }: { kind: string; ruleId: string },
  before: number,
): Promise<void> {
  await trx
    .deleteFrom("jobs")
    .where("kind", "=", kind)
    .where("rule_id", "=", ruleId)
    .where("to_ms", "<", before)
    .where("status", "not in", ["pending", "running"])
    .execute();
}
