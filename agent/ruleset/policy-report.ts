/**
 * What the agent reports of its policies, in the shape that owners of such policies know: each
 * policy with its status, each rule with what became of it.
 */
import type { Action, LoadedRule, PolicyName } from "#lib/content";
import type { LoadedSources } from "./rule-sources.ts";

type Json = Readonly<Record<string, unknown>>;

export type PolicyReport = {
  name: string;
  version: string;
  source: string;
  status: "loaded" | "partially_loaded" | "error";
  message?: string;
  rules: readonly RuleReport[];
};

export type RuleReport = {
  id: string;
  version?: string;
  expression: string;
  status: string;
  message?: string;
  filter_type?: string;
  agent_version?: string;
  filters?: readonly string[];
  tags?: Readonly<Record<string, string>>;
  product_tags?: readonly string[];
  group_id?: string;
  actions?: readonly Json[];
  modified_by?: readonly Json[];
};

/** Reports every policy, in the order they take effect, with what is said of each rule. */
export function reportPolicies(
  sources: LoadedSources,
  messageOf: (rule: LoadedRule) => string,
): PolicyReport[] {
  const { policies, rules, describe, unreadable } = sources;
  return policies.map(({ policy, status, diagnostics }) => {
    const lines = diagnostics.map(describe);
    if (policy.source === "content") {
      lines.push(...unreadable.map(({ path, reason }) => `${path}: not read: ${reason}`));
    }
    return {
      ...nameOf(policy),
      status,
      ...(lines.length === 0 ? {} : { message: lines.join("\n") }),
      rules: rules
        .filter((rule) => rule.policy === policy)
        .map((rule) => reportRule(rule, messageOf(rule))),
    };
  });
}

function nameOf({ name, version, source }: PolicyName) {
  return { name, version, source };
}

function reportRule(loaded: LoadedRule, message: string): RuleReport {
  const { rule, status, filterType, modifiedBy } = loaded;
  const { version, agentVersion, filters, productTags, groupId, actions } = rule.terms;
  const parts: Partial<RuleReport> = {
    version,
    message,
    filter_type: filterType,
    agent_version: agentVersion?.text ?? "",
    filters: filters.map(({ text }) => text),
    tags: Object.fromEntries(rule.tags.map(splitTag)),
    product_tags: productTags,
    group_id: groupId,
    actions: actions.map(reportAction),
    modified_by: modifiedBy.map(nameOf),
  };
  const isSaid = ([, value]: [string, unknown]) =>
    typeof value === "object" ? Object.keys(value ?? {}).length > 0 : value !== "";
  const said = Object.fromEntries(Object.entries(parts).filter(isSaid)) as Partial<RuleReport>;
  return { id: rule.id, expression: rule.expression, status, ...said };
}

function splitTag(tag: string): [string, string] {
  const at = tag.indexOf(":");
  return [tag.slice(0, at), tag.slice(at + 1)];
}

function reportAction(action: Action): Json {
  const { kind } = action;
  const filter = action.filter === undefined ? {} : { filter: action.filter.text };
  return { [kind]: partsOf(action), ...filter };
}

function partsOf(action: Action): Json {
  if (action.kind === "kill") {
    const { signal, scope, isContainerDisarmable, isExecutableDisarmable } = action;
    return {
      signal,
      scope,
      ...(isContainerDisarmable ? {} : { disable_container_disarmer: true }),
      ...(isExecutableDisarmable ? {} : { disable_executable_disarmer: true }),
    };
  }
  if (action.kind === "coredump") {
    const { process, mount, dentry, isCompressed } = action;
    return { process, mount, dentry, ...(isCompressed ? {} : { no_compression: true }) };
  }
  if (action.kind === "network_filter") {
    const { packets, policy, scope, ttlNs } = action;
    return { filter: packets, policy, scope, ttl: `${ttlNs / 1e9}s` };
  }
  if (action.kind !== "set") {
    const { kind: _, filter: __, path: ___, span: ____, ...parts } = action;
    return parts;
  }
  const { name, scope, source, append, ttlNs, isPrivate, isInherited } = action;
  const value = source.from === "value" ? source.value : source.text.text;
  return {
    name,
    [source.from]: value,
    ...(scope === "global" ? {} : { scope }),
    ...(append ? { append } : {}),
    ...(ttlNs > 0 ? { ttl: `${ttlNs / 1e9}s` } : {}),
    ...(isPrivate ? { private: true } : {}),
    ...(isInherited ? { inherited: true } : {}),
  };
}
