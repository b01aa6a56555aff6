/**
 * What the hits of a batch mean, once they are remembered: by rule, each with its method. A rule
 * that fails is reported and the others go on. Keeps nothing itself.
 */
import { isAppError } from "#lib/base";
import { evaluateAnomaly } from "./anomaly.ts";
import type { CompiledRule } from "./compile.ts";
import { evaluateContent } from "./content-anomaly.ts";
import type { DraftHits, SignalDraft } from "./draft.ts";
import type { Evaluate, Touched } from "./evaluation.ts";
import type { DetectedEvent, HitRow, HitSource, LearnedRow } from "./hit.ts";
import type { Method } from "./method.ts";
import { evaluateNewValue } from "./new-value.ts";
import { evaluateSequence } from "./sequence.ts";
import { decreaseByEnv } from "./severity.ts";
import { evaluateInstant, evaluateThreshold } from "./threshold.ts";
import { evaluateTravel } from "./travel.ts";

const EVALUATORS: Readonly<Record<Method["kind"], Evaluate>> = {
  instant: evaluateInstant,
  third_party: evaluateInstant,
  threshold: evaluateThreshold,
  new_value: evaluateNewValue,
  anomaly: evaluateAnomaly,
  content: evaluateContent,
  travel: evaluateTravel,
  sequence: evaluateSequence,
};

/** Rules and the groups of each that hits touch; hits of another logic of a rule are left out. */
export function touchedRules(
  rules: ReadonlyMap<string, CompiledRule>,
  hits: readonly HitRow[],
): Map<CompiledRule, Touched[]> {
  const byRule = new Map<CompiledRule, Map<string, HitRow[]>>();
  for (const hit of hits) {
    const rule = rules.get(hit.rule);
    if (rule === undefined || rule.epoch !== hit.version) continue;
    const groups = byRule.get(rule) ?? new Map<string, HitRow[]>();
    byRule.set(rule, groups);
    const known = groups.get(hit.group);
    if (known === undefined) groups.set(hit.group, [hit]);
    else known.push(hit);
  }
  const result = new Map<CompiledRule, Touched[]>();
  for (const [rule, groups] of byRule) {
    const touched = [...groups].map(([group, own]) => ({
      group,
      hits: own.sort((a, b) => a.ts - b.ts || a.query - b.query),
    }));
    result.set(rule, touched);
  }
  return result;
}

/** Methods that remember when values were seen, and those that need only when groups were. */
const REMEMBERS: Readonly<Partial<Record<Method["kind"], "value" | "group">>> = {
  new_value: "value",
  travel: "value",
  anomaly: "group",
  content: "group",
};
const DAY_MS = 86_400_000;

/** What the hits of learning rules add to what is remembered; one row a value and day. */
export function learnedRows(
  rules: ReadonlyMap<string, CompiledRule>,
  hits: readonly HitRow[],
): LearnedRow[] {
  const rows = new Map<string, LearnedRow>();
  for (const { rule, version, query, group, distinct, ts } of hits) {
    const compiled = rules.get(rule);
    const kept = compiled === undefined ? undefined : REMEMBERS[compiled.method.kind];
    if (kept === undefined || compiled?.epoch !== version) continue;
    const value = kept === "value" ? distinct : "";
    const own = { rule, version, query: kept === "value" ? query : 0, group, value };
    const key = JSON.stringify([own, Math.floor(ts / DAY_MS)]);
    const known = rows.get(key);
    if (known === undefined) rows.set(key, { ...own, first: ts, last: ts });
    else {
      known.first = Math.min(known.first, ts);
      known.last = Math.max(known.last, ts);
    }
  }
  return [...rows.values()];
}

/** Stretches of hits of the same query that overlap, as one. */
function joinHits(hits: readonly DraftHits[]): DraftHits[] {
  const joined: DraftHits[] = [];
  const ordered = [...hits].sort((a, b) => a.query - b.query || a.first - b.first);
  for (const each of ordered) {
    const last = joined.at(-1);
    if (last !== undefined && last.query === each.query && each.first <= last.last) {
      last.last = Math.max(last.last, each.last);
      last.count += each.count;
    } else joined.push({ ...each });
  }
  return joined;
}

function joinDrafts(a: SignalDraft, b: SignalDraft): SignalDraft {
  const hits =
    a.hits === undefined || b.hits === undefined ? {} : { hits: joinHits([...a.hits, ...b.hits]) };
  return {
    ...a,
    ...hits,
    triggers: [...a.triggers, ...b.triggers].sort((x, y) => x.at - y.at),
    events: [...a.events, ...b.events].sort((x, y) => x.ts - y.ts),
    hitGroups: [...new Set([...(a.hitGroups ?? []), ...(b.hitGroups ?? [])])],
  };
}

/** Rolls drafts up by some of their groups, where the rule asks for that. */
function rollUp(rule: CompiledRule, drafts: readonly SignalDraft[]): SignalDraft[] {
  const { signalGroups } = rule;
  if (signalGroups === undefined) return [...drafts];
  const joined = new Map<string, SignalDraft>();
  for (const draft of drafts) {
    const { paths, values } = draft.group;
    const kept = signalGroups.filter((path) => paths.includes(path));
    const own = kept.map((path) => values[paths.indexOf(path)] ?? "");
    const key = JSON.stringify(own);
    const next = { ...draft, group: { paths: kept, values: own } };
    const known = joined.get(key);
    joined.set(key, known === undefined ? next : joinDrafts(known, next));
  }
  return [...joined.values()];
}

export type EngineOptions = {
  source: HitSource;
  rules: ReadonlyMap<string, CompiledRule>;
  /** A rule threw: a bug, of which the other rules must not know. */
  onFault: (rule: string, error: unknown) => void;
  /** Milliseconds that a rule took. */
  onSpent?: (rule: CompiledRule, ms: number) => void;
  now?: (() => number) | undefined;
};

/** Drafts of one rule. Throws only what the source throws. */
export async function evaluateRule(
  options: EngineOptions,
  rule: CompiledRule,
  touched: readonly Touched[],
  events: ReadonlyMap<string, DetectedEvent>,
): Promise<SignalDraft[]> {
  const { source, onFault, onSpent, now } = options;
  const start = now?.() ?? 0;
  try {
    const found = await EVALUATORS[rule.method.kind]({ source, rule, touched, events });
    const drafts = rollUp(rule, found);
    return rule.decreasesByEnv ? drafts.map(decreaseByEnv) : drafts;
  } catch (error) {
    // A store that cannot be asked fails the batch, which comes again.
    if (isAppError(error)) throw error;
    onFault(rule.draft.id, error);
    return [];
  } finally {
    onSpent?.(rule, (now?.() ?? 0) - start);
  }
}

/** Drafts of signals that the hits of a batch mean; at most one a rule and group of values. */
export async function evaluateHits(
  options: EngineOptions,
  hits: readonly HitRow[],
  events: ReadonlyMap<string, DetectedEvent>,
): Promise<SignalDraft[]> {
  const drafts: SignalDraft[] = [];
  for (const [rule, touched] of touchedRules(options.rules, hits))
    drafts.push(...(await evaluateRule(options, rule, touched, events)));
  return drafts;
}
