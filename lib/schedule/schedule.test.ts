/** When schedules come, by table; expected times are from the examples and rules of RFC 5545. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compileSchedule, type Schedule, SPACING_MS_MIN } from "./index.ts";
import { FREQUENCIES } from "./recurrence.ts";

function scheduleOf(rrule: string, start: string, timezone = "America/New_York"): Schedule {
  const schedule = compileSchedule({ rrule, start, timezone });
  if ("option" in schedule) assert.fail(`${rrule}: ${schedule.what}`);
  return schedule;
}

/** The first times, as UTC without seconds. */
function times(schedule: Schedule, count: number, after = 0): string[] {
  const found: string[] = [];
  for (let last = after; found.length < count; ) {
    const next = schedule.next(last);
    if (next === undefined) break;
    found.push(new Date(next).toISOString().slice(0, 16));
    last = next;
  }
  return found;
}

const CASES: readonly [rrule: string, start: string, zone: string, ...expected: string[]][] = [
  [
    "FREQ=DAILY;COUNT=2",
    "1997-09-02T09:00:00",
    "America/New_York",
    "1997-09-02T13:00",
    "1997-09-03T13:00",
  ],
  [
    "RRULE:FREQ=HOURLY;INTERVAL=1;",
    "2025-07-14T12:00:00",
    "Europe/Paris",
    "2025-07-14T10:00",
    "2025-07-14T11:00",
  ],
  [
    "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,TH",
    "1997-09-02T09:00",
    "UTC",
    "1997-09-02T09:00",
    "1997-09-04T09:00",
    "1997-09-16T09:00",
    "1997-09-18T09:00",
  ],
  [
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO",
    "1997-08-05T09:00:00",
    "UTC",
    "1997-08-05T09:00",
    "1997-08-10T09:00",
    "1997-08-19T09:00",
    "1997-08-24T09:00",
  ],
  [
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU",
    "1997-08-05T09:00:00",
    "UTC",
    "1997-08-05T09:00",
    "1997-08-17T09:00",
    "1997-08-19T09:00",
    "1997-08-31T09:00",
  ],
  [
    "FREQ=MONTHLY;BYDAY=1FR",
    "1997-09-05T09:00:00",
    "UTC",
    "1997-09-05T09:00",
    "1997-10-03T09:00",
    "1997-11-07T09:00",
  ],
  [
    "FREQ=MONTHLY;BYDAY=-2MO",
    "1997-09-22T09:00:00",
    "UTC",
    "1997-09-22T09:00",
    "1997-10-20T09:00",
    "1997-11-17T09:00",
  ],
  [
    "FREQ=MONTHLY;BYMONTHDAY=-3",
    "1997-09-28T09:00:00",
    "UTC",
    "1997-09-28T09:00",
    "1997-10-29T09:00",
    "1997-11-28T09:00",
  ],
  [
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
    "1997-09-02T09:00:00",
    "UTC",
    "1998-02-13T09:00",
    "1998-03-13T09:00",
  ],
  [
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
    "1997-09-29T09:00:00",
    "UTC",
    "1997-09-29T09:00",
    "1997-10-30T09:00",
    "1997-11-27T09:00",
  ],
  [
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "2026-01-31T00:00:00",
    "UTC",
    "2026-01-31T00:00",
    "2026-03-31T00:00",
    "2026-05-31T00:00",
  ],
  [
    "FREQ=YEARLY;BYDAY=20MO",
    "1997-05-19T09:00:00",
    "UTC",
    "1997-05-19T09:00",
    "1998-05-18T09:00",
    "1999-05-17T09:00",
  ],
  [
    "FREQ=YEARLY;INTERVAL=3;BYYEARDAY=1,100,200",
    "1997-01-01T09:00",
    "UTC",
    "1997-01-01T09:00",
    "1997-04-10T09:00",
    "1997-07-19T09:00",
    "2000-01-01T09:00",
  ],
  [
    "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
    "1997-03-13T09:00",
    "UTC",
    "1997-03-13T09:00",
    "1997-03-20T09:00",
    "1997-03-27T09:00",
    "1998-03-05T09:00",
  ],
  ["FREQ=YEARLY", "2024-02-29T00:00:00", "UTC", "2024-02-29T00:00", "2028-02-29T00:00"],
  [
    "FREQ=DAILY;BYHOUR=9,17;BYMINUTE=0,30",
    "2026-01-01T12:00:00",
    "UTC",
    "2026-01-01T17:00",
    "2026-01-01T17:30",
    "2026-01-02T09:00",
  ],
  [
    "FREQ=HOURLY;BYMINUTE=15,45;BYDAY=MO;BYHOUR=3",
    "2026-01-01T00:00:00",
    "UTC",
    "2026-01-05T03:15",
    "2026-01-05T03:45",
    "2026-01-12T03:15",
  ],
  [
    "FREQ=MINUTELY;INTERVAL=90",
    "2026-01-01T00:00:00",
    "UTC",
    "2026-01-01T00:00",
    "2026-01-01T01:30",
    "2026-01-01T03:00",
  ],
  // Nine stays nine when the clock changes.
  [
    "FREQ=DAILY",
    "2026-03-28T09:00:00",
    "Europe/Paris",
    "2026-03-28T08:00",
    "2026-03-29T07:00",
    "2026-03-30T07:00",
  ],
  // Half past two is left out on that day: it is read with the offset from before.
  [
    "FREQ=DAILY",
    "2026-03-28T02:30:00",
    "Europe/Paris",
    "2026-03-28T01:30",
    "2026-03-29T01:30",
    "2026-03-30T00:30",
  ],
  // It is shown twice on that one: the first counts.
  [
    "FREQ=DAILY",
    "2026-10-24T02:30:00",
    "Europe/Paris",
    "2026-10-24T00:30",
    "2026-10-25T00:30",
    "2026-10-26T01:30",
  ],
  // By hours it is time that passes.
  [
    "FREQ=HOURLY",
    "2026-10-25T01:00:00",
    "Europe/Paris",
    "2026-10-24T23:00",
    "2026-10-25T00:00",
    "2026-10-25T01:00",
    "2026-10-25T02:00",
  ],
];

test("schedules come when RFC 5545 says", () => {
  for (const [rrule, start, zone, ...expected] of CASES) {
    const schedule = scheduleOf(rrule, start, zone);
    assert.deepEqual(times(schedule, expected.length), expected, `${rrule} from ${start}`);
    // Backwards the same.
    const last = expected.map((text) => Date.parse(`${text}Z`)).at(-1) ?? 0;
    const back: string[] = [];
    for (let at: number | undefined = last; at !== undefined; ) {
      back.unshift(new Date(at).toISOString().slice(0, 16));
      at = schedule.previous(at - 1);
    }
    assert.deepEqual(back, expected, `${rrule} backwards`);
  }
});

test("an end ends it", () => {
  const until = scheduleOf("FREQ=DAILY;UNTIL=20260103T120000Z", "2026-01-01T12:00:00", "UTC");
  assert.deepEqual(times(until, 9).length, 3);
  assert.equal(until.previous(Date.parse("2030-01-01")), Date.parse("2026-01-03T12:00:00Z"));
  const day = scheduleOf("FREQ=DAILY;UNTIL=20260102", "2026-01-01T12:00:00", "UTC");
  assert.deepEqual(times(day, 9).length, 2);
  const counted = scheduleOf("FREQ=DAILY;COUNT=3", "2026-01-01T12:00:00", "UTC");
  assert.deepEqual(times(counted, 9).length, 3);
  assert.equal(counted.next(Date.parse("2027-01-01")), undefined);
});

const FAULTS: readonly [
  rrule: string,
  start: string,
  zone: string,
  option: string,
  what: RegExp,
][] = [
  ["", "2026-01-01", "UTC", "rrule", /not a part/],
  ["FREQ=SECONDLY", "2026-01-01", "UTC", "rrule", /FREQ/],
  ["FREQ=DAILY;FREQ=DAILY", "2026-01-01", "UTC", "rrule", /twice/],
  ["FREQ=DAILY;BYWEEKNO=1", "2026-01-01", "UTC", "rrule", /BYWEEKNO is not available/],
  ["FREQ=DAILY;INTERVAL=0", "2026-01-01", "UTC", "rrule", /INTERVAL/],
  ["FREQ=DAILY;BYHOUR=24", "2026-01-01", "UTC", "rrule", /BYHOUR/],
  ["FREQ=DAILY;BYDAY=1MO", "2026-01-01", "UTC", "rrule", /BYDAY/],
  ["FREQ=DAILY;COUNT=2;UNTIL=20270101", "2026-01-01", "UTC", "rrule", /exclude/],
  ["FREQ=DAILY;UNTIL=soon", "2026-01-01", "UTC", "rrule", /UNTIL/],
  ["FREQ=MINUTELY;INTERVAL=4", "2026-01-01", "UTC", "rrule", /every five minutes/],
  ["FREQ=DAILY;BYMINUTE=0,1", "2026-01-01", "UTC", "rrule", /every five minutes/],
  ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-01-01", "UTC", "rrule", /never/],
  ["FREQ=DAILY;UNTIL=20250101", "2026-01-01", "UTC", "rrule", /never/],
  ["FREQ=DAILY", "", "UTC", "start", /no start/],
  ["FREQ=DAILY", "2026-02-30T00:00:00", "UTC", "start", /no start/],
  ["FREQ=DAILY", "2026-01-01T00:00:00Z", "UTC", "start", /no start/],
  ["FREQ=DAILY", "2026-01-01", "Mars/Base", "timezone", /Mars/],
];

test("what cannot be is refused with its place", () => {
  for (const [rrule, start, timezone, option, what] of FAULTS) {
    const fault = compileSchedule({ rrule, start, timezone });
    assert.ok("option" in fault, rrule);
    assert.equal(fault.option, option, rrule);
    assert.match(fault.what, what);
    assert.match(fault.todo, /\.$/);
  }
});

const part = (name: string, values: fc.Arbitrary<string>) => values.map((v) => `;${name}=${v}`);
const numbers = (min: number, max: number) =>
  fc.array(fc.integer({ min, max }), { minLength: 1, maxLength: 3 }).map((list) => list.join(","));
const rules = fc
  .tuple(
    fc.constantFrom(...FREQUENCIES),
    ...[
      part(
        "INTERVAL",
        numbers(1, 400).map((list) => list.split(",")[0] ?? "1"),
      ),
      part("BYMONTH", numbers(1, 12)),
      part("BYMONTHDAY", numbers(-31, 31)),
      part("BYDAY", fc.constantFrom("MO", "TU,FR", "1MO", "-1SU")),
      part("BYHOUR", numbers(0, 23)),
      part("BYSETPOS", numbers(-3, 3)),
    ].map((each) => fc.option(each, { nil: "" })),
  )
  .map(([frequency, ...parts]) => `FREQ=${frequency}${parts.join("")}`);

test("times ascend, keep their distance, and are the same in both directions", () => {
  const zones = fc.constantFrom("UTC", "Europe/Paris", "Australia/Lord_Howe", "Asia/Kathmandu");
  fc.assert(
    fc.property(rules, zones, fc.integer({ min: 0, max: 500 }), (rrule, timezone, day) => {
      const schedule = compileSchedule({ rrule, start: "2025-11-30T01:30:00", timezone });
      if ("option" in schedule) return;
      const at = Date.parse("2026-01-01T00:00:00Z") + day * 86_400_000;
      const first = schedule.next(at);
      if (first === undefined) return;
      assert.ok(first > at);
      const second = schedule.next(first);
      if (second === undefined) return;
      assert.ok(second > first);
      assert.equal(schedule.previous(second - 1), first, rrule);
      assert.equal(schedule.previous(second), second, rrule);
    }),
    { numRuns: 60 },
  );
  assert.equal(SPACING_MS_MIN, 300_000);
});

test("no text breaks the reader", () => {
  const texts = fc.oneof(fc.string(), fc.stringMatching(/^[A-Z=;,0-9+-]{0,60}$/), rules);
  fc.assert(
    fc.property(texts, (rrule) => {
      const found = compileSchedule({ rrule, start: "2026-01-01", timezone: "UTC" });
      if ("option" in found) assert.match(found.what, /\S/);
    }),
    { numRuns: 500 },
  );
});
