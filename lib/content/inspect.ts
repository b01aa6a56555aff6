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
import { checkAgentRule, defineContentMacros } from "./agent-check.ts";
import { loadAgentContent } from "./agent-content.ts";
import { testAgentRule } from "./agent-test.ts";
import { loadDetectionContent } from "./detection-content.ts";
import { testDetectionRule } from "./detection-test.ts";
import { placeFault } from "./place.ts";
import { parsePolicy } from "./policy.ts";
import type { AgentContent, AgentRule, ContentFile, FileDiagnostic, TestResult } from "./types.ts";

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
  status: "loads" | "disabled" | "replaced" | "error";
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

type Loaded = {
  contents: AgentContent[];
  detections: ReturnType<typeof loadDetectionContent>;
  environment: CheckEnvironment;
  diagnostics: FileDiagnostic[];
};

/** Macros of our own content come first, so that policies may add to them. */
function load(files: readonly ContentFile[]): Loaded {
  const byKind = Map.groupBy(files, kindOf);
  const agent = loadAgentContent([...(byKind.get("agent") ?? []), ...(byKind.get("") ?? [])]);
  const policies = (byKind.get("policy") ?? []).map(({ path, text }) => parsePolicy(path, text));
  const detections = loadDetectionContent(byKind.get("detection") ?? []);
  const all = [agent, ...policies];
  const { macros, diagnostics } = defineContentMacros(all.flatMap((content) => content.macros));
  return {
    contents: [...policies, agent],
    detections,
    environment: { table: FIELD_TABLE, macros },
    diagnostics: [
      ...all.flatMap((content) => content.diagnostics),
      ...detections.diagnostics,
      ...diagnostics,
    ],
  };
}

/** Checks and lints the rules of files, as far as they can be read. */
export function inspectContent(files: readonly ContentFile[]): Inspection {
  const { contents, detections, environment, diagnostics } = load(files);
  const taken = new Set<string>();
  const rules: RuleReport[] = [];
  for (const rule of contents.flatMap((content) => content.rules)) {
    rules.push(inspectRule(rule, environment, taken.has(rule.id), diagnostics));
    taken.add(rule.id);
  }
  const byPlace = (a: FileDiagnostic, b: FileDiagnostic) =>
    a.path === b.path ? a.span.start - b.span.start : a.path < b.path ? -1 : 1;
  return {
    rules,
    detections: detections.rules.length,
    macros: environment.macros?.size ?? 0,
    diagnostics: diagnostics.sort(byPlace),
  };
}

function inspectRule(
  rule: AgentRule,
  environment: CheckEnvironment,
  isReplaced: boolean,
  diagnostics: FileDiagnostic[],
): RuleReport {
  const { expressions, diagnostics: faults } = checkAgentRule(rule, environment);
  const found = [...faults];
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
    const special = specializeRule(each.rule, table, { "event.rule.tags": rule.tags });
    const undelivered = undeliveredFields(each.rule, table);
    return { id: rule.id, rule: special, canFire: canHold(special), undelivered };
  });
  const live = entries.filter(({ canFire }) => canFire);
  const loads = isReplaced ? "replaced" : rule.isDisabled ? "disabled" : "loads";
  return {
    id: rule.id,
    path: rule.path,
    status: expressions.length === 0 ? "error" : loads,
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

/** Runs the inline tests of files, and gives what kept others from being read. */
export function testContent(files: readonly ContentFile[]): {
  tests: PlacedTest[];
  diagnostics: FileDiagnostic[];
} {
  const { contents, detections, environment, diagnostics } = load(files);
  const place = (ruleId: string, path: string) => (test: TestResult) => ({ ...test, ruleId, path });
  const tests = contents.flatMap(({ rules }) =>
    rules.flatMap((rule) => testAgentRule(rule, environment).map(place(rule.id, rule.path))),
  );
  for (const content of detections.contents) {
    tests.push(...testDetectionRule(content).map(place(content.rule.id, content.path)));
  }
  return { tests, diagnostics: diagnostics.filter(({ severity }) => severity === "error") };
}
