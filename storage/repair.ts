/**
 * Removes table definitions that a full disk left empty. The engine refuses to open a directory
 * that holds one, or any file it does not know; an empty one says nothing, so nothing is lost.
 */
import { type Dirent, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const SUFFIX = ".sql";
/** Definitions lie in metadata/*.sql and store/<three letters>/<uuid>/*.sql. */
const ROOTS: readonly { name: string; depth: number }[] = [
  { name: "metadata", depth: 1 },
  { name: "store", depth: 2 },
];

function list(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    // A new directory has neither root yet; anything else the engine reports when it opens.
    return [];
  }
}

function findEmpty(directory: string, depth: number): string[] {
  return list(directory).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return depth > 0 ? findEmpty(path, depth - 1) : [];
    return entry.name.endsWith(SUFFIX) && statSync(path).size === 0 ? [path] : [];
  });
}

/** Removes empty definitions and returns their paths, for the log. */
export function removeEmptyDefinitions(directory: string): string[] {
  const found = ROOTS.flatMap(({ name, depth }) => findEmpty(join(directory, name), depth));
  for (const path of found) rmSync(path);
  return found;
}
