/** Processor time of programs that this one started, which is the storage. */
import { readdirSync, readFileSync } from "node:fs";

/** Ticks of a process's time (proc(5), sysconf _SC_CLK_TCK) in microseconds. */
const TICK_US = 10_000;

/** Ids of the processes that this one has started and that run. */
export function childProcesses(): string[] {
  return readdirSync("/proc/self/task").flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, "utf8").split(" ").filter(Boolean),
  );
}

/** What processes have spent so far, in microseconds. */
export function spentByUs(processes: readonly string[]): number {
  const ticks = processes.map((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((sum, own) => sum + own, 0) * TICK_US;
}
