/** Rule files in the JSON shape of the API. */
import { globSync, statSync } from "node:fs";
import { join } from "node:path";
import { readSource, refuseSource, SOURCE_FILES_MAX, type SourceText } from "#cli/source";

/** Files as they are named, and of folders the JSON files below them, in order of path. */
export function readRuleFiles(paths: readonly string[]): SourceText[] {
  const files = paths.flatMap((path) => {
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
    if (!isFolder) return [path];
    const names = globSync("**/*.json", { cwd: path }).sort();
    if (names.length === 0) throw refuseSource("SOURCE_NO_RULES", { path });
    if (names.length > SOURCE_FILES_MAX)
      throw refuseSource("SOURCE_TOO_MANY", { path, max: SOURCE_FILES_MAX });
    return names.map((name) => join(path, name));
  });
  return [...new Set(files)].map(readSource);
}
