import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { countAsk, countFresh, type KnownSpan, planSpans, recountAsk } from "#lib/detection";
import { draftEvent, instantDraft } from "./test-draft.ts";

type Case = {
  name: string;
  keepAlive: number;
  maxDuration: number;
  known?: [number, number][];
  at: number[];
  /** [first, last] of each signal that took a match, oldest first. */
  expect: [number, number][];
};

const TABLE: Case[] = [
  {
    name: "one match opens one signal",
    keepAlive: 10,
    maxDuration: 100,
    at: [5],
    expect: [[5, 5]],
  },
  {
    name: "a match exactly keepAlive later still belongs to it",
    keepAlive: 10,
    maxDuration: 100,
    at: [0, 10],
    expect: [[0, 10]],
  },
  {
    name: "a match later than keepAlive opens another",
    keepAlive: 10,
    maxDuration: 100,
    at: [0, 11],
    expect: [
      [0, 0],
      [11, 11],
    ],
  },
  {
    name: "at maxSignalDuration from the first match another opens, however many came between",
    keepAlive: 10,
    maxDuration: 25,
    at: [0, 8, 16, 24, 25, 33],
    expect: [
      [0, 24],
      [25, 33],
    ],
  },
  {
    name: "a known signal goes on",
    keepAlive: 10,
    maxDuration: 100,
    known: [[0, 20]],
    at: [30],
    expect: [[0, 30]],
  },
  {
    name: "a known signal that ran out is left alone",
    keepAlive: 10,
    maxDuration: 100,
    known: [[0, 20]],
    at: [31],
    expect: [[31, 31]],
  },
  {
    name: "a late match before the first moves it",
    keepAlive: 10,
    maxDuration: 100,
    known: [[50, 60]],
    at: [42],
    expect: [[42, 60]],
  },
  {
    name: "a late match within a signal changes nothing of its ends",
    keepAlive: 10,
    maxDuration: 100,
    known: [[50, 60]],
    at: [55],
    expect: [[50, 60]],
  },
  {
    name: "a match later than keepAlive before the first is a signal of its own",
    keepAlive: 10,
    maxDuration: 100,
    known: [[50, 60]],
    at: [39],
    expect: [[39, 39]],
  },
  {
    name: "a late match goes to the older signal that covers it",
    keepAlive: 10,
    maxDuration: 30,
    known: [
      [0, 20],
      [40, 50],
    ],
    at: [25],
    expect: [[0, 25]],
  },
  {
    name: "keepAlive 0 makes a signal of each moment",
    keepAlive: 0,
    maxDuration: 100,
    at: [1, 1, 2],
    expect: [
      [1, 1],
      [2, 2],
    ],
  },
];

for (const { name, keepAlive, maxDuration, known = [], at, expect } of TABLE) {
  test(name, () => {
    const spans: KnownSpan[] = known.map(([first, last], id) => ({ id: `${id}`, first, last }));
    const triggers = at.map((time) => ({ at: time, from: time, case: 0 }));
    const windows = { keepAliveMs: keepAlive, maxDurationMs: maxDuration };
    const plans = planSpans(spans, triggers, windows);
    const made = plans.map(({ first, last }) => [first, last]);
    assert.deepEqual(
      made.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)),
      expect,
    );
  });
}

test("a signal that a window opens begins with the window, but after the signal before", () => {
  const windows = { keepAliveMs: 10, maxDurationMs: 20 };
  const opened = planSpans([], [{ at: 100, from: 60, case: 0 }], windows);
  assert.deepEqual([opened[0]?.first, opened[0]?.last], [60, 100]);
  const known = [{ id: "s", first: 80, last: 99 }];
  const next = planSpans(known, [{ at: 100, from: 60, case: 0 }], windows);
  assert.deepEqual([next[0]?.known, next[0]?.first], [undefined, 100]);
});

test("every event is counted by exactly one signal, in whatever order batches come", () => {
  const times = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 30 });
  const windows = fc.record({
    keepAliveMs: fc.integer({ min: 0, max: 40 }),
    maxDurationMs: fc.integer({ min: 1, max: 80 }),
  });
  const cut = fc.integer({ min: 1, max: 7 });
  const property = fc.property(times, windows, cut, (all, rule, size) => {
    const spans = new Map<string, KnownSpan>();
    let counted = 0;
    for (let at = 0; at < all.length; at += size) {
      const batch = all.slice(at, at + size).sort((a, b) => a - b);
      const events = batch.map((ts, index) => draftEvent({ id: `${at + index}`, at: ts }));
      const draft = instantDraft(events, { rule });
      const plans = planSpans([...spans.values()], draft.triggers, rule);
      for (const plan of plans) {
        const id = plan.known?.id ?? `${spans.size}`;
        spans.set(id, { id, first: plan.first, last: plan.last });
        counted += countFresh(plan, draft)[0] ?? 0;
      }
      const ends = [...spans.values()].sort((a, b) => a.first - b.first);
      ends.forEach((span, index) => {
        const next = ends[index + 1];
        assert.ok(next === undefined || span.last < next.first, "signals of a pair do not overlap");
      });
    }
    assert.equal(counted, all.length);
  });
  fc.assert(property, { numRuns: 2000 });
});

test("hits in buckets are counted once as the window moves on", () => {
  const rule = { keepAliveMs: 1000, maxDurationMs: 100_000 };
  const event = draftEvent({ id: "e", at: 1600 });
  const base = instantDraft([event], { rule });
  const hits = [
    { query: 0, first: 100, last: 900, count: 4 },
    { query: 0, first: 1000, last: 1600, count: 3 },
    { query: 0, first: 2000, last: 2000, count: 1 },
  ];
  const draft = { ...base, hits, triggers: [{ at: 1600, from: 100, case: 0 }] };
  const opened = planSpans([], draft.triggers, rule);
  assert.deepEqual(countFresh(opened[0]!, draft), [7]);
  // The same store a moment later: the bucket up to 1500 was counted, one event at 1600 is new.
  const known = [{ id: "s", first: 100, last: 1500 }];
  const extended = planSpans(known, draft.triggers, rule);
  assert.deepEqual(countFresh(extended[0]!, draft), [1]);
});

test("a new signal of a window says itself how many hits it has, or is counted", () => {
  const group = JSON.stringify(instantDraft([]).group.values);
  const gaps = fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 1, maxLength: 40 });
  const known = fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined });
  const property = fc.property(gaps, known, fc.nat(20), (steps, knownLast, keepAliveMs) => {
    let at = 0;
    const times = steps.map((step) => (at += step));
    const buckets = Map.groupBy(times, (time) => Math.floor(time / 10));
    const hits = [...buckets.values()].map((own) => {
      return { query: 0, first: own[0] ?? 0, last: own.at(-1) ?? 0, count: own.length };
    });
    // Each bucket ends with a match of all that stands in a window of 20 before it.
    const triggers = hits.map(({ last }) => {
      return { at: last, from: times.find((time) => time > last - 20) ?? last, case: 0 };
    });
    const rule = { keepAliveMs, maxDurationMs: 60 };
    const draft = { ...instantDraft([], { rule }), hits, triggers, hitGroups: [group] };
    const before = knownLast === undefined ? [] : [{ id: "s", first: 0, last: knownLast }];
    for (const plan of planSpans(before, triggers, rule)) {
      const asked = recountAsk(plan, draft);
      if (plan.known !== undefined) assert.deepEqual(asked, countAsk(plan, draft));
      if (asked !== undefined) continue;
      const within = times.filter((time) => time >= plan.first && time <= plan.last);
      assert.deepEqual(countFresh(plan, draft), [within.length]);
    }
  });
  fc.assert(property, { numRuns: 2000 });
});

test("only windows hold all of a stretch; what is unusual in it is counted", () => {
  const trigger = { at: 5, from: 1, case: 0 };
  const base = instantDraft([]);
  const hits = [{ query: 0, first: 1, last: 5, count: 2 }];
  const draft = { ...base, hits, hitGroups: [JSON.stringify(base.group.values)] };
  const [plan] = planSpans([], [trigger], base.rule);
  assert.ok(plan);
  assert.equal(recountAsk(plan, draft), undefined);
  const unusual = { ...draft, rule: { ...draft.rule, detectionMethod: "anomaly_detection" } };
  assert.deepEqual(recountAsk(plan, unusual), countAsk(plan, unusual));
});
