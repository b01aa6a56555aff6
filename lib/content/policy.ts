/**
 * Policy files as owners of SECL rules have them, read into the same rules as our own content.
 * What has no effect here is a warning; a rule at fault is left out and the rest loads. Which
 * rules are for this host, and what overrides what, is decided when all policies are known.
 */
import { NO_TERMS, readMacro } from "./agent-content.ts";
import { attackEntry } from "./attack.ts";
import * as contentFaults from "./diagnostics.ts";
import { expandExpression, namesWrites } from "./expression.ts";
import { hasError } from "./head.ts";
import { POLICY_ENTRIES_MAX } from "./limits.ts";
import { durationAt, fileTextAt, readActions } from "./policy-action.ts";
import * as faults from "./policy-diagnostics.ts";
import {
  type AgentRule,
  type Conditions,
  type FileDiagnostic,
  type FileText,
  type Macro,
  OVERRIDE_FIELDS,
  type OverrideField,
  type Policy,
  type RuleTerms,
} from "./types.ts";
import {
  boolAt,
  checkKeys,
  hasKey,
  listAt,
  needText,
  openYaml,
  placedAt,
  placedListAt,
  plainMapAt,
  report,
  type Section,
  sectionAt,
  sectionsAt,
  spanOf,
  textAt,
  textsAt,
  withDiagnostics,
  wordAt,
} from "./yaml.ts";

export const POLICY_KEYS: readonly string[] = [
  "version",
  "type",
  "replace_policy_id",
  "macros",
  "rules",
];
export const MACRO_KEYS: readonly string[] = [
  "id",
  "expression",
  "values",
  "description",
  "agent_version",
  "combine",
  "filters",
];
export const RULE_KEYS: readonly string[] = [
  "id",
  "version",
  "expression",
  "description",
  "tags",
  "product_tags",
  "agent_version",
  "filters",
  "disabled",
  "combine",
  "override_options",
  "actions",
  "every",
  "limiter_token",
  "silent",
  "group_id",
  "priority",
];
export const OVERRIDE_OPTIONS_KEYS: readonly string[] = ["fields"];
const RULE_ID = /^[a-zA-Z0-9_]+$/;
const DEFAULT_POLICY_FILE = /(?:^|\/)default\.policy$/;

/** Ids of what the agent reports of itself. */
export const RESERVED_RULE_IDS: readonly string[] = [
  "ruleset_loaded",
  "heartbeat",
  "cgroup_throttled",
  "canary_missing",
  "abnormal_path",
  "self_test",
  "anomaly_detection",
  "no_process_context",
  "broken_process_lineage",
  "ebpfless_hello_msg",
  "internal_core_dump",
  "sysctl_snapshot",
  "rawpacket_action",
  "agent_degraded",
  "events_lost",
];

/** Reads one policy file. Its rules have no severity of their own and are "info". */
export function parsePolicy(path: string, text: string): Policy {
  const diagnostics: FileDiagnostic[] = [];
  const section = openYaml({ path, text }, diagnostics);
  const none = { rules: [], macros: [], diagnostics, version: "", replaces: "" };
  if (section === undefined) return none;
  checkKeys(section, POLICY_KEYS, true);
  const macros = readEntries(section, "macros", readPolicyMacro);
  const rules = readEntries(section, "rules", readRule);
  const isEmpty = !hasKey(section, "rules") && !hasKey(section, "macros");
  if (isEmpty && !DEFAULT_POLICY_FILE.test(path)) {
    report(section.source, faults.policyEmpty(spanOf(section)));
  }
  const version = textAt(section, "version")?.trim() ?? "";
  const replaces = textAt(section, "replace_policy_id")?.trim() ?? "";
  return { rules, macros, diagnostics, version, replaces };
}

/** Reads the entries of a list. What is wrong with one carries its id; a rule keeps its own. */
function readEntries<Entry extends object>(
  section: Section,
  key: string,
  read: (entry: Section) => Entry | undefined,
): Entry[] {
  const { source } = section;
  const entries = sectionsAt(section, key);
  if (entries.length > POLICY_ENTRIES_MAX) {
    report(source, faults.tooManyEntries(spanOf(section, key), key, POLICY_ENTRIES_MAX));
  }
  return entries.slice(0, POLICY_ENTRIES_MAX).flatMap((entry) => {
    const own: FileDiagnostic[] = [];
    const result = read(withDiagnostics(entry, own));
    if (own.length > 0) {
      const rule = textAt(withDiagnostics(entry, []), "id") ?? "";
      for (const diagnostic of own) diagnostic.rule = rule;
    }
    if (result === undefined || !("faults" in result)) {
      for (const diagnostic of own) report(source, diagnostic);
    }
    return result === undefined ? [] : [result];
  });
}

function readPolicyMacro(section: Section): Macro | undefined {
  const { source } = section;
  checkKeys(section, MACRO_KEYS, true);
  wordAt(section, "combine", ["merge", "override"]);
  const conditions = readConditions(section);
  const macro = readMacro(section);
  if (macro === undefined || hasError(source.diagnostics)) return undefined;
  if (namesWrites(macro.expression ?? "")) {
    return report(source, faults.macroWrites(spanOf(section, "expression"), macro.id));
  }
  return { ...macro, conditions };
}

function readConditions(section: Section): Conditions {
  return {
    agentVersion: fileTextAt(section, "agent_version"),
    filters: fileTextsAt(section, "filters"),
  };
}

function fileTextsAt(section: Section, key: string): FileText[] {
  const { path } = section.source;
  return placedListAt(section, key).map((placed) => ({ ...placed, path }));
}

function readRule(section: Section): AgentRule | undefined {
  const { source } = section;
  checkKeys(section, RULE_KEYS, true);
  const id = needText(section, "id", "Matches name their rule by it.");
  if (id === undefined) return undefined;
  const idSpan = spanOf(section, "id");
  if (!RULE_ID.test(id)) return report(source, contentFaults.idInvalid(idSpan, id));
  if (RESERVED_RULE_IDS.includes(id)) return report(source, faults.idReserved(idSpan, id));
  const description = textAt(section, "description")?.trim() ?? "";
  const tags = Object.entries(plainMapAt(section, "tags")).map(([key, value]) => `${key}:${value}`);
  const isDisabled = boolAt(section, "disabled") ?? false;
  const terms = readTerms(section);
  if (!isDisabled && terms.combine === "") {
    needText(section, "expression", "It decides what matches.");
  }
  const written = hasKey(section, "expression") ? placedAt(section, "expression") : undefined;
  if (hasError(source.diagnostics)) return undefined;
  return {
    id,
    name: description === "" ? id : description,
    severity: "info",
    maturity: "stable",
    attack: attackOf(tags),
    expression: written?.text ?? "",
    expressions: written === undefined ? [] : expandExpression(written, description),
    message: description,
    why: "",
    respond: [],
    gaps: "",
    tags,
    terms: { ...terms, actions: readActions(section) },
    isDisabled,
    tests: [],
    path: source.path,
    span: spanOf(section, "expression"),
    faults: source.diagnostics,
  };
}

function readTerms(section: Section): RuleTerms {
  return {
    ...NO_TERMS,
    ...readConditions(section),
    version: textAt(section, "version")?.trim() ?? "",
    combine: wordAt(section, "combine", ["override"]) ?? "",
    overrides: readOverrides(section),
    everyNs: durationAt(section, "every"),
    limiterTokens: fileTextsAt(section, "limiter_token"),
    isSilent: boolAt(section, "silent") ?? false,
    groupId: textAt(section, "group_id") ?? "",
    priority: Number(textAt(section, "priority") ?? 0) || 0,
    productTags: textsAt(section, "product_tags"),
    idSpan: spanOf(section, "id"),
  };
}

function readOverrides(section: Section): OverrideField[] {
  const options = sectionAt(section, "override_options");
  if (options === undefined) return [];
  checkKeys(options, OVERRIDE_OPTIONS_KEYS, true);
  return listAt(options, "fields").flatMap(({ text, span }) => {
    const field = OVERRIDE_FIELDS.find((known) => known === text);
    if (field !== undefined) return [field];
    const unknown = contentFaults.valueUnknown(span, "field of overrides", text, OVERRIDE_FIELDS);
    report(section.source, unknown);
    return [];
  });
}

/** Tags such as `technique:T1059-…` and `tactic:TA0002-…`. */
export function attackOf(tags: readonly string[]): string[] {
  const ids = tags.map((tag) => /^(?:tactic|technique):(TA?[\d.]+)/.exec(tag)?.[1] ?? "");
  return ids.filter((id) => attackEntry(id) !== undefined);
}
