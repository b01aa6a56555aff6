/** Tells listeners of committed changes. */
import { assert } from "#lib/base";
import type { StreamNotice } from "#lib/protocol";

const LISTENERS_MAX = 1000;
type Listener = (notice: StreamNotice) => void;

export function createNotices() {
  const listeners = new Set<Listener>();
  const subscribe = (listener: Listener): (() => void) => {
    assert(listeners.size < LISTENERS_MAX, "listeners are taken away when their reader leaves");
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const announce = (notices: readonly StreamNotice[]): void => {
    for (const notice of notices) for (const listener of listeners) call(listener, notice);
  };
  return { subscribe, announce };
}

/**
 * The change is committed already, so a listener's bug goes to the program's edge and not to the
 * one who changed.
 */
function call(listener: Listener, notice: StreamNotice): void {
  try {
    listener(notice);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
