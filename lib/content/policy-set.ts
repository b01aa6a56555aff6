/**
 * All policies of a host → rules ready to compile: merged, their variables and macros known, every
 * expression and action checked. What does not load says why, with its place; the rest loads.
 */
import { DIAGNOSTICS_MAX } from "#lib/base";
import type { FieldTable } from "#lib/event";
import type { CheckEnvironment, MacroTable, ValueFunction } from "#lib/secl";
import { checkValue, compileValue } from "#lib/secl";
import { type CheckedAction, checkAction } from "./action-check.ts";
import { type CheckedExpression, checkAgentRule, defineContentMacros } from "./agent-check.ts";
import { loadAgentContent } from "./agent-content.ts";
import { keyMissing } from "./diagnostics.ts";
import { hasError } from "./head.ts";
import { placeFault } from "./place.ts";
import { parsePolicy } from "./policy.ts";
import * as faults from "./policy-diagnostics.ts";
import {
  createHostFilter,
  type FilterType,
  type HostFilter,
  type PolicyHost,
} from "./policy-host.ts";
import {
  type MergedRule,
  mergeMacros,
  mergePolicies,
  type PolicyName,
  type PolicySource,
} from "./policy-merge.ts";
import type { Action, AgentRule, ContentFile, FileDiagnostic } from "./types.ts";
import { BUILT_IN, declareVariable, type Variable } from "./variables.ts";

/** A rule as it was found. `filterType` and `reason` say why it is not meant for this host. */
export type LoadedRule = {
  rule: AgentRule;
  policy: PolicyName;
  modifiedBy: readonly PolicyName[];
  status: "loaded" | "filtered" | "error";
  filterType: FilterType | "disabled" | "replaced";
  reason: string;
  /** Empty unless loaded. */
  expressions: readonly CheckedExpression[];
  actions: readonly CheckedAction[];
  limiterTokens: readonly ValueFunction[];
  /** What is wrong with it, warnings too. */
  diagnostics: readonly FileDiagnostic[];
};

/** A policy: loaded when all of it is, and what is wrong beside what its rules say. */
export type LoadedPolicy = {
  policy: PolicyName;
  status: "loaded" | "partially_loaded" | "error";
  /** Of the file, of macros, and of entries that could not be read, which carry their id. */
  diagnostics: readonly FileDiagnostic[];
};

export type LoadedPolicies = {
  policies: LoadedPolicy[];
  /** In the order of evaluation. */
  rules: LoadedRule[];
  variables: ReadonlyMap<string, Variable>;
  /** What the names in rules of our content, and of policies, mean. */
  environments: Readonly<Record<PolicyName["source"], CheckEnvironment>>;
};

export type LoadOptions = {
  table: FieldTable;
  /** Undefined when it is not known, as for a check of files. */
  host: PolicyHost | undefined;
  /** Events that this host does not deliver though rules may name them. */
  disabledEvents?: ReadonlySet<string>;
};

/** Files to load: our own content, and policies in the order they take effect. */
export type PolicyFiles = { content: readonly ContentFile[]; policies: readonly ContentFile[] };

/** The policy that our own content is. */
export const CONTENT_POLICY = "vigil";
const DEFAULT_POLICY = "default";
const VERSION_LENGTH_MAX = 64;

/** Reads files into policies, named as their files; our own content comes first. */
export function readPolicies(files: PolicyFiles, contentVersion: string): PolicySource[] {
  const policy: PolicyName = { name: CONTENT_POLICY, version: contentVersion, source: "content" };
  const shipped = { policy, isDefault: true, content: loadAgentContent(files.content) };
  const own = files.policies.map(({ path, text }): PolicySource => {
    const content = parsePolicy(path, text);
    const name = (path.split("/").at(-1) ?? path).replace(/\.policy$/, "");
    const version = content.version.slice(0, VERSION_LENGTH_MAX);
    return {
      policy: { name, version, source: "file" },
      isDefault: name === DEFAULT_POLICY,
      content,
    };
  });
  return [shipped, ...own];
}

type Loading = LoadOptions & { variables: Map<string, Variable> };

/** Loads policies, which are given in the order they take effect. */
export function loadPolicies(
  sources: readonly PolicySource[],
  options: LoadOptions,
): LoadedPolicies {
  const filter = createHostFilter(options.host);
  const diagnostics = sources.flatMap(({ content }) => content.diagnostics);
  const merged = mergePolicies(sources, filter);
  const macros = defineAll(sources, filter, diagnostics);
  const variables = new Map<string, Variable>();
  const loading: Loading = { ...options, variables };
  const declared = merged.map((entry) => declare(entry, loading));
  const known = new Map([...BUILT_IN, ...variables]);
  const { table } = options;
  const environments = {
    content: { table, macros: macros.content, variables: known },
    file: { table, macros: macros.file, variables: known },
  };
  const rules = merged.map((entry, at) =>
    loadRule(entry, declared[at] ?? [], environments[entry.policy.source], loading),
  );
  const policies = sources.map((source) => summarize(source, rules, diagnostics));
  return { policies, rules, variables, environments };
}

function defineAll(
  sources: readonly PolicySource[],
  filter: HostFilter,
  diagnostics: FileDiagnostic[],
): Record<PolicyName["source"], MacroTable> {
  const merged = mergeMacros(sources, filter, (fault) => diagnostics.push(fault));
  const file = defineContentMacros(merged.file);
  const content = defineContentMacros(merged.content);
  diagnostics.push(...file.diagnostics);
  for (const fault of content.diagnostics) {
    if (!file.diagnostics.some((other) => isSame(other, fault))) diagnostics.push(fault);
  }
  return { content: content.macros, file: file.macros };
}

function summarize(
  { policy, content }: PolicySource,
  rules: readonly LoadedRule[],
  faults: readonly FileDiagnostic[],
): LoadedPolicy {
  const paths = new Set(
    [...content.rules, ...content.macros, ...content.diagnostics].map(({ path }) => path),
  );
  const diagnostics = faults.filter(({ path }) => paths.has(path));
  const own = rules.filter((each) => each.policy === policy);
  const isFaulty =
    hasError(diagnostics) ||
    own.some((each) => each.status === "error" || hasError(each.diagnostics));
  const isAny = own.some(({ status }) => status !== "error");
  const status = isFaulty ? (isAny ? "partially_loaded" : "error") : "loaded";
  return { policy, status, diagnostics };
}

function isSame(one: FileDiagnostic, other: FileDiagnostic): boolean {
  return one.code === other.code && one.path === other.path && one.span.start === other.span.start;
}

function isWanted({ rule, filterType }: MergedRule): boolean {
  return filterType === "" && !rule.isDisabled;
}

/** Notes a fault of a rule; as many as of a file are kept. */
function noteIn({ rule, diagnostics }: MergedRule) {
  return (fault: FileDiagnostic) => {
    if (diagnostics.length < DIAGNOSTICS_MAX) diagnostics.push({ ...fault, rule: rule.id });
  };
}

/** The actions of a rule that can be: their variables are known from here on. */
function declare(entry: MergedRule, loading: Loading): Action[] {
  if (!isWanted(entry)) return [];
  const onFault = noteIn(entry);
  const environment: CheckEnvironment = { table: loading.table };
  return entry.rule.terms.actions.filter(
    (action) =>
      action.kind !== "set" || declareVariable(action, environment, loading.variables, onFault),
  );
}

function loadRule(
  entry: MergedRule,
  actions: readonly Action[],
  environment: CheckEnvironment,
  loading: Loading,
): LoadedRule {
  const { rule, policy, modifiedBy, filterType, reason, diagnostics } = entry;
  const none = { expressions: [], actions: [], limiterTokens: [] };
  const found = { rule, policy, modifiedBy, ...none, diagnostics, filterType: "" as const, reason };
  if (filterType === "fault") return { ...found, status: "error" };
  if (filterType !== "") return { ...found, status: "filtered", filterType };
  if (rule.isDisabled) {
    return { ...found, status: "filtered", filterType: "disabled", reason: "it is disabled" };
  }
  const onFault = noteIn(entry);
  if (rule.expressions.length === 0) {
    const missing = keyMissing(rule.terms.idSpan, "expression", "It decides what matches.");
    onFault({ ...missing, path: rule.path });
  }
  const checked = checkAgentRule(rule, environment);
  for (const fault of checked.diagnostics) onFault(fault);
  const { expressions } = checked;
  const events = [...new Set(expressions.map((each) => each.rule.event))];
  const disabled = events.find((event) => loading.disabledEvents?.has(event));
  if (disabled !== undefined) {
    onFault({ ...faults.eventDisabled(rule.span, disabled), path: rule.path });
  }
  if (expressions.length === 0 || disabled !== undefined) return { ...found, status: "error" };
  const limiterTokens = checkTokens(rule, events, environment, onFault);
  const works = actions.flatMap(
    (action) =>
      checkAction(
        action,
        { path: rule.path, expressions },
        environment,
        loading.variables,
        onFault,
      ) ?? [],
  );
  return { ...found, status: "loaded", expressions, actions: works, limiterTokens };
}

/** A token that cannot be read is reported; the rule then has one limit less to tell apart. */
function checkTokens(
  { terms }: AgentRule,
  events: readonly string[],
  environment: CheckEnvironment,
  onFault: (fault: FileDiagnostic) => void,
): ValueFunction[] {
  return terms.limiterTokens.flatMap((token) => {
    const results = events.map((event) => checkValue(token.text, environment, event));
    for (const { diagnostics } of results) {
      for (const fault of diagnostics) onFault(placeFault(token, fault, token.path));
    }
    const values = results.flatMap(({ value }) => value ?? []);
    return values.length === events.length ? values.slice(0, 1).map(compileValue) : [];
  });
}
