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

/** More than a sensor keeps records to send again. */
export const ORIGINS_MAX = 131_072;

/**
 * The origins of entries that an earlier agent kept, the last ORIGINS_MAX of them, for as long as
 * their records may be sent again.
 */
export class Origins {
  readonly #keys = new Set<string>();
  readonly #told = new Set<string>();
  readonly #max: number;
  #forgotten = 0;

  constructor(max = ORIGINS_MAX) {
    this.#max = max;
  }

  add(origin: Buffer): void {
    this.#keep(this.#keys, origin.toString("latin1", 0, KEY_BYTES));
    this.#keep(this.#told, origin.toString("latin1", KEY_BYTES, ORIGIN_BYTES));
  }

  #keep(set: Set<string>, key: string): void {
    set.delete(key); /* it is the last one now */
    set.add(key);
    if (set.size <= this.#max) return;
    const oldest = set.values().next();
    if (!oldest.done) set.delete(oldest.value);
    this.#forgotten += 1;
  }

  /** Whether the match of this origin's record is kept. */
  hasMatch(origin: Buffer): boolean {
    return this.#keys.has(origin.toString("latin1", 0, KEY_BYTES));
  }

  /** Whether a match of this origin's running program is kept. */
  hasTold(origin: Buffer): boolean {
    return this.#told.has(origin.toString("latin1", KEY_BYTES));
  }

  /** How many are remembered; a match may count twice, for its record and for its program. */
  get size(): number {
    return this.#keys.size + this.#told.size;
  }

  /** How many were let go for want of room: their matches may be told of twice. */
  get forgotten(): number {
    return this.#forgotten;
  }

  clear(): void {
    this.#keys.clear();
    this.#told.clear();
  }
}
