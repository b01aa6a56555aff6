/** A server that is killed in the middle of a scheduled run: another goes on, and counts exactly. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { JOB_LEASE_MS } from "#server/jobs";
import { listRuns, openControl, openEventStore } from "#server/store";
import { RUN_DELAY_MS } from "./limits.ts";
import { SCHEDULED } from "./run.ts";
import { HOUR, openRig, RULE, startStorageProcess, T0 } from "./testing/rig.ts";

const VICTIM = fileURLToPath(new URL("testing/victim.ts", import.meta.url));
/** So many that the run has many steps: each is a slice of 500. */
const FAILURES = 6000;
const BATCH = 1000;
const WAIT_MS_MAX = 60_000;

test("a run whose server is killed counts each event once", async () => {
  const storage = await startStorageProcess();
  const folder = await mkdtemp(join(tmpdir(), "vigil-schedule-"));
  const address = { url: storage.url, password: storage.token, retentionDays: 3650 };
  const events = openEventStore({ ...address, database: "killed" });
  await events.migrate();
  const database = `sqlite:${join(folder, "control.db")}`;
  const control = await openControl(database, { clock: () => T0 });
  try {
    const rig = openRig(control, events, [RULE]);
    rig.state.now = T0 + HOUR;
    const times = Array.from({ length: FAILURES }, (_, at) => T0 + 1 + at * 590);
    for (let at = 0; at < FAILURES; at += BATCH) await rig.fail("ann", times.slice(at, at + BATCH));
    rig.state.now = T0 + HOUR + RUN_DELAY_MS;

    const env = { ...process.env, STORAGE_TOKEN: storage.token };
    const args = [VICTIM, database, storage.url, "killed", String(rig.state.now)];
    const victim = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "inherit"] });
    const exited = once(victim, "exit");
    const run = async () => (await listRuns(control, { kind: SCHEDULED, ruleId: RULE.id }, 1))[0];
    const deadline = performance.now() + WAIT_MS_MAX;
    let seen = 0;
    while (seen < 2 * 500 && victim.exitCode === null && performance.now() < deadline) {
      seen = (await run())?.events ?? 0;
      await sleep(2);
    }
    victim.kill("SIGKILL");
    assert.deepEqual(await exited, [null, "SIGKILL"], "it was killed before it was done");
    const left = await run();
    assert.equal(left?.status, "running");
    assert.ok(left.events >= 2 * 500 && left.events < FAILURES, `${left.events} in the middle`);

    const heir = rig.server({ owner: "heir" });
    assert.equal(await heir.runner.runNext(), false, "the run may still be alive");
    rig.state.now += JOB_LEASE_MS + 1;
    assert.equal(await heir.runner.runNext(), true);
    const ended = await run();
    assert.deepEqual([ended?.status, ended?.attempts, ended?.events], ["completed", 2, FAILURES]);
    assert.deepEqual(await rig.found(), [`hourly ann ${FAILURES}`]);
    assert.deepEqual(rig.faults, []);
  } finally {
    await control.close();
    await events.close();
    await storage.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
