/**
 * Names of ATT&CK ids. Rules carry ids only; names, tactics and tags come from the one table here.
 */
import { REVOKED, TACTICS, TECHNIQUES } from "./generated/attack.ts";

/**
 * A tactic (TA0002) or technique (T1059.004); undefined when the id names neither on Linux or in
 * containers.
 */
export type AttackEntry = { id: string; name: string; tactics: readonly string[]; url: string };

const SITE = "https://attack.mitre.org";

/** Looks an id up. A technique's name has its parent's in front. */
export function attackEntry(id: string): AttackEntry | undefined {
  const tactic = Object.hasOwn(TACTICS, id) ? TACTICS[id] : undefined;
  if (tactic !== undefined) {
    return { id, name: tactic[0], tactics: [id], url: `${SITE}/tactics/${id}` };
  }
  const technique = Object.hasOwn(TECHNIQUES, id) ? TECHNIQUES[id] : undefined;
  if (technique === undefined) return undefined;
  const [parentId = "", sub] = id.split(".");
  const parent = sub === undefined ? undefined : TECHNIQUES[parentId];
  const name = parent === undefined ? technique[0] : `${parent[0]}: ${technique[0]}`;
  const url = `${SITE}/techniques/${id.replace(".", "/")}`;
  return { id, name, tactics: technique[1], url };
}

/** A technique with its sub-techniques, as it stands below one tactic. */
export type AttackColumn = {
  tactic: AttackEntry;
  techniques: { technique: AttackEntry; subtechniques: AttackEntry[] }[];
};

/** All tactics in the order of an attack, each with its techniques in the order of their ids. */
export function attackMatrix(): AttackColumn[] {
  const entries = Object.keys(TECHNIQUES)
    .sort()
    .flatMap((id) => attackEntry(id) ?? []);
  return Object.keys(TACTICS).flatMap((tacticId) => {
    const tactic = attackEntry(tacticId);
    if (tactic === undefined) return [];
    const own = entries.filter(({ tactics }) => tactics.includes(tacticId));
    const techniques = own
      .filter(({ id }) => !id.includes("."))
      .map((technique) => ({
        technique,
        subtechniques: own.filter(({ id }) => id.startsWith(`${technique.id}.`)),
      }));
    return [{ tactic, techniques }];
  });
}

/** The id at the begin of a tag's value: `T1059.004` of `T1059.004-unix-shell`. */
export function attackIdOf(value: string): string | undefined {
  return /^(TA\d{4}|T\d{4}(?:\.\d{3})?)(?![\d.])/i.exec(value)?.[1]?.toUpperCase();
}

/** The id that took the place of a revoked one. */
export function attackSuccessor(id: string): string | undefined {
  return Object.hasOwn(REVOKED, id) ? REVOKED[id] : undefined;
}

/**
 * Tags of ids: `tactic:TA0002-execution` and `technique:T1059-command-and-scripting-interpreter`.
 * Tactics that are named win over all those that a technique can serve.
 */
export function attackTags(ids: readonly string[]): string[] {
  const named = ids.filter((id) => Object.hasOwn(TACTICS, id));
  const techniques = ids.filter((id) => Object.hasOwn(TECHNIQUES, id));
  const implied = techniques.flatMap((id) => TECHNIQUES[id]?.[1] ?? []);
  const tactics = new Set(named.length > 0 ? named : implied);
  return [
    ...[...tactics].map((id) => `tactic:${id}-${TACTICS[id]?.[1]}`),
    ...techniques.map((id) => `technique:${id}-${slug(TECHNIQUES[id]?.[0] ?? "")}`),
  ];
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
