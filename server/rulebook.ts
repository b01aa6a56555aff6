/**
 * The rules at work: what the catalog and the settings beside it say, loaded into detection at the
 * start and after every change, from whichever process.
 */
import type { Logger } from "pino";
import type { Clock } from "#lib/base";
import { compileRule, type DetectionSettings } from "#lib/detection";
import { type Access, randomSecretBytes } from "#server/access";
import type { Detection } from "#server/detection";
import { watchCollections } from "#server/documents";
import { loadContentPacks, openPacks } from "#server/packs";
import { openRestrictions } from "#server/restrictions";
import { loadContentRules, openRuleCatalog } from "#server/rules";
import { isScheduled } from "#server/schedule";
import type { Control } from "#server/store";
import { openTables } from "#server/tables";
import { openTuning } from "#server/tuning";

type BrokenRule = { id: string; reason: string };

type Parts = {
  control: Control;
  access: Access;
  clock: Clock;
  log: Logger;
  /** Directory of the content. */
  content: string;
  detection: Detection;
};

/** Reads what is set and loads it. Throws what the control database throws. */
export async function openRulebook({ log, content, detection, ...base }: Parts) {
  const parts = { ...base, random: randomSecretBytes };
  const tables = openTables(parts);
  await tables.refresh();
  const restrictions = openRestrictions(base);
  await restrictions.refresh();
  const shipped = loadContentRules(content);
  const packs = openPacks({
    ...base,
    content: loadContentPacks(content, new Set(shipped.rules.map(({ id }) => id))),
  });
  await packs.refresh();
  const rules = openRuleCatalog({
    ...{ ...parts, content: shipped, faultsOf: tables.faultsOf, packs },
    guard: restrictions.guard("security-rule"),
  });
  for (const fault of packs.faults) log.error({ fault }, "a content pack has a fault");
  for (const fault of rules.faults) log.error({ fault }, "a rule was left out");
  const tuning = openTuning({ ...parts, guard: restrictions.guard("security-suppression") });
  await rules.refresh();
  await tuning.refresh();
  const settings = (): DetectionSettings => ({
    suppressions: tuning.suppressions.settings(),
    criticalAssets: tuning.assets.settings(),
    securityFilters: tuning.filters.settings(),
    referenceTables: tables.settings(),
  });
  let lacking: BrokenRule[] = [];
  function load(): void {
    lacking = rules.list().flatMap((rule) => {
      const [fault] = rule.isEnabled ? tables.faultsOf(rule) : [];
      return fault === undefined ? [] : [{ id: rule.id, reason: `${fault.path}: ${fault.what}` }];
    });
    const left = new Set(lacking.map(({ id }) => id));
    const sound = rules.list().filter(({ id }) => !left.has(id));
    for (const rule of sound) {
      const compiled = rule.isEnabled && isScheduled(rule) ? compileRule(rule) : undefined;
      if (compiled !== undefined && "reason" in compiled)
        lacking.push({ id: rule.id, reason: compiled.reason });
    }
    // Scheduled rules look at what is stored, by `openSchedule`.
    const streamed = sound.filter((rule) => !isScheduled(rule));
    const { broken } = detection.load(streamed, settings());
    for (const { id, reason } of [...lacking, ...broken])
      log.error({ rule: id, reason }, "a rule was left out");
  }
  load();
  rules.onChange(load);
  tuning.onChange(load);
  tables.onChange(load);
  const watch = watchCollections([restrictions, tables, packs, rules, tuning], (error) =>
    log.warn({ err: error }, "changes of rules by other servers could not be looked for"),
  );
  return {
    rules,
    tuning,
    restrictions,
    tables,
    packs,
    /** What is set beside the rules, now. */
    settings,
    faults(): string[] {
      const broken = [...lacking, ...detection.status().broken];
      return [
        ...rules.faults,
        ...packs.faults,
        ...broken.map(({ id, reason }) => `${id}: ${reason}`),
      ];
    },
    counters: () => ({ rule_refreshes_failed: watch.failures() }),
    stop: () => watch.stop(),
  };
}
