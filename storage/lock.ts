/**
 * One process per data directory. The lock is SQLite's exclusive lock on an empty file: the kernel
 * drops it when the process dies, however it dies, so there is no stale lock to clean up. The
 * engine has a lock of its own, but it reports a taken one only as "cannot connect".
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { refuse } from "./errors.ts";

export type DirectoryLock = { release(): void };

const LOCK_FILE = "storage.lock";
const PID_FILE = "storage.pid";

function readHolder(directory: string): string {
  try {
    return ` (pid ${Number.parseInt(readFileSync(join(directory, PID_FILE), "utf8"), 10)})`;
  } catch {
    // The holder may not have written its pid yet; the sentence reads well without it.
    return "";
  }
}

/** Locks an existing directory; throws STORAGE_IN_USE or STORAGE_DIRECTORY_UNUSABLE. */
export function lockDirectory(directory: string, pid: number): DirectoryLock {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(directory, LOCK_FILE));
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    const held = database;
    writeFileSync(join(directory, PID_FILE), `${pid}\n`);
    return { release: () => held.close() };
  } catch (error) {
    database?.close();
    const reason = error instanceof Error ? error.message : String(error);
    if (/database is locked/.test(reason)) {
      throw refuse("STORAGE_IN_USE", { directory, holder: readHolder(directory) }, error);
    }
    throw refuse("STORAGE_DIRECTORY_UNUSABLE", { directory, reason }, error);
  }
}
