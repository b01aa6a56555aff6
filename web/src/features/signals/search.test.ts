import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_QUERY, filterOf, readSignalsSearch, viewOf } from "./search.ts";

test("an address is read, and what makes no sense is left out", () => {
  assert.deepEqual(readSignalsSearch({ q: 4711, range: "1y", from: "x", order: "up", signal: 7 }), {
    q: "4711",
    signal: "7",
  });
  assert.deepEqual(readSignalsSearch({ q: "", range: "15m", order: "oldest" }), {
    q: "",
    range: "15m",
    order: "oldest",
  });
});

test("no address means open work of the last seven days", () => {
  const now = Date.parse("2026-01-08T00:00:00Z");
  assert.deepEqual(filterOf(viewOf({}), now), {
    query: DEFAULT_QUERY,
    from: "2026-01-01T00:00:00.000Z",
    to: "",
  });
  assert.equal(viewOf({ q: "" }).query, "", "an empty search is a search for everything");
});

test("a custom time replaces the range", () => {
  const view = viewOf({ range: "1h", to: "2026-01-01T00:00:00Z" });
  assert.deepEqual(filterOf(view, 0), {
    query: DEFAULT_QUERY,
    from: "",
    to: "2026-01-01T00:00:00Z",
  });
});
