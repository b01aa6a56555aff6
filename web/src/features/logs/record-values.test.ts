import assert from "node:assert/strict";
import { test } from "node:test";
import type { StoredRecord } from "#lib/protocol";
import { keysOf, recordValues, statusTone } from "./record-values.ts";

const record: StoredRecord = {
  id: "log.1",
  type: "log",
  attributes: {
    timestamp: "2026-01-01T00:00:00.000Z",
    host: "web-1",
    message: "hello",
    tags: ["env:prod", "env:eu", "bare"],
    attributes: {
      usr: { name: "eve" },
      "a.b": { c: 0 },
      items: [{ sku: "x" }, { sku: "y" }, { other: false }],
      nothing: null,
    },
  },
};

test("values are found by reserved name, attribute path and tag", () => {
  const rows: [string, string[]][] = [
    ["host", ["web-1"]],
    ["service", []],
    ["message", ["hello"]],
    ["env", ["prod", "eu"]],
    ["@usr.name", ["eve"]],
    ["@usr", ['{"name":"eve"}']],
    ["@a.b.c", ["0"]],
    ["@items.sku", ["x", "y"]],
    ["@items.other", ["false"]],
    ["@nothing", []],
    ["@usr.name.first", []],
    ["@constructor", []],
  ];
  for (const [key, values] of rows) assert.deepEqual(recordValues(record, key), values, key);
});

test("keys for proposals are those the logs have", () => {
  assert.deepEqual(keysOf([record]), ["@a.b.c", "@items", "@nothing", "@usr.name", "env"]);
});

test("a status has the tone that its first letters mean", () => {
  const tones = ["critical", "Error", "warning", "ok", "info", "debug", ""].map(statusTone);
  assert.deepEqual(tones, ["bad", "bad", "warn", "good", "plain", "quiet", "plain"]);
});
