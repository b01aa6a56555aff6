import assert from "node:assert/strict";
import { test } from "node:test";
import type { SignalRow } from "../../api/signals.ts";
import { countsAt, riskHistory } from "./risk-history.ts";

const NOW = Date.parse("2026-03-20T12:00:00Z");
const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(NOW - days * DAY_MS).toISOString();

function row(severity: SignalRow["severity"], first: number, last: number, more = {}): SignalRow {
  return {
    ...{ id: `${severity}${first}`, severity, title: "", rule: "", ruleId: "", host: "" },
    ...{ container: "", events: 1, firstSeen: daysAgo(first), lastSeen: daysAgo(last) },
    ...{ state: "open", archiveReason: undefined, version: 1, ...more },
  };
}

const totals = (rows: readonly SignalRow[]) =>
  riskHistory(rows, NOW).map(({ points }) => Object.values(points).reduce((a, b) => a + b, 0));

test("a signal counts from its first event until its last is 14 days old", () => {
  assert.deepEqual(totals([row("high", 3.5, 3.5)]), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 50, 50, 50, 50]);
  assert.deepEqual(
    totals([row("critical", 20.5, 20.5)]),
    [100, 100, 100, 100, 100, 100, 100, 0, 0, 0, 0, 0, 0, 0],
  );
  assert.equal(countsAt(row("high", 30, 14), NOW), true);
  assert.equal(countsAt(row("high", 30, 14.01), NOW), false);
});

test("points add up by severity; low and info have none", () => {
  const rows = [row("high", 1.5, 1), row("high", 0.5, 0), row("medium", 0.5, 0), row("low", 1, 0)];
  assert.deepEqual(riskHistory(rows, NOW).at(-1)?.points, {
    ...{ critical: 0, high: 100, medium: 5, low: 0, info: 0 },
  });
});

test("what was archived as false or as a test does not count, other archived ones do", () => {
  const archived = (archiveReason: string) =>
    row("high", 1, 1, { state: "archived", archiveReason });
  assert.equal(totals([archived("false_positive")]).at(-1), 0);
  assert.equal(totals([archived("testing_or_maintenance")]).at(-1), 0);
  assert.equal(totals([archived("remediated")]).at(-1), 50);
  assert.equal(totals([row("high", 1, 1, { archiveReason: "false_positive" })]).at(-1), 50);
});
