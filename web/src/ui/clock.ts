/**
 * What time it is, and a hook that keeps what depends on it fresh. The only place of the UI that
 * reads a clock.
 */
import { useSyncExternalStore } from "react";
import type { Clock } from "#lib/base";

export const clock: Clock = Date.now;

/** Relative times are at most this old. */
const TICK_MS = 5_000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let current = clock();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  current = clock();
  timer ??= setInterval(() => {
    current = clock();
    for (const each of listeners) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time in milliseconds, the same for all who ask between two ticks. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => current);
}
