/** A rule and a sample event in the hash of an address: they stay in the browser. */

/** Characters of a hash; a longer one is not made. Browsers and chat programs take this much. */
const HASH_LENGTH_MAX = 16_384;

export type SharedRule = { expression: string; event: string };

/** The hash for a rule, without `#`; "" when there is nothing to share or it is too long. */
export function writeRuleHash({ expression, event }: SharedRule): string {
  if (expression === "") return "";
  const params = new URLSearchParams({ rule: expression, ...(event !== "" && { event }) });
  const hash = params.toString();
  return hash.length <= HASH_LENGTH_MAX ? hash : "";
}

/** What a hash says; empty texts for whatever it does not. */
export function readRuleHash(hash: string): SharedRule {
  const text = hash.replace(/^#/, "");
  if (text.length > HASH_LENGTH_MAX) return { expression: "", event: "" };
  const params = new URLSearchParams(text);
  return { expression: params.get("rule") ?? "", event: params.get("event") ?? "" };
}
