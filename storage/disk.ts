/** How much of the disk is left, asked at most once a second, and whether writes have room. */
import type { Clock } from "#lib/base";
import { refuse } from "./errors.ts";

export type DiskGauge = {
  /** Free bytes for this user. */
  freeBytes(): number;
  /** Throws STORAGE_DISK_FULL when less than the reserve is free. */
  assertRoom(): void;
  readonly isFull: boolean;
};

export type DiskOptions = {
  readFreeBytes(): number;
  reserveBytes: number;
  now: Clock;
  /** Called when the disk becomes full or has room again, never twice for the same. */
  onChange(isFull: boolean, freeBytes: number): void;
};

const READING_TTL_MS = 1_000;

export function createDiskGauge(options: DiskOptions): DiskGauge {
  let free = 0;
  let readAt = Number.NEGATIVE_INFINITY;
  let isFull = false;

  function read(): number {
    const now = options.now();
    if (now - readAt < READING_TTL_MS) return free;
    readAt = now;
    free = options.readFreeBytes();
    if (isFull !== free < options.reserveBytes) {
      isFull = !isFull;
      options.onChange(isFull, free);
    }
    return free;
  }

  return {
    freeBytes: read,
    assertRoom() {
      read();
      if (isFull) throw refuse("STORAGE_DISK_FULL", { free, reserve: options.reserveBytes });
    },
    get isFull() {
      read();
      return isFull;
    },
  };
}
