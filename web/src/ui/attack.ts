/** ATT&CK tags as rules carry them: `technique:T1059.004-unix-shell`, `tactic:TA0002-execution`. */

type AttackTag = { id: string; name: string; href: string };

const TAG = /^(tactic|technique):(TA\d{4}|T\d{4}(?:\.\d{3})?)(?:[-_ ](.*))?$/i;

/**
 * Reads one tag; undefined when it is another kind of tag. Links lead to the public ATT&CK site.
 */
export function readAttackTag(
  tag: string,
): (AttackTag & { kind: "tactic" | "technique" }) | undefined {
  const match = TAG.exec(tag);
  if (!match) return undefined;
  const kind = (match[1] as string).toLowerCase() as "tactic" | "technique";
  const id = (match[2] as string).toUpperCase();
  const words = (match[3] ?? "").replaceAll(/[-_]+/g, " ").trim();
  const name = words === "" ? "" : (words[0] as string).toUpperCase() + words.slice(1);
  const page = id.replace(".", "/");
  return { kind, id, name, href: `https://attack.mitre.org/${kind}s/${page}/` };
}
