/** Small files of the host, read with a bound. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Reads at most `bytesMax` bytes; undefined when the file cannot be read. */
export function readBounded(path: string, bytesMax: number): string | undefined {
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch {
    /* Absent on hosts that do not have what it describes. */
    return undefined;
  }
  try {
    const buffer = Buffer.alloc(Math.min(Math.max(fstatSync(fd).size, 4096), bytesMax));
    return buffer.toString("utf8", 0, readSync(fd, buffer, 0, buffer.length, 0));
  } catch {
    /* A directory, or a file that went away between open and read. */
    return undefined;
  } finally {
    closeSync(fd);
  }
}
