import assert from "node:assert/strict";
import { test } from "node:test";
import {
  COLUMNS_MAX,
  columnsOf,
  DEFAULT_COLUMNS,
  groupingOf,
  questionOf,
  readLogsSearch,
  viewOf,
  writeColumns,
} from "./search.ts";

test("an address is read, and what makes no sense is left out", () => {
  assert.deepEqual(
    readLogsSearch({ q: 404, shape: "pie", measure: "pc95", of: "@duration", log: {}, by: "host" }),
    { q: "404", measure: "pc95", of: "@duration", by: "host" },
  );
  assert.deepEqual(readLogsSearch({ shape: "top", measure: "count", order: "newest" }), {
    shape: "top",
  });
});

test("no address means everything of the last hour, counted by service", () => {
  const now = Date.parse("2026-01-01T01:00:00Z");
  const question = { query: "", from: "2026-01-01T00:00:00.000Z", to: "" };
  assert.deepEqual(questionOf(viewOf({}), now), question);
  assert.deepEqual(groupingOf({}), { by: "service", measure: "count", of: "" });
  assert.equal(groupingOf({ by: "" }).by, "", "an empty group is one for all");
});

test("columns come and go with the address, each once, and not without end", () => {
  assert.deepEqual(columnsOf({}), DEFAULT_COLUMNS);
  assert.deepEqual(columnsOf({ cols: " host,@usr.name,,host" }), ["host", "@usr.name"]);
  const many = Array.from({ length: 40 }, (_, at) => `@a${at}`).join(",");
  assert.equal(columnsOf({ cols: many }).length, COLUMNS_MAX);
  assert.equal(writeColumns(DEFAULT_COLUMNS), undefined);
  assert.equal(writeColumns(["@usr.name"]), "@usr.name");
});
