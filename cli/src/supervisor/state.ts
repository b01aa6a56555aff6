/**
 * run/supervisor.json: what runs under which pid. A pid alone proves nothing, so its start time
 * goes with it.
 */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

export type ProgramState = {
  name: string;
  state: "starting" | "running" | "waiting" | "stopped";
  pid: number;
  /** Start of the process in clock ticks since boot (proc(5), field 22); "" when there is none. */
  started: string;
  restarts: number;
  /** Why it is not running; empty when it is. */
  reason: string;
};

export type SupervisorState = {
  pid: number;
  started: string;
  url: string;
  /** Where the event store answers. */
  storageUrl: string;
  version: string;
  startedAt: string;
  programs: ProgramState[];
};

/** Start time of a process; "" when it is gone. */
export function startTimeOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie has ended; only its parent has not asked yet.
    return fields[0] === "Z" ? "" : (fields[19] ?? "");
  } catch {
    // No such process.
    return "";
  }
}

/** Whether that very process still runs. */
export function isRunning(process: { pid: number; started: string }): boolean {
  return process.pid > 0 && process.started !== "" && startTimeOf(process.pid) === process.started;
}

/** What the last supervisor wrote; undefined when there is none or it cannot be read. */
export function readState(file: string): SupervisorState | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8")) as SupervisorState;
  } catch {
    // Half a file is left only by a power cut during the rename; nothing runs then.
    return undefined;
  }
}

export function writeState(file: string, state: SupervisorState): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 1)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function clearState(file: string): void {
  rmSync(file, { force: true });
}
