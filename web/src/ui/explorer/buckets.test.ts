import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BUCKETS_MAX, bucketWidth, fillBuckets, linePath, scaleTop, totals } from "./buckets.ts";

test("a span is cut into buckets of a usual width, never too many", () => {
  const hour = 3_600_000;
  assert.equal(bucketWidth(hour).text, "1m");
  assert.equal(bucketWidth(24 * hour).text, "30m");
  assert.equal(bucketWidth(60_000).text, "1s");
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 * 365 * 86_400_000 }), (span) => {
      assert.ok(span / bucketWidth(span).ms <= BUCKETS_MAX);
    }),
  );
});

test("buckets without anything are there too, in the server's grid", () => {
  const points = [{ time: "1970-01-01T00:02:00.000Z", value: 7 }];
  const span = { from: 61_000, to: 190_000 };
  const { times, series } = fillBuckets([{ name: "a", points }], span, 60_000, 0);
  assert.deepEqual(times, [60_000, 120_000, 180_000]);
  assert.deepEqual(series, [{ name: "a", values: [0, 7, 0] }]);
  assert.deepEqual(totals(series, 3), [0, 7, 0]);
});

test("a point outside of the span is left out", () => {
  const points = [{ time: "1970-01-02T00:00:00.000Z", value: 7 }];
  const { series } = fillBuckets([{ name: "a", points }], { from: 0, to: 1 }, 1000, null);
  assert.deepEqual(series[0]?.values, [null]);
});

test("the top of a scale is round and not below anything", () => {
  assert.deepEqual(
    [0, 1, 3, 17, 240, 251].map((value) => scaleTop([value])),
    [...[1, 1, 5, 20, 250, 500]],
  );
});

test("a bucket without a value breaks the line, and a lone value is a dot", () => {
  assert.equal(linePath([0, 50, null, 100], 100), "M0.5 100.00h0.01L1.5 50.00M3.5 0.00h0.01");
  assert.equal(linePath([], 1), "");
});
