/**
 * From files to checked rules. A rule at fault is reported with its place and what to do, and the
 * others load. A rule of the host's own policies takes the place of a shipped one with the same id.
 */
import { basename } from "node:path";
import { formatDiagnostic } from "#lib/base";
import {
  type AgentContent,
  type AgentRule,
  type CheckedExpression,
  checkAgentRule,
  defineContentMacros,
  type FileDiagnostic,
  loadAgentContent,
  type Macro,
  parsePolicy,
} from "#lib/content";
import { FIELD_TABLE } from "#lib/event";
import type { CheckEnvironment } from "#lib/secl";
import type { RuleFile, RuleFiles } from "./rule-files.ts";

export const CONTENT_POLICY = "vigil";

export type Policy = { name: string; version: string };

/** A rule as it was found: loaded when it has expressions, else with why it is not. */
export type SourcedRule = {
  id: string;
  policy: Policy;
  rule: AgentRule | undefined;
  expressions: readonly CheckedExpression[];
  status: "loaded" | "filtered" | "error";
  message: string;
};

type Found = { policy: Policy; content: AgentContent };

/** Variables that rules may read without an action having set them. */
const VARIABLES: NonNullable<CheckEnvironment["variables"]> = new Map([
  ["process.pid", { type: "int", array: false }],
]);

function policyOf({ path, text }: RuleFile): Policy {
  const version = /^version:\s*["']?([\w.+-]{1,64})/m.exec(text)?.[1] ?? "";
  return { name: basename(path, ".policy"), version };
}

/** `file:line:column: what is wrong` and what to do about it, on one line. */
function describe(diagnostic: FileDiagnostic, texts: ReadonlyMap<string, string>): string {
  const { path } = diagnostic;
  const lines = formatDiagnostic(diagnostic, texts.get(path) ?? "", path).split("\n");
  return `${lines[0] ?? ""} ${lines.at(-1)?.trim() ?? ""}`;
}

function isError({ severity }: FileDiagnostic): boolean {
  return severity === "error";
}

function readSources(files: RuleFiles, contentVersion: string): Found[] {
  const own = files.policies.map((file) => ({
    policy: policyOf(file),
    content: parsePolicy(file.path, file.text),
  }));
  const shipped = { name: CONTENT_POLICY, version: contentVersion };
  return [...own, { policy: shipped, content: loadAgentContent(files.content) }];
}

/** Macros of the shipped content first, so that policies may add to them. */
function gatherMacros(sources: readonly Found[]): Macro[] {
  return sources.toReversed().flatMap(({ content }) => content.macros);
}

/** Loads every rule of the files. */
export function loadSources(files: RuleFiles, contentVersion: string): SourcedRule[] {
  const texts = new Map(
    [...files.content, ...files.policies].map(({ path, text }) => [path, text]),
  );
  const sources = readSources(files, contentVersion);
  const { macros, diagnostics } = defineContentMacros(gatherMacros(sources));
  const environment: CheckEnvironment = { table: FIELD_TABLE, macros, variables: VARIABLES };
  const result: SourcedRule[] = [];
  const failed = (policy: Policy, id: string, message: string) =>
    result.push({ id, policy, rule: undefined, expressions: [], status: "error", message });
  const contentPolicy = { name: CONTENT_POLICY, version: contentVersion };
  for (const { path, reason } of files.unreadable)
    failed(contentPolicy, basename(path), `${path}: not read: ${reason}`);
  for (const diagnostic of diagnostics.filter(isError))
    failed(contentPolicy, basename(diagnostic.path), describe(diagnostic, texts));
  const taken = new Map<string, string>();
  for (const { policy, content } of sources) {
    for (const diagnostic of content.diagnostics.filter(isError))
      failed(policy, basename(diagnostic.path).replace(/\.\w+$/, ""), describe(diagnostic, texts));
    for (const rule of content.rules) {
      result.push(checkSource(rule, policy, environment, taken, texts));
      if (!taken.has(rule.id)) taken.set(rule.id, rule.path);
    }
  }
  return result;
}

function checkSource(
  rule: AgentRule,
  policy: Policy,
  environment: CheckEnvironment,
  taken: ReadonlyMap<string, string>,
  texts: ReadonlyMap<string, string>,
): SourcedRule {
  const none = { id: rule.id, policy, rule, expressions: [] };
  const before = taken.get(rule.id);
  if (before !== undefined) {
    const message = `the rule of the same id in ${before} takes its place`;
    return { ...none, status: "filtered", message };
  }
  if (rule.isDisabled) return { ...none, status: "filtered", message: "it is disabled" };
  const { expressions, diagnostics } = checkAgentRule(rule, environment);
  const faults = diagnostics.filter(isError);
  if (expressions.length === 0) {
    const message = faults.map((fault) => describe(fault, texts)).join("\n");
    return { ...none, status: "error", message };
  }
  return { id: rule.id, policy, rule, expressions, status: "loaded", message: "" };
}
