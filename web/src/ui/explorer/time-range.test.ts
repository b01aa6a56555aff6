import assert from "node:assert/strict";
import { test } from "node:test";
import { readText, readTime, timeBounds, timeView } from "./time-range.ts";

test("a time is read from an address, and what makes no sense is left out", () => {
  assert.deepEqual(readTime({ range: "1y", from: "x", to: "2026-01-01" }), { to: "2026-01-01" });
  assert.deepEqual(readTime({ range: "4h", from: 1 }), { range: "4h" });
  assert.equal(readText(4711), "4711");
  assert.equal(readText({}), undefined);
});

test("two ends take the place of a range, and a range counts back from now", () => {
  const view = timeView({ range: "1h", from: "2026-01-01T00:00:00Z" }, "7d");
  assert.deepEqual(view, { range: undefined, from: "2026-01-01T00:00:00Z", to: "" });
  const now = Date.parse("2026-01-01T01:00:00Z");
  assert.deepEqual(timeBounds(timeView({}, "1h"), now), {
    from: "2026-01-01T00:00:00.000Z",
    to: "",
  });
});
