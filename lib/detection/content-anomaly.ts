/**
 * Events whose text resembles none that the group has shown. Each hit holds the signature of its
 * text; cases count the unusual ones.
 */
import type { SignalDraft } from "./draft.ts";
import { type Evaluate, type Evaluation, groupsOf, hitsOf, rangeOf } from "./evaluation.ts";
import type { HitBucket } from "./hit.ts";
import { decodeSignature, similarity } from "./minhash.ts";
import { windowDrafts, windowRule } from "./threshold.ts";

/** Different texts of one group that are compared; beyond it the oldest are left out. */
const TEXTS_MAX = 2000;

type Method = Extract<Evaluation["rule"]["method"], { kind: "content" }>;
type Text = { signature: Uint8Array; hits: HitBucket[] };

function textsOf(buckets: readonly HitBucket[]): Map<string, Text> {
  const ordered = [...buckets].sort((a, b) => b.last - a.last);
  const texts = new Map<string, Text>();
  for (const bucket of ordered) {
    const known = texts.get(bucket.distinct);
    if (known !== undefined) known.hits.push(bucket);
    else if (texts.size < TEXTS_MAX)
      texts.set(bucket.distinct, { signature: decodeSignature(bucket.distinct), hits: [bucket] });
  }
  return texts;
}

/** The hits from `from` on that resemble too few of the ones before them. */
function unusualHits(
  method: Method,
  buckets: readonly HitBucket[],
  { start, from }: { start: number; from: number },
): HitBucket[] {
  const texts = textsOf(buckets);
  const unusual: HitBucket[] = [];
  for (const text of texts.values()) {
    const asked = text.hits.filter(({ last }) => last >= from && last - start >= method.learningMs);
    if (asked.length === 0) continue;
    const isBefore = (hit: HitBucket, other: HitBucket) =>
      other.last < hit.last && other.last >= hit.last - method.forgetMs;
    const count = (hit: HitBucket, { hits }: Text) =>
      hits.reduce((sum, other) => sum + (isBefore(hit, other) ? other.hits : 0), 0);
    // Most texts resemble themselves; only what does not is compared with the others.
    const left = asked.filter((hit) => count(hit, text) < method.items);
    if (left.length === 0) continue;
    const alike = [...texts.values()].filter(
      ({ signature }) => similarity(text.signature, signature) >= method.similarity,
    );
    for (const hit of left)
      if (alike.reduce((sum, other) => sum + count(hit, other), 0) < method.items)
        unusual.push(hit);
  }
  return unusual;
}

export const evaluateContent: Evaluate = async (evaluation): Promise<SignalDraft[]> => {
  const { source, rule, touched } = evaluation;
  const { method } = rule;
  if (method.kind !== "content") return [];
  const { first, last } = rangeOf(touched);
  const own = hitsOf(rule);
  const groups = groupsOf(touched);
  const from = first - rule.windowMs;
  const to = last + rule.windowMs;
  const buckets = await source.hitBuckets({
    ...{ ...own, groups, to },
    ...{ from: from - method.forgetMs, bucketMs: 1 },
  });
  const starts = await source.groupStarts({ ...own, groups, values: undefined, from: 0, to });
  const byGroup = Map.groupBy(buckets, ({ group }) => group);
  const unusual = groups.flatMap((group) => {
    const start = starts.get(group) ?? to;
    return unusualHits(method, byGroup.get(group) ?? [], { start, from });
  });
  const counted = windowRule(evaluation);
  const measures = counted.measures.map(() => "count" as const);
  return windowDrafts(evaluation, { ...counted, measures }, unusual);
};
