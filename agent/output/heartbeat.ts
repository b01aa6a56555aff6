/**
 * When the agent says that it lives: often after its rules have changed, so that it is seen soon
 * whether they took effect, and seldom later.
 */

export const HEARTBEAT_FIRST_MS = 60_000;
export const HEARTBEATS_FIRST = 5;
export const HEARTBEAT_MS = 600_000;

export type Heartbeat = {
  /** The rules have changed: begins anew. */
  restart(): void;
  stop(): void;
};

/** Calls `beat` a minute from now five times, then every ten minutes. */
export function startHeartbeat(beat: () => void): Heartbeat {
  let timer: NodeJS.Timeout | undefined;
  let beats = 0;
  const wait = () => {
    timer = setTimeout(run, beats < HEARTBEATS_FIRST ? HEARTBEAT_FIRST_MS : HEARTBEAT_MS);
    timer.unref();
  };
  const run = () => {
    beats += 1;
    wait();
    beat();
  };
  wait();
  return {
    restart: () => {
      clearTimeout(timer);
      beats = 0;
      wait();
    },
    stop: () => clearTimeout(timer),
  };
}
