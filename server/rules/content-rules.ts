/**
 * The default rules: those below the content directory, as YAML of our own or as JSON in the shape
 * of the API, and what could not be read.
 */
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { formatDiagnostic } from "#lib/base";
import { type ContentFile, loadDetectionContent } from "#lib/content";
import { checkDetectionRule, readDetectionRule } from "#lib/detection";
import type { DetectionRule } from "#lib/protocol";

export const RULE_FILE_BYTES_MAX = 1024 * 1024;

export type ContentRules = {
  rules: readonly DetectionRule[];
  /** Why a file or a rule was left out, with file, line and column. */
  faults: readonly string[];
};

/**
 * Reads the rules below DIRECTORY/detections; one that is wrong is left out and named, the others
 * load.
 */
export function loadContentRules(directory: string): ContentRules {
  const root = join(directory, "detections");
  if (!existsSync(root)) return { rules: [], faults: [`${root}: there is no such directory`] };
  const faults: string[] = [];
  const files: ContentFile[] = [];
  for (const name of globSync("**/*.{yaml,yml,json}", { cwd: root }).sort()) {
    const path = join(root, name);
    const text = readRule(path);
    if ("fault" in text) faults.push(`${path}: ${text.fault}`);
    else files.push({ path, text: text.text });
  }
  const isJson = ({ path }: ContentFile) => path.endsWith(".json");
  const read = [
    ...readYamlRules(
      files.filter((file) => !isJson(file)),
      faults,
    ),
    ...files.filter(isJson).flatMap((file) => readJsonRule(file, faults)),
  ];
  const rules = new Map<string, DetectionRule>();
  for (const { rule, path } of read) {
    const changedAt = Math.trunc(statSync(path).mtimeMs);
    if (rules.has(rule.id)) faults.push(`${path}: the id ${rule.id} is taken by another rule`);
    else rules.set(rule.id, { ...rule, createdAt: changedAt, updatedAt: changedAt });
  }
  return { rules: [...rules.values()], faults };
}

type Placed = { rule: DetectionRule; path: string };

function readYamlRules(files: readonly ContentFile[], faults: string[]): Placed[] {
  const { contents, diagnostics } = loadDetectionContent(files);
  const sources = new Map(files.map(({ path, text }) => [path, text]));
  for (const diagnostic of diagnostics)
    if (diagnostic.severity === "error")
      faults.push(
        formatDiagnostic(diagnostic, sources.get(diagnostic.path) ?? "", diagnostic.path),
      );
  return contents.map(({ rule, path }) => ({ rule, path }));
}

function readJsonRule({ path, text }: ContentFile, faults: string[]): Placed[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    faults.push(`${path}: it is not JSON: ${(error as Error).message}`);
    return [];
  }
  const { rule, diagnostics } = readDetectionRule(value);
  const found = rule === undefined ? diagnostics : checkDetectionRule(rule);
  const wrong = found.filter(({ severity }) => severity === "error");
  for (const { path: place, what, do: todo } of wrong)
    faults.push(`${path}: ${place}: ${what} ${todo}`);
  if (rule === undefined || wrong.length > 0) return [];
  const id = rule.id === "" ? (path.split("/").at(-1) ?? "").replace(/\.json$/, "") : rule.id;
  return [{ rule: { ...rule, id, version: 1, isDefault: true, isDeleted: false }, path }];
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
