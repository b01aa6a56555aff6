/**
 * The door to evaluation: rules sorted into one function per event type. An event whose type no
 * rule is about costs one map look-up.
 */
import { assert } from "#lib/base";
import { compileClosures } from "./closure.ts";
import { type BucketFunction, generateBucket } from "./generate.ts";
import { type Bucket, planBuckets } from "./plan.ts";
import type { CheckedRule, EvaluationContext, SeclEvent } from "./tree.ts";

export type RuleEntry = { id: string; rule: CheckedRule };

/**
 * Called for each rule that holds, in the order of the rules, with its index among those compiled.
 */
export type OnMatch = (index: number) => void;

export type RuleSet = {
  readonly rules: readonly RuleEntry[];
  /** Event types that some rule is about. */
  readonly eventTypes: readonly string[];
  /**
   * `closures` where code generation was turned off or is forbidden: same results, many times
   * slower.
   */
  readonly backEnd: "generated" | "closures";
  /**
   * Runs the rules of an event type. `onMatch` is called during the evaluation, so that what it
   * sets in variables is seen by the rules after; it must not call `evaluate` itself.
   */
  evaluate(event: SeclEvent, eventType: string, context: EvaluationContext, onMatch: OnMatch): void;
};

/**
 * Compiles checked rules. With `generate: false`, and where `new Function` is forbidden, closures
 * run instead.
 */
export function compileRules(
  rules: readonly RuleEntry[],
  options: { generate?: boolean } = {},
): RuleSet {
  const buckets = planBuckets(rules.map(({ rule }) => rule));
  const generated = options.generate === false ? undefined : tryGenerate(buckets);
  const functions = generated ?? buckets.map((bucket) => closureBucket(bucket, rules));
  const byEvent = new Map(buckets.map(({ event }, at) => [event, functions[at] as BucketFunction]));
  let isRunning = false;
  return {
    rules,
    eventTypes: [...byEvent.keys()],
    backEnd: generated === undefined ? "closures" : "generated",
    evaluate(event, eventType, context, onMatch) {
      const run = byEvent.get(eventType);
      if (run === undefined) return;
      assert(!isRunning, "an evaluation shares its cells, so onMatch must not start another");
      isRunning = true;
      try {
        run(event, context, onMatch);
      } finally {
        isRunning = false;
      }
    },
  };
}

/** Undefined where the host forbids generating code, which V8 reports as an EvalError. */
function tryGenerate(buckets: readonly Bucket[]): BucketFunction[] | undefined {
  try {
    return buckets.map(generateBucket);
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}

function closureBucket({ chunks }: Bucket, rules: readonly RuleEntry[]): BucketFunction {
  const compiled = chunks.flat().map(({ index }) => {
    const { rule } = rules[index] as RuleEntry;
    return { index, holds: compileClosures(rule) };
  });
  return (event, context, hit) => {
    for (const { index, holds } of compiled) if (holds(event, context)) hit(index);
  };
}
