import assert from "node:assert/strict";
import { test } from "node:test";
import type { StoredRecord } from "#lib/protocol";
import { mergeTail } from "./rows.ts";

const record = (id: string): StoredRecord => ({
  id,
  type: "log",
  attributes: { timestamp: "", message: "", tags: [], attributes: {} },
});

test("what came last is first, once, and the oldest go", () => {
  const first = mergeTail([record("1"), record("2")], []);
  assert.deepEqual(
    first.map(({ id }) => id),
    ["2", "1"],
  );
  const second = mergeTail([record("2"), record("3")], first, 2);
  assert.deepEqual(
    second.map(({ id }) => id),
    ["3", "2"],
  );
});
