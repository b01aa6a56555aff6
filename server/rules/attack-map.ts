/**
 * Which tactics and techniques the rules are about. A rule counts where its tags name a tactic and
 * a technique of that tactic; what they name in other words is on no map.
 */
import { ATTACK_VERSION, attackEntry, attackIdOf, attackMatrix } from "#lib/content";
import type { AttackMap, AttackMapCell, DetectionRule } from "#lib/protocol";

/** Signals of a tactic and technique; "" is all of the tactic. */
export type AttackSeen = { tactic: string; technique: string; signals: number };

const MATRIX = attackMatrix();
const keyOf = (tactic: string, technique: string) => `${tactic} ${technique}`;

/** The ids that a rule's tags of one kind name. */
function idsOf({ tags }: DetectionRule, kind: "tactic" | "technique"): string[] {
  const prefix = `${kind}:`;
  const values = tags
    .filter((tag) => tag.startsWith(prefix))
    .map((tag) => tag.slice(prefix.length));
  return [...new Set(values.flatMap((value) => attackIdOf(value) ?? []))];
}

/** The places of a rule: those it names, and above each sub-technique its technique and tactic. */
function placesOf(rule: DetectionRule): Set<string> {
  const places = new Set<string>();
  const techniques = idsOf(rule, "technique").flatMap((id) => attackEntry(id) ?? []);
  for (const tactic of idsOf(rule, "tactic"))
    for (const { id, tactics } of techniques) {
      if (!tactics.includes(tactic)) continue;
      places.add(keyOf(tactic, "")).add(keyOf(tactic, id));
      places.add(keyOf(tactic, id.split(".")[0] ?? id));
    }
  return places;
}

export function attackMap(
  rules: readonly DetectionRule[],
  seen: readonly AttackSeen[],
): AttackMap["data"]["attributes"] {
  const signals = new Map(seen.map((row) => [keyOf(row.tactic, row.technique), row.signals]));
  const all = new Map<string, number>();
  const enabled = new Map<string, number>();
  const add = (counts: Map<string, number>, key: string) =>
    counts.set(key, (counts.get(key) ?? 0) + 1);
  let outside = 0;
  for (const rule of rules) {
    const places = placesOf(rule);
    if (places.size === 0) outside += 1;
    for (const place of places) {
      add(all, place);
      if (rule.isEnabled) add(enabled, place);
    }
  }
  const cell = (tactic: string, technique: string, name: string): AttackMapCell => {
    const key = keyOf(tactic, technique);
    return {
      ...{ id: technique === "" ? tactic : technique, name },
      ...{ rules_enabled: enabled.get(key) ?? 0, rules: all.get(key) ?? 0 },
      signals: signals.get(key) ?? 0,
    };
  };
  return {
    version: ATTACK_VERSION,
    rules_enabled: rules.filter(({ isEnabled }) => isEnabled).length,
    ...{ rules: rules.length, rules_outside: outside },
    tactics: MATRIX.map(({ tactic, techniques }) => ({
      ...cell(tactic.id, "", tactic.name),
      techniques: techniques.map(({ technique, subtechniques }) => ({
        ...cell(tactic.id, technique.id, technique.name),
        subtechniques: subtechniques.map(({ id, name }) => cell(tactic.id, id, name)),
      })),
    })),
  };
}
