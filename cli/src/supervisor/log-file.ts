/**
 * A program's log: appended, and moved aside once when it is full, so that two files bound the
 * space.
 */
import { closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";

/** A log file is moved to NAME.1 at this size. */
export const LOG_BYTES_MAX = 10 * 1024 * 1024;

export type LogFile = { write(text: Uint8Array | string): void; close(): void };

/** Opens a log for appending; a full disk loses lines, never the program. */
export function openLog(path: string): LogFile {
  let fd = openSync(path, "a", 0o600);
  let size = fstatSync(fd).size;
  return {
    write(text) {
      const bytes = Buffer.from(text);
      try {
        if (size + bytes.length > LOG_BYTES_MAX) {
          closeSync(fd);
          renameSync(path, `${path}.1`);
          fd = openSync(path, "a", 0o600);
          size = 0;
        }
        writeSync(fd, bytes);
        size += bytes.length;
      } catch {
        // A log that cannot be written must not stop what it tells of.
      }
    },
    close: () => closeSync(fd),
  };
}
