/** What the agent tells of throttled cgroups and missing canaries: each change once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CALM_MS, CANARY_MS_MAX, CGROUPS_MAX, createSensorWatch } from "./sensor-watch.ts";

test("a throttled cgroup is told of when it begins and when it ends, with sums", () => {
  let now = 0;
  const watch = createSensorWatch(() => now);
  watch.throttle(7, [0, 5, 0], [0, 1, 0]);
  now = 1000;
  watch.throttle(7, [0, 6, 1], [0, 0, 0]);
  const [start, ...rest] = watch.changes(false);
  assert.deepEqual(rest, []);
  assert.equal(start?.title, "cgroup 7 sends more events than it may");
  assert.equal(watch.throttledCgroups, 1);
  now += CALM_MS;
  assert.deepEqual(watch.changes(false), []);
  now += 1;
  const [stop] = watch.changes(false);
  assert.ok(stop);
  const { throttle } = stop.body as { throttle: object };
  const since = "1970-01-01T00:00:00.000Z";
  assert.deepEqual(throttle, { state: "stop", cgroup_id: 7, since, throttled: 12, lost: 1 });
  assert.equal(watch.throttledCgroups, 0);
});

test("the number of cgroups has an end", () => {
  const watch = createSensorWatch(() => 0);
  for (let id = 0; id < CGROUPS_MAX + 5; id++) watch.throttle(id, [1, 0, 0], [0, 0, 0]);
  assert.equal(watch.throttledCgroups, CGROUPS_MAX);
});

test("a lane without canaries is told of once, and once when they come again", () => {
  let now = 0;
  const watch = createSensorWatch(() => now);
  watch.begin();
  now = CANARY_MS_MAX;
  watch.canary(0);
  watch.canary(2);
  assert.deepEqual(watch.changes(true), []);
  now += 1;
  assert.deepEqual(
    watch.changes(true).map(({ title }) => title),
    ["no canary comes back: files"],
  );
  assert.deepEqual(watch.missing(), ["files"]);
  assert.deepEqual(watch.changes(true), []);
  watch.canary(1);
  assert.deepEqual(
    watch.changes(true).map(({ title }) => title),
    ["canaries come back on every lane"],
  );
});

test("without a sensor no canary is due, and a lane that does not exist changes nothing", () => {
  let now = 0;
  const watch = createSensorWatch(() => now);
  now = CANARY_MS_MAX * 2;
  assert.deepEqual(watch.changes(false), []);
  watch.canary(99);
  assert.equal(watch.missing().length, 3);
});
