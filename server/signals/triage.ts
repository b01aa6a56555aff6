/**
 * What people do to signals. A change that was made on an older version of the signal is refused,
 * not merged.
 */
import type { Triage } from "#lib/protocol";
import {
  addHistory,
  type Control,
  type ControlTransaction,
  findOpen,
  readHistory,
  type SignalRow,
  updateTriage,
} from "#server/store";
import { readTriage } from "./document.ts";
import { refuseSignal } from "./errors.ts";
import { needSignal } from "./search.ts";
import type { SignalsOptions } from "./signals.ts";
import type { SignalStateChange, TriageActor } from "./types.ts";

/** One thing that happened to a signal. `actor` is a user's handle, or "" for Vigil itself. */
export type SignalHistoryEntry = {
  at: number;
  kind: "created" | "escalated" | "triaged";
  actor: string;
  detail: Record<string, unknown>;
};

const COMMENT_CHARS_MAX = 4096;

function assertChange(change: SignalStateChange): void {
  const invalid = (reason: string) => refuseSignal("SIGNAL_CHANGE_INVALID", { reason });
  const isArchiving = change.state === "archived";
  const reason = change.archive_reason ?? "none";
  if (!isArchiving && (reason !== "none" || (change.archive_comment ?? "") !== ""))
    throw invalid(`an archive reason or comment comes with the state ${change.state}`);
  if ((change.archive_comment ?? "").length > COMMENT_CHARS_MAX)
    throw invalid(`the comment is longer than ${COMMENT_CHARS_MAX} characters`);
  if (/\0/.test(change.archive_comment ?? "")) throw invalid("the comment holds a NUL character");
}

/** The triage after a change, without state and version, which are columns. */
function nextTriage(change: SignalStateChange, user: TriageActor, now: number): Partial<Triage> {
  const actor = { id: 0, name: user.name, handle: user.handle, uuid: user.id };
  const updated = { state_update_timestamp: now, state_update_user: actor };
  if (change.state !== "archived") return updated;
  const archive_reason = change.archive_reason ?? "none";
  if (change.archive_comment === undefined) return { ...updated, archive_reason };
  return {
    ...updated,
    archive_reason,
    archive_comment: change.archive_comment,
    archive_comment_timestamp: now,
    archive_comment_user: actor,
  };
}

/**
 * An archived signal takes no more matches: the next one opens another signal, so that nothing
 * hides in what people have put away. One that is opened again takes matches again unless a newer
 * signal does.
 */
async function nextOpenKey(trx: ControlTransaction, row: SignalRow, state: string) {
  if (state === "archived") return null;
  if (row.open_key !== null || row.state !== "archived") return row.open_key;
  const open = await findOpen(trx, row.pair_key);
  return open === undefined ? row.pair_key : null;
}

export async function setState(
  { control, clock }: SignalsOptions,
  id: string,
  change: SignalStateChange,
  user: TriageActor,
): Promise<Triage> {
  assertChange(change);
  return control.transaction(async (trx) => {
    const row = await needSignal({ ...control, db: trx }, id);
    const given = change.version ?? row.version;
    const conflict = (current: number | string) =>
      refuseSignal("SIGNAL_VERSION_CONFLICT", { current, given });
    if (given !== row.version) throw conflict(row.version);
    const now = clock();
    const triage = JSON.stringify(nextTriage(change, user, now));
    const open_key = await nextOpenKey(trx, row, change.state);
    const changed = { state: change.state, triage, open_key, updated_at: now };
    if (!(await updateTriage(trx, row, changed))) throw conflict("newer");
    const { version: _, ...said } = change;
    const detail = JSON.stringify({ ...said, from: row.state });
    const entry = { signal_id: id, at: now, kind: "triaged", actor: user.handle, detail };
    await addHistory(trx, entry);
    return readTriage({ ...row, ...changed, version: row.version + 1 });
  });
}

export async function listHistory(control: Control, id: string): Promise<SignalHistoryEntry[]> {
  await needSignal(control, id);
  const entries = await readHistory(control, id);
  return entries.map(({ at, kind, actor, detail }) => ({
    at,
    kind: kind as SignalHistoryEntry["kind"],
    actor,
    detail: JSON.parse(detail) as Record<string, unknown>,
  }));
}
