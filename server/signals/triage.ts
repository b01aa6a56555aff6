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
  touchSignal,
  updateTriage,
} from "#server/store";
import { readTriage } from "./document.ts";
import { refuseSignal } from "./errors.ts";
import { needSignal } from "./search.ts";
import type { SignalsOptions } from "./signals.ts";
import type { SignalTriageChange, TriageActor } from "./types.ts";

/** One thing that happened to a signal. `actor` is a user's handle, or "" for Vigil itself. */
export type SignalHistoryEntry = {
  at: number;
  kind: "created" | "escalated" | "triaged" | "commented";
  actor: string;
  detail: Record<string, unknown>;
};

const COMMENT_CHARS_MAX = 4096;
const DAY_MS = 86_400_000;
/** An archived signal is opened again within so many days of its making, and not later. */
export const REOPEN_DAYS_MAX = 30;

function assertChange(change: SignalTriageChange): void {
  const invalid = (reason: string) => refuseSignal("SIGNAL_CHANGE_INVALID", { reason });
  const { state, archive_reason: reason = "none", archive_comment: comment = "" } = change;
  if (state !== "archived" && (reason !== "none" || comment !== ""))
    throw invalid(`an archive reason or comment comes with the state ${state ?? "archived"}`);
  if (comment.length > COMMENT_CHARS_MAX)
    throw invalid(`the comment is longer than ${COMMENT_CHARS_MAX} characters`);
  if (/\0/.test(comment)) throw invalid("the comment holds a NUL character");
}

const shownUser = ({ id, name, handle }: TriageActor) => ({ id: 0, name, handle, uuid: id });

/** The triage after a change of state, without state and version, which are columns. */
function nextState(
  change: SignalTriageChange,
  before: Partial<Triage>,
  user: TriageActor,
  now: number,
): Partial<Triage> {
  if (change.state === undefined) return {};
  const actor = shownUser(user);
  const updated = { state_update_timestamp: now, state_update_user: actor };
  if (change.state === "under_review")
    return { ...updated, acknowledged_timestamp: before.acknowledged_timestamp ?? now };
  if (change.state !== "archived") return updated;
  const archive_reason = change.archive_reason ?? "none";
  const archived = { ...updated, archive_reason, resolved_timestamp: now };
  if (change.archive_comment === undefined) return archived;
  return {
    ...archived,
    archive_comment: change.archive_comment,
    archive_comment_timestamp: now,
    archive_comment_user: actor,
  };
}

/** What a change of state leaves of the triage before: who works on it, and when they first did. */
function keptTriage(before: Partial<Triage>, change: SignalTriageChange): Partial<Triage> {
  if (change.state === undefined) return before;
  const { assignee, incident_ids, acknowledged_timestamp } = before;
  return {
    ...(assignee === undefined ? {} : { assignee }),
    ...(incident_ids === undefined ? {} : { incident_ids }),
    ...(acknowledged_timestamp === undefined ? {} : { acknowledged_timestamp }),
  };
}

function nextTriage(
  row: SignalRow,
  change: SignalTriageChange,
  user: TriageActor,
  now: number,
): Partial<Triage> {
  const before = JSON.parse(row.triage) as Partial<Triage>;
  const next = { ...keptTriage(before, change), ...nextState(change, before, user, now) };
  if (change.assignee === null) delete next.assignee;
  else if (change.assignee !== undefined) next.assignee = shownUser(change.assignee);
  if (change.incident_ids !== undefined) next.incident_ids = [...new Set(change.incident_ids)];
  return next;
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

/** What was put away long ago stays as it was judged. Throws SIGNAL_LOCKED. */
function refuseLocked(row: SignalRow, { state }: SignalTriageChange, now: number): void {
  const isReopened = row.state === "archived" && state !== undefined && state !== "archived";
  if (isReopened && now - Number(row.created_at) > REOPEN_DAYS_MAX * DAY_MS)
    throw refuseSignal("SIGNAL_LOCKED", { days: REOPEN_DAYS_MAX });
}

/** Changes state, assignee and incidents together or not at all. */
export async function changeTriage(
  { control, clock }: SignalsOptions,
  id: string,
  change: SignalTriageChange,
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
    refuseLocked(row, change, now);
    const triage = JSON.stringify(nextTriage(row, change, user, now));
    const { state = row.state } = change;
    const open_key = await nextOpenKey(trx, row, state);
    const changed = { state, triage, open_key, updated_at: now };
    if (!(await updateTriage(trx, row, changed))) throw conflict("newer");
    const { version: _, assignee, ...said } = change;
    const assigned = assignee === undefined ? {} : { assignee: assignee?.handle ?? "" };
    const from = change.state === undefined ? {} : { from: row.state };
    const detail = JSON.stringify({ ...said, ...assigned, ...from });
    const entry = { signal_id: id, at: now, kind: "triaged", actor: user.handle, detail };
    await addHistory(trx, entry);
    return readTriage({ ...row, ...changed, version: row.version + 1 });
  });
}

/** Adds a comment to the signal's history. Throws SIGNAL_NOT_FOUND and SIGNAL_CHANGE_INVALID. */
export async function addComment(
  { control, clock }: SignalsOptions,
  id: string,
  comment: string,
  user: TriageActor,
): Promise<SignalHistoryEntry> {
  const isUsable = comment.trim() !== "" && comment.length <= COMMENT_CHARS_MAX;
  if (!isUsable || comment.includes("\0"))
    throw refuseSignal("SIGNAL_CHANGE_INVALID", {
      reason: `a comment has 1 to ${COMMENT_CHARS_MAX} characters and none of them is NUL`,
    });
  return control.transaction(async (trx) => {
    await needSignal({ ...control, db: trx }, id);
    const at = clock();
    // A comment is work: the signal is kept from now on.
    await touchSignal(trx, id, at);
    const detail = { comment };
    const entry = { signal_id: id, at, kind: "commented", actor: user.handle };
    await addHistory(trx, { ...entry, detail: JSON.stringify(detail) });
    return { at, kind: "commented", actor: user.handle, detail };
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
