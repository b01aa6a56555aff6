/** What processes use, and how much of the machine others took: read from proc(5). */
import { readdirSync, readFileSync } from "node:fs";
import { loadavg } from "node:os";

/** Clock ticks of proc(5) a second; the kernel's USER_HZ is 100 on every port we build for. */
const TICKS_PER_S = 100;

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // The process has ended.
  }
}

/** Seconds of CPU that processes have used so far, with the children they have waited for. */
export function cpuSeconds(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    const stat = read(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index] ?? 0), 0);
  });
  return ticks.reduce((sum, each) => sum + each, 0) / TICKS_PER_S;
}

/** Resident bytes of processes now. */
export function residentBytes(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) =>
    Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0),
  );
  return kilobytes.reduce((sum, each) => sum + each, 0) * 1024;
}

/** Ids of running processes with that name. */
export function pidsNamed(name: string): number[] {
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid) && read(`/proc/${pid}/comm`).trim() === name)
    .map(Number);
}

/** Percent of the machine's time; what was measured while more was stolen does not count. */
export const STOLEN_MAX = 3;

export type MachineTime = { stolen: number; all: number };

/** Ticks that the hypervisor gave to others since boot, and all ticks. */
export function machineTime(): MachineTime {
  const ticks = (read("/proc/stat").split("\n")[0] ?? "").split(/\s+/).slice(1, 9).map(Number);
  return { stolen: ticks[7] ?? 0, all: ticks.reduce((sum, tick) => sum + tick, 0) };
}

/** Share of the machine's time since then that was stolen, in percent. */
export function stolenSince(before: MachineTime): number {
  const now = machineTime();
  return ((now.stolen - before.stolen) / Math.max(1, now.all - before.all)) * 100;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle] ?? Number.NaN;
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

export function loadText(before: MachineTime): string {
  return `load ${loadavg()[0]?.toFixed(2)}, stolen ${stolenSince(before).toFixed(1)} %`;
}
