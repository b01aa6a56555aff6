/** Numbers of records over streams and lives of the agent. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LAYOUT } from "#lib/event";
import { createRecordNumbers, type Resume } from "./record-numbers.ts";

const id = (name: keyof typeof LAYOUT.records) => LAYOUT.records[name]?.id ?? 0;
const [OPEN, STATS, READY, SNAPSHOT] = [id("open"), id("stats"), id("ready"), id("snapshot")];

function resume(first: number, acked: number, series = 7): Resume {
  return { series, first, acked, unnumbered: [STATS, READY, SNAPSHOT] };
}

function started(...given: Parameters<typeof resume>) {
  const numbers = createRecordNumbers();
  const missed = numbers.begin(resume(...given));
  numbers.next(READY);
  return { numbers, missed };
}

test("records behind ready have numbers, but not those the sensor makes of the moment", () => {
  const numbers = createRecordNumbers();
  numbers.begin(resume(10, 10));
  assert.equal(numbers.next(SNAPSHOT), "judge");
  assert.equal(numbers.next(OPEN), "judge");
  assert.equal(numbers.number, undefined, "ready is still to come");
  assert.equal(numbers.covered, 0, "nothing can be acknowledged");
  numbers.next(READY);
  assert.equal(numbers.next(OPEN), "judge");
  assert.equal(numbers.number, 10);
  assert.equal(numbers.next(STATS), "judge");
  assert.equal(numbers.number, undefined);
  assert.equal(numbers.next(OPEN), "judge");
  assert.equal(numbers.number, 11);
  assert.equal(numbers.covered, 12);
});

test("what is held is not covered, nor what follows it", () => {
  const { numbers } = started(0, 0);
  numbers.next(OPEN);
  numbers.next(OPEN);
  const first = numbers.hold();
  const second = numbers.hold();
  numbers.next(OPEN);
  const third = numbers.hold();
  assert.equal(numbers.covered, 1);
  first();
  assert.equal(numbers.covered, 1, "the record has two matches");
  third();
  assert.equal(numbers.covered, 1);
  second();
  assert.equal(numbers.covered, 3);
});

test("another agent learns from what was acknowledged and judges the rest", () => {
  const { numbers, missed } = started(5, 7);
  assert.equal(missed, 0);
  const verdicts = [OPEN, OPEN, OPEN].map((type) => numbers.next(type));
  assert.deepEqual(verdicts, ["learn", "learn", "judge"]);
});

test("the same agent skips what it has seen, also what it has not acknowledged", () => {
  const { numbers } = started(0, 0);
  for (let count = 0; count < 4; count += 1) numbers.next(OPEN);
  assert.equal(numbers.begin(resume(1, 2)), 0);
  numbers.next(READY);
  const verdicts = [OPEN, OPEN, OPEN, OPEN].map((type) => numbers.next(type));
  assert.deepEqual(verdicts, ["skip", "skip", "skip", "judge"]);
  assert.equal(numbers.number, 4);
});

test("what the sensor had no room for is told as missing", () => {
  assert.equal(started(9, 4).missed, 5);
  const { numbers } = started(0, 0);
  for (let count = 0; count < 6; count += 1) numbers.next(OPEN);
  assert.equal(numbers.begin(resume(9, 4)), 3, "this agent has seen two more");
});

test("another series begins anew, and a stream without numbers has none", () => {
  const { numbers } = started(0, 0);
  numbers.next(OPEN);
  const release = numbers.hold();
  numbers.begin(resume(0, 0, 8));
  numbers.next(READY);
  assert.equal(numbers.next(OPEN), "judge");
  assert.equal(numbers.covered, 1, "what was held is of the other series");
  release();
  numbers.begin(undefined);
  numbers.next(READY);
  assert.equal(numbers.next(OPEN), "judge");
  assert.equal(numbers.series, undefined);
  assert.equal(numbers.covered, 0);
});
