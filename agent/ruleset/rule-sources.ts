/**
 * From files to checked rules of this host, and what is said of those that do not load: on one
 * line each, with file, line and column.
 */
import { formatDiagnostic } from "#lib/base";
import {
  type FileDiagnostic,
  type LoadedPolicies,
  loadPolicies,
  type PolicyHost,
  readPolicies,
} from "#lib/content";
import { FIELD_TABLE } from "#lib/event";
import type { RuleFiles } from "./rule-files.ts";

/** `describe` puts a fault on one line: where, what is wrong, and what to do about it. */
export type LoadedSources = LoadedPolicies & {
  describe(diagnostic: FileDiagnostic): string;
  unreadable: RuleFiles["unreadable"];
};

/** Loads every rule of the files for a host. */
export function loadRuleFiles(
  files: RuleFiles,
  contentVersion: string,
  host: PolicyHost,
): LoadedSources {
  const sources = readPolicies(files, contentVersion);
  const loaded = loadPolicies(sources, { table: FIELD_TABLE, host });
  const texts = new Map(
    [...files.content, ...files.policies].map(({ path, text }) => [path, text]),
  );
  const describe = (diagnostic: FileDiagnostic) => {
    const { path } = diagnostic;
    const lines = formatDiagnostic(diagnostic, texts.get(path) ?? "", path).split("\n");
    return `${lines[0] ?? ""} ${lines.at(-1)?.trim() ?? ""}`;
  };
  return { ...loaded, describe, unreadable: files.unreadable };
}
