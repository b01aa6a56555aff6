/**
 * A rule at work over given events, without a server: the same matching, methods and roll-up, over
 * rows in memory. Rules that it names signals of must be given with it.
 */
import type { DetectionRule, Severity } from "#lib/protocol";
import { SEVERITIES } from "#lib/protocol";
import { type CompiledRule, compileRule } from "./compile.ts";
import { RUNTIME_SOURCE, SIGNAL_SOURCE } from "./compile-query.ts";
import { signalEvents } from "./correlate.ts";
import type { DraftRule, SignalDraft } from "./draft.ts";
import { evaluateHits, learnedRows } from "./engine.ts";
import type { DetectedEvent, HitRow, HitSource } from "./hit.ts";
import { createMatcher } from "./match.ts";
import { createHitMemory } from "./memory.ts";
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

/** Of several kinds of events only those of agents have a source that says so. */
export type SimulatedEvent = DetectedEvent & { source?: string };

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
  const compiled = compiledOf(rules);
  const memory = createHitMemory();
  const fail = (_: string, error: unknown) => {
    throw error;
  };
  const onFault = (rule: string, reason: string) => fail(rule, new TypeError(reason));
  const matcher = createMatcher([...compiled.values()], { onFault });
  const options = { source: memory, rules: compiled, onFault: fail };
  const kept: Kept[] = [];
  const evaluate = async (hits: readonly HitRow[], events: readonly DetectedEvent[]) => {
    memory.add(hits);
    memory.learn(learnedRows(compiled, hits));
    const drafts = await evaluateHits(options, hits, new Map(events.map((e) => [e.eventId, e])));
    for (const draft of drafts) await applyDraft(kept, draft, memory);
    return drafts;
  };
  for (const events of batches) {
    const hits = events.flatMap((event) => matcher.match(event, event.source ?? RUNTIME_SOURCE));
    const drafts = await evaluate(hits, events);
    const signals = drafts.flatMap(signalEvents);
    await evaluate(
      signals.flatMap((event) => matcher.match(event, SIGNAL_SOURCE)),
      signals,
    );
  }
  return kept.map(({ id: _, key: __, ...signal }) => signal);
}
