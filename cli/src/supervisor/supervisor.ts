/**
 * The set of programs: started in order, stopped in reverse, their state on disk for `vigil
 * status`.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { refuseSupervisor } from "./errors.ts";
import { createProgram, type Program, type ProgramSpec, type Started } from "./program.ts";
import {
  clearState,
  isRunning,
  readState,
  type SupervisorState,
  startTimeOf,
  writeState,
} from "./state.ts";

export type Supervisor = {
  /** Starts one program and waits for it. `needed` programs throw when they fail the first time. */
  start(spec: ProgramSpec, needed: boolean): Promise<Started>;
  stop(): Promise<void>;
};

const ORPHAN_MS_MAX = 5000;
const ORPHAN_POLL_MS = 10;

type SupervisorOptions = {
  stateFile: string;
  logs: string;
  url: string;
  storageUrl: string;
  version: string;
};

/** Begins to supervise; `endOrphans` comes first. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const programs: Program[] = [];
  const head = {
    pid: process.pid,
    started: startTimeOf(process.pid),
    url: options.url,
    storageUrl: options.storageUrl,
    version: options.version,
    startedAt: new Date().toISOString(),
  };
  const save = () => {
    const state: SupervisorState = { ...head, programs: programs.map((program) => program.state) };
    writeState(options.stateFile, state);
  };
  save();
  return {
    async start(spec, needed) {
      const program = createProgram(spec, options.logs, save);
      programs.push(program);
      const outcome = await program.start();
      if ("failed" in outcome && needed) {
        const values = {
          name: spec.name,
          reason: outcome.failed,
          log: `${options.logs}/${spec.name}.log`,
        };
        throw refuseSupervisor("SUPERVISOR_PROGRAM_FAILED", values);
      }
      return outcome;
    },
    async stop() {
      for (const program of programs.toReversed()) await program.stop();
      clearState(options.stateFile);
    },
  };
}

/**
 * Ends programs that a killed supervisor of the same data directory left behind, and waits until
 * they are gone and `isReleased` says that what they held is free: threads end after their leader.
 */
export async function endOrphans(
  stateFile: string,
  isReleased: () => Promise<boolean>,
): Promise<void> {
  const orphans = (readState(stateFile)?.programs ?? []).filter(isRunning);
  for (const program of orphans) process.kill(program.pid, "SIGKILL");
  const deadline = performance.now() + ORPHAN_MS_MAX;
  if (orphans.length === 0) return;
  while (performance.now() < deadline) {
    if (!orphans.some(isRunning) && (await isReleased())) return;
    await sleep(ORPHAN_POLL_MS);
  }
}
