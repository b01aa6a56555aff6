/**
 * Looks at rule files as the agent would load them, and says for each rule what becomes of it: the
 * library call behind `vigil policy check` and `vigil policy test`.
 */
import type { Diagnostic } from "#lib/base";
import { FIELD_TABLE } from "#lib/event";
import {
  type CheckEnvironment,
  canHold,
  describeFilter,
  describeUndelivered,
  lintRule,
  specializeRule,
  undeliveredFields,
} from "#lib/secl";
import { checkAgentRule } from "./agent-check.ts";
import { testAgentRule } from "./agent-test.ts";
import { loadDetectionContent } from "./detection-content.ts";
import { testDetectionRule } from "./detection-test.ts";
import { placeFault } from "./place.ts";
import { type LoadedPolicies, type LoadedRule, loadPolicies, readPolicies } from "./policy-set.ts";
import type { ContentFile, FileDiagnostic, TestResult } from "./types.ts";

/** What a rule file holds, told by its name and its keys; "" for a file that holds no rules. */
export type ContentKind = "policy" | "agent" | "detection" | "";

export function kindOf({ path, text }: ContentFile): ContentKind {
  if (path.endsWith(".policy") || /^rules:/m.test(text)) return "policy";
  if (/^queries:/m.test(text)) return "detection";
  return /^(?:id|macros|expressions?):/m.test(text) ? "agent" : "";
}

/** What becomes of one agent rule. */
export type RuleReport = {
  id: string;
  path: string;
  /** `filtered`: it is written for other versions of the agent. */
  status: "loads" | "disabled" | "replaced" | "filtered" | "error";
  /** Event types it is about; several when it is about every way to write a file. */
  events: string[];
  /** Whether any event of this build could make it match. */
  canFire: boolean;
  /** What of it no event carries and why, or "". */
  undelivered: string;
  /** What the kernel filters by for it, or why it cannot; one for each event type. */
  kernelFilters: string[];
  /** Relative work of all its expressions; one unit is about one comparison of a number. */
  cost: number;
};

export type Inspection = {
  rules: RuleReport[];
  /** Number of detection rules, which are about matches and not about events. */
  detections: number;
  macros: number;
  /** Faults and warnings, of one file together and in the order of their places. */
  diagnostics: FileDiagnostic[];
};

type Read = {
  loaded: LoadedPolicies;
  detections: ReturnType<typeof loadDetectionContent>;
  diagnostics: FileDiagnostic[];
};

/** Reads the files as an agent on some host would. */
function read(files: readonly ContentFile[]): Read {
  const byKind = Map.groupBy(files, kindOf);
  const content = [...(byKind.get("agent") ?? []), ...(byKind.get("") ?? [])];
  const sources = readPolicies({ content, policies: byKind.get("policy") ?? [] }, "");
  const loaded = loadPolicies(sources, { table: FIELD_TABLE, host: undefined });
  const detections = loadDetectionContent(byKind.get("detection") ?? []);
  const own = loaded.policies.flatMap(({ diagnostics }) => diagnostics);
  return { loaded, detections, diagnostics: [...own, ...detections.diagnostics] };
}

/** Checks and lints the rules of files, as far as they can be read. */
export function inspectContent(files: readonly ContentFile[]): Inspection {
  const { loaded, detections, diagnostics } = read(files);
  const { environments } = loaded;
  const rules = loaded.rules.map((each) =>
    inspectRule(each, environments[each.policy.source], diagnostics),
  );
  const byPlace = (a: FileDiagnostic, b: FileDiagnostic) =>
    a.path === b.path ? a.span.start - b.span.start : a.path < b.path ? -1 : 1;
  return {
    rules,
    detections: detections.rules.length,
    macros: environments.file.macros?.size ?? 0,
    diagnostics: diagnostics.sort(byPlace),
  };
}

function statusOf({ status, filterType }: LoadedRule): RuleReport["status"] {
  if (status === "loaded") return "loads";
  if (status === "error") return "error";
  return filterType === "disabled" || filterType === "replaced" ? filterType : "filtered";
}

/** What another rule replaces, or is switched off, is checked all the same. */
function inspectRule(
  loaded: LoadedRule,
  environment: CheckEnvironment,
  diagnostics: FileDiagnostic[],
): RuleReport {
  const { rule } = loaded;
  const status = statusOf(loaded);
  const isIdle = status === "disabled" || status === "replaced";
  const { expressions, diagnostics: faults } = isIdle
    ? checkAgentRule(rule, environment)
    : { ...loaded, diagnostics: [] };
  const seen = [...loaded.diagnostics, ...faults];
  const found = seen.filter((one, at) => seen.findIndex((other) => isSame(one, other)) === at);
  for (const { expression, rule: checked } of expressions) {
    for (const trap of lintRule(checked, environment.table)) {
      const placed = placeFault(expression, trap, rule.path);
      if (!found.some((other) => isSame(other, placed))) found.push(placed);
    }
  }
  diagnostics.push(...found);
  const distinct = (texts: string[]) => [...new Set(texts)];
  const { table } = environment;
  const entries = expressions.map((each) => {
    const tags = [...rule.tags, ...rule.terms.productTags];
    const special = specializeRule(each.rule, table, { "event.rule.tags": tags });
    const undelivered = undeliveredFields(each.rule, table);
    return { id: rule.id, rule: special, canFire: canHold(special), undelivered };
  });
  const isBroken = isIdle && rule.expressions.length > 0 && expressions.length === 0;
  const live = entries.filter(({ canFire }) => canFire);
  return {
    id: rule.id,
    path: rule.path,
    status: isBroken ? "error" : status,
    events: distinct(entries.map((entry) => entry.rule.event)),
    canFire: live.length > 0,
    undelivered: entries.length === 0 ? "" : describeUndelivered(entries),
    kernelFilters: distinct(live.map((entry) => describeFilter(entry, table))),
    cost: entries.reduce((sum, entry) => sum + entry.rule.cost, 0),
  };
}

/** The expansions of one expression share its traps. */
function isSame(one: Diagnostic, other: Diagnostic): boolean {
  return one.code === other.code && one.span.start === other.span.start;
}

/** An inline test, with the rule it belongs to. */
export type PlacedTest = TestResult & { ruleId: string; path: string };

/**
 * Runs the inline tests of the agent rules of files, and gives what kept rules of any kind from
 * being read.
 */
export function testContent(files: readonly ContentFile[]): {
  tests: PlacedTest[];
  diagnostics: FileDiagnostic[];
} {
  const { loaded, diagnostics } = read(files);
  const place = (ruleId: string, path: string) => (test: TestResult) => ({ ...test, ruleId, path });
  const tests = loaded.rules.flatMap(({ rule, policy }) =>
    testAgentRule(rule, loaded.environments[policy.source]).map(place(rule.id, rule.path)),
  );
  return { tests, diagnostics: diagnostics.filter(({ severity }) => severity === "error") };
}

/** Runs the inline tests of the detection rules of files, as far as they can be read. */
export async function testDetections(files: readonly ContentFile[]): Promise<PlacedTest[]> {
  const { contents } = loadDetectionContent(files.filter((file) => kindOf(file) === "detection"));
  const tests: PlacedTest[] = [];
  for (const content of contents)
    for (const test of await testDetectionRule(content))
      tests.push({ ...test, ruleId: content.rule.id, path: content.path });
  return tests;
}
