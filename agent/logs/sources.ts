/** Which files are read: paths with wildcards, and what their logs are called. */
import { globSync, statSync } from "node:fs";
import { basename, isAbsolute } from "node:path";
import { refuseLogSource } from "./errors.ts";

export const LOG_SOURCES_MAX = 100;
/** Files that one agent reads; further ones are counted and left alone. */
export const LOG_FILES_MAX = 200;
const SOURCE = /^[A-Za-z][A-Za-z0-9_.-]{0,99}$/;
const COMPRESSED = /\.(gz|xz|zst|bz2)$/;

export type LogSource = { pattern: string; source: string };

/** Reads PATH[:source]. Throws LOGS_SOURCE_INVALID. */
export function readLogSource(text: string): LogSource {
  const refuse = (reason: string) =>
    refuseLogSource("LOGS_SOURCE_INVALID", { source: text, reason });
  const at = text.lastIndexOf(":");
  const named = at > text.lastIndexOf("/") ? text.slice(at + 1) : undefined;
  const pattern = named === undefined ? text : text.slice(0, at);
  if (!isAbsolute(pattern) || pattern.endsWith("/"))
    throw refuse("it is no absolute path of a file");
  if (pattern.includes("**")) throw refuse("** has no bound");
  if (/[\0\n[\]{}]/.test(pattern)) throw refuse("of wildcards it may have * and ? only");
  if (named !== undefined && !SOURCE.test(named)) throw refuse("its source is no name");
  const stem = basename(pattern).replace(/[*?]/g, "").split(".")[0];
  return { pattern, source: named ?? (SOURCE.test(stem ?? "") ? (stem as string) : "file") };
}

export type FoundFile = { path: string; source: string; dev: number; ino: number; size: number };

/** The regular files of the sources as they are now, in order of their paths, and how many more. */
export function findFiles(sources: readonly LogSource[]): { files: FoundFile[]; left: number } {
  const files = new Map<string, FoundFile>();
  let left = 0;
  for (const { pattern, source } of sources) {
    for (const path of globSync(pattern).sort()) {
      if (files.has(path) || COMPRESSED.test(path)) continue;
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat === undefined || !stat.isFile()) continue;
      if (files.size >= LOG_FILES_MAX) left++;
      else files.set(path, { path, source, dev: stat.dev, ino: stat.ino, size: stat.size });
    }
  }
  return { files: [...files.values()], left };
}
