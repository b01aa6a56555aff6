/** Reads and writes of the intake's place in each agent's spool. */
import type { Control, ControlDb, ControlTransaction } from "./control.ts";
import type { IntakeStreamRow } from "./intake-tables.ts";

export type StreamKey = { agent: string; spool: string };

/**
 * What one batch adds. `expected` guards against a replica that took a batch of the same spool
 * meanwhile.
 */
export type StreamAdvance = StreamKey & {
  expected: number;
  next: number;
  writer: string;
  received: number;
  missing: number;
  refused: number;
  at: number;
};

export type IntakeTotals = {
  received: number;
  missing: number;
  refused: number;
  last_seen: number;
};

export async function readStreams(
  { db }: Control,
  keys: readonly StreamKey[],
): Promise<IntakeStreamRow[]> {
  if (keys.length === 0) return [];
  return db
    .selectFrom("intake_streams")
    .selectAll()
    .where("agent", "in", [...new Set(keys.map(({ agent }) => agent))])
    .where("spool", "in", [...new Set(keys.map(({ spool }) => spool))])
    .execute();
}

/** Makes a stream's row at sequence number 0; false when the agent has `streamsMax` already. */
export function createStream(
  control: Control,
  key: StreamKey,
  { writer, at, streamsMax }: { writer: string; at: number; streamsMax: number },
): Promise<boolean> {
  return control.transaction(async (trx) => {
    const { count } = await trx
      .selectFrom("intake_streams")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("agent", "=", key.agent)
      .executeTakeFirstOrThrow();
    if (count >= streamsMax) return false;
    const counts = { next_seq: 0, received: 0, missing: 0, refused: 0 };
    await trx
      .insertInto("intake_streams")
      .values({ ...key, ...counts, writer, created_at: at, updated_at: at })
      .onConflict((conflict) => conflict.columns(["agent", "spool"]).doNothing())
      .execute();
    return true;
  });
}

/**
 * Says that this process now takes the stream's batches, so that another one's half-done batch
 * cannot commit.
 */
export async function takeStream({ db }: Control, key: StreamKey, writer: string): Promise<void> {
  await db
    .updateTable("intake_streams")
    .set({ writer })
    .where("agent", "=", key.agent)
    .where("spool", "=", key.spool)
    .execute();
}

/** Moves a stream on; false when it no longer stands where the batch was prepared for. */
export async function advanceStream(trx: ControlTransaction, to: StreamAdvance): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable("intake_streams")
    .set((eb) => ({
      next_seq: to.next,
      received: eb("received", "+", to.received),
      missing: eb("missing", "+", to.missing),
      refused: eb("refused", "+", to.refused),
      updated_at: to.at,
    }))
    .where("agent", "=", to.agent)
    .where("spool", "=", to.spool)
    .where("next_seq", "=", to.expected)
    .where("writer", "=", to.writer)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Counts over all spools of each agent; agents that never sent a batch are absent. */
export async function intakeTotals(
  db: ControlDb,
  agents?: readonly string[],
): Promise<Map<string, IntakeTotals>> {
  const query = db
    .selectFrom("intake_streams")
    .select((eb) => [
      "agent",
      eb.fn.sum<number>("received").as("received"),
      eb.fn.sum<number>("missing").as("missing"),
      eb.fn.sum<number>("refused").as("refused"),
      eb.fn.max<number>("updated_at").as("last_seen"),
    ])
    .groupBy("agent");
  const rows = await (agents ? query.where("agent", "in", [...agents]) : query).execute();
  return new Map(rows.map(({ agent, ...totals }) => [agent, totals]));
}
