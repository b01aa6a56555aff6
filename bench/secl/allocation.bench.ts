/**
 * Does rejecting an event allocate? By how many bytes the heap grows for each event that no rule
 * matches, the least of several passes, and how often garbage is collected while many pass. Reading
 * the heap's size itself takes some 256 bytes, so that a twentieth of a byte is none.
 */
import { PerformanceObserver } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { compileRules, type RuleSet } from "#lib/secl";
import { checkAll, mixedEvents, ruleSources, type TypedEvent } from "./workload.ts";

const EVENTS = 5_000;
const WARM_PASSES = 150;
const READINGS = 7;
const TURN_MS = 50;
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

/** Bytes an event, of the pass that grew the heap least; a collection within a pass spoils it. */
function bytesPerEvent(ruleset: RuleSet, events: readonly TypedEvent[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let reading = 0; reading < READINGS; reading++) {
    collect();
    const before = process.memoryUsage().heapUsed;
    evaluateAll(ruleset, events, 1);
    const grown = process.memoryUsage().heapUsed - before;
    if (grown >= 0) least = Math.min(least, grown);
  }
  return least / events.length;
}

/** Observers are told of collections between turns only. */
const turn = () => new Promise((resolve) => setTimeout(resolve, TURN_MS));

async function measure(
  name: string,
  ruleset: RuleSet,
  events: readonly TypedEvent[],
  passes: number,
): Promise<void> {
  evaluateAll(ruleset, events, Math.min(WARM_PASSES, passes));
  const bytes = bytesPerEvent(ruleset, events);
  await turn();
  collections = 0;
  evaluateAll(ruleset, events, passes);
  await turn();
  const perMillion = (collections * 1e6) / (passes * events.length);
  const shown = Number.isFinite(bytes) ? bytes.toFixed(2) : "many";
  process.stdout.write(
    `  ${name.padEnd(12)} ${shown.padStart(9)} bytes/event` +
      `  ${perMillion.toFixed(0).padStart(6)} collections in a million events\n`,
  );
}

for (const ruleCount of [200, 1_000]) {
  const entries = checkAll(ruleSources(ruleCount));
  const generated = compileRules(entries);
  const events = mixedEvents(EVENTS).filter(({ event, type }) => {
    let isRejected = true;
    generated.evaluate(event, type, CONTEXT, () => {
      isRejected = false;
    });
    return isRejected;
  });
  process.stdout.write(`${ruleCount} rules, ${events.length} events that none matches\n`);
  await measure("generated", generated, events, 200);
  await measure("closures", compileRules(entries, { generate: false }), events, 2);
}
