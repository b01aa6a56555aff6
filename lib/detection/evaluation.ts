/** What all methods share: the touched groups of one rule, and drafts made of them. */
import type { CompiledRule } from "./compile.ts";
import type { DraftEvent, SignalDraft, Trigger } from "./draft.ts";
import type { DetectedEvent, HitRow, HitSource } from "./hit.ts";

/** A group of a rule that a batch touched, with the batch's hits in order of time. */
export type Touched = { group: string; hits: readonly HitRow[] };

export type Evaluation = {
  source: HitSource;
  rule: CompiledRule;
  touched: readonly Touched[];
  /** Events of the batch by id. */
  events: ReadonlyMap<string, DetectedEvent>;
};

/** Decides what the touched groups mean. Throws only what the source throws. */
export type Evaluate = (evaluation: Evaluation) => Promise<SignalDraft[]>;

/** First and last time of the batch's hits. */
export function rangeOf(touched: readonly Touched[]): { first: number; last: number } {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { hits } of touched) {
    first = Math.min(first, hits[0]?.ts ?? first);
    last = Math.max(last, hits.at(-1)?.ts ?? last);
  }
  return { first, last };
}

/** Identity of the rule's hits. */
export function hitsOf({ draft, epoch }: CompiledRule): { rule: string; version: number } {
  return { rule: draft.id, version: epoch };
}

export function groupsOf(touched: readonly Touched[]): string[] {
  return touched.map(({ group }) => group);
}

export function draftEvents(
  hits: readonly HitRow[],
  events: ReadonlyMap<string, DetectedEvent>,
): DraftEvent[] {
  return hits.flatMap(({ eventId, query, ts }) => {
    const found = events.get(eventId);
    if (found === undefined) return [];
    return [{ eventId, ts, query, host: found.host, tags: found.tags, event: found.event }];
  });
}

/** A draft of one group's hits; `paths` are those of the query of the first. */
export function draftOf(
  { rule, events }: Pick<Evaluation, "rule" | "events">,
  { group, hits }: Touched,
  triggers: readonly Trigger[],
): SignalDraft {
  const query = rule.queries[hits[0]?.query ?? 0];
  return {
    rule: rule.draft,
    group: { paths: query?.groupBy ?? rule.groupPaths, values: JSON.parse(group) as string[] },
    triggers,
    events: draftEvents(hits, events),
    earlier: [],
    hitGroups: [group],
  };
}

/** The first case that one finding of a query meets; undefined when none is. */
export function caseOf(
  { conditions, labels }: CompiledRule,
  holds: (condition: NonNullable<CompiledRule["conditions"][number]>) => boolean,
): number | undefined {
  if (labels.length === 0 && conditions.length === 0) return undefined;
  const met = conditions.findIndex((condition) => condition === undefined || holds(condition));
  return met === -1 ? undefined : met;
}
