/**
 * Where an entry of the spool comes from, so that an agent that is sent a record again knows what
 * an earlier one kept of it.
 *
 *   0     16     24
 *   key | told |        key: of series, record and rule; told: of process and program, of an exec
 */
import { createHash } from "node:crypto";

export const ORIGIN_BYTES = 24;
const KEY_BYTES = 16;

/** What of the match stays the same when its record is sent again. */
export type MatchOrigin = {
  series: number;
  number: number;
  ruleId: string;
};

function digest(text: string, length: number): Buffer {
  return createHash("sha256").update(text).digest().subarray(0, length);
}

/**
 * Bytes of an origin: of a numbered record, of a running program (`told`), of both; undefined of
 * neither.
 */
export function encodeOrigin(
  match: MatchOrigin | undefined,
  told: string | undefined,
): Buffer | undefined {
  if (!match && told === undefined) return undefined;
  const bytes = Buffer.alloc(ORIGIN_BYTES);
  if (match) {
    const { series, number, ruleId } = match;
    bytes.set(digest(`${series} ${number} ${ruleId}`, KEY_BYTES));
  }
  if (told !== undefined) bytes.set(digest(told, ORIGIN_BYTES - KEY_BYTES), KEY_BYTES);
  return bytes;
}

/** The origins of entries that an earlier agent kept. */
export class Origins {
  readonly #keys = new Set<string>();
  readonly #told = new Set<string>();

  add(origin: Buffer): void {
    this.#keys.add(origin.toString("latin1", 0, KEY_BYTES));
    this.#told.add(origin.toString("latin1", KEY_BYTES));
  }

  /** Whether the match of this origin's record is kept. */
  hasMatch(origin: Buffer): boolean {
    return this.#keys.has(origin.toString("latin1", 0, KEY_BYTES));
  }

  /** Whether a match of this origin's running program is kept. */
  hasTold(origin: Buffer): boolean {
    return this.#told.has(origin.toString("latin1", KEY_BYTES));
  }
}
