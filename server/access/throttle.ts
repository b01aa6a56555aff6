/**
 * Counts attempts by key in fixed windows, in memory: every replica counts for itself, and a
 * restart forgives. Bounded: when too many keys are known the one counted first is forgotten, and
 * that is counted.
 */
import type { Clock } from "#lib/base";

export type ThrottleLimit = { max: number; windowMs: number };
export const THROTTLE_KEYS_MAX = 20_000;

export type Throttle = {
  /** Milliseconds to wait; 0 when another attempt is allowed. */
  waitMs(key: string): number;
  count(key: string): void;
  /** Takes one attempt back. */
  uncount(key: string): void;
  forget(key: string): void;
  readonly keysDropped: number;
};

export function createThrottle(limit: ThrottleLimit, clock: Clock): Throttle {
  const windows = new Map<string, { attempts: number; endsAt: number }>();
  let keysDropped = 0;
  const live = (key: string) => {
    const window = windows.get(key);
    if (window && window.endsAt > clock()) return window;
    windows.delete(key);
    return undefined;
  };
  return {
    waitMs(key) {
      const window = live(key);
      return window && window.attempts >= limit.max ? window.endsAt - clock() : 0;
    },
    count(key) {
      const window = live(key);
      if (window) {
        window.attempts++;
        return;
      }
      const oldest = windows.keys().next();
      if (windows.size >= THROTTLE_KEYS_MAX && !oldest.done) {
        windows.delete(oldest.value);
        keysDropped++;
      }
      windows.set(key, { attempts: 1, endsAt: clock() + limit.windowMs });
    },
    uncount(key) {
      const window = live(key);
      if (window) window.attempts--;
    },
    forget(key) {
      windows.delete(key);
    },
    get keysDropped() {
      return keysDropped;
    },
  };
}

/** An IPv6 subscriber owns a /64, so that is what counts as one address. */
export function throttleAddress(address: string): string {
  if (!address.includes(":") || address.includes(".")) return address;
  const [head = "", tail] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  const zeros =
    tail === undefined ? 0 : 8 - groups.length - (tail === "" ? 0 : tail.split(":").length);
  return [
    ...groups,
    ...Array.from({ length: Math.max(0, zeros) }, () => "0"),
    ...(tail ?? "").split(":"),
  ]
    .slice(0, 4)
    .join(":");
}
