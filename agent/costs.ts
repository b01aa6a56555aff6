/** What agent and sensor cost their host at this moment. */
import { readFileSync } from "node:fs";
import type { Reading, Used } from "./watchdog.ts";

/** How a sensor's process is named; another program may have its pid by now. */
const SENSOR_NAME = "vigil-sensor";
/** USER_HZ of proc(5) is 100 on every architecture that the sensor runs on. */
const TICK_MS = 10;
/** Places of utime and stime in what follows the name in /proc/PID/stat. */
const UTIME = 11;
const STIME = 12;
const KIB = 1024;

function usedByAgent(): Used {
  const { user, system } = process.cpuUsage();
  const memoryBytes = process.memoryUsage.rss();
  return { pid: process.pid, cpuMs: (user + system) / 1000, memoryBytes };
}

/**
 * Of the sensor `pid`: its memory is what is its own (RssAnon), without the rings, which have a
 * bound of their own. Undefined when it does not run or cannot be read.
 */
export function usedBySensor(pid: number, proc = "/proc"): Used | undefined {
  let stat: string;
  let status: string;
  try {
    stat = readFileSync(`${proc}/${pid}/stat`, "utf8");
    status = readFileSync(`${proc}/${pid}/status`, "utf8");
  } catch {
    return undefined; /* it ended, or it belongs to another pid namespace */
  }
  const end = stat.lastIndexOf(")");
  if (!stat.slice(stat.indexOf("(") + 1, end).startsWith(SENSOR_NAME)) return undefined;
  const times = stat.slice(end + 2).split(" ");
  const cpuMs = (Number(times[UTIME]) + Number(times[STIME])) * TICK_MS;
  const memoryBytes = Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * KIB;
  return Number.isFinite(cpuMs) ? { pid, cpuMs, memoryBytes } : undefined;
}

/** `sensorPid`: 0 or undefined when there is no sensor. */
export function readCosts(sensorPid: number | undefined): Reading {
  const sensor = sensorPid ? usedBySensor(sensorPid) : undefined;
  return { at: performance.now(), agent: usedByAgent(), sensor };
}
