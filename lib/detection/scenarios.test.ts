import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type SimulatedEvent, simulateRules } from "./index.ts";
import { ruleOf, SCENARIOS, type Scenario, showSignals } from "./test-scenarios.ts";

async function run({ rules }: Scenario, batches: SimulatedEvent[][]): Promise<string[]> {
  return showSignals(await simulateRules(rules.map(ruleOf), batches));
}

const byTime = (events: readonly SimulatedEvent[]) => [...events].sort((a, b) => a.ts - b.ts);

for (const scenario of SCENARIOS) {
  test(`${scenario.name}: one by one, and twice`, async () => {
    const ordered = byTime(scenario.events);
    const single = ordered.map((event) => [event]);
    assert.deepEqual(await run(scenario, single), [...scenario.signals].sort());
  });

  if (scenario.isOrdered !== true)
    test(`${scenario.name}: in one batch, and in any order`, async () => {
      const wanted = [...scenario.signals].sort();
      assert.deepEqual(await run(scenario, [scenario.events]), wanted);
      const property = fc.asyncProperty(
        fc.shuffledSubarray(scenario.events, { minLength: scenario.events.length }),
        fc.integer({ min: 1, max: 7 }),
        async (events, size) => {
          const batches: SimulatedEvent[][] = [];
          for (let at = 0; at < events.length; at += size)
            batches.push(events.slice(at, at + size));
          assert.deepEqual(await run(scenario, batches), wanted);
        },
      );
      await fc.assert(property, { numRuns: scenario.events.length > 100 ? 2 : 30 });
    });
}
