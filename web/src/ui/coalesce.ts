/**
 * Many reasons to do the same work, done once: soon after the first, never twice at once, never too
 * often.
 */
import { useEffect, useMemo, useRef } from "react";
import { clock } from "./clock.ts";

type Coalescing = {
  /** From the first call to the work, so that calls that come together cost once. */
  delayMs: number;
  /** From one start of the work to the next. */
  pauseMs: number;
};

type CoalesceParts = Coalescing & {
  task: () => Promise<void>;
  now: () => number;
  later: (run: () => void, ms: number) => () => void;
};

/** Returns what asks for the work, and what calls everything off. */
export function coalesce({ task, delayMs, pauseMs, now, later }: CoalesceParts) {
  let cancel: (() => void) | undefined;
  let running = false;
  let again = false;
  let startedAt = Number.NEGATIVE_INFINITY;

  async function run() {
    cancel = undefined;
    running = true;
    startedAt = now();
    // Work that fails is not told here: the next reason repeats it.
    await task().catch(() => {});
    running = false;
    if (!again) return;
    again = false;
    ask();
  }

  function ask(): void {
    if (running) again = true;
    else cancel ??= later(() => void run(), Math.max(delayMs, startedAt + pauseMs - now()));
  }

  const stop = () => {
    cancel?.();
    cancel = undefined;
    again = false;
  };
  return { ask, stop };
}

function later(run: () => void, ms: number): () => void {
  const timer = window.setTimeout(run, ms);
  return () => window.clearTimeout(timer);
}

/** The newest `task`, coalesced while the component is shown. */
export function useCoalesced(task: () => Promise<void>, { delayMs, pauseMs }: Coalescing) {
  const newest = useRef(task);
  newest.current = task;
  const { ask, stop } = useMemo(
    () => coalesce({ task: () => newest.current(), delayMs, pauseMs, now: clock, later }),
    [delayMs, pauseMs],
  );
  useEffect(() => stop, [stop]);
  return ask;
}
