/**
 * The audit trail: who changed what, when. Written in the same transaction as the change; never
 * holds a secret.
 */
import type { Clock } from "#lib/base";
import type { AuditRow } from "#server/store";
import type { RandomBytes } from "./secret.ts";

/** Longer details are cut, so that no caller can fill the disk with one change. */
export const AUDIT_DETAIL_CHARACTERS_MAX = 8192;
const AUDIT_ID_BYTES = 8;

export type Audit = (
  actor: string,
  action: string,
  target: string,
  detail?: Readonly<Record<string, unknown>>,
) => AuditRow;

/**
 * Makes rows; the store writes them. Ids sort as the rows were made, also within one millisecond.
 */
export function createAudit(clock: Clock, random: RandomBytes): Audit {
  let made = 0;
  return (actor, action, target, detail = {}) => {
    const text = JSON.stringify(detail);
    const kept = text.length > AUDIT_DETAIL_CHARACTERS_MAX ? '{"truncated":true}' : text;
    const at = clock();
    made = (made + 1) % 0x1000000;
    const order = at.toString(16).padStart(12, "0") + made.toString(16).padStart(6, "0");
    const id = `${order}-${random(AUDIT_ID_BYTES).toString("hex")}`;
    return { id, at, actor, action, target, detail: kept };
  };
}
