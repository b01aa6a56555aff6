/** What the storage process tells about itself, at /status and to its supervisor. */
import { type CounterSet, createCounters } from "#lib/base";

const COUNTERS = [
  /** Statements that reached the queue for a session. */
  "queries",
  "inserts",
  /** Failures of the engine. */
  "errors",
  /** Requests we refused ourselves: token, body, queue, disk, grammar. */
  "refused",
  /** Statements that found the pool taken and waited. */
  "queued",
  /** Reads whose client left before the end. */
  "killed",
  /** Writes refused or failed because the disk was full. */
  "diskFull",
  "rowsSent",
  "rowsWritten",
  "bytesReceived",
  "bytesSent",
] as const;

export type CounterName = (typeof COUNTERS)[number];

export function createStorageCounters(): CounterSet<CounterName> {
  return createCounters(COUNTERS);
}

export type StorageStatus = {
  state: "serving" | "disk-full" | "stopping";
  engineVersion: string;
  pid: number;
  startedAt: string;
  disk: { freeBytes: number; reserveBytes: number };
  memory: { residentBytes: number; engineBytesMax: number; bodyBytes: number };
  sessions: { max: number; busy: number; waiting: number; retired: number };
  counters: Record<CounterName, number>;
};
