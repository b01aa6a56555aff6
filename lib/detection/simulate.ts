/**
 * A rule at work over given events, without a server: the same matching, methods and roll-up, over
 * rows in memory. Rules that it names signals of must be given with it.
 */
import type { DetectionRule, Severity } from "#lib/protocol";
import { SEVERITIES } from "#lib/protocol";
import { type CompiledRule, compileRule } from "./compile.ts";
import type { DraftRule, SignalDraft } from "./draft.ts";
import type { HitSource } from "./hit.ts";
import { createReplay, type SimulatedEvent } from "./replay.ts";
import { countAsk, countFresh, planSpans, type SpanPlan } from "./spans.ts";

export type SimulatedSignal = {
  rule: string;
  severity: Severity;
  group: readonly string[];
  events: number;
  first: number;
  last: number;
  attributes: Record<string, unknown>;
};

type Kept = SimulatedSignal & { id: string; key: string };

function severest(rule: DraftRule, cases: readonly number[], known?: Severity): Severity {
  const all = cases.map((index) => rule.cases[index]?.status);
  return SEVERITIES.find((each) => each === known || all.includes(each)) ?? "info";
}

/** Hits of the signal after a plan, all queries together. */
async function countOf(
  source: Pick<HitSource, "hitCounts">,
  plan: SpanPlan,
  draft: SignalDraft,
  before: number,
): Promise<number> {
  const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);
  const ask = countAsk(plan, draft);
  if (ask === undefined) return before + sum(countFresh(plan, draft));
  const [counts = []] = await source.hitCounts([ask]);
  return Math.max(before, sum(counts));
}

async function applyDraft(
  kept: Kept[],
  draft: SignalDraft,
  source: Pick<HitSource, "hitCounts">,
): Promise<void> {
  const key = JSON.stringify([draft.rule.id, draft.group.values]);
  const known = kept.filter((signal) => signal.key === key);
  for (const plan of planSpans(known, draft.triggers, draft.rule)) {
    const before = known.find(({ id }) => id === plan.known?.id);
    const next: Kept = {
      id: before?.id ?? String(kept.length),
      key,
      rule: draft.rule.id,
      severity: severest(draft.rule, plan.cases, before?.severity),
      group: draft.group.values,
      events: await countOf(source, plan, draft, before?.events ?? 0),
      first: plan.first,
      last: plan.last,
      attributes: { ...before?.attributes, ...draft.attributes, ...plan.attributes },
    };
    if (before === undefined) kept.push(next);
    else kept[kept.indexOf(before)] = next;
  }
}

function compiledOf(rules: readonly DetectionRule[]): Map<string, CompiledRule> {
  const compiled = new Map<string, CompiledRule>();
  for (const rule of rules) {
    const result = compileRule(rule);
    if ("reason" in result) throw new TypeError(`${rule.id}: ${result.reason}`);
    compiled.set(rule.id, result);
  }
  return compiled;
}

/**
 * Signals of rules over events that arrive in the given order, in batches. Throws TypeError for a
 * rule that cannot be evaluated.
 */
export async function simulateRules(
  rules: readonly DetectionRule[],
  batches: readonly (readonly SimulatedEvent[])[],
): Promise<SimulatedSignal[]> {
  const onFault = (_: string, error: unknown) => {
    throw error;
  };
  const replay = createReplay({ rules: compiledOf(rules), onFault });
  const kept: Kept[] = [];
  for (const events of batches)
    for (const draft of await replay.step(events)) await applyDraft(kept, draft, replay.memory);
  return kept.map(({ id: _, key: __, ...signal }) => signal);
}
