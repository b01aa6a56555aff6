/**
 * What does it cost to test one event against all detection rules? Rules are found by a value that
 * their events must have, so their number should not matter; the baseline is what trying each rule
 * costs. Then: what evaluation costs by rules, groups and hits, over rows in memory.
 */
import {
  compileRule,
  createHitMemory,
  evaluateHits,
  type HitRow,
  learnedRows,
} from "#lib/detection";
import { compilePredicate, parseQuery } from "#lib/query";
import { createDetection } from "#server/detection";
import { compare } from "../agent/measure.ts";
import { benchEvent } from "./events.ts";
import { benchRule } from "./rules.ts";

const EVENTS = 500;

const noStore = () => Promise.reject(new Error("the store is not asked"));
const store = {
  ...{ hitBuckets: noStore, hitSeries: noStore, newestHits: noStore, readEvents: noStore },
  ...{ hitCounts: noStore, learned: noStore, groupStarts: noStore, storedHits: noStore },
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

type QueryOf = (index: number) => string;

function contender(name: string, rules: number, query?: QueryOf) {
  const detection = createDetection(store);
  const events = eventsFor(rules);
  detection.load(Array.from({ length: rules }, (_, index) => benchRule(index, query?.(index))));
  const run = () => events.reduce((sum, event) => sum + detection.match(event).length, 0);
  return { name, run };
}

/** Each query's predicate on each event, with nothing that finds them. */
function tryAll(name: string, rules: number, query: QueryOf) {
  const events = eventsFor(rules);
  const predicates = Array.from({ length: rules }, (_, index) => {
    const parsed = parseQuery(query(index)).query;
    return parsed === undefined ? () => false : compilePredicate(parsed);
  });
  const run = () => {
    let found = 0;
    for (const { event } of events)
      for (const predicate of predicates) if (predicate(event)) found += 1;
    return found;
  };
  return { name, run };
}

const named: QueryOf = (at) => `@agent.rule_id:rule_${at} @process.user:root`;
const byName: QueryOf = (at) =>
  `service:s${at % 40} @evt.name:(exec OR open${at}) @process.user:root @file.path:/etc/*`;
const unnamed: QueryOf = (at) => `@agent.rule_id:rule_${at}* -@process.user:root`;

for (const rules of [25, 500, 2000])
  compare(`${rules} queries`, EVENTS, [
    tryAll("each tried", rules, named),
    contender("by agent rule, all of them hits", rules),
    contender("by agent rule and an attribute, no hits", rules, named),
    contender("by a service, no hits", rules, byName),
    contender("by no value at all", rules, unnamed),
  ]);

const HITS = 2000;

/** Evaluates a batch of hits spread over rules and groups. */
async function evaluation(rules: number, groups: number): Promise<number> {
  const compiled = new Map(
    Array.from({ length: rules }, (_, index) => {
      const rule = benchRule(index);
      const counted = { ...rule, cases: [{ ...rule.cases[0], condition: "a > 5" }] };
      const result = compileRule(counted as typeof rule);
      if ("reason" in result) throw new Error(result.reason);
      return [rule.id, result] as const;
    }),
  );
  const hits = Array.from({ length: HITS }, (_, at): HitRow => {
    const rule = `bench-${at % rules}`;
    const group = JSON.stringify([`g${Math.floor(at / rules) % groups}`]);
    const version = compiled.get(rule)?.epoch ?? 0;
    return { rule, version, query: 0, group, distinct: "", ts: at * 100, eventId: `e${at}` };
  });
  const memory = createHitMemory();
  memory.add(hits);
  memory.learn(learnedRows(compiled, hits));
  const options = { source: memory, rules: compiled, onFault: () => undefined };
  const start = process.hrtime.bigint();
  await evaluateHits(options, hits, new Map());
  return Number(process.hrtime.bigint() - start) / HITS;
}

for (const [rules, groups] of [
  [1, 1],
  [1, 200],
  [20, 20],
  [200, 1],
] as const) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) best = Math.min(best, await evaluation(rules, groups));
  process.stdout.write(
    `evaluation of ${HITS} hits, ${rules} rules, ${groups} groups each: ${best.toFixed(0)} ns/hit\n`,
  );
}
