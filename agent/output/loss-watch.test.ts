/** What is told of matches that are lost for want of room. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createLossWatch, LOSS_REPORT_MS } from "./loss-watch.ts";
import { createSpoolCounters } from "./spool.ts";

test("a loss is told of when it begins, every minute, and when it has ended", () => {
  const counters = createSpoolCounters();
  counters.spool_lost_files.add(3);
  let now = 1000;
  const spool = { bytes: 90, bytesMax: 100, fault: "" };
  const watch = createLossWatch(counters, spool, () => now);
  const told = () => {
    const report = watch.change();
    return report && (report.body["loss"] as Record<string, unknown>);
  };
  assert.equal(told(), undefined, "what was lost before it began is not its");
  counters.spool_lost_network.add(5);
  counters.spool_lost_urgent.add(1);
  assert.deepEqual(told(), {
    state: "losing",
    since: new Date(1000).toISOString(),
    lost: { urgent: 1, files: 0, network: 5 },
    total: { urgent: 1, files: 3, network: 5 },
    spool: { bytes: 90, bytes_max: 100, fault: "" },
  });
  for (let second = 0; second < 59; second += 1) {
    now += 1000;
    counters.spool_lost_network.add();
    assert.equal(told(), undefined);
  }
  now += 1000;
  assert.deepEqual(told()?.["lost"], { urgent: 0, files: 0, network: 59 });
  counters.spool_lost_files.add(2);
  now += 1000;
  assert.equal(told(), undefined);
  now += LOSS_REPORT_MS;
  const ended = told();
  assert.equal(ended?.["state"], "ended");
  assert.deepEqual(ended?.["lost"], { urgent: 0, files: 2, network: 0 });
  now += LOSS_REPORT_MS;
  assert.equal(told(), undefined);
  counters.spool_lost_files.add();
  assert.equal(told()?.["state"], "losing");
});
