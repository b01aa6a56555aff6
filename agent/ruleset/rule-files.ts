/** Rule files of this host: the shipped content, and policies that its owner put beside it. */
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";

export type RuleFile = { path: string; text: string };

export type RuleFiles = {
  /** YAML rules and macros below content/agent. */
  content: RuleFile[];
  /** Policies in the order they take effect: default.policy first, then by name. */
  policies: RuleFile[];
  /** Files that were not read, with the reason. */
  unreadable: { path: string; reason: string }[];
};

export const RULE_FILES_MAX = 5000;
export const RULE_FILE_BYTES_MAX = 1024 * 1024;
const DEFAULT_POLICY = "default.policy";

function readAll(paths: readonly string[], unreadable: RuleFiles["unreadable"]): RuleFile[] {
  const files: RuleFile[] = [];
  for (const path of paths) {
    try {
      const { size } = statSync(path);
      if (files.length >= RULE_FILES_MAX)
        unreadable.push({ path, reason: `there are more than ${RULE_FILES_MAX} rule files` });
      else if (size > RULE_FILE_BYTES_MAX)
        unreadable.push({ path, reason: `it is longer than ${RULE_FILE_BYTES_MAX} bytes` });
      else files.push({ path, text: readFileSync(path, "utf8") });
    } catch (error) {
      unreadable.push({ path, reason: (error as Error).message });
    }
  }
  return files;
}

function policyOrder(left: string, right: string): number {
  const rank = (path: string) => (basename(path) === DEFAULT_POLICY ? 0 : 1);
  return rank(left) - rank(right) || (left < right ? -1 : 1);
}

/** Reads the rules below `contentDir` and the policies of `policiesDir`, which may be absent. */
export function readRuleFiles(contentDir: string, policiesDir: string | undefined): RuleFiles {
  const unreadable: RuleFiles["unreadable"] = [];
  const root = join(contentDir, "agent");
  if (!existsSync(root)) unreadable.push({ path: root, reason: "there is no such directory" });
  const content = globSync("**/*.{yaml,yml}", { cwd: root }).sort();
  const policies =
    policiesDir === undefined ? [] : globSync("*.policy", { cwd: policiesDir }).sort(policyOrder);
  return {
    content: readAll(
      content.map((name) => join(root, name)),
      unreadable,
    ),
    policies: readAll(
      policies.map((name) => join(policiesDir ?? "", name)),
      unreadable,
    ),
    unreadable,
  };
}
