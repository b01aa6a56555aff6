/**
 * From files to checked rules of this host, and what is said of those that do not load: on one
 * line each, with file, line and column.
 */
import { basename } from "node:path";
import { formatDiagnostic } from "#lib/base";
import {
  type FileDiagnostic,
  type LoadedPolicies,
  loadAgentContent,
  loadPolicies,
  type PolicyHost,
  type PolicyName,
  type PolicySource,
  parsePolicy,
} from "#lib/content";
import { FIELD_TABLE } from "#lib/event";
import type { RuleFiles } from "./rule-files.ts";

export const CONTENT_POLICY = "vigil";
const DEFAULT_POLICY = "default";
const VERSION_LENGTH_MAX = 64;

/** `describe` puts a fault on one line: where, what is wrong, and what to do about it. */
export type LoadedSources = LoadedPolicies & {
  describe(diagnostic: FileDiagnostic): string;
  unreadable: RuleFiles["unreadable"];
};

/** Loads every rule of the files for a host. Our own content is the policy "vigil". */
export function loadRuleFiles(
  files: RuleFiles,
  contentVersion: string,
  host: PolicyHost,
): LoadedSources {
  const shipped: PolicyName = { name: CONTENT_POLICY, version: contentVersion, source: "content" };
  const content = loadAgentContent(files.content);
  const own = files.policies.map(({ path, text }): PolicySource => {
    const parsed = parsePolicy(path, text);
    const name = basename(path, ".policy");
    const version = parsed.version.slice(0, VERSION_LENGTH_MAX);
    const isDefault = name === DEFAULT_POLICY;
    return { policy: { name, version, source: "file" }, isDefault, content: parsed };
  });
  const sources = [{ policy: shipped, isDefault: true, content }, ...own];
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
