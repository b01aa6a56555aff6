/**
 * Policy files as owners of SECL rules have them, read into the same rules as our own content. What
 * has no effect here is reported; a rule that would match too much without it is left out.
 */

import { readMacro } from "./agent-content.ts";
import { attackEntry } from "./attack.ts";
import * as faults from "./diagnostics.ts";
import { expandExpression } from "./expression.ts";
import { uniqueById } from "./head.ts";
import type { AgentContent, AgentRule, FileDiagnostic, Macro } from "./types.ts";
import { COMPATIBLE_VERSION, satisfies } from "./version.ts";
import {
  boolAt,
  checkKeys,
  needText,
  openYaml,
  placedAt,
  plainMapAt,
  report,
  type Section,
  sectionsAt,
  spanOf,
  textAt,
  textsAt,
} from "./yaml.ts";

const POLICY_KEYS = ["version", "type", "macros", "rules"];
const POLICY_IGNORED = ["replace_policy_id"];
const MACRO_KEYS = [
  "id",
  "expression",
  "values",
  "description",
  "agent_version",
  "combine",
  "filters",
];
const RULE_KEYS = [
  "id",
  "version",
  "expression",
  "description",
  "tags",
  "product_tags",
  "agent_version",
  "disabled",
  "group_id",
  "silent",
  "filters",
  "combine",
];
const RULE_IGNORED = ["override_options", "actions", "every", "limiter_token", "priority"];
const RULE_ID = /^[a-zA-Z0-9_]+$/;

/** Reads one policy file. Its rules have no severity of their own and are "info". */
export function parsePolicy(path: string, text: string): AgentContent {
  const diagnostics: FileDiagnostic[] = [];
  const section = openYaml({ path, text }, diagnostics);
  if (section === undefined) return { rules: [], macros: [], diagnostics };
  checkKeys(section, POLICY_KEYS, POLICY_IGNORED);
  needText(section, "version", "It says which edition of the policy this is.");
  const macros = sectionsAt(section, "macros").flatMap((entry) => {
    checkKeys(entry, MACRO_KEYS);
    return keepMacro(entry);
  });
  const rules = sectionsAt(section, "rules").flatMap((entry) => {
    checkKeys(entry, RULE_KEYS, RULE_IGNORED);
    const rule = readRule(entry);
    return rule === undefined ? [] : [rule];
  });
  return { rules: uniqueById(rules, (rule) => rule, diagnostics), macros, diagnostics };
}

function keepMacro(section: Section): Macro[] {
  const id = textAt(section, "id") ?? "";
  const reason = reasonToSkip(section);
  if (reason !== "") {
    report(section.source, faults.policyRuleSkipped(spanOf(section, "id"), id, reason));
    return [];
  }
  const macro = isMeant(section) ? readMacro(section) : undefined;
  return macro === undefined ? [] : [macro];
}

function readRule(section: Section): AgentRule | undefined {
  const { source } = section;
  const id = needText(section, "id", "Matches name their rule by it.");
  if (id === undefined) return undefined;
  if (!RULE_ID.test(id)) return report(source, faults.idInvalid(spanOf(section, "id"), id));
  const overrides = textAt(section, "combine") === "override";
  const reason = overrides ? "it changes an earlier rule, which stays" : reasonToSkip(section);
  if (reason !== "") {
    return report(source, faults.policyRuleSkipped(spanOf(section, "id"), id, reason));
  }
  if (!isMeant(section)) return undefined;
  needText(section, "expression", "It decides what matches.");
  const written = placedAt(section, "expression");
  if (written === undefined) return undefined;
  const description = textAt(section, "description")?.trim() ?? "";
  const tags = Object.entries(plainMapAt(section, "tags")).map(([key, value]) => `${key}:${value}`);
  return {
    id,
    name: description === "" ? id : description,
    severity: "info",
    maturity: "stable",
    attack: attackOf(tags),
    expression: written.text,
    expressions: expandExpression(written, description),
    message: description,
    why: "",
    respond: [],
    gaps: "",
    tags: [...tags, ...textsAt(section, "product_tags")],
    isDisabled: boolAt(section, "disabled") ?? false,
    tests: [],
    path: source.path,
    span: spanOf(section, "expression"),
  };
}

/** Why a rule cannot be loaded as its author meant it; "" when it can. */
function reasonToSkip(section: Section): string {
  if (textsAt(section, "filters").some((filter) => !isLinux(filter))) {
    return "it is limited to some hosts by filters";
  }
  if (section.map.has("silent") && boolAt(section, "silent")) return "it is silent";
  return "";
}

/** The one filter that always holds here. */
function isLinux(filter: string): boolean {
  return /^\s*os\s*==\s*"linux"\s*$/.test(filter);
}

/**
 * Whether the versions that the rule is written for include ours; others are left out without a
 * word.
 */
function isMeant(section: Section): boolean {
  const constraint = textAt(section, "agent_version");
  if (constraint === undefined || constraint.trim() === "") return true;
  const isSatisfied = satisfies(COMPATIBLE_VERSION, constraint);
  if (isSatisfied !== undefined) return isSatisfied;
  report(section.source, faults.versionConstraint(spanOf(section, "agent_version"), constraint));
  return false;
}

/** Tags such as `technique:T1059-…` and `tactic:TA0002-…`. */
function attackOf(tags: readonly string[]): string[] {
  const ids = tags.map((tag) => /^(?:tactic|technique):(TA?[\d.]+)/.exec(tag)?.[1] ?? "");
  return ids.filter((id) => attackEntry(id) !== undefined);
}
