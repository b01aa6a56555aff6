/** Stops the Vigil that runs with a data directory and waits until it is gone. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Output } from "#cli/output";
import { dataPaths } from "#cli/setup";
import { clearState, isRunning, readState, refuseSupervisor } from "#cli/supervisor";

const STOP_MS_MAX = 60_000;
const POLL_MS = 50;

/**
 * Ends the supervisor, which ends its programs; programs of a supervisor that was killed are ended
 * too.
 */
export async function down(data: string, output: Output): Promise<void> {
  const paths = dataPaths(data);
  const state = readState(paths.state);
  const orphans = state?.programs.filter(isRunning) ?? [];
  if (!state || (!isRunning(state) && orphans.length === 0)) {
    output.line("Vigil is not running.");
    output.result({ stopped: false });
    return;
  }
  const done = output.step("stop");
  const targets = isRunning(state) ? [state] : orphans;
  for (const target of targets) process.kill(target.pid, "SIGTERM");
  const deadline = Date.now() + STOP_MS_MAX;
  while (targets.some(isRunning)) {
    if (Date.now() > deadline) {
      done("still running");
      const values = { pid: state.pid, seconds: STOP_MS_MAX / 1000, logs: paths.logs };
      throw refuseSupervisor("SUPERVISOR_STILL_RUNNING", values);
    }
    await sleep(POLL_MS);
  }
  clearState(paths.state);
  done("done");
  output.result({ stopped: true });
}
