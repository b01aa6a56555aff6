/**
 * Does rejecting an event allocate? Bytes that the heap grew by for each event that no rule matches,
 * and collections of garbage while a million of them passed. Nothing is collected between two
 * readings, or the row says so.
 */
import { PerformanceObserver } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { compileRules, type RuleSet } from "#lib/secl";
import { checkAll, mixedEvents, ruleSources, type TypedEvent } from "./workload.ts";

const WARM_PASSES = 100;
const PASSES = 500;
const CONTEXT = { now: 1_700_000_000_000_000_000, variables: { read: () => undefined } };

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
let collections = 0;
new PerformanceObserver((list) => {
  collections += list.getEntries().length;
}).observe({ entryTypes: ["gc"] });

const none = () => {};

function evaluateAll(ruleset: RuleSet, events: readonly TypedEvent[], passes: number): void {
  for (let pass = 0; pass < passes; pass++) {
    for (let at = 0; at < events.length; at++) {
      const { event, type } = events[at] as TypedEvent;
      ruleset.evaluate(event, type, CONTEXT, none);
    }
  }
}

/** Observers are told of collections between turns only. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function measure(
  name: string,
  ruleset: RuleSet,
  events: readonly TypedEvent[],
  passes: number,
) {
  evaluateAll(ruleset, events, WARM_PASSES);
  collect();
  await turn();
  collections = 0;
  const before = process.memoryUsage().heapUsed;
  evaluateAll(ruleset, events, passes);
  const grown = process.memoryUsage().heapUsed - before;
  await turn();
  const count = passes * events.length;
  const bytes = collections > 0 ? "collected" : `${(grown / count).toFixed(3)} bytes/event`;
  process.stdout.write(
    `  ${name.padEnd(24)} ${bytes.padStart(18)}  ${collections} collections in ${count} events\n`,
  );
}

for (const ruleCount of [200, 1_000]) {
  const entries = checkAll(ruleSources(ruleCount));
  const generated = compileRules(entries);
  const events = mixedEvents(2_000).filter(({ event, type }) => {
    let isRejected = true;
    generated.evaluate(event, type, CONTEXT, () => {
      isRejected = false;
    });
    return isRejected;
  });
  process.stdout.write(`${ruleCount} rules, ${events.length} events that none matches\n`);
  await measure("generated", generated, events, PASSES);
  await measure("closures", compileRules(entries, { generate: false }), events, PASSES / 50);
}
