/** Signals that were found by looking back, made real when somebody says so. */
import type { StreamNotice } from "#lib/protocol";
import {
  addHistory,
  type ControlTransaction,
  changeSamples,
  insertSignal,
  readSignals,
  type SignalRow,
  type SignalSampleRow,
} from "#server/store";

export type Promotion = {
  row: SignalRow;
  samples: readonly SignalSampleRow[];
  status: string;
  /** "" for the message it has. */
  message: string;
  actor: string;
  at: number;
  /** What the history says of where it is from. */
  origin: Readonly<Record<string, unknown>>;
};

/**
 * Makes signals that take no further matches. One whose id is a signal's already stays as it is, so
 * that asking twice makes one.
 */
export async function promoteSignals(
  trx: ControlTransaction,
  promotions: readonly Promotion[],
): Promise<StreamNotice[]> {
  const known = await readSignals(
    trx,
    promotions.map(({ row }) => row.id),
  );
  const taken = new Set(known.map(({ id }) => id));
  const notices: StreamNotice[] = [];
  for (const { row, samples, status, message, actor, at, origin } of promotions) {
    if (taken.has(row.id)) continue;
    taken.add(row.id);
    await insertSignal(trx, {
      ...row,
      // Its rule and group have signals of the stream, which would go on in it by their key.
      ...{ pair_key: `job-${row.id}`, open_key: null },
      ...{ status, message: message === "" ? row.message : message },
      ...{ state: "open", triage: "{}", version: 1, created_at: at, updated_at: at },
    });
    await changeSamples(trx, row.id, { added: [...samples], removed: [] });
    const detail = JSON.stringify({ status, title: row.title, ...origin });
    await addHistory(trx, { signal_id: row.id, at, kind: "created", actor, detail });
    notices.push({ kind: "signal", id: row.id, change: "created" });
  }
  return notices;
}
