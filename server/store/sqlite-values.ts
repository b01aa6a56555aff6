/** Values and faults between the stores and SQLite. */
import type { SQLInputValue } from "node:sqlite";
import { refuseStore } from "./errors.ts";

/** How long a statement waits for another process; its thread stands still meanwhile. */
export const BUSY_TIMEOUT_MS = 2000;

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_NOTADB = 26;
const FAULTS_OF_PLACE = new Set([8, 10, 14]); // READONLY, IOERR, CANTOPEN

/** A fault of SQLite as one of ours; others as they are. */
export function translate(error: unknown): unknown {
  const code = (error as { errcode?: unknown }).errcode;
  if (typeof code !== "number") return error;
  const primary = code & 0xff;
  if (primary === SQLITE_BUSY || primary === SQLITE_LOCKED)
    return refuseStore("CONTROL_BUSY", {}, error);
  if (primary === SQLITE_FULL) return refuseStore("CONTROL_DISK_FULL", {}, error);
  if (FAULTS_OF_PLACE.has(primary)) return refuseStore("CONTROL_DOWN", {}, error);
  if (primary === SQLITE_CORRUPT || primary === SQLITE_NOTADB) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuseStore("CONTROL_BROKEN", { reason }, error);
  }
  return error;
}

export function bindable(value: unknown): SQLInputValue {
  if (typeof value === "boolean") return value ? 1 : 0;
  return value as SQLInputValue;
}
