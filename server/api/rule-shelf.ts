/**
 * The detection rules of the content directory: what detection loads, what the API lists, and what
 * could not be read.
 */
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { formatDiagnostic } from "#lib/base";
import { type ContentFile, loadDetectionContent } from "#lib/content";
import type { DetectionRule } from "#lib/protocol";

export const RULE_FILE_BYTES_MAX = 1024 * 1024;

export type RuleShelf = {
  list(): readonly DetectionRule[];
  get(id: string): DetectionRule | undefined;
};

export type LoadedRules = RuleShelf & {
  /** Why a file or a rule was left out, with file, line and column. */
  faults: readonly string[];
};

/**
 * Reads the rules below DIRECTORY/detections; one that is wrong is left out and named, the others
 * load.
 */
export function loadRules(directory: string): LoadedRules {
  const root = join(directory, "detections");
  if (!existsSync(root)) return shelfOf([], [`${root}: there is no such directory`]);
  const faults: string[] = [];
  const files: ContentFile[] = [];
  for (const name of globSync("**/*.{yaml,yml}", { cwd: root }).sort()) {
    const path = join(root, name);
    const text = readRule(path);
    if ("fault" in text) faults.push(`${path}: ${text.fault}`);
    else files.push({ path, text: text.text });
  }
  const { contents, diagnostics } = loadDetectionContent(files);
  const sources = new Map(files.map(({ path, text }) => [path, text]));
  for (const diagnostic of diagnostics)
    if (diagnostic.severity === "error")
      faults.push(
        formatDiagnostic(diagnostic, sources.get(diagnostic.path) ?? "", diagnostic.path),
      );
  const rules = contents.map(({ rule, path }) => {
    const changedAt = Math.trunc(statSync(path).mtimeMs);
    return { ...rule, createdAt: changedAt, updatedAt: changedAt };
  });
  return shelfOf(rules, faults);
}

function shelfOf(rules: readonly DetectionRule[], faults: readonly string[]): LoadedRules {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return { list: () => rules, get: (id) => byId.get(id), faults };
}

function readRule(path: string): { text: string } | { fault: string } {
  try {
    const { size } = statSync(path);
    if (size > RULE_FILE_BYTES_MAX)
      return { fault: `it is longer than ${RULE_FILE_BYTES_MAX} bytes` };
    return { text: readFileSync(path, "utf8") };
  } catch (error) {
    return { fault: (error as Error).message };
  }
}
