import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatAgo,
  formatBytes,
  formatCommand,
  formatRate,
  formatSpan,
  formatTime,
} from "./format.ts";
import type { Text } from "./text/index.tsx";

/** Shows which text was asked for, and with which count. */
const text = ((key: string, values?: { count?: number }) =>
  values?.count === undefined ? key : `${key} ${values.count}`) as unknown as Text;

test("how long ago is told in the largest unit that fits", () => {
  const now = Date.parse("2026-01-02T00:00:00Z");
  const cases = [
    ["2026-01-01T23:59:58Z", "time.now"],
    ["2026-01-02T00:02:00Z", "time.now"],
    ["2026-01-02T01:00:00Z", "time.ahead"],
    ["2026-01-01T23:59:18Z", "time.seconds 42"],
    ["2026-01-01T23:01:30Z", "time.minutes 58"],
    ["2026-01-01T01:00:00Z", "time.hours 23"],
    ["2025-12-30T00:00:00Z", "time.days 3"],
    ["", "common.notKnown"],
  ];
  for (const [at, shown] of cases) assert.equal(formatAgo(at as string, now, text), shown);
});

test("sizes, rates and spans keep few digits", () => {
  assert.equal(formatBytes(0), "0 B");
  assert.equal(formatBytes(1_540), "1.5 kB");
  assert.equal(formatBytes(61_200_000_000), "61 GB");
  assert.equal(formatRate(9.96), "10");
  assert.equal(formatRate(1234.5), "1,235");
  assert.equal(formatSpan(86_400, text), "rules.days 1");
  assert.equal(formatSpan(90, text), "rules.seconds 90");
  assert.equal(formatTime("nonsense"), "");
});

test("a command line reads back as the same words", () => {
  assert.equal(formatCommand(["/bin/sh", "-c", "id; 'x'"]), "/bin/sh -c 'id; '\\''x'\\'''");
  assert.equal(formatCommand(["echo", ""]), "echo ''");
});
