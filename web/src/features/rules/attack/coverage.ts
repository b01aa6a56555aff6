/** What the map of ATT&CK shows of what the server counted. */
import type { AttackMap, AttackMapCell, AttackMapTactic, AttackMapTechnique } from "#lib/protocol";

export type Coverage = AttackMap["data"]["attributes"];
export const SHOWN = ["all", "covered", "gaps", "seen"] as const;
export type Shown = (typeof SHOWN)[number];

/** From how many rules on a place is how dense. */
export const DENSITIES = [0, 1, 3, 7] as const;

/** 0 for a place without rules, 3 for the densest. */
export function densityOf({ rules_enabled: rules }: AttackMapCell): number {
  return DENSITIES.findLastIndex((least) => rules >= least);
}

const MEETS: Readonly<Record<Shown, (cell: AttackMapCell) => boolean>> = {
  all: () => true,
  covered: ({ rules_enabled }) => rules_enabled > 0,
  gaps: ({ rules_enabled }) => rules_enabled === 0,
  seen: ({ signals }) => signals > 0,
};

export const techniquesShown = ({ techniques }: AttackMapTactic, shown: Shown) =>
  techniques.filter(MEETS[shown]);

/** Techniques, each counted once however many tactics it serves, and how many have a rule on. */
export function countCovered({ tactics }: Coverage): { covered: number; total: number } {
  const cells = tactics.flatMap(({ techniques }) => techniques);
  const covered = cells.filter(({ rules_enabled }) => rules_enabled > 0);
  const ids = (list: readonly AttackMapTechnique[]) => new Set(list.map(({ id }) => id)).size;
  return { covered: ids(covered), total: ids(cells) };
}

export type Place = { tactic: AttackMapTactic; technique?: AttackMapTechnique };

/** How an address names a place: `TA0002` or `TA0002.T1059`. */
export const placeName = (tactic: string, technique?: string) =>
  technique === undefined ? tactic : `${tactic}.${technique}`;

export function findPlace({ tactics }: Coverage, name: string): Place | undefined {
  const [tacticId, techniqueId] = name.split(".");
  const tactic = tactics.find(({ id }) => id === tacticId);
  if (tactic === undefined || techniqueId === undefined) return tactic && { tactic };
  const technique = tactic.techniques.find(({ id }) => id === techniqueId);
  return technique && { tactic, technique };
}

/**
 * The search for what a place counts, over rules and over signals alike. A technique's tag begins
 * with its id and a hyphen, a sub-technique's with the id and a point. `query` restricts it
 * further.
 */
export function placeQuery(tactic: string, technique?: string, query = ""): string {
  const terms = [`tactic:${tactic}*`];
  if (technique !== undefined) terms.push(`technique:${technique}*`);
  if (query !== "") terms.push(`(${query})`);
  return terms.join(" ");
}
