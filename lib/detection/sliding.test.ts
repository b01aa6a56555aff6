import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { conditionHolds, parseCondition } from "./condition.ts";
import type { HitBucket, Measure } from "./hit.ts";
import { bucketMsOf, findTriggers, mergeBuckets } from "./sliding.ts";

const S = 1000;

function ruleOf(
  windowS: number,
  cases: string[],
  labels = ["a", "b"],
  countsDistinct = [false, false],
) {
  const measures = countsDistinct.map((isDistinct): Measure => (isDistinct ? "distinct" : "count"));
  const conditions = cases.map((text) => {
    const { condition } = parseCondition(text, labels);
    assert.ok(condition);
    return condition;
  });
  return { labels, conditions, measures, windowMs: windowS * S };
}

type Hit = [query: number, atMs: number, distinct?: string];

function bucketsOf(hits: readonly Hit[], bucketMs: number): HitBucket[] {
  const buckets = new Map<string, HitBucket>();
  for (const [query, at, distinct = ""] of hits) {
    const bucket = Math.floor(at / bucketMs);
    const key = `${query}/${bucket}/${distinct}`;
    const known = buckets.get(key);
    const base = { group: "[]", query, bucket, distinct, hits: 0, first: at, last: at };
    const next = known ?? base;
    buckets.set(key, {
      ...next,
      hits: next.hits + 1,
      first: Math.min(next.first, at),
      last: Math.max(next.last, at),
    });
  }
  return [...buckets.values()];
}

type Row = {
  name: string;
  window: number;
  cases: string[];
  hits: Hit[];
  expect: [number, number, number][];
};
/** Expected triggers are [at, from, case] in seconds. */
const TABLE: Row[] = [
  {
    name: "too few",
    window: 60,
    cases: ["a > 2"],
    hits: [
      [0, 0],
      [0, S],
    ],
    expect: [],
  },
  {
    name: "the third within the window, and each one after it",
    window: 60,
    cases: ["a > 2"],
    hits: [
      [0, 0],
      [0, 10 * S],
      [0, 20 * S],
      [0, 30 * S],
    ],
    expect: [
      [20, 0, 0],
      [30, 0, 0],
    ],
  },
  {
    name: "one that is as old as the window no longer counts",
    window: 60,
    cases: ["a > 2"],
    hits: [
      [0, 0],
      [0, 10 * S],
      [0, 60 * S],
    ],
    expect: [],
  },
  {
    name: "the first case that holds decides",
    window: 60,
    cases: ["a > 2", "a > 0"],
    hits: [
      [0, 0],
      [0, S],
      [0, 2 * S],
    ],
    expect: [
      [0, 0, 1],
      [1, 0, 1],
      [2, 0, 0],
    ],
  },
  {
    name: "queries are joined within the window",
    window: 60,
    cases: ["a > 1 && b > 0"],
    hits: [
      [0, 0],
      [1, 5 * S],
      [0, 10 * S],
      [0, 100 * S],
    ],
    expect: [[10, 0, 0]],
  },
  {
    name: "a window of 0 sees one moment",
    window: 0,
    cases: ["a > 1"],
    hits: [
      [0, 0],
      [0, 1],
      [0, 1],
      [0, 2],
    ],
    expect: [[0.001, 0.001, 0]],
  },
];

for (const { name, window, cases, hits, expect } of TABLE) {
  test(name, () => {
    const rule = ruleOf(window, cases);
    const triggers = findTriggers(rule, bucketsOf(hits, bucketMsOf(rule.windowMs)), 0);
    assert.deepEqual(
      triggers.map(({ at, from, case: met }) => [at / S, from / S, met]),
      expect,
    );
  });
}

test("distinct values count once, and again when they come back into the window", () => {
  const rule = ruleOf(60, ["a > 1"], ["a"], [true]);
  const hits: Hit[] = [
    [0, 0, "x"],
    [0, S, "x"],
    [0, 2 * S, "y"],
    [0, 70 * S, "y"],
  ];
  const triggers = findTriggers(rule, bucketsOf(hits, S), 0);
  assert.deepEqual(
    triggers.map(({ at }) => at / S),
    [2],
  );
});

test("only times from `since` on are looked at", () => {
  const rule = ruleOf(60, ["a > 0"]);
  const triggers = findTriggers(
    rule,
    bucketsOf(
      [
        [0, 0],
        [0, 5 * S],
      ],
      S,
    ),
    3 * S,
  );
  assert.deepEqual(
    triggers.map(({ at }) => at / S),
    [5],
  );
});

test("the sliding counts are those of counting anew at every stop", () => {
  const hit = fc.tuple(
    fc.integer({ min: 0, max: 1 }),
    fc.integer({ min: 0, max: 120 }),
    fc.constantFrom("x", "y", "z"),
  );
  const property = fc.property(
    fc.array(hit, { maxLength: 40 }),
    fc.constantFrom(0, 60, 300),
    fc.constantFrom("a > 3", "a > 1 && b > 0", "a > 2 || b >= 2"),
    fc.boolean(),
    (seconds, window, text, distinct) => {
      const hits = seconds.map(([query, at, value]): Hit => [query, at * S, value]);
      const rule = ruleOf(window, [text], ["a", "b"], [distinct, false]);
      const triggers = findTriggers(rule, bucketsOf(hits, bucketMsOf(rule.windowMs)), 0);
      const stops = [...new Set(hits.map(([, at]) => at))].sort((x, y) => x - y);
      const expected = stops.filter((at) => {
        const inside = hits.filter(([, t]) => t <= at && (t > at - rule.windowMs || t === at));
        const countOf = (label: string) => {
          const own = inside.filter(([query]) => query === rule.labels.indexOf(label));
          const isDistinct = distinct && label === "a";
          return isDistinct ? new Set(own.map(([, , value]) => value)).size : own.length;
        };
        return conditionHolds(rule.conditions[0]!, countOf);
      });
      assert.deepEqual(
        triggers.map(({ at }) => at),
        expected,
      );
    },
  );
  fc.assert(property, { numRuns: 1000 });
});

test("buckets merge over distinct values", () => {
  const merged = mergeBuckets(
    bucketsOf(
      [
        [0, 10, "x"],
        [0, 900, "y"],
        [1, 20],
      ],
      S,
    ),
  );
  assert.deepEqual(merged, [
    { query: 0, first: 10, last: 900, count: 2 },
    { query: 1, first: 20, last: 20, count: 1 },
  ]);
});
