import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  pickSamples,
  SAMPLES_MAX,
  SAMPLES_PER_BATCH_MAX,
  sampleCandidates,
  sampleId,
} from "./samples.ts";
import { draftEvent } from "./test-draft.ts";

const key = (query: number, ts: number) => ({ query, ts, event_id: `e${ts}` });

test("the first of each query and the newest are kept", () => {
  const candidates = [key(1, 500), ...Array.from({ length: 100 }, (_, ts) => key(0, ts))];
  const kept = pickSamples(candidates);
  assert.equal(kept.size, SAMPLES_MAX);
  assert.ok(kept.has("0/e0") && kept.has("1/e500") && kept.has("0/e99"));
  assert.ok(!kept.has("0/e1"));
});

test("of a large batch the first of each query and a few of the newest are looked at", () => {
  const events = Array.from({ length: 100 }, (_, at) =>
    draftEvent({ id: `e${at}`, at, query: at === 50 ? 1 : 0 }),
  );
  const times = sampleCandidates(events).map(({ ts }) => ts);
  assert.deepEqual(times, [0, 50, 97, 98, 99]);
  assert.equal(sampleCandidates(events).length, 2 + SAMPLES_PER_BATCH_MAX);
});

test("picking in steps keeps the first of each query for ever", () => {
  const step = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 999 })));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
      let known: ReturnType<typeof key>[] = [];
      const all: ReturnType<typeof key>[] = [];
      for (const added of steps) {
        const keys = added.map(([query, ts]) => key(query, ts));
        all.push(...keys);
        const kept = pickSamples([...known, ...keys]);
        known = [...known, ...keys].filter((each) => kept.has(sampleId(each)));
        assert.ok(kept.size <= SAMPLES_MAX);
      }
      for (const query of new Set(all.map((each) => each.query))) {
        const first = Math.min(...all.filter((each) => each.query === query).map(({ ts }) => ts));
        assert.ok(known.some((each) => each.query === query && each.ts === first));
      }
    }),
  );
});
