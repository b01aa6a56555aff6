/** What the kernel is to refuse for the rules that deny, as the sensor takes it. */
import type { LoadedRule } from "#lib/content";
import type { DenialWay } from "#lib/secl";

/** One of the ways of a rule; `rule` is its number, by which the sensor tells of it. */
export type Denial = DenialWay & { rule: number };

/** What the sensor has room for; see sensor/bpf/lib/denials.h. */
export const DENIAL_RULES_MAX = 128;
const WAYS_OF_FILE_MAX = 4;
const FILES_MAX = 1000;
const SEGMENTS_MAX = 4000;

export type RuleDenials = {
  denials: readonly Denial[];
  /** Ids of rules by their number. */
  ruleIds: readonly string[];
  /** Why the denials of a rule were left out, by its id. */
  leftOut: ReadonlyMap<string, string>;
};

/** Whether a rule has the action, and the kernel can decide it. */
export function isDenying({ actions }: LoadedRule): boolean {
  return actions.some(({ deny }) => deny !== undefined && deny.length > 0);
}

/** Numbers the rules that deny; what does not fit is left out, rule by rule. */
export function gatherDenials(rules: readonly LoadedRule[]): RuleDenials {
  const denials: Denial[] = [];
  const ruleIds: string[] = [];
  const leftOut = new Map<string, string>();
  const ways = new Map<string, number>();
  let segments = 0;
  for (const loaded of rules) {
    const own = loaded.actions.flatMap(({ deny }) => deny ?? []);
    if (own.length === 0) continue;
    const added = Map.groupBy(own, ({ event, side, place, path }) =>
      [event, side, place, path].join(" "),
    );
    const isCrowded = [...added].some(
      ([key, list]) => (ways.get(key) ?? 0) + list.length > WAYS_OF_FILE_MAX,
    );
    const files = new Set([...ways.keys(), ...added.keys()]).size;
    const length = own.reduce((sum, { path }) => sum + path.split("/").length, segments);
    if (ruleIds.length === DENIAL_RULES_MAX)
      leftOut.set(loaded.rule.id, `${DENIAL_RULES_MAX} rules before it deny`);
    else if (isCrowded)
      leftOut.set(
        loaded.rule.id,
        `rules deny one file of it in more than ${WAYS_OF_FILE_MAX} ways`,
      );
    else if (files > FILES_MAX || length > SEGMENTS_MAX)
      leftOut.set(loaded.rule.id, `the rules up to it deny more than ${FILES_MAX} files`);
    if (leftOut.has(loaded.rule.id)) continue;
    for (const [key, list] of added) ways.set(key, (ways.get(key) ?? 0) + list.length);
    segments = length;
    const rule = ruleIds.push(loaded.rule.id) - 1;
    denials.push(...own.map((way) => ({ ...way, rule })));
  }
  return { denials, ruleIds, leftOut };
}
