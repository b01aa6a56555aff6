/**
 * What does it cost to test one event against all detection rules? Rules that name an agent rule
 * are found by it, so their number should not matter; the baseline is the same rules without a
 * name, each of which is tried.
 */
import { createDetection } from "#server/detection";
import { compare } from "../agent/measure.ts";
import { benchEvent } from "./events.ts";
import { benchRule } from "./rules.ts";

const EVENTS = 500;

const noStore = () => Promise.reject(new Error("the store is not asked"));
const store = {
  ...{ hitBuckets: noStore, hitSeries: noStore, newestHits: noStore, readEvents: noStore },
  ...{ learned: noStore, groupStarts: noStore, storedHits: noStore },
  ...{ insertLearned: noStore, insertHits: noStore },
};
/** Events of which each meets one of the rules. */
const eventsFor = (rules: number) =>
  Array.from({ length: EVENTS }, (_, index) => ({
    eventId: `e${index}`,
    ts: index,
    host: "web-1",
    tags: [],
    event: {
      ...JSON.parse(Buffer.from(benchEvent(index, index, rules)).toString()),
      host: "web-1",
    },
  }));

function contender(name: string, rules: number, query?: (index: number) => string) {
  const detection = createDetection(store);
  const events = eventsFor(rules);
  detection.load(Array.from({ length: rules }, (_, index) => benchRule(index, query?.(index))));
  const run = () => events.reduce((sum, event) => sum + detection.match(event).length, 0);
  return { name, run };
}

const unnamed = (index: number) => `@evt.name:exec @agent.rule_id:rule_${index}*`;
for (const rules of [25, 200, 1000])
  compare(`${rules} rules`, EVENTS, [
    contender("without an agent rule", rules, unnamed),
    contender("by agent rule", rules),
    contender(
      "by agent rule, and an attribute",
      rules,
      (at) => `@agent.rule_id:rule_${at} @process.user:root`,
    ),
  ]);
