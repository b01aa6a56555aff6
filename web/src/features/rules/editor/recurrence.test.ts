import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { instantOf, nextRuns, readRecurrence, readWall, wallOf } from "./recurrence.ts";

const iso = (times: readonly number[]) => times.map((time) => new Date(time).toISOString());

function runs(rrule: string, from: string, timeZone: string, now: string, limit = 3): string[] {
  const rule = readRecurrence(rrule);
  const start = readWall(from);
  assert.ok("frequency" in rule && start !== undefined, rrule);
  return iso(nextRuns(rule, { start, timeZone }, Date.parse(now), limit));
}

test("runs come at the times of the zone, also over summer time", () => {
  assert.deepEqual(
    runs("FREQ=DAILY", "2026-03-27T06:30:00", "Europe/Berlin", "2026-03-27T12:00:00Z"),
    ["2026-03-28T05:30:00.000Z", "2026-03-29T04:30:00.000Z", "2026-03-30T04:30:00.000Z"],
  );
  assert.deepEqual(
    runs("FREQ=HOURLY;INTERVAL=6", "2026-01-01T00:15:00", "UTC", "2026-05-05T05:00:00Z", 2),
    ["2026-05-05T06:15:00.000Z", "2026-05-05T12:15:00.000Z"],
  );
  assert.deepEqual(
    runs(
      "RRULE:FREQ=MINUTELY;INTERVAL=45",
      "2026-05-05T00:00:00",
      "UTC",
      "2026-05-05T01:00:00Z",
      2,
    ),
    ["2026-05-05T01:30:00.000Z", "2026-05-05T02:15:00.000Z"],
  );
});

test("days, hours and minutes choose, counts and ends end", () => {
  // 2026-05-08 is a Friday.
  assert.deepEqual(
    runs(
      "FREQ=WEEKLY;BYDAY=MO,FR;BYHOUR=7,19;BYMINUTE=5",
      "2026-05-01T00:00:00",
      "UTC",
      "2026-05-08T08:00:00Z",
    ),
    ["2026-05-08T19:05:00.000Z", "2026-05-11T07:05:00.000Z", "2026-05-11T19:05:00.000Z"],
  );
  assert.deepEqual(
    runs("FREQ=DAILY;BYDAY=SA,SU", "2026-05-01T09:00:00", "UTC", "2026-05-04T08:00:00Z", 2),
    ["2026-05-09T09:00:00.000Z", "2026-05-10T09:00:00.000Z"],
  );
  assert.deepEqual(
    runs("FREQ=MONTHLY;BYMONTHDAY=31", "2026-01-31T03:00:00", "UTC", "2026-02-01T00:00:00Z", 2),
    ["2026-03-31T03:00:00.000Z", "2026-05-31T03:00:00.000Z"],
  );
  assert.deepEqual(
    runs("FREQ=DAILY;COUNT=3", "2026-05-01T09:00:00", "UTC", "2026-05-02T10:00:00Z"),
    ["2026-05-03T09:00:00.000Z"],
  );
  assert.deepEqual(
    runs("FREQ=DAILY;UNTIL=20260504", "2026-05-01T09:00:00", "UTC", "2026-05-02T10:00:00Z"),
    ["2026-05-03T09:00:00.000Z", "2026-05-04T09:00:00.000Z"],
  );
});

test("what is malformed and what is not read here are told apart", () => {
  assert.deepEqual(readRecurrence(""), { fault: "malformed", part: "FREQ" });
  assert.deepEqual(readRecurrence("FREQ=DAILY;INTERVAL=0"), {
    ...{ fault: "malformed", part: "INTERVAL=0" },
  });
  assert.deepEqual(readRecurrence("FREQ=WEEKLY;BYDAY=XX"), {
    ...{ fault: "malformed", part: "BYDAY=XX" },
  });
  assert.deepEqual(readRecurrence("FREQ=MONTHLY;BYDAY=1MO"), {
    ...{ fault: "unread", part: "BYDAY=1MO" },
  });
  assert.deepEqual(readRecurrence("FREQ=YEARLY"), { fault: "unread", part: "FREQ=YEARLY" });
});

test("no text breaks the reader, and every run is after now and in order", () => {
  fc.assert(fc.property(fc.string(), (text) => void readRecurrence(text)));
  const list = (max: number) => fc.uniqueArray(fc.integer({ min: 0, max }), { maxLength: 3 });
  const rrule = fc.record({
    freq: fc.constantFrom("MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY"),
    ...{ interval: fc.integer({ min: 1, max: 40 }), hours: list(23), minutes: list(59) },
  });
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns");
  const now = Date.parse("2026-06-01T00:00:00Z");
  fc.assert(
    fc.property(rrule, zones, ({ freq, interval, hours, minutes }, timeZone) => {
      const by = (name: string, values: readonly number[]) =>
        values.length === 0 ? "" : `;${name}=${values.join(",")}`;
      const text = `FREQ=${freq};INTERVAL=${interval}${by("BYHOUR", hours)}${by("BYMINUTE", minutes)}`;
      const rule = readRecurrence(text);
      assert.ok("frequency" in rule);
      const start = Date.parse("2026-05-01T00:00:00Z");
      const found = nextRuns(rule, { start, timeZone }, now, 4);
      assert.ok(
        found.every((time, at) => time > (found[at - 1] ?? now)),
        iso(found).join(),
      );
      for (const time of found) assert.equal(instantOf(wallOf(time, timeZone), timeZone), time);
    }),
    { numRuns: 200 },
  );
});
