import assert from "node:assert/strict";
import { test } from "node:test";
import { coalesce } from "./coalesce.ts";

function harness() {
  const waits: { run: () => void; ms: number }[] = [];
  let time = 0;
  let runs = 0;
  let finish = () => {};
  const own = coalesce({
    delayMs: 100,
    pauseMs: 1000,
    now: () => time,
    later: (run, ms) => {
      const wait = { run, ms };
      waits.push(wait);
      return () => waits.splice(waits.indexOf(wait), 1);
    },
    task: () => {
      runs += 1;
      return new Promise<void>((_, reject) => {
        finish = () => reject(new Error("also a failure lets the next one come"));
      });
    },
  });
  return {
    ...own,
    waits,
    runs: () => runs,
    pass: (ms: number) => {
      time += ms;
      waits.shift()?.run();
    },
    done: async () => {
      finish();
      await new Promise(setImmediate);
    },
  };
}

test("calls that come together cost once, calls meanwhile once more", async () => {
  const own = harness();
  for (let count = 0; count < 5; count += 1) own.ask();
  assert.deepEqual(
    own.waits.map((wait) => wait.ms),
    [100],
  );
  own.pass(100);
  own.ask();
  own.ask();
  assert.equal(own.runs(), 1);
  assert.equal(own.waits.length, 0, "never twice at once");
  await own.done();
  assert.deepEqual(
    own.waits.map((wait) => wait.ms),
    [1000],
  );
  own.pass(1000);
  assert.equal(own.runs(), 2);
});

test("what is called off does not come", () => {
  const own = harness();
  own.ask();
  own.stop();
  assert.equal(own.waits.length, 0);
});
