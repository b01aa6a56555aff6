/**
 * All detection rules: those of the content, which people may override in part, and those that
 * people wrote. A change is in force when its call returns, here; in other processes after their
 * next refresh.
 */

import type { Clock } from "#lib/base";
import type { RuleDiagnostic } from "#lib/detection";
import type { DetectionRule } from "#lib/protocol";
import type { Access, Person, RandomBytes } from "#server/access";
import {
  type Change,
  type Collection,
  changesOf,
  createId,
  type Entry,
  openCollection,
} from "#server/documents";
import type { Control } from "#server/store";
import type { ContentRules } from "./content-rules.ts";
import { refuseRule } from "./errors.ts";
import { applyOverride, type RuleOverride, readOverride } from "./overrides.ts";
import {
  type Json,
  type RuleBody,
  readChangedRule,
  readNewRule,
  readWholeRule,
  refuseFaults,
} from "./read.ts";
import { type FoundRules, findRules, type RuleSearch } from "./search.ts";

/** Rules that people wrote. */
export const CUSTOM_RULES_MAX = 5000;
/** Default rules with overrides. */
const OVERRIDDEN_RULES_MAX = 10_000;

export type RuleVersion = { rule: DetectionRule; changes: Change[] };

export type CatalogOptions = {
  control: Control;
  access: Pick<Access, "audit">;
  clock: Clock;
  random: RandomBytes;
  content: ContentRules;
  /** What is wrong with a rule beyond what it says itself: tables it names that are not there. */
  faultsOf?(rule: Pick<DetectionRule, "referenceTables">): RuleDiagnostic[];
  /** Who may change which rule; everybody may change all unless it is given. */
  guard?: RuleGuard;
  /** What leaves default rules on; all of them as they are shipped unless it is given. */
  packs?: RulePacks;
};

export type RulePacks = {
  keeps(id: string): boolean;
  onChange(listener: () => void): void;
};

export type RuleGuard = {
  /** Throws when the person may not change the rule. */
  check(person: Person, id: string): void;
  /** The rule is gone. */
  forget(person: Person, id: string): Promise<void>;
};

export type RuleCatalog = ReturnType<typeof openRuleCatalog>;

const versionGiven = (json: Json): number | undefined => {
  const { version } = json;
  return typeof version === "number" && Number.isInteger(version) ? version : undefined;
};

/** The catalog before the first `refresh` has the default rules alone. */
export function openRuleCatalog(options: CatalogOptions) {
  const { random, content, faultsOf, guard, packs, ...base } = options;
  const refuseUnknown = (rule: Pick<DetectionRule, "referenceTables">) =>
    refuseFaults(faultsOf?.(rule) ?? []);
  const defaults = new Map(content.rules.map((rule) => [rule.id, rule]));
  const custom = openCollection<RuleBody>({
    ...{ ...base, name: "rules", noun: "rule", max: CUSTOM_RULES_MAX },
  });
  const overrides = openCollection<RuleOverride>({
    ...{ ...base, name: "rule_overrides", noun: "rule override", max: OVERRIDDEN_RULES_MAX },
  });
  let shown: Map<string, DetectionRule> | undefined;
  const listeners = new Set<() => void>();
  const moved = () => {
    shown = undefined;
    for (const listener of listeners) listener();
  };
  custom.onChange(moved);
  overrides.onChange(moved);
  packs?.onChange(moved);

  /** A default rule without overrides: as it is shipped, or off with all its packs. */
  function defaultOf(id: string): DetectionRule | undefined {
    const rule = defaults.get(id);
    return rule === undefined || (packs?.keeps(id) ?? true) ? rule : { ...rule, isEnabled: false };
  }

  function all(): Map<string, DetectionRule> {
    if (shown !== undefined) return shown;
    const rules = [...defaults.keys()].flatMap((id) => {
      const rule = defaultOf(id);
      return rule === undefined ? [] : [defaultRule(rule, overrides.get(id))];
    });
    // A default rule that came later with an update wins over one of the same id.
    const own = custom.list().filter(({ id }) => !defaults.has(id));
    shown = new Map([...rules, ...own.map(customRule)].map((rule) => [rule.id, rule]));
    return shown;
  }

  function need(id: string): DetectionRule {
    const rule = all().get(id);
    if (rule === undefined) throw refuseRule("RULE_UNKNOWN");
    return rule;
  }

  return {
    faults: content.faults,
    list: (): readonly DetectionRule[] => [...all().values()],
    /** Throws RULE_UNKNOWN. */
    need,
    /** A rule that may be there. */
    get: (id: string): DetectionRule | undefined => all().get(id),
    /** Whether somebody turned a default rule on that would be off by itself. */
    isOverriddenOn: (id: string): boolean => overrides.get(id)?.body.isEnabled === true,
    /** Throws RULE_SEARCH_INVALID. */
    search: (search: RuleSearch): FoundRules => findRules([...all().values()], search),
    onChange(listener: () => void): void {
      listeners.add(listener);
    },
    async refresh(): Promise<boolean> {
      const isMoved = [await custom.refresh(), await overrides.refresh()];
      return isMoved.includes(true);
    },
    /** Checks a rule that is not kept. Throws RULE_INVALID with all faults. */
    check: (json: Json): void => refuseUnknown(readWholeRule(json)),
    ...changesTo({ defaultOf, custom, overrides, need, random, refuseUnknown, guard }),
  };
}

type Shelves = {
  defaultOf(id: string): DetectionRule | undefined;
  custom: Collection<RuleBody>;
  overrides: Collection<RuleOverride>;
  need(id: string): DetectionRule;
  random: RandomBytes;
  guard: RuleGuard | undefined;
  /** Throws RULE_INVALID. */
  refuseUnknown(rule: Pick<DetectionRule, "referenceTables">): void;
};

/** What people do to rules, one at a time. */
function changesTo(shelves: Shelves) {
  const { defaultOf, custom, overrides, need, random, refuseUnknown, guard } = shelves;
  function refuseDefault(id: string, verb: string): void {
    if (need(id).isDefault) throw refuseRule("RULE_DEFAULT_KEPT", { verb });
  }
  return {
    /** Throws RULE_INVALID with all faults, and DOCUMENTS_TOO_MANY. */
    async create(person: Person, json: Json): Promise<DetectionRule> {
      const body = readNewRule(json);
      refuseUnknown(body as Pick<DetectionRule, "referenceTables">);
      return customRule(await custom.create(person, createId(random), body));
    },

    /**
     * Replaces the fields that are given. Throws RULE_UNKNOWN, RULE_INVALID, RULE_DEFAULT, and
     * DOCUMENT_VERSION_CONFLICT when a version is given that is not the newest, and what the guard
     * throws.
     */
    async update(person: Person, id: string, json: Json): Promise<DetectionRule> {
      need(id);
      guard?.check(person, id);
      const own = defaultOf(id);
      const next = ({ body }: Entry<RuleBody>) => {
        const changed = readChangedRule(body, json);
        refuseUnknown(changed as Pick<DetectionRule, "referenceTables">);
        return changed;
      };
      if (own === undefined) await custom.change(person, id, next, versionGiven(json));
      else await overrideRule(overrides, person, own, json);
      return need(id);
    },

    /** Throws RULE_UNKNOWN, RULE_DEFAULT_KEPT and what the guard throws. */
    async remove(person: Person, id: string): Promise<void> {
      refuseDefault(id, "deleted");
      guard?.check(person, id);
      await custom.remove(person, id);
      await guard?.forget(person, id);
    },

    /**
     * Makes an older version the newest. Throws RULE_UNKNOWN, RULE_DEFAULT_KEPT,
     * RULE_VERSION_UNKNOWN and what the guard throws.
     */
    async restore(person: Person, id: string, version: number): Promise<DetectionRule> {
      refuseDefault(id, "restored");
      guard?.check(person, id);
      const wanted = (await custom.history(id)).find((each) => each.version === version);
      if (wanted === undefined) throw refuseRule("RULE_VERSION_UNKNOWN", { version });
      return customRule(await custom.change(person, id, () => wanted.body));
    },

    /** Versions, oldest first, each with what changed. Throws RULE_UNKNOWN. */
    async history(id: string): Promise<RuleVersion[]> {
      need(id);
      const own = defaultOf(id);
      if (own === undefined) return versionsOf((await custom.history(id)).map(customRule));
      const changed = overrides.get(id) === undefined ? [] : await overrides.history(id);
      return versionsOf([undefined, ...changed].map((entry) => defaultRule(own, entry)));
    },
  };
}

async function overrideRule(
  overrides: Collection<RuleOverride>,
  person: Person,
  rule: DetectionRule,
  json: Json,
): Promise<void> {
  const given = versionGiven(json);
  if (overrides.get(rule.id) === undefined) {
    if (given !== undefined && given !== rule.version)
      throw overrides.conflict(rule.version, given);
    await overrides.create(person, rule.id, readOverride(rule, {}, json));
    return;
  }
  const expected = given === undefined ? undefined : given - rule.version;
  const next = ({ body }: Entry<RuleOverride>) => readOverride(rule, body, json);
  await overrides.change(person, rule.id, next, expected);
}

function customRule({ id, version, body, ...entry }: Entry<RuleBody>): DetectionRule {
  return {
    ...body,
    ...{ id, version, isDefault: false, isDeleted: false },
    ...{ createdAt: entry.createdAt, updatedAt: entry.updatedAt },
    creator: authorOf(entry.createdBy),
    updater: authorOf(entry.updatedBy),
  } as DetectionRule;
}

function defaultRule(rule: DetectionRule, entry: Entry<RuleOverride> | undefined): DetectionRule {
  if (entry === undefined) return rule;
  return {
    ...applyOverride(rule, entry.body),
    version: rule.version + entry.version,
    updatedAt: entry.updatedAt,
    updater: authorOf(entry.updatedBy),
  };
}

function authorOf(actor: string): { handle: string; name: string } {
  const handle = actor.replace(/^user:/, "");
  return { handle, name: handle };
}

function versionsOf(rules: readonly DetectionRule[]): RuleVersion[] {
  const bodyOf = ({ version: _, updatedAt: __, updater: ___, ...body }: DetectionRule) => body;
  return rules.map((rule, at) => {
    const before = rules[at - 1];
    return { rule, changes: before ? changesOf(bodyOf(before), bodyOf(rule)) : [] };
  });
}
