/**
 * Rules that learn from what is stored instead of waiting (`instantaneousBaseline`): what their
 * queries find in the time that they remember becomes what they have learned. The rule decides then
 * as if it had been there all along; with less stored than it learns for, it learns the rest.
 */
import {
  type CompiledRule,
  compileRule,
  type HitRow,
  learnedRows,
  lookBackMs,
} from "#lib/detection";
import type { DetectionRule } from "#lib/protocol";
import { createDetection } from "#server/detection";
import { type Ended, historyParts, type Running, readHistory } from "#server/jobs";
import { changeOwnJob, hitKey, type JobRow } from "#server/store";
import { RUN_DELAY_MS, RUN_EVENTS_MAX } from "./limits.ts";
import { wholeMoments } from "./moments.ts";
import { runId } from "./plan.ts";
import type { RunParts } from "./run.ts";

export const BASELINE = "baseline";
/** Hits so near to the end may be the stream's already. */
const SHARED_MS = 3_600_000;

/** A rule that wants a baseline, compiled; undefined for others. */
export function baselineRule(rule: DetectionRule): CompiledRule | undefined {
  const { newValueOptions, anomalyDetectionOptions, detectionMethod: method } = rule.options;
  const isWanted =
    (method === "new_value" && newValueOptions?.instantaneousBaseline === true) ||
    (method === "anomaly_detection" && anomalyDetectionOptions?.instantaneousBaseline === true);
  const compiled = isWanted ? compileRule(rule) : undefined;
  return compiled === undefined || "reason" in compiled ? undefined : compiled;
}

/** There is one for each logic of a rule. */
export function baselineId({ draft, epoch }: CompiledRule): string {
  return runId(BASELINE, draft.id, epoch);
}

export function baselineRow(rule: DetectionRule, compiled: CompiledRule, now: number): JobRow {
  const from = Math.max(0, now - lookBackMs(compiled));
  return {
    ...{ id: baselineId(compiled), kind: BASELINE, status: "pending" },
    ...{ name: rule.name, rule_id: rule.id, rule: JSON.stringify(rule), request: "{}" },
    ...{ from_ms: from, to_ms: now, position_ms: from },
    // What the stream took before it had the rule is stored by then.
    ...{ attempts: 0, owner: "", lease_until: now + RUN_DELAY_MS, events: 0, results: 0 },
    ...{ reason: "", created_at: now, created_by: "", created_by_name: "", modified_at: now },
  };
}

export async function runBaseline(
  parts: RunParts,
  { job, advance, steady }: Running,
): Promise<Ended | undefined> {
  const { control, clock, events: store, settings } = parts;
  const rule = JSON.parse(job.rule) as DetectionRule;
  const compiled = compileRule(rule);
  const over = async (ended: Ended, position = job.to_ms) => {
    const change = { ...ended, position_ms: position, modified_at: clock() };
    return (await changeOwnJob(control.db, job, change)) ? ended : undefined;
  };
  const failed = { status: "failed", events: job.events, results: 0 } as const;
  if ("reason" in compiled) return over({ ...failed, reason: compiled.reason }, job.position_ms);
  const detection = createDetection(store);
  detection.load([{ ...rule, isEnabled: true }], settings());
  const rules = new Map([[rule.id, compiled]]);

  /** Counts over time are made of hits; of new values what was seen is enough. */
  async function remember(hits: readonly HitRow[]): Promise<void> {
    if (compiled !== undefined && "method" in compiled && compiled.method.kind === "anomaly") {
      const isShared = ({ ts }: HitRow) => job.attempts > 1 || ts > job.to_ms - SHARED_MS;
      const stored = await store.storedHits(hits.filter(isShared));
      await store.insertHits(hits.filter((hit) => !stored.has(hitKey(hit))));
    }
    await store.insertLearned(learnedRows(rules, hits));
  }

  let read = job.events;
  const range = { from: job.position_ms + 1, to: job.to_ms };
  const history = readHistory(store, historyParts([compiled]), range);
  for await (const { events, position } of wholeMoments(history, job.to_ms)) {
    if (position < range.from) continue;
    const begun = steady();
    const hits = events.flatMap((event) => detection.match(event));
    if (hits.length > 0) await remember(hits);
    read += events.length;
    if (read >= RUN_EVENTS_MAX) {
      const reason = `it ended after ${RUN_EVENTS_MAX} events`;
      return over({ status: "completed", events: read, results: 0, reason }, position);
    }
    const spentMs = steady() - begun;
    if (!(await advance({ position, events: read, spentMs }))) return undefined;
  }
  return over({ status: "completed", events: read, results: 0, reason: "" });
}
