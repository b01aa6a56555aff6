/**
 * What people may change of a default rule. Overrides are kept apart from the rule, by the names of
 * its cases and queries, so that they stay when the rule itself is updated.
 */
import { queryLabels } from "#lib/detection";
import type { DetectionRule, RuleCase, Severity } from "#lib/protocol";
import { refuseRule } from "./errors.ts";
import { type Json, readWholeRule, withoutOwned } from "./read.ts";

export type RuleOverride = {
  isEnabled?: boolean;
  customName?: string;
  customMessage?: string;
  /** Beside those that the rule has. */
  tags?: string[];
  decreaseCriticalityBasedOnEnv?: boolean;
  /** By name of the case, or `#` and its place. */
  cases?: Record<string, { status?: Severity; notifications?: string[] }>;
  /** Query extensions by label of the query. */
  queries?: Record<string, string>;
};

function caseKey({ name }: RuleCase, at: number): string {
  return name === "" ? `#${at}` : name;
}

/** The rule as it is shown: its own logic, and what people set. */
export function applyOverride(rule: DetectionRule, override: RuleOverride): DetectionRule {
  const labels = queryLabels(rule.queries);
  const {
    isEnabled,
    customName,
    customMessage,
    decreaseCriticalityBasedOnEnv: decrease,
  } = override;
  return {
    ...rule,
    ...(customName === undefined ? {} : { customName }),
    ...(customMessage === undefined ? {} : { customMessage }),
    isEnabled: isEnabled ?? rule.isEnabled,
    tags: [...new Set([...rule.tags, ...(override.tags ?? [])])],
    defaultTags: rule.tags,
    queries: rule.queries.map((query, at) => {
      const customQueryExtension = override.queries?.[labels[at] ?? ""];
      return customQueryExtension === undefined ? query : { ...query, customQueryExtension };
    }),
    cases: rule.cases.map((each, at) => {
      const { status, notifications } = override.cases?.[caseKey(each, at)] ?? {};
      return {
        ...each,
        ...(status === undefined ? {} : { customStatus: status }),
        ...(notifications === undefined ? {} : { notifications }),
      };
    }),
    options: {
      ...rule.options,
      ...(decrease === undefined ? {} : { decreaseCriticalityBasedOnEnv: decrease }),
    },
  };
}

const OVERRIDES = new Set(["isEnabled", "customName", "customMessage", "tags"]);

/**
 * The overrides of a default rule after an update that says only some fields, or all of them as
 * they were shown. Throws RULE_DEFAULT when it would change anything else, RULE_DEPRECATED when it
 * would turn one on that is going, and RULE_INVALID.
 */
export function readOverride(
  rule: DetectionRule,
  override: RuleOverride,
  json: Json,
): RuleOverride {
  const shown = applyOverride(rule, override);
  const turnsOn = json["isEnabled"] === true && !shown.isEnabled;
  if (turnsOn && rule.isDeprecated) throw refuseRule("RULE_DEPRECATED");
  const given = withoutOwned(json);
  const wanted = readWholeRule({ ...shown, ...given });
  refuseLogic(shown, wanted, Object.keys(given));
  const labels = queryLabels(rule.queries);
  const cases = wanted.cases.map((each, at) => [
    caseKey(each, at),
    caseOverride(rule.cases[at], each),
  ]);
  const queries = wanted.queries.map(({ customQueryExtension }, at) => [
    labels[at] ?? "",
    customQueryExtension || undefined,
  ]);
  const tags = wanted.tags.filter((tag) => !rule.tags.includes(tag));
  const decrease = wanted.options.decreaseCriticalityBasedOnEnv;
  const isSame = decrease === rule.options.decreaseCriticalityBasedOnEnv;
  return plain({
    isEnabled: enabledOverride(rule, override, shown, wanted),
    customName: wanted.customName || undefined,
    customMessage: wanted.customMessage || undefined,
    tags: tags.length === 0 ? undefined : tags,
    decreaseCriticalityBasedOnEnv: isSame ? undefined : decrease,
    cases: Object.fromEntries(cases),
    queries: Object.fromEntries(queries),
  });
}

/**
 * What somebody set stays set while nobody changes it, also when the rule meanwhile became the same
 * by itself: a rule that was disabled does not come back with its pack.
 */
function enabledOverride(
  rule: DetectionRule,
  override: RuleOverride,
  shown: DetectionRule,
  wanted: DetectionRule,
): boolean | undefined {
  if (wanted.isEnabled === shown.isEnabled) return override.isEnabled;
  return wanted.isEnabled === rule.isEnabled ? undefined : wanted.isEnabled;
}

/** A status other than the rule's own is as good as a customStatus. */
function caseOverride(own: RuleCase | undefined, wanted: RuleCase) {
  const status = wanted.status === own?.status ? wanted.customStatus : wanted.status;
  const isNotifying = JSON.stringify(wanted.notifications) !== JSON.stringify(own?.notifications);
  const isOverridden = (status !== undefined && status !== own?.status) || isNotifying;
  if (!isOverridden) return undefined;
  return {
    status: status === own?.status ? undefined : status,
    notifications: isNotifying ? wanted.notifications : undefined,
  };
}

/** Without what is undefined: the override is stored as JSON. */
function plain(value: unknown): RuleOverride {
  return JSON.parse(JSON.stringify(value)) as RuleOverride;
}

function logicOf(rule: DetectionRule): Readonly<Record<string, unknown>> {
  const { decreaseCriticalityBasedOnEnv: _, ...options } = rule.options;
  return {
    ...rule,
    options,
    queries: rule.queries.map(({ customQueryExtension: _, ...query }) => query),
    cases: rule.cases.map(({ customStatus: _, status: __, notifications: ___, ...each }) => each),
  };
}

function refuseLogic(shown: DetectionRule, wanted: DetectionRule, fields: readonly string[]): void {
  const [before, after] = [logicOf(shown), logicOf(wanted)];
  const what = fields
    .filter((field) => !OVERRIDES.has(field))
    .filter((field) => canonical(before[field]) !== canonical(after[field]));
  if (what.length > 0) throw refuseRule("RULE_DEFAULT", { what: what.join(", ") });
}

/** JSON text in which the order of keys says nothing. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, item: unknown) =>
      typeof item === "object" && item !== null && !Array.isArray(item)
        ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
        : item,
    ) ?? ""
  );
}
