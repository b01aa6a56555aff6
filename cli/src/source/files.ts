/** Files and standard input that the language tools read, within named sizes. */
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { kindOf } from "#lib/content";
import { refuseSource } from "./errors.ts";

export type SourceText = { path: string; text: string };

/** Chunks of standard input. */
export type Input = AsyncIterable<Uint8Array>;

export const SOURCE_BYTES_MAX = 8 * 1024 * 1024;
export const SOURCE_FILES_MAX = 10_000;
/** Folders upwards in which the macros of a rule file are looked for. */
const MACROS_DEPTH_MAX = 4;
const MACROS_FILE = "macros.yaml";

/** Reads one file. */
export function readSource(path: string): SourceText {
  const unreadable = (cause: unknown) => {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    return refuseSource("SOURCE_UNREADABLE", { path, reason }, cause);
  };
  try {
    const { size } = statSync(path);
    if (size <= SOURCE_BYTES_MAX) return { path, text: readFileSync(path, "utf8") };
  } catch (cause) {
    throw unreadable(cause);
  }
  throw refuseSource("SOURCE_TOO_LARGE", { path, max: SOURCE_BYTES_MAX });
}

/** Reads standard input to its end. */
export async function readInput(input: Input): Promise<SourceText> {
  const path = "standard input";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    bytes += chunk.length;
    if (bytes > SOURCE_BYTES_MAX) {
      throw refuseSource("SOURCE_TOO_LARGE", { path, max: SOURCE_BYTES_MAX });
    }
    chunks.push(chunk);
  }
  return { path, text: Buffer.concat(chunks).toString("utf8") };
}

/**
 * Reads rule files: files as they are named, folders with everything below them that holds rules.
 * The macros.yaml above a file of our own content comes with it.
 */
export function readRuleSources(paths: readonly string[]): SourceText[] {
  const found = new Map<string, SourceText>();
  for (const path of paths) {
    const sources = isFolder(path) ? rulesOf(path) : [readSource(path)];
    for (const source of sources) found.set(source.path, source);
  }
  for (const source of [...found.values()]) {
    const macros = kindOf(source) === "agent" ? macrosAbove(source.path) : undefined;
    if (macros !== undefined && !found.has(macros)) found.set(macros, readSource(macros));
  }
  return [...found.values()];
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function rulesOf(path: string): SourceText[] {
  const rules = readFolder(path, "**/*.{policy,yaml,yml}").filter(
    (source) => kindOf(source) !== "",
  );
  if (rules.length === 0) throw refuseSource("SOURCE_NO_RULES", { path });
  return rules;
}

/** Reads files as they are named, and of folders the YAML files below them, in order of path. */
export function readYamlSources(paths: readonly string[]): SourceText[] {
  const sources = paths.flatMap((path) =>
    isFolder(path) ? readFolder(path, "**/*.{yaml,yml}") : [readSource(path)],
  );
  return [...new Map(sources.map((source) => [source.path, source])).values()];
}

function readFolder(path: string, pattern: string): SourceText[] {
  const names = globSync(pattern, { cwd: path }).sort();
  if (names.length > SOURCE_FILES_MAX) {
    throw refuseSource("SOURCE_TOO_MANY", { path, max: SOURCE_FILES_MAX });
  }
  return names.map((name) => readSource(join(path, name)));
}

function macrosAbove(path: string): string | undefined {
  let folder = dirname(path);
  for (let depth = 0; depth < MACROS_DEPTH_MAX; depth++) {
    const candidate = join(folder, MACROS_FILE);
    if (existsSync(candidate)) return candidate;
    folder = join(folder, "..");
  }
  return undefined;
}
