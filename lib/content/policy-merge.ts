/**
 * Many policies → one list of rules, each id once. Policies come in the order they take effect:
 * our own content, default.policy, then the others by name.
 */

import { attackOf } from "./policy.ts";
import * as faults from "./policy-diagnostics.ts";
import type { FilterType, HostFilter } from "./policy-host.ts";
import type { Action, AgentContent, AgentRule, FileDiagnostic, Macro } from "./types.ts";

/** Where a rule is from. */
export type PolicyName = { name: string; version: string; source: "content" | "file" };

/** One policy to load; `isDefault` when others may switch its rules off and change them whole. */
export type PolicySource = {
  policy: PolicyName;
  isDefault: boolean;
  content: AgentContent & { replaces?: string };
};

export type MergedRule = {
  rule: AgentRule;
  policy: PolicyName;
  isDefault: boolean;
  /** Policies that changed it, in order. */
  modifiedBy: PolicyName[];
  /** Why it is not for this host, or "". */
  filterType: FilterType | "fault" | "replaced";
  /** In words, with `filterType`. */
  reason: string;
  diagnostics: FileDiagnostic[];
};

const REASONS: Readonly<Record<string, string>> = {
  agent_version: "it is written for other versions of the agent",
  rule_filter: "its filters are about other hosts",
  fault: "its conditions cannot be read",
};

/** Joins rules of all policies in the order they are to be evaluated. */
export function mergePolicies(sources: readonly PolicySource[], filter: HostFilter): MergedRule[] {
  const merged: MergedRule[] = [];
  const byId = new Map<string, MergedRule>();
  for (const { policy, isDefault, content } of sources) {
    const replacing = isDefault ? replacerOf(sources, policy) : undefined;
    for (const rule of content.rules) {
      const entry = accept(rule, policy, isDefault, filter);
      const before = byId.get(rule.id);
      if (replacing !== undefined) {
        merged.push(leaveOut(entry, "replaced", `the policy ${replacing} takes this one's place`));
      } else if (entry.filterType !== "") merged.push(entry);
      else if (before === undefined) {
        if (rule.terms.combine === "override") addOverride(merged, entry);
        else {
          merged.push(entry);
          byId.set(rule.id, entry);
        }
      } else combine(merged, byId, before, entry);
    }
  }
  return merged.sort(byUrgency);
}

function replacerOf(sources: readonly PolicySource[], { name }: PolicyName): string | undefined {
  const names = [name, `${name}.policy`];
  return sources.find(({ content }) => names.includes(content.replaces ?? ""))?.policy.name;
}

function accept(
  rule: AgentRule,
  policy: PolicyName,
  isDefault: boolean,
  filter: HostFilter,
): MergedRule {
  const diagnostics = [...rule.faults];
  const filterType = filter(rule.terms, (fault) => diagnostics.push({ ...fault, rule: rule.id }));
  const reason = REASONS[filterType] ?? "";
  return { rule, policy, isDefault, modifiedBy: [], filterType, reason, diagnostics };
}

function leaveOut(entry: MergedRule, filterType: "replaced" | "fault", reason: string): MergedRule {
  return { ...entry, filterType, reason };
}

function note(entry: MergedRule, fault: FileDiagnostic): void {
  entry.diagnostics.push({ ...fault, rule: entry.rule.id });
}

/** An override of nothing is at fault. */
function addOverride(merged: MergedRule[], entry: MergedRule): void {
  const { rule } = entry;
  const fault = faults.overrideMissing(rule.terms.idSpan, rule.id);
  note(entry, { ...fault, path: rule.path });
  merged.push(leaveOut(entry, "fault", fault.what));
}

function combine(
  merged: MergedRule[],
  byId: Map<string, MergedRule>,
  before: MergedRule,
  entry: MergedRule,
): void {
  const { rule, policy } = entry;
  const isOverride = rule.terms.combine === "override";
  const isSwitch = rule.isDisabled !== before.rule.isDisabled;
  if (isOverride && !rule.isDisabled) override(before, entry);
  else if (!isOverride && !isSwitch) {
    twice(merged, byId, before, entry);
    return;
  }
  const mayDisable = before.rule.isDisabled || (before.isDefault && !entry.isDefault);
  if (isSwitch && mayDisable) {
    /* What was only switched off has no expression of its own. */
    const stays = before.rule.expression === "" && rule.expression !== "" ? rule : before.rule;
    before.rule = { ...stays, isDisabled: rule.isDisabled };
  }
  before.modifiedBy.push(policy);
}

/** A host's own rule stands before a shipped one of the same id; else the first stands. */
function twice(
  merged: MergedRule[],
  byId: Map<string, MergedRule>,
  before: MergedRule,
  entry: MergedRule,
): void {
  const { rule, policy } = entry;
  if (before.policy.source === "content" && policy.source === "file") {
    before.filterType = "replaced";
    before.reason = `the rule of the same id in the policy ${policy.name} takes its place`;
    byId.set(rule.id, entry);
    merged.push(entry);
    return;
  }
  const fault = faults.ruleTwice(rule.terms.idSpan, rule.id, before.policy.name);
  note(entry, { ...fault, path: rule.path });
  merged.push(leaveOut(entry, "replaced", fault.what));
}

function override(before: MergedRule, { rule, diagnostics }: MergedRule): void {
  const { overrides } = rule.terms;
  const first = before.rule;
  if (rule.expression !== "" && rule.expression !== first.expression) {
    const fault = faults.expressionKept(rule.span, rule.id);
    note(before, { ...fault, path: rule.path });
  }
  before.diagnostics.push(...diagnostics);
  const has = (field: (typeof overrides)[number]) => overrides.includes(field);
  if (has("all") && before.isDefault) {
    const { expression, expressions, span, path } = first;
    before.rule = { ...rule, expression, expressions, span, path };
    return;
  }
  const terms = { ...first.terms };
  const tags = has("tags") ? mergeTags(first.tags, rule.tags) : first.tags;
  if (has("actions")) terms.actions = mergeActions(terms.actions, rule.terms.actions);
  if (has("every")) terms.everyNs = rule.terms.everyNs;
  if (has("product_tags")) terms.productTags = rule.terms.productTags;
  const attack = [...new Set([...first.attack, ...attackOf(tags)])];
  before.rule = { ...first, terms, tags, attack };
}

function mergeTags(first: readonly string[], added: readonly string[]): string[] {
  const keyOf = (tag: string) => tag.slice(0, tag.indexOf(":"));
  const keys = new Set(added.map(keyOf));
  return [...first.filter((tag) => !keys.has(keyOf(tag))), ...added];
}

function mergeActions(first: readonly Action[], added: readonly Action[]): Action[] {
  const textOf = ({ span: _, path: __, ...action }: Action) =>
    JSON.stringify(action, (key, value: unknown) =>
      key === "offsets" || key === "path" ? undefined : value,
    );
  const known = new Set(first.map(textOf));
  return [...first, ...added.filter((action) => !known.has(textOf(action)))];
}

const FIRST_TAG = "execution_context:true";

/** Rules that set a context come first, then by priority; else as they were loaded. */
function byUrgency(left: MergedRule, right: MergedRule): number {
  const rank = ({ rule }: MergedRule) => (rule.tags.includes(FIRST_TAG) ? 0 : 1);
  return rank(left) - rank(right) || right.rule.terms.priority - left.rule.terms.priority;
}

/** Macros as rules of our own content see them, and as rules of the host's policies do. */
export type MergedMacros = Record<PolicyName["source"], Macro[]>;

/**
 * Macros that are for this host, in order. A policy that defines a macro of our own name means its
 * own; with `combine` it means to change ours, for our rules too.
 */
export function mergeMacros(
  sources: readonly PolicySource[],
  filter: HostFilter,
  onFault: (diagnostic: FileDiagnostic) => void,
): MergedMacros {
  const accepted = sources.flatMap(({ policy, isDefault, content }) => {
    const isReplaced = isDefault && replacerOf(sources, policy) !== undefined;
    if (isReplaced && policy.source === "file") return [];
    const macros = content.macros.filter(
      ({ conditions }) => conditions === undefined || filter(conditions, onFault) === "",
    );
    return macros.map((macro) => ({ macro, isOurs: policy.source === "content" }));
  });
  const defined = new Set(
    accepted.flatMap(({ macro, isOurs }) =>
      isOurs || macro.combine !== undefined ? [] : [macro.id],
    ),
  );
  const pick = (isSeen: (each: (typeof accepted)[number]) => boolean) =>
    accepted.filter(isSeen).map(({ macro }) => macro);
  return {
    content: pick(({ macro, isOurs }) => isOurs || !defined.has(macro.id)),
    file: pick(({ macro, isOurs }) => !isOurs || !defined.has(macro.id)),
  };
}
